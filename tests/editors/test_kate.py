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
    line = next(number for number, text in enumerate(lines, 1) if text.startswith(LINE))
    place = (project.document, line)
    with kate(program, tmp_path / "home", place, project.environment) as editor:
        editor.wait(lambda: editor.answers("textDocument/documentSymbol"), "the server answers")
        # Without a selection Kate asks about the line of the cursor as if it were one.
        editor.act("Run the selection: ")
        editor.act("Confirm: run ")
        editor.act("Refuse: .*kettle")
        editor.act("Stop the run")
        editor.act("Resume the run")
        editor.act("Confirm: resume the run")
        editor.act("Allow in this run: .*kettle")
        editor.act("Confirm: allow in this run .*kettle")
        editor.act("Allow: .*tray")
        editor.act("Confirm: allow .*tray")
        editor.wait(lambda: "- [x] TEA-1" in project.document.read_text("utf-8"), "it is ticked")
        (folder,) = project.runs()
        editor.wait(lambda: look(folder).over, "the run has ended")
        assert look(folder).done() == 1
