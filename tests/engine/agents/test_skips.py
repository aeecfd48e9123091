"""The tests of the real programs are left out loudly."""

import pytest

from support.skips import report, skip_without


class Terminal:
    """As much of pytest's reporter as is used."""

    def __init__(self, *reasons: str) -> None:
        self.stats = {"skipped": [Skipped(reason) for reason in reasons]}
        self.lines: list[str] = []

    def write_line(self, line: str, **_: bool) -> None:
        self.lines.append(line)


class Skipped:
    def __init__(self, reason: str) -> None:
        self.longrepr = ("test_it.py", 1, f"Skipped: {reason}")


def reason_of(program: str) -> str:
    with pytest.raises(pytest.skip.Exception) as skipped:
        skip_without(program)
    return str(skipped.value)


def test_what_did_not_run_is_counted_in_one_line() -> None:
    claude, codex = reason_of("Claude Code"), reason_of("Codex")
    terminal = Terminal(claude, claude, codex, "root may read everything")
    report(terminal)
    assert terminal.lines == ["NOT RUN: 3 tests that need Claude Code, Codex"]


def test_nothing_is_said_where_all_ran() -> None:
    terminal = Terminal("root may read everything")
    report(terminal)
    assert terminal.lines == []
