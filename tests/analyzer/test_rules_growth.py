from collections.abc import Callable
from time import process_time

import pytest

from orchestrator_analyzer.analysis import analyze

ONE = 250
TIMES = 8
# Clocks are not exact, and the collector of garbage comes when it likes.
SLACK = 3

GROWING: dict[str, Callable[[int], str]] = {
    "allowances": lambda n: "<!-- code-orch: allow duplicate-id, nothing -->\n- [ ] a\n" * n,
    "backticks": lambda n: "# Spec\n\n" + "".join("`" * (i % 50) + " a" for i in range(n)),
    "brackets": lambda n: "# Spec\n\n" + "[NEEDS CLARIFICATION: " * n,
    "comments in one line": lambda n: "<!-- code-orch: allow a -->" * n,
    "hidden characters": lambda n: "a\u200bb\u202e" * n,
    "open questions": lambda n: "# Spec\n\n## Open questions\n\n" + "- Why? How?\n" * n,
    "parts": lambda n: "# Tasks\n\n- [x] T001 a\n" + "  - [ ] b\n" * n,
    "quotation marks": lambda n: "# Spec\n\n## Requirements\n\n- FR-001 must " + '"a ' * n,
    "question marks": lambda n: "# Spec\n\n## Open questions\n\n" + "? " * n,
    "requirements": lambda n: "# Spec\n\n## Requirements\n\n" + "- FR-1: It should be quick?\n" * n,
    "spaces": lambda n: "# Spec\n\n## Requirements\n\n- FR-001 must. " + ". \t" * n,
    "lists announced": lambda n: "# Spec\n\nthe following two:\n\n- a\n" * n,
}


def check(make: Callable[[int], str], size: int) -> float:
    analysis = analyze(make(size))
    _ = analysis.reading
    start = process_time()
    analysis.check(exists=lambda _: False)
    return process_time() - start


@pytest.mark.parametrize("name", sorted(GROWING))
def test_rules_take_as_many_times_longer_as_a_document_is(name: str) -> None:
    once = max(min(check(GROWING[name], ONE) for _ in range(2)), 0.02)
    more = min(check(GROWING[name], ONE * TIMES) for _ in range(2))
    assert more < once * TIMES * SLACK
