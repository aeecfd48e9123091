"""The plugin in real Neovims: its command, its displays, and the whole story of a run."""

import re
import subprocess
import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator_engine import api
from orchestrator_engine.journal import Reader
from orchestrator_engine.mended import put_right
from orchestrator_engine.system.sweeping import sweep
from orchestrator_server.editor import READ_SECONDS
from support import debian
from support.neovim import NVIM, Neovim, neovim
from support.project import Project, example, look, paced, processes_of, tiny, wait

pytestmark = pytest.mark.slow
PLUGIN = Path(__file__).parents[2] / "editors" / "neovim"
PLAIN = f"vim.opt.runtimepath:prepend('{PLUGIN}')\n"
STATUSLINE = "require('code_orchestrator').statusline()"
BOXES = 5
OWN = '[modes.brew]\nbase = "build"\ntitle = "brew it slowly"\n'


@pytest.fixture(params=["0.11", "0.12"])
def program(request: pytest.FixtureRequest) -> Path:
    if request.param == "0.11":
        return NVIM
    newest = debian.neovim()
    if newest is None:
        pytest.skip("Neovim 0.12 of Debian cannot be had here")
    return newest


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


def float_text(nvim: Neovim) -> str:
    """What floats show."""
    return nvim.lua(
        "table.concat(vim.iter(vim.api.nvim_list_wins()):filter(function(w) "
        "return vim.api.nvim_win_get_config(w).relative ~= '' end):map(function(w) "
        "local b = vim.api.nvim_win_get_buf(w) "
        "return table.concat(vim.api.nvim_buf_get_lines(b, 0, -1, false), '\\n') "
        "end):totable(), '\\n')"
    )


def buffers(nvim: Neovim) -> str:
    """The names of all buffers."""
    return "\n".join(nvim.lua("vim.tbl_map(vim.api.nvim_buf_get_name, vim.api.nvim_list_bufs())"))


