"""The keys of the live view: what they do to the run, and what a slip of the finger does not."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.cli import desk
from support.stories import Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator_engine.store import Command


class Sitting:
    """A desk with a keyboard on which nobody types but the test."""

    def __init__(self, *, keys: bool = True, story: Story | None = None) -> None:
        self.sent: list[Command] = []
        self.noted: list[str] = []
        self.typed: list[str] = []
        run = (story or Story().tell(e.PhaseStarted("P1"))).run
        send: Callable[[Command], None] = self.sent.append
        reader = SimpleNamespace(run=run, send=send)
        keyboard = SimpleNamespace(keys=keys, read=self._read, forget=lambda: None)
        face = SimpleNamespace(note=self.noted.append, above=self.noted.append)
        attendance = SimpleNamespace(sign=lambda: None)
        parts = cast("tuple[Any, ...]", (reader, face, keyboard, attendance))
        self.desk = desk.Desk(*parts)

    def _read(self, _seconds: float) -> list[str]:
        typed, self.typed = self.typed, []
        return typed

    def press(self, *keys: str) -> list[str]:
        """Type keys; the names of the commands that were sent for them."""
        self.typed = list(keys)
        before = len(self.sent)
        self.desk.listen(0.0)
        return [command.name for command in self.sent[before:]]


def test_stopping_takes_the_key_twice() -> None:
    here = Sitting()
    assert here.press("s") == []
    assert "Press s again" in here.noted[-1]
    assert here.press("s") == ["stop"]
    assert here.noted[-1] == "Stopping…"


def test_another_moment_is_another_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "SURE", 0.0)
    here = Sitting()
    assert here.press("s") == []
    assert here.press("s") == []


def test_p_pauses_and_goes_on_again() -> None:
    assert Sitting().press("p") == ["pause"]
    pausing = Story().tell(e.PhaseStarted("P1"), e.CommandApplied("c1", "pause"))
    assert Sitting(story=pausing).press("p") == ["resume"]


@pytest.mark.parametrize("key", ["d", "q", "D"])
def test_leaving_sends_nothing(key: str) -> None:
    here = Sitting()
    with pytest.raises(desk.Left):
        here.press(key)
    assert here.sent == []


def test_other_keys_do_nothing_and_a_question_mark_names_them() -> None:
    here = Sitting()
    assert here.press("x", "y", "w", "n", " ", "\x1b") == []
    assert here.noted == []
    assert here.press("?") == []
    assert all(key in here.noted[-1] for key in ("s stop", "p pause", "d leave"))


def test_lines_that_are_typed_are_no_keys() -> None:
    here = Sitting(keys=False)
    assert here.press("s", "s", "p") == []
