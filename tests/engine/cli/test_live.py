import io
from dataclasses import replace

import pytest
from rich.console import Console, ConsoleDimensions

from orchestrator_engine import events as e
from orchestrator_engine.cli.live import Screen, can_redraw, view
from orchestrator_engine.run import Run
from support.plans import plan, task
from support.stories import BROKEN, Story, mended


def drawn(run: Run, height: int = 24, width: int = 80, note: str = "") -> list[str]:
    """The lines of the picture, without what is blank at their ends."""
    console = Console(file=io.StringIO(), width=width, height=height, color_system=None)
    with console.capture() as captured:
        console.print(view(run, 30.0, ConsoleDimensions(width, height), note))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_the_picture_has_title_progress_phases_and_tasks() -> None:
    assert drawn(mended().run) == [
        "Greeter   build · run",
        "━━━━━━━━━━━━              1 of 2 tasks, 1 not  25 s  $1.75 + ?",
        "",
        "Phase 1  1/2    failed",
        "  ✔ I-1 Do I-1  done, 3 attempts  9/10  $1.75   16 s",
        "  ✘ I-2 Do I-2  failed                      ?  2.0 s",
    ]


def test_a_rehearsal_is_called_one_and_costs_nothing() -> None:
    lines = drawn(Story(agent="rehearsal").run)
    assert lines[0].startswith("Rehearsal: Greeter")
    assert lines[1].endswith("$0 (rehearsal)")


def test_what_goes_on_is_said_with_its_attempt() -> None:
    story = Story().tell(e.PhaseStarted("P1"))
    story.attempt("T1", 1).judged("T1", 1, BROKEN).attempt("T1", 2)
    lines = drawn(story.run, note="Stopping…")
    assert "  ● I-1 Do I-1  running the checks, attempt 2    $0.50  27 s" in lines
    assert "  ○ I-2 Do I-2" in lines
    assert lines[-1] == "Stopping…"


@pytest.mark.parametrize("height", [3, 7, 12, 24])
def test_a_long_plan_fits_a_small_terminal_with_the_work_in_sight(height: int) -> None:
    many = plan(*(tuple(task(p * 9 + n) for n in range(1, 10)) for p in range(5)))
    story = Story(many).tell(e.PhaseStarted("P4")).attempt("T31", 1)
    lines = drawn(story.run, height)
    assert len(lines) <= max(height, 4)
    assert any(line.startswith("  ● I-31") for line in lines)


def test_a_narrow_terminal_shortens_titles_and_breaks_no_line() -> None:
    lines = drawn(mended().run, width=50)
    assert lines[4:] == [
        "  ✔ I-1 Do …  done, 3 attempts  9/10  $1.75   16 s",
        "  ✘ I-2 Do …  failed                      ?  2.0 s",
    ]
    assert len(drawn(mended().run, width=20)) == 6


def test_titles_cannot_draw() -> None:
    a_plan = plan((task(1),))
    story = Story(a_plan)
    record = story.records[0]
    assert isinstance(record.event, e.RunCreated)
    named = replace(record.event, title="\x1b[2J[red]Boo")
    story.records[0] = record._replace(event=named)
    assert drawn(story.run)[0].startswith("\ufffd[2J[red]Boo")


@pytest.mark.parametrize(
    ("environment", "terminal", "can"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm-256color"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({}, True, False),
    ],
)
def test_only_a_terminal_that_can_redraw_gets_the_picture(
    environment: dict[str, str], terminal: bool, can: bool
) -> None:
    assert can_redraw(environment, terminal=terminal) is can


def test_the_screen_leaves_its_last_picture() -> None:
    out = io.StringIO()
    screen = Screen(Console(file=out, width=80, height=24, force_terminal=True))
    screen.open()
    screen.note("Stopping…")
    screen.show((), mended().run)
    screen.close()
    assert "Phase 1" in out.getvalue()
    assert "Stopping…" in out.getvalue()


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    screen = Screen(Console(file=out, width=80, height=24, force_terminal=True))
    screen.open()
    screen.show((), mended().run)
    screen.close()
    assert "\x1b[31m" not in out.getvalue()
    assert "\x1b[32m" not in out.getvalue()


def test_the_bar_gives_way_to_the_figures_on_a_narrow_terminal() -> None:
    (progress,) = (line for line in drawn(mended().run, width=52) if "tasks" in line)
    assert progress.endswith("1 of 2 tasks, 1 not  25 s  $1.75 + ?")


def test_keys_are_named_where_there_is_a_keyboard_and_nothing_else_to_say() -> None:
    story = Story().tell(e.PhaseStarted("P1")).attempt("T1", 1)
    console = Console(file=io.StringIO(), width=80, height=24, color_system=None)
    with console.capture() as captured:
        console.print(view(story.run, 30.0, ConsoleDimensions(80, 24), "", lambda _: ""))
    assert captured.get().splitlines()[-1].startswith("s stop · p pause · d leave it running")
    assert "s stop" not in "\n".join(drawn(story.run))


def test_the_last_words_of_an_agent_are_shown_while_it_works() -> None:
    story = Story().tell(e.PhaseStarted("P1")).attempt("T1", 1)
    words = {"T1": "I write the\x1b[2J test\nfirst."}

    def picture(height: int) -> str:
        console = Console(file=io.StringIO(), width=80, height=height, color_system=None)
        with console.capture() as captured:
            size = ConsoleDimensions(80, height)
            console.print(view(story.run, 30.0, size, "", None, words))
        return captured.get()

    assert "I-1 Do I-1: I write the\N{REPLACEMENT CHARACTER}[2J test first." in picture(24)
    assert "\x1b[2J" not in picture(24)
    assert "I write the" not in picture(8), "a small terminal has no room for it"
