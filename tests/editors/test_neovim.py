"""The whole story in a real Neovim, with the guide's configuration and no plugin."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine import api
from orchestrator_engine.journal import Reader
from orchestrator_engine.system.sweeping import sweep
from support.neovim import neovim
from support.project import Project, example, paced, processes_of, wait

pytestmark = pytest.mark.slow
BOXES = 5


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    project = example(tmp_path, pace=0.03)
    yield project
    for folder in project.runs():
        if api.alive(folder):
            with closing(Reader(folder)) as reader:
                api.send_stop(reader)
            wait(lambda folder=folder: not api.alive(folder), "the run has stopped")
        sweep(folder.id)
        wait(lambda folder=folder: not any(processes_of(folder).values()), "nothing of it is left")


def test_a_spec_is_run_from_neovim_with_nothing_but_configuration(
    project: Project, tmp_path: Path
) -> None:
    with neovim(tmp_path / "home", project.document, project.environment) as nvim:
        nvim.wait(nvim.attached, "the server is attached")
        nvim.wait(lambda: len(nvim.lenses()) == 2 + BOXES, "lenses are shown")
        assert nvim.lenses()[0].endswith("5 open items · run")
        nvim.lua("vim.lsp.buf.code_action() or 1")
        nvim.wait(lambda: len(nvim.asked()) >= 2, "the run asks before it starts")
        actions, question = nvim.asked()[:2]
        assert any(item.startswith("Run: ") and "(5 items)" in item for item in actions["items"])
        assert question["items"] == ["Not now", "Run"]
        assert "5 items" in question["prompt"]

        nvim.wait(lambda: nvim.progress("begin"), "progress is shown")
        assert nvim.progress("begin")[0]["value"]["title"] == "Rehearsal: Teatime"
        nvim.wait(lambda: nvim.progress("end"), "the run has ended")
        ended = "Completed: 5 of 5 tasks"
        nvim.wait(lambda: ended in nvim.look().split("\n}\n")[-1], "it is told")
        assert len(nvim.asked()) == 2, "the end takes no keyboard"
        nvim.choose("^Show the report$", "^nothing$")
        nvim.lua("vim.lsp.buf.code_action() or 1")
        shown = [one["value"]["percentage"] for one in nvim.progress("report")]
        assert shown == sorted(shown)
        nvim.wait(
            lambda: nvim.lua("vim.api.nvim_buf_get_name(0)").endswith("report.md"),
            "the report is shown",
        )
        nvim.do(f"<C-\\><C-N>:buffer {project.document.name}<CR>")
        nvim.wait(lambda: nvim.text().count("- [x] TEA-") == BOXES, "all boxes are ticked")
        nvim.wait(
            lambda: any(lens.startswith("done · 9/10 · ") for lens in nvim.lenses()),
            "the lenses tell how it went",
        )
        nvim.leave()
    assert project.document.read_text("utf-8").count("- [x] TEA-") == BOXES


def test_a_run_outlives_neovim_and_is_there_again_when_it_comes_back(
    project: Project, tmp_path: Path
) -> None:
    paced(project, 1)
    folder = project.start()
    home = tmp_path / "home"
    with neovim(home, project.document, project.environment) as nvim:
        nvim.wait(lambda: nvim.progress("begin"), "progress is shown")
        first = nvim.progress("begin")[0]["token"]
        nvim.wait(lambda: "- [x] TEA-1" in nvim.text(), "the first box is ticked")
        nvim.leave()
    assert api.alive(folder)
    with neovim(home, project.document, project.environment) as nvim:
        nvim.wait(lambda: nvim.progress("begin"), "progress is shown again")
        assert nvim.progress("begin")[0]["token"] != first
        paced(project, 0)
        nvim.wait(lambda: nvim.progress("end"), "the run has ended")
        nvim.wait(lambda: nvim.text().count("- [x] TEA-") == BOXES, "all boxes are ticked")
        nvim.leave()
    assert project.document.read_text("utf-8").count("- [x] TEA-") == BOXES


def test_lenses_follow_the_text_and_the_run(project: Project, tmp_path: Path) -> None:
    with neovim(tmp_path / "home", project.document, project.environment) as nvim:
        nvim.wait(lambda: len(nvim.lenses()) == 2 + BOXES, "lenses are shown")
        nvim.do("/TEA-1:<CR>0f[lrx")
        nvim.wait(lambda: nvim.lenses()[0].endswith("4 open items · run"), "a ticked box counts")
        nvim.do("u")
        nvim.wait(lambda: nvim.lenses()[0].endswith("5 open items · run"), "so does taking it back")
        nvim.do(":write<CR>")
        paced(project, 0.5)
        folder = project.start()
        nvim.wait(lambda: nvim.lenses()[0].startswith("running "), "the run is shown")
        nvim.wait(lambda: "run this" not in nvim.lenses(), "a running item cannot be run")
        nvim.wait(
            lambda: any(lens.startswith("done · ") for lens in nvim.lenses()),
            "an item that is done says so",
        )
        with closing(Reader(folder)) as reader:
            api.send_stop(reader)
        nvim.wait(lambda: nvim.progress("end"), "the run has ended")
        nvim.wait(lambda: "last run: " in "".join(nvim.lenses()), "its end is shown")
        nvim.do(":silent! wall<CR>")


def test_a_run_is_stopped_and_resumed_from_neovim(project: Project, tmp_path: Path) -> None:
    paced(project, 1)
    folder = project.start()
    with neovim(tmp_path / "home", project.document, project.environment) as nvim:
        nvim.wait(lambda: nvim.progress("begin"), "progress is shown")
        nvim.lua("(function() _G.choices.codeaction = '^Stop the run' return 1 end)()")
        nvim.lua("vim.lsp.buf.code_action() or 1")
        nvim.wait(lambda: nvim.progress("end"), "the run has ended")
        assert "Stopped: " in nvim.progress("end")[0]["value"]["message"]
        wait(lambda: not api.alive(folder), "nobody drives the run")
        paced(project, 0)
        nvim.wait(lambda: "resume" in "".join(nvim.lenses()), "it can be resumed")
        resume = "_G.choices = { codeaction = '^Resume the run', other = '^Resume$' }"
        nvim.lua(f"(function() {resume} return 1 end)()")
        nvim.lua("vim.lsp.buf.code_action() or 1")
        nvim.wait(lambda: len(nvim.progress("begin")) == 2, "progress is shown again")
        nvim.wait(lambda: len(nvim.progress("end")) == 2, "the run has ended")
        assert "Completed: 5 of 5" in nvim.progress("end")[1]["value"]["message"]
        nvim.leave()
