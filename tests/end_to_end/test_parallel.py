"""Several agents at once in a real run, with its own supervisor and worker: a script plays them."""

from pathlib import Path

from orchestrator_engine.journal import read
from orchestrator_engine.run import Status
from support.project import Project, look, wait
from support.repositories import a_repository, belongings, git

SETTINGS = """\
agent = "rehearsal"
test = "! { grep -q eins main.txt && grep -q drei main.txt; }"
max_concurrent_agents = 3
"""
DOCUMENT = "# Words\n\n- [ ] W-1: German one\n- [ ] W-2: French one\n- [ ] W-3: German three\n"
GO = """\
## W-{n}, round {round}

Done.

```text {how} main.txt
{text}
```

## W-{n}, review of round {round}

Fine.

```toml verdict
score = 9
[[remarks]]
file = "main.txt"
line = 1
severity = "note"
evidence = "There it is."
```

"""


def project(where: Path) -> Project:
    script = "---\npace: 0.25\n---\n\n# Rehearsal\n\n"
    lines = ["one", "two", "two", "two", "two", "three"]
    for n, words in ((1, ("eins",) * 3), (2, ("un", "un", "un")), (3, ("drei", "trois", "trois"))):
        for turn, word in enumerate(words, 1):
            at = 5 if n == 3 else 0
            text = "\n".join((*lines[:at], word, *lines[at + 1 :]))
            script += GO.format(n=n, round=turn, how="write", text=text)
    state = where / "state"
    state.mkdir()
    folder = where / "project"
    a_repository(
        folder,
        {
            ".orchestrator.toml": SETTINGS,
            "SPEC.md": DOCUMENT,
            "SPEC.rehearsal.md": script,
            "main.txt": "\n".join(lines) + "\n",
        },
    )
    return Project(folder, state)


def test_conflicts_and_what_fails_only_together_are_done_again_and_one_is_taken_back(
    tmp_path: Path,
) -> None:
    here = project(tmp_path)
    mine = belongings(here.folder)
    folder = here.start()
    wait(lambda: look(folder).over, "the run ends")
    run = look(folder)
    assert run.status is Status.COMPLETED, run.why
    kinds = [record.event.kind for record in read(folder)]
    assert "task.reopened" in kinds
    assert "rebase.checked" in kinds
    commits = here.git("rev-list", "--reverse", f"{run.created.origin.base}..{run.head}").split()
    assert sorted(commits) == sorted(str(state.merged) for state in run.tasks.values())
    assert "reopened" in here.code_orch("logs", folder.id)
    last = next(state for state in run.tasks.values() if state.merged == run.head)
    label = {"T1": "W-1", "T2": "W-2", "T3": "W-3"}[last.task.id]
    plan = here.code_orch("revert", folder.id, label, "--dry-run")
    assert "can be taken back" in plan
    assert here.git("rev-parse", run.created.branch) == run.head
    assert "is taken back: commit" in here.code_orch("revert", folder.id, label)
    assert here.git("diff", "--stat", f"{run.created.branch}", f"{run.head}^") == ""
    assert "taken back" in here.code_orch("report", "--text", folder.id)
    refused = here.try_code_orch("revert", folder.id, label)
    assert refused.returncode == 2
    assert "taken back already" in refused.stderr
    theirs = belongings(here.folder)
    assert {path for path in theirs if theirs[path] != mine[path]} == {"SPEC.md"}
    assert git(here.folder, "worktree", "list").count("\n") == 0
