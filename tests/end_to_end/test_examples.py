"""An example of every ecosystem, carried out from its spec to its merged commit.

By its real tools where the machine has them, and with programs in their place that print what they
print, so that detection, checks and counting are tried for each.
"""

import os
import shutil
from pathlib import Path

import pytest

from orchestrator_engine.plan import CheckKind
from orchestrator_engine.run import Run, Status
from support.project import Project, look
from support.skips import skip_without
from support.stand_in_tools import ECOSYSTEMS, EXAMPLES, RECORDED, Ecosystem, stand_in

PERSON = ("-c", "user.name=A Person", "-c", "user.email=person@example.org")


def carried_out(where: Path, ecosystem: Ecosystem, environment: dict[str, str]) -> Run:
    """The run of a fresh copy of the example."""
    folder = where / "cups"
    shutil.copytree(EXAMPLES / ecosystem.name, folder)
    (where / "state").mkdir()
    project = Project(folder, where / "state")
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git(*PERSON, "commit", "--quiet", "--message=The beginning")
    # Tools and stand-ins lie where a sandbox hides them.
    command = ("build", "SPEC.md", "--agent", "rehearsal", "--no-sandbox")
    done = project.try_code_orch(*command, seconds=240, environment=environment)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    (run_folder,) = project.runs()
    return look(run_folder)


def check(run: Run) -> None:
    """One test was there, and three are."""
    assert run.status is Status.COMPLETED, run.why
    assert run.plan is not None
    tests = [each for each in run.plan.checks if each.kind is CheckKind.TEST]
    assert len(tests) == 1
    assert run.baseline is not None
    before = [each.counts for each in run.baseline if each.name == tests[0].name]
    assert [each.executed for each in before if each] == [1]
    (attempt,) = run.tasks["T1"].attempts
    after = [each.counts for each in attempt.results or () if each.name == tests[0].name]
    assert [each.executed for each in after if each] == [3]
    assert run.tasks["T1"].approved
    assert set(run.ticked)


@pytest.mark.slow
@pytest.mark.parametrize("ecosystem", ECOSYSTEMS, ids=lambda each: each.name)
def test_an_example_is_carried_out_by_its_real_tools(ecosystem: Ecosystem, tmp_path: Path) -> None:
    if not ecosystem.here:
        skip_without(f"{ecosystem.program}{f' with {ecosystem.needs}' if ecosystem.needs else ''}")
    home = Path.home()
    # rustup finds its tools from the home folder, which is another one here.
    rust = {
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(home / ".rustup")),
        "CARGO_HOME": os.environ.get("CARGO_HOME", str(home / ".cargo")),
    }
    check(carried_out(tmp_path, ecosystem, rust if ecosystem.name == "rust" else {}))


@pytest.mark.slow
@pytest.mark.parametrize("ecosystem", RECORDED.values(), ids=lambda each: each.name)
def test_an_example_is_carried_out_with_what_its_tools_print(
    ecosystem: Ecosystem, tmp_path: Path
) -> None:
    tools = stand_in(tmp_path / "bin", ecosystem)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    check(carried_out(tmp_path, ecosystem, {"PATH": path}))


def test_there_is_an_example_of_every_ecosystem() -> None:
    names = {path.name for path in EXAMPLES.iterdir() if (path / "SPEC.rehearsal.md").exists()}
    assert names == {each.name for each in ECOSYSTEMS} | {"teatime"}
    guide = (EXAMPLES.parent / "docs" / "guides" / "examples.md").read_text("utf-8")
    assert all(f"examples/{name}" in guide for name in names)
