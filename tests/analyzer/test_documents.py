"""Documents as people write them, in eleven languages, and what a careful reader says of each.

`documents/*.txt` hold them, one behind the other, each with a head
`=== path | kinds | modes | ids | ids to do`. They were labelled before they were read. The path may
be empty, and short documents go without the counts.
`missed` marks those that it still reads wrong: one that is read rightly has to lose the mark.
"""

import re
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from orchestrator_analyzer.analysis import analyze

_HEAD = re.compile(r"^=== (?P<head>.*)\n", re.MULTILINE)


def documents() -> list[ParameterSet]:
    """Every document as a test of its own."""
    found: list[ParameterSet] = []
    for file in sorted((Path(__file__).parent / "documents").glob("*.txt")):
        _, *parts = _HEAD.split(file.read_text("utf-8"))
        for head, text in zip(parts[::2], parts[1::2], strict=True):
            path, kinds, modes, *numbers = (cell.strip() for cell in head.split("|"))
            marks = [pytest.mark.xfail(reason="not yet")] if numbers[2:] == ["missed"] else []
            counts = (int(numbers[0]), int(numbers[1])) if numbers else None
            name = path or text.partition("\n")[0].strip("# ")
            found.append(pytest.param(text, path, kinds, modes, counts, marks=marks, id=name))
    return found


def check(text: str, path: str, kinds: str, modes: str, counts: tuple[int, int] | None) -> None:
    """Compare kind, mode, and how many ids there are and are still to do."""
    analysis = analyze(text, path)
    mode = analysis.recommendation.mode
    assert analysis.spec.kind.value in kinds.split(), analysis.spec.evidence
    assert (mode.value if mode else "none") in modes.split(), analysis.recommendation.reasons
    if counts is None:
        return
    named = [item for item in analysis.spec.items if item.id is not None]
    still = {item.id for item in named if item.status.is_to_do}
    assert (len({item.id for item in named}), len(still)) == counts


@pytest.mark.parametrize(("text", "path", "kinds", "modes", "counts"), documents())
def test_a_document_is_read_as_a_careful_person_reads_it(
    text: str, path: str, kinds: str, modes: str, counts: tuple[int, int] | None
) -> None:
    check(text, path, kinds, modes, counts)
