"""Says loudly what did not run, so that a green run without the real programs looks like one.

`tests/conftest.py` calls `report` from `pytest_terminal_summary`.
"""

from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

import pytest

_NOT_THERE = "a real program is not there"


class Terminal(Protocol):
    """As much of pytest's terminal reporter as is used here."""

    @property
    def stats(self) -> Mapping[str, list[Any]]: ...

    def write_line(self, line: str, *, red: bool, bold: bool) -> None: ...


def skip_without(program: str) -> NoReturn:
    """Leave the test out, because `program` cannot be had here."""
    pytest.skip(f"{_NOT_THERE}: {program}")


def report(terminal: Terminal) -> None:
    """One line that counts the tests which did not run for want of a real program."""
    places = [each.longrepr for each in terminal.stats.get("skipped", [])]
    missing = [str(place[2]) for place in places if _NOT_THERE in str(place[2])]
    if missing:
        programs = ", ".join(sorted({reason.rpartition(": ")[2] for reason in missing}))
        line = f"NOT RUN: {len(missing)} tests that need {programs}"
        terminal.write_line(line, red=True, bold=True)
