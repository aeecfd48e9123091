import gc
from collections.abc import Callable
from time import process_time

import pytest

from orchestrator_analyzer.analysis import analyze

ONE = 250
TIMES = 8
# Clocks are not exact, and a busy machine has less of its caches for each.
SLACK = 3
LEAST = 0.002
"""Seconds of the processor that are too few to be told from none."""

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


def check(text: str) -> float:
    """Give the seconds of the processor that the rules take, without the collector of garbage."""
    analysis = analyze(text)
    _ = analysis.reading
    gc.disable()
    try:
        start = process_time()
        analysis.check(exists=lambda _: False)
        return process_time() - start
    finally:
        gc.enable()


def keeps_pace(take: Callable[[str], float], make: Callable[[int], str]) -> bool:
    """Say whether what is measured takes as many times longer as a document is, or less."""
    once = max(min(take(make(ONE)) for _ in range(3)), LEAST)
    return any(take(make(ONE * TIMES)) < once * TIMES * SLACK for _ in range(3))


@pytest.mark.parametrize("name", sorted(GROWING))
def test_rules_take_as_many_times_longer_as_a_document_is(name: str) -> None:
    assert keeps_pace(check, GROWING[name])


def test_a_rule_that_looks_from_many_places_to_the_end_does_not_keep_pace() -> None:
    def slow(text: str) -> float:
        took = check(text)
        start = process_time()
        for place in range(0, len(text), 100):
            assert "\0" not in list(text[place:])
        return took + process_time() - start

    assert not keeps_pace(slow, GROWING["brackets"])
