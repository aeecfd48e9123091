"""The whole story in a real Kate, with the guide's configuration and nothing else."""

from collections.abc import Generator
from pathlib import Path

import pytest

from support import debian
from support.asking_project import asking, kept
from support.kate import kate
from support.project import Project, look

pytestmark = pytest.mark.slow
LINE = "- [ ] TEA-1"


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    yield from kept(asking(tmp_path))


def test_a_spec_is_run_from_kate_and_its_agent_answered(project: Project, tmp_path: Path) -> None:
    program = debian.kate()
    if program is None:
        pytest.skip("Kate of Debian cannot be had here")
    lines = project.document.read_text("utf-8").splitlines()
    above = next(number for number, line in enumerate(lines) if line.startswith(LINE))
    with kate(program, tmp_path / "home", project.document, project.environment) as editor:
        editor.wait(lambda: editor.answers("textDocument/documentSymbol"), "the server answers")
        # Without a selection Kate asks what can be done with the whole document.
        editor.screen.keys(*["Down"] * above, "shift+End")
        editor.act("Run the selection: ")
        editor.act("Confirm: run ")
        editor.act("Refuse: npm install kettle")
        editor.act("Stop the run")
        editor.act("Resume the run")
        editor.act("Confirm: resume the run")
        editor.act("Allow in this run: npm install kettle")
        editor.act("Confirm: allow in this run ")
        editor.act("Allow: npm install tray")
        editor.act("Confirm: allow ")
        editor.wait(lambda: "- [x] TEA-1" in project.document.read_text("utf-8"), "it is ticked")
        (folder,) = project.runs()
        editor.wait(lambda: look(folder).over, "the run has ended")
        assert look(folder).done() == 1
