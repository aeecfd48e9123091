"""open-question: something that the document itself says is not decided yet."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.plain import FILLER, sentences, without_quotes
from orchestrator_analyzer.rules.subject import Placed, Role, Subject
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.questions import ANSWERS, UNDECIDED

NAME = "open-question"

_BRACKETED = re.compile(r"\[NEEDS?[ _-]CLARIFICATION\b[ :]*(?P<what>[^\]\n]{0,400})\]")
_MARK = re.compile(r"(?<![\w?])\?{3,}(?![\w?])|(?<=[ \t])[(（][?？][)）]")
_ABBREVIATED = re.compile(r"(?<![\w/-])(?:TBD|TBC|TBA)(?![\w/-])")
# Such words say "not yet" where they are all that is said: at the end, in brackets, in a cell.
_END = re.compile(r"[*_ \t]*(?:$|[\n)\]）】|.;,。、；，])", re.MULTILINE)
_BEGIN = re.compile(r"(?:^|[\n(\[（【|:：;；—–,，。、.-])[*_ \t>]*$")
_ASKED = re.compile(r"[?？][*_\"”»)\]]*$")
_SHORTEST_ANSWER = 12


def check(subject: Subject) -> Iterator[Finding]:
    """Report marks such as `[NEEDS CLARIFICATION: …]` and TBD, and questions without an answer."""
    answered = _with_more(subject)
    for placed in subject.passages:
        text = without_quotes(placed.passage.text)
        found = list(_marked(placed.passage.text, text))
        if not found and placed.passage.role is Role.QUESTION and placed.block not in answered:
            found = list(_asked(placed, text))
        for finding in found:
            yield finding.moved(placed.start)


def _marked(original: str, text: str) -> Iterator[Finding]:
    taken: list[Span] = []
    for found in _BRACKETED.finditer(original):
        # What stands in a code span is filler at its first character.
        if text[found.start()] != FILLER:
            taken.append(Span(*found.span()))
            what = found["what"].strip()
            yield _finding(taken[-1], f": {what}" if what else ".", Severity.WARNING)
    others = [
        *_MARK.finditer(text),
        *_ABBREVIATED.finditer(text),
        *(word for word in UNDECIDED.finditer(text) if _is_all_that_is_said(text, word)),
    ]
    for found in sorted(others, key=lambda one: one.start()):
        if not any(span.holds(Span(*found.span())) for span in taken):
            taken.append(Span(*found.span()))
            yield _finding(taken[-1], f": “{found[0]}”.", Severity.WARNING)


def _is_all_that_is_said(text: str, word: re.Match[str]) -> bool:
    if not _END.match(text, word.end()):
        return False
    return _BEGIN.search(text[max(0, word.start() - 40) : word.start()]) is not None


def _asked(placed: Placed, text: str) -> Iterator[Finding]:
    if placed.passage.kind is not BlockKind.PARAGRAPH or "~~" in text or ANSWERS.search(text):
        return
    parts = list(sentences(text))
    asked = [span for span in parts if _ASKED.search(text[span.start : span.end])]
    if not asked or parts[-1].end - asked[-1].end >= _SHORTEST_ANSWER:
        return
    yield _finding(asked[-1], ".", Severity.INFORMATION)


def _with_more(subject: Subject) -> set[int]:
    """Give the paragraphs of entries that say more below: in a second one, or in a nested list."""
    source = subject.source
    return {
        children[0]
        for index, children in source.children.items()
        if index >= 0 and source.blocks[index].kind is BlockKind.ENTRY and len(children) > 1
    }


def _finding(span: Span, what: str, severity: Severity) -> Finding:
    return Finding(
        rule=NAME, message=f"This is not decided yet{what}", span=span, severity=severity
    )
