import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.cli import output


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = output.clean(text)
    assert not any(character < " " and character not in "\t\n" for character in shown)
    assert "\x7f" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown


def test_an_answer_is_one_line_of_plain_characters(capsys: pytest.CaptureFixture[str]) -> None:
    output.emit({"title": "Größe\n\u2028"})
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert shown.count("\n") == 1
    assert json.loads(shown) == {"schema": 1, "title": "Größe\n\u2028"}


@pytest.mark.parametrize(
    ("typed", "yes"), [("y\n", True), ("YES\n", True), ("\n", False), ("", False), ("no\n", False)]
)
def test_only_a_yes_is_a_yes(typed: str, yes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert output.ask("Really?") is yes
