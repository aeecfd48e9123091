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
_BEGIN = re.compile(r"(?:^|[\n(\[\uff08【|:\uff1a;\uff1b—\u2013,\uff0c。、.-])[*_ \t>]*$")
_ASKED = re.compile(r"[?\uff1f][*_\"”»)\]]*$")
_SHORTEST_ANSWER = 4
_SHOWN = 120
_BEFORE = 60


def check(subject: Subject) -> Iterator[Finding]:
    """Report marks such as `[NEEDS CLARIFICATION: …]` and TBD, and questions without an answer."""
    answered = _with_more(subject)
    for placed in subject.passages:
        passage = placed.passage
        text = without_quotes(passage.text)
        found = list(_marked(passage.text, text))
        if not found and passage.role is Role.QUESTION and placed.block not in answered:
            found = list(_asked(placed, text))
        for finding in found:
            yield finding.moved(placed.start)


def _marked(original: str, text: str) -> Iterator[Finding]:
    """Give each bracketed mark, or else the first of the others: a row of TBD is one question."""
    bracketed = False
    for found in _BRACKETED.finditer(original):
        what = " ".join(found["what"].split())
        # What stands in a code span is filler at its first character.
        if text[found.start()] == FILLER or (what and _EXAMPLE.fullmatch(what)):
            continue
        if not what and _is_spoken_of(text, found):
            continue
        bracketed = True
        shown = what if len(what) <= _SHOWN else what[:_SHOWN].rstrip() + " …"
        said = f": {shown}" if what else "."
        yield _finding(Span(*found.span()), said, Severity.WARNING)
    others = [
        *_MARK.finditer(text),
        *(one for one in _ABBREVIATED.finditer(text) if not _is_spoken_of(text, one)),
        *(one for one in UNDECIDED.finditer(text) if _is_all_that_is_said(text, one)),
    ]
    if others and not bracketed:
        first = min(others, key=lambda one: one.start())
        yield _finding(Span(*first.span()), f": “{first[0]}”.", Severity.WARNING)


def _is_spoken_of(text: str, mark: re.Match[str]) -> bool:
    before = text[max(0, mark.start() - _BEFORE) : mark.start()].rpartition("\n")[2]
    return _SPOKEN_OF.search(before) is not None


def _is_all_that_is_said(text: str, words: re.Match[str]) -> bool:
    if not _END.match(text, words.end()):
        return False
    return _BEGIN.search(text[max(0, words.start() - _BEFORE) : words.start()]) is not None


def _asked(placed: Placed, text: str) -> Iterator[Finding]:
    if placed.passage.kind is not BlockKind.PARAGRAPH or "~~" in text or ANSWERS.search(text):
        return
    parts = list(sentences(text))
    asked = [span for span in parts if _ASKED.search(text[span.start : span.end])]
    if asked and parts[-1].end - asked[-1].end < _SHORTEST_ANSWER:
        yield _finding(Span(asked[0].start, asked[-1].end), ".", Severity.INFORMATION)


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
