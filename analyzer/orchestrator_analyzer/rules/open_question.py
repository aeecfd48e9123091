"""open-question: something that the document itself says is not decided yet."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.rules.finding import Finding, Severity
from orchestrator_analyzer.rules.plain import FILLER, sentences, without_quotes
from orchestrator_analyzer.rules.subject import Passage, Placed, Role, Subject
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.questions import ANSWERS, UNDECIDED

NAME = "open-question"

_BRACKETED = re.compile(r"\[NEEDS?[ _-]CLARIFICATION\b[ :]*(?P<what>[^\[\]]{0,1000})\]")
_MARK = re.compile(r"(?<![\w?])\?{3,}(?![\w?])|(?<=[ \t])[(\uff08][?\uff1f][)\uff09]")
_ABBREVIATED = re.compile(r"(?<![\w/-])(?:TBD|TBC|TBA)(?![\w/-])")
# `[NEEDS CLARIFICATION: …]` shows what such a mark looks like, "no TBD is left" that there is none.
_EXAMPLE = re.compile(r"[.…]*")
_SPOKEN_OF = re.compile(
    r"\b(?:no|any|all|every|each|without|remove|resolve|replace|max|contains?|marked|marks?)\b",
    re.IGNORECASE,
)
# Such words say "not yet" where they are all that is said: at the end, in brackets, in a cell.
_END = re.compile(r"[*_ \t]*(?:$|[\n)\]\uff09】|.;,。、\uff1b\uff0c])", re.MULTILINE)
# Between brackets, more words may follow: "(to be decided in planning)" is said of what is before.
_OPENING = ("(", "\uff08", "[")
_CLOSED = re.compile(r"[^()\[\]\uff08\uff09\n]{0,40}[)\]\uff09]")
_BEGIN = re.compile(r"(?:^|[\n(\[\uff08【|:\uff1a;\uff1b—\u2013,\uff0c。、.-])[*_ \t>]*$")
_ASKED = re.compile(r"[?\uff1f][*_\"”»)\]]*$")
_SHOWN_SIGN = re.compile(r"\b(?:icon|button|tooltip|help|symbol|sign|mark|key)\W*$", re.IGNORECASE)
_DECIDES = frozenset({Role.REQUIREMENT, Role.QUESTION})
_SHORTEST_ANSWER = 4
_SHOWN = 120
_BEFORE = 60


def look(passage: Passage) -> Iterator[Finding]:
    """Find marks such as `[NEEDS CLARIFICATION: …]` and TBD, or else an unanswered question."""
    text = without_quotes(passage.text)
    found = list(_bracketed(passage.text, text)) or list(_marked(passage, text))
    if not found and passage.role is Role.QUESTION and passage.kind is BlockKind.PARAGRAPH:
        found = list(_asked(text))
    yield from found


def judge(_: Subject, seen: list[tuple[Placed, Finding]]) -> Iterator[Finding]:
    """Report the marks, and the questions that nothing below answers."""
    for placed, finding in seen:
        if finding.severity is Severity.WARNING or not _says_more(placed):
            yield finding.moved(placed.start)


def _bracketed(original: str, text: str) -> Iterator[Finding]:
    for found in _BRACKETED.finditer(original):
        what = " ".join(found["what"].split())
        # What stands in a code span is filler at its first character.
        if text[found.start()] == FILLER or (what and _EXAMPLE.fullmatch(what)):
            continue
        if not what and _is_spoken_of(text, found):
            continue
        shown = what if len(what) <= _SHOWN else what[:_SHOWN].rstrip() + " …"
        said = f": {shown}" if what else "."
        yield _finding(Span(*found.span()), said, Severity.WARNING)


def _marked(passage: Passage, text: str) -> Iterator[Finding]:
    """Give the first of the other marks: a row of TBD is one question."""
    found: list[re.Match[str]] = []
    if "?" in text or "\uff1f" in text:
        marks = _MARK.finditer(text)
        found += [one for one in marks if not _SHOWN_SIGN.search(_before(text, one))]
    # In a plan or a table, TBD is an estimate, a date or a measurement that will come.
    if passage.role in _DECIDES or (
        passage.role is Role.PROSE and passage.kind is not BlockKind.ROW
    ):
        words = UNDECIDED.finditer(text)
        found += [one for one in _ABBREVIATED.finditer(text) if not _is_spoken_of(text, one)]
        found += [one for one in words if _is_all_that_is_said(text, one)]
    if found:
        first = min(found, key=lambda one: one.start())
        yield _finding(Span(*first.span()), f": “{first[0]}”.", Severity.WARNING)


def _is_spoken_of(text: str, mark: re.Match[str]) -> bool:
    return _SPOKEN_OF.search(_before(text, mark).rpartition("\n")[2]) is not None


def _before(text: str, mark: re.Match[str]) -> str:
    return text[max(0, mark.start() - _BEFORE) : mark.start()]


def _is_all_that_is_said(text: str, words: re.Match[str]) -> bool:
    if text[: words.start()].endswith(_OPENING) and _CLOSED.match(text, words.end()):
        return True
    if not _END.match(text, words.end()):
        return False
    return _BEGIN.search(_before(text, words)) is not None


def _asked(text: str) -> Iterator[Finding]:
    if "~~" in text or ANSWERS.search(text):
        return
    parts = list(sentences(text))
    asked = [span for span in parts if _ASKED.search(text[span.start : span.end])]
    if asked and parts[-1].end - asked[-1].end < _SHORTEST_ANSWER:
        yield _finding(Span(asked[0].start, asked[-1].end), ".", Severity.INFORMATION)


def _says_more(placed: Placed) -> bool:
    """Say whether the entry of a paragraph has a second one, or a list within it."""
    blocks, children = placed.part.blocks, placed.part.children
    around = blocks[placed.block].parent
    return around >= 0 and blocks[around].kind is BlockKind.ENTRY and len(children[around]) > 1


def _finding(span: Span, what: str, severity: Severity) -> Finding:
    return Finding(
        rule=NAME, message=f"This is not decided yet{what}", span=span, severity=severity
    )
