"""From an item to its code and back: whatever became of the commits, and of the run."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine.agents.protocol import Ended, Job
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.changed_names import hunks, names
from orchestrator_engine.errors import NoSuchPlace
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from orchestrator_engine.trace import Signed, of_item, of_line, signed
from orchestrator_engine.traced import Traced
from support import schemas
from support.repositories import git
from support.rooms import FakeAgent, Stage, verdict

pytestmark = pytest.mark.anyio

PYTHON = "class Tea:\n    def find(self):\n        return 1\n\n\ndef other():\n    return 2\n"
WRITES: dict[str, Mapping[str, str]] = {
    "T1": {"tea.py": PYTHON, "tests/test_tea.py": "def test_tea():\n    assert True\n"},
    "T2": {"tea.py": PYTHON.replace("return 2", "return 3"), "app.js": "export function go() {}\n"},
}


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    return Stage(tmp_path, {"main.txt": "one\n"})


async def done(stage: Stage) -> Run:
    async def act(job: Job) -> Ended:
        if job.subject.role is Role.REVIEWER:
            return Ended(Ending.DONE, value=verdict("tea.py"))
        for path, text in WRITES[job.subject.task].items():
            place = job.cwd / path
            place.parent.mkdir(exist_ok=True)
            place.write_text(text)
        return Ended(Ending.DONE)

    context = stage.context(FakeAgent(act))
    with closing(context.journal):
        run = await stage.drive(context)
    assert run.status is Status.COMPLETED
    return run


def item(stage: Stage, name: str, *folders: RunFolder) -> Traced:
    return of_item(stage.repository, folders, name)


def line(stage: Stage, file: str, number: int, *folders: RunFolder) -> Traced:
    return of_line(stage.repository, folders, file, number)


async def test_an_item_leads_to_everything_that_came_of_it(stage: Stage) -> None:
    run = await done(stage)
    found = item(stage, "a-1", stage.folder)
    (one,) = found.traces
    assert (one.rests_on, one.run, one.task, one.state) == ("run", stage.folder.id, "T1", "merged")
    assert [(each.id, each.line) for each in one.items] == [("A-1", run.plan.items[0].line)]  # pyright: ignore[reportOptionalMemberAccess]
    assert one.commit is not None
    assert (one.commit.id, one.commit.where) == (run.tasks["T1"].merged, "branch")
    assert [(file.path, file.added, file.test, file.names) for file in one.files] == [
        ("tea.py", 7, False, ("Tea", "Tea.find", "other")),
        ("tests/test_tea.py", 2, True, ("test_tea",)),
    ]
    assert one.tests == ("tests/test_tea.py",)
    assert one.review is not None
    assert one.review.verdict == "approved"
    assert {each.file for each in one.remarks} == {"tea.py"}
    assert [(each.number, each.ended, each.files) for each in one.attempts] == [(1, "done", 2)]


async def test_only_what_a_change_touches_is_named(stage: Stage) -> None:
    await done(stage)
    (one,) = item(stage, "A-2", stage.folder).traces
    assert {file.path: file.names for file in one.files} == {
        "tea.py": ("other",),
        "app.js": ("go",),
    }


async def test_a_line_leads_back_to_its_item(stage: Stage) -> None:
    run = await done(stage)
    git(stage.project, "merge", "--quiet", run.created.branch)
    found = line(stage, "tea.py", 3, stage.folder)
    assert found.line is not None
    assert (found.line.text, found.line.commit) == ("        return 1", run.tasks["T1"].merged)
    (one,) = found.traces
    assert (one.task, one.commit and one.commit.where) == ("T1", "here")
    assert line(stage, "tea.py", 7, stage.folder).traces[0].task == "T2"


async def test_a_line_that_was_moved_and_indented_since_leads_to_who_wrote_it(stage: Stage) -> None:
    run = await done(stage)
    git(stage.project, "merge", "--quiet", run.created.branch)
    text = "if True:\n" + "".join(f"    {each}\n" for each in PYTHON.splitlines())
    (stage.project / "tea.py").write_text(text)
    git(stage.project, "commit", "--quiet", "--all", "--message=Indent")
    assert [each.task for each in line(stage, "tea.py", 4, stage.folder).traces] == ["T1"]
    first = line(stage, "tea.py", 1, stage.folder)
    assert first.traces == ()
    assert "No run has made this line" in first.notes[0]


async def test_without_the_run_only_the_trailers_speak_and_say_so(stage: Stage) -> None:
    run = await done(stage)
    git(stage.project, "merge", "--quiet", run.created.branch)
    for found in (line(stage, "tea.py", 3), item(stage, "A-1")):
        (one,) = found.traces
        assert (one.rests_on, one.run, one.task) == ("trailers", stage.folder.id, "T1")
        assert [each.id for each in one.items] == ["A-1"]
        assert (one.state, one.review, one.attempts, one.document) == (None, None, (), None)
        assert "is not here" in one.notes[0]
        assert one.tests == ("tests/test_tea.py",)


async def test_a_rebased_commit_is_found_again_by_its_trailers(stage: Stage) -> None:
    run = await done(stage)
    (stage.project / "mine.txt").write_text("mine\n")
    git(stage.project, "add", "mine.txt")
    git(stage.project, "commit", "--quiet", "--message=Mine")
    span = f"{run.created.origin.base}..{run.created.branch}"
    git(stage.project, "cherry-pick", *git(stage.project, "rev-list", "--reverse", span).split())
    (one,) = line(stage, "tea.py", 3, stage.folder).traces
    assert one.commit is not None
    assert (one.rests_on, one.task, one.commit.where) == ("run", "T1", "rewritten")
    (same,) = item(stage, "A-1", stage.folder).traces
    assert same.commit == one.commit
    git(stage.project, "branch", "-D", run.created.branch)
    assert item(stage, "A-1", stage.folder).traces[0].commit == one.commit


@pytest.mark.parametrize("known", [True, False])
async def test_after_a_squash_the_words_of_the_line_tell_which_task(
    stage: Stage, known: bool
) -> None:
    run = await done(stage)
    git(stage.project, "merge", "--quiet", "--squash", run.created.branch)
    git(stage.project, "commit", "--quiet", "--no-edit")
    git(stage.project, "branch", "-D", run.created.branch)
    folders = (stage.folder,) if known else ()
    assert {each.task for each in line(stage, "app.js", 1, *folders).traces} == (
        {"T2"} if known else {"T1", "T2"}
    )
    found = line(stage, "tea.py", 3, *folders)
    assert {each.task for each in found.traces} == ({"T1"} if known else {"T1", "T2"})
    if not known:
        assert "holds several tasks" in found.notes[0]
        assert all(each.files == () for each in found.traces)


async def test_a_line_that_nobody_committed_was_made_by_no_run(stage: Stage) -> None:
    (stage.project / "main.txt").write_text("one\ntwo\n")
    found = line(stage, "main.txt", 2)
    assert found.line is not None
    assert (found.line.commit, found.traces) == (None, ())
    assert "not committed" in found.notes[0]


@pytest.mark.parametrize(("file", "number"), [("main.txt", 99), ("new.txt", 1), ("gone.txt", 1)])
async def test_what_git_does_not_know_is_refused_in_words(
    stage: Stage, file: str, number: int
) -> None:
    (stage.project / "new.txt").write_text("new\n")
    with pytest.raises(NoSuchPlace, match="nobody can say"):
        line(stage, file, number)


async def test_an_unknown_item_is_refused_in_words(stage: Stage) -> None:
    with pytest.raises(NoSuchPlace, match="knows “A-99”"):
        item(stage, "A-99")


async def test_asking_runs_no_program_of_the_repository(stage: Stage, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    git(stage.project, "config", "filter.bad.clean", f"touch {mark}")
    git(stage.project, "config", "diff.bad.textconv", f"touch {mark};cat")
    (stage.project / ".gitattributes").write_text("*.txt filter=bad diff=bad\n")
    (stage.project / "main.txt").write_text("one\ntwo\n")
    line(stage, "main.txt", 1)
    assert not mark.exists()


async def test_the_answer_has_the_shape_that_is_shipped(stage: Stage) -> None:
    await done(stage)
    found = item(stage, "A-1", stage.folder)
    dumped = schemas.TRACE.dump_json(found)
    assert schemas.TRACE.validate_json(dumped) == found


def test_what_commits_say_is_read_wherever_a_squash_put_it() -> None:
    message = (
        "Squashed commit of the following:\n\n"
        "commit abc\nAuthor: A <a@b>\n\n    A-1: One\n\n    words\n\n"
        "    Spec-Item: A-1\n    Spec-Item: A-2\n    Run: r1\n    Task: T1\n    Attempt: 1\n\n"
        "commit def\n\n    Spec-Item: B\n    Run: r1\n    Task: T2\n\n"
        "Task: no run\n\nRun: no task\n\nSpec-Item: C\nRun: r2\nReverts-Task: T9\n"
    )
    assert signed(message) == (
        Signed("r1", "T1", ("A-1", "A-2")),
        Signed("r1", "T2", ("B",)),
        Signed("r2", "T9", ("C",), reverts=True),
    )


def test_names_are_read_of_several_languages() -> None:
    added = {
        "a.go": ("func (t *Tea) Find(name string) {", "Find"),
        "a.rs": ("    pub(crate) async fn find() {", "find"),
        "A.java": ("  public static List<Tea> find(String name) {", "find"),
        "a.rb": ("  def self.find?(name)", "find?"),
        "a.php": ("    private function find($name)", "find"),
        "A.cs": ("public sealed class Shelf", "Shelf"),
        "a.ts": ("export default interface Tea {", "Tea"),
        "b.py": ("def broken(:", "broken"),
    }
    for path, (text, name) in added.items():
        patch = f"diff --git a/{path} b/{path}\n+++ b/{path}\n@@ -0,0 +1 @@\n+{text}\n"
        places = hunks(patch)
        assert names(path, text, places[path]) == (name,), path


def test_odd_paths_and_headings_of_patches_are_read() -> None:
    patch = (
        'diff --git "a/t\\303\\251a.js" "b/t\\303\\251a.js"\n--- a\n+++ "b/t\\303\\251a.js"\n'
        "@@ -3 +3,0 @@ function gone() {\n-x\n"
        "diff --git a/out.js b/out.js\n--- a/out.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-y\n"
    )
    places = hunks(patch)
    assert list(places) == ["téa.js"]
    assert names("téa.js", "", places["téa.js"]) == ("gone",)
