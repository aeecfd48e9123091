"""Says loudly what did not run, so that a green run without the real programs looks like one.

`tests/conftest.py` calls `report` from `pytest_terminal_summary`.
"""

from typing import NoReturn

import pytest

NOT_THERE = "a real program is not there"
"""What the reason of such a skip begins with; `skip_without` writes it."""


def skip_without(program: str) -> NoReturn:
    """Leave the test out, because `program` cannot be had here."""
    pytest.skip(f"{NOT_THERE}: {program}")


def report(terminal: pytest.TerminalReporter) -> None:
    """One line that counts the tests which did not run for want of a real program."""
    reports: list[pytest.TestReport] = terminal.stats.get("skipped", [])
    reasons = [each.longrepr[2] for each in reports if isinstance(each.longrepr, tuple)]
    missing = [reason for reason in reasons if NOT_THERE in reason]
    if missing:
        programs = sorted({reason.rpartition(": ")[2] for reason in missing})
        terminal.write_line(
            f"NOT RUN: {len(missing)} tests that need {', '.join(programs)}", red=True, bold=True
        )