def test_its_own_logic_holds(program: Path) -> None:
    command = [program, "--clean", "-l", PLUGIN / "tests" / "units.lua"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "FAIL" not in said
    assert ", 0 failed" in said


def test_the_whole_story_with_nothing_but_the_plugin(
    project: Project, tmp_path: Path, program: Path
) -> None:
    home = tmp_path / "home"
    with neovim(home, project.document, project.environment, PLAIN, program) as nvim:
        nvim.wait(nvim.attached, "the server is attached")
        nvim.wait(lambda: len(nvim.lenses()) == 2 + BOXES, "lenses are shown")
        nvim.command("Orchestrate run")
        nvim.wait(nvim.asked, "the run asks before it starts")
        assert nvim.asked()[0]["items"] == ["Not now", "Run"]
        nvim.wait(lambda: nvim.progress("begin"), "progress is shown")
        nvim.wait(lambda: "Rehearsal: Teatime" in float_text(nvim), "the float shows it")
        nvim.wait(lambda: nvim.lua(STATUSLINE) != "", "the statusline shows it")
        nvim.wait(lambda: nvim.progress("end"), "the run has ended")
        nvim.wait(lambda: "The report: :Orchestrate report" in nvim.said(), "it names the report")
        assert len(nvim.asked()) == 1, "the end takes no keyboard"
        nvim.command("Orchestrate report")
        nvim.wait(lambda: "report.md" in buffers(nvim), "the report is shown")
        nvim.command(f"buffer {project.document.name}")
        nvim.wait(lambda: nvim.text().count("- [x] TEA-") == BOXES, "all boxes are ticked")
        nvim.wait(
            lambda: any(lens.startswith("done · 9/10 · ") for lens in nvim.lenses()),
            "the lenses tell how it went",
        )
        assert nvim.lua("vim.v.errmsg") == ""
        nvim.leave()
    assert project.document.read_text("utf-8").count("- [x] TEA-") == BOXES


def test_a_run_is_stopped_by_command_resumed_and_cancelled(
    project: Project, tmp_path: Path
) -> None:
    paced(project, 1)
    folder = project.start()
    with neovim(tmp_path / "home", project.document, project.environment, PLAIN) as nvim:
        nvim.choose("^nothing$", "^Resume$")
        nvim.wait(lambda: nvim.progress("begin"), "progress is shown")
        nvim.command("Orchestrate stop")
        nvim.wait(lambda: nvim.progress("end"), "the run has stopped")
        wait(lambda: not api.alive(folder), "nobody drives the run")
        nvim.wait(lambda: "resume" in "".join(nvim.lenses()), "it can be resumed")
        nvim.command("Orchestrate resume")
        nvim.wait(lambda: len(nvim.progress("begin")) == 2, "progress is shown again")
        nvim.command("Orchestrate cancel")
        nvim.wait(lambda: len(nvim.progress("end")) == 2, "cancel has stopped it")
        assert "Stopped: " in nvim.progress("end")[1]["value"]["message"]
        nvim.leave()


@pytest.mark.parametrize("way", ["buttons", "command", "typing"])
def test_an_agents_question_is_answered(project: Project, tmp_path: Path, way: str) -> None:
    script = project.folder / "SPEC.rehearsal.md"
    text = script.read_text("utf-8")
    heading = "## TEA-1, round 1\n"
    assert heading in text
    script.write_text(text.replace(heading, f"{heading}\nasks: npm install kettle\n"), "utf-8")
    me = ("-c", "user.name=A Person", "-c", "user.email=person@example.org")
    project.git(*me, "commit", "--quiet", "--all", "--message=Ask")
    with neovim(tmp_path / "home", project.document, project.environment, PLAIN) as nvim:
        nvim.wait(nvim.attached, "the server is attached")
        nvim.command("Orchestrate run build TEA-1")
        nvim.wait(nvim.asked, "the run asks before it starts")
        if way == "typing":
            nvim.wait(
                lambda: nvim.progress("begin"), "the run is begun: nobody typed behind the key"
            )
            # However slow the machine, each key below comes soon after the one before.
            nvim.lua(
                "(function() require('code_orchestrator.questions').quiet = 1e6 return 1 end)()"
            )

            def told_while_typing() -> bool:
                nvim.do("2<CR>")
                told = [one for one in nvim.said().splitlines() if "answer with :Orch" in one]
                return any("npm install kettle" in one for one in told)

            nvim.wait(told_while_typing, "the question is told of")
            assert "npm install kettle" not in float_text(nvim), "it has not taken the keyboard"
            asks = "asks: :Orchestrate answer"
            nvim.wait(lambda: nvim.lua(STATUSLINE).startswith(asks), "the statusline shows it")
            nvim.command("Orchestrate answer")
        nvim.wait(lambda: "npm install kettle" in float_text(nvim), "the question is put")
        if way == "command":
            warnings = "#vim.diagnostic.get(nil, { severity = vim.diagnostic.severity.WARN })"
            nvim.wait(lambda: nvim.lua(warnings), "a warning shows it")
            nvim.command("Orchestrate answer always")
        else:
            time.sleep(READ_SECONDS)  # who answers a question sooner cannot have read it
            nvim.do("2")
        nvim.wait(lambda: nvim.progress("end"), "the run has ended")
        nvim.wait(lambda: "- [x] TEA-1" in nvim.text(), "the box is ticked")
        nvim.wait(lambda: "npm install kettle" not in "".join(nvim.hints()), "the warning is gone")
        nvim.leave()
    (folder,) = project.runs()
    run = look(folder)
    assert run.asked == 1
    assert not run.questions
    attempts = [attempt for task in run.tasks.values() for attempt in task.attempts]
    assert not any(attempt.outcome.refusals for attempt in attempts if attempt.outcome)


def test_a_source_that_is_opened_alone_shows_what_a_reviewer_left_and_takes_a_dismissal_back(
    tmp_path: Path, program: Path
) -> None:
    project = tiny(tmp_path / "c++ (old)", tasks=1)
    folder = project.start()
    wait(lambda: look(folder).over, "the run has ended")
    project.git("merge", "--quiet", look(folder).created.branch)
    source = project.folder / "t-1.txt"
    with neovim(tmp_path / "home", source, project.environment, PLAIN, program) as nvim:
        nvim.wait(lambda: "It says what it says." in "".join(nvim.hints()), "the remark is shown")
        nvim.wait(nvim.attached, "the server is attached to the source")
        nvim.do(":lua vim.lsp.buf.definition()<CR>")
        here = "vim.api.nvim_get_current_line()"
        nvim.wait(lambda: nvim.lua(here) == "- [x] T-1: Write t-1.txt", "its item is shown")
        nvim.wait(nvim.attached, "the server is attached to the document")
        nvim.do(":lua vim.lsp.buf.definition()<CR>")
        nvim.wait(
            lambda: nvim.lua("vim.api.nvim_buf_get_name(0)").endswith(source.name),
            "what came of the item is shown",
        )
        nvim.choose("^Dismiss it", "^It is on purpose$")
        nvim.do("gra")

        def dismissed() -> list[str]:
            return [*put_right(folder, look(folder)).dismissed.values()]

        nvim.wait(lambda: dismissed() == ["It is on purpose"], "it is dismissed")
        nvim.wait(lambda: not nvim.hints(), "the remark has gone")
        nvim.choose("^Open it again", "^nothing$")
        nvim.do("gra")
        nvim.wait(lambda: "It says what it says." in "".join(nvim.hints()), "it is open again")
        assert nvim.lua("vim.v.errmsg") == ""
        nvim.command("qall!")
    assert not dismissed()


def test_completion_knows_the_items_of_the_document(project: Project, tmp_path: Path) -> None:
    with neovim(tmp_path / "home", project.document, project.environment, PLAIN) as nvim:
        nvim.wait(nvim.attached, "the server is attached")
        nvim.wait(nvim.lenses, "the server answers")
        found = "vim.fn.getcompletion('Orchestrate run build TEA-', 'cmdline')"
        items = [f"TEA-{number}" for number in range(1, BOXES + 1)]
        nvim.wait(lambda: nvim.lua(found) == items, "all items are known")
        nvim.command("Orchestrate brew")
        nvim.wait(lambda: "there is no “:Orchestrate brew”" in nvim.said(), "it says so")
        nvim.command("Orchestrate lenses")
        nvim.wait(lambda: nvim.lua("vim.v.errmsg") == "", "nothing failed")
        nvim.leave()


def test_modes_of_ones_own_are_completed_run_and_offered(project: Project, tmp_path: Path) -> None:
    settings = project.folder / ".orchestrator.toml"
    settings.write_text(f"{settings.read_text('utf-8') if settings.exists() else ''}\n{OWN}")
    with neovim(tmp_path / "home", project.document, project.environment, PLAIN) as nvim:
        nvim.wait(nvim.attached, "the server is attached")
        nvim.wait(nvim.lenses, "the server answers")
        found = "vim.fn.getcompletion('Orchestrate run br', 'cmdline')"
        nvim.wait(lambda: nvim.lua(found) == ["brew"], "the mode is known")
        assert nvim.lua("vim.fn.getcompletion('Orchestrate run brew fi', 'cmdline')") == []
        nvim.choose("^nothing$", "^nothing$")
        nvim.command("Orchestrate run brew TEA-1")
        nvim.wait(nvim.asked, "the run asks before it starts")
        assert "brew" in nvim.asked()[0]["prompt"]
        nvim.command("Orchestrate choose TEA-1")
        nvim.wait(lambda: len(nvim.asked()) == 2, "the mode is asked for")
        assert any("brew" in one for one in nvim.asked()[1]["items"])
        nvim.command("qall!")
    assert not project.runs()


def test_the_window_of_runs_shows_tasks_and_goes_to_their_items(
    project: Project, tmp_path: Path
) -> None:
    folder = project.start()
    wait(lambda: look(folder).over, "the run has ended")
    with neovim(tmp_path / "home", project.document, project.environment, PLAIN) as nvim:
        nvim.wait(nvim.attached, "the server is attached")
        # As ticks leave it: not saved.
        nvim.do("Goleft as it is<Esc>")
        nvim.command("Orchestrate view")
        nvim.wait(
            lambda: "✓ completed" in nvim.lua("vim.api.nvim_get_current_line()"),
            "all runs are shown, and the cursor stands on the first",
        )
        nvim.do("<CR>")
        nvim.wait(lambda: "5 of 5 tasks" in nvim.text(), "the run is shown")
        assert nvim.text().count("  ✓ TEA-") == BOXES
        nvim.do("/TEA-3<CR><CR>")
        nvim.wait(
            lambda: (
                "TEA-3" in nvim.lua("vim.api.nvim_get_current_line()")
                and nvim.lua("vim.api.nvim_buf_get_name(0)").endswith("SPEC.md")
            ),
            "the cursor stands on the item",
        )
        assert nvim.text().endswith("left as it is")
        nvim.command("Orchestrate info")
        nvim.wait(lambda: "Code Orchestrator" in nvim.text(), "the debug information is shown")
        nvim.command("qall!")


def test_the_health_check_says_that_the_server_is_not_found(
    project: Project, tmp_path: Path
) -> None:
    lua = f"{PLAIN}vim.g.code_orchestrator = {{ cmd = {{ 'no-orch', 'lsp' }} }}\n"
    with neovim(tmp_path / "home", project.document, project.environment, lua) as nvim:
        nvim.command("checkhealth code_orchestrator")
        nvim.wait(lambda: "Session" in nvim.text(), "the health check has ended")
        text = nvim.text()
        assert "ERROR `no-orch` is not found" in text
        assert "uv tool install code-orchestrator" in text
        assert "SPEC.md has no server" in text
        nvim.command("qall!")


def test_setup_and_the_health_check(project: Project, tmp_path: Path, program: Path) -> None:
    lua = PLAIN + "require('code_orchestrator').setup({ lenses = false, cup = 1 })\n"
    home = tmp_path / "home"
    with neovim(home, project.document, project.environment, lua, program) as nvim:
        assert "there is no option “cup”" in nvim.said()
        nvim.wait(nvim.attached, "the server is attached")
        nvim.command("checkhealth code_orchestrator")
        nvim.wait(lambda: "Session" in nvim.text(), "the health check has ended")
        text = nvim.text()
        assert text.count("ERROR there is no option") == 1, text
        assert re.search("(OK|WARNING) agents: ", text)
        assert "serves 1 buffer in" in text
        assert re.search(r"code lenses: \d", text)
        assert "code-orchestrator 0." in text
        nvim.leave()
