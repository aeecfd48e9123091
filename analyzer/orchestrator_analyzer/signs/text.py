"""What the text of a document says of its kind: how it speaks, and what it is made of."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.signs.blanks import blanks_in
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.signs.stretches import totals
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.speech import DUTY, STORY, TO_AN_AGENT

_PREAMBLE = 1500
_FEW = 2
_MANY = 5
_BLANKS = 4
_MARKED = re.compile(r"<(?:PRD|prd)>")
_DECISION = re.compile(
    r"(?im)^[\s>*_-]*(?:RFC PR|Start Date|Deciders|EIP|KEP|PEP|Rust Issue)[*_ ]*:"
    r"|^[\s>*_-]*(?:Status|Statut|Estado|Статус|Stato|状态|ステータス|상태)[*_ ]*[:\uff1a][*_ ]*"
    r"(?:Accepted|Proposed|Superseded|Deprecated|Final|Accepté|Aceptado|Aceito|Принято|Akzeptiert|Angenommen|Accettato|Geaccepteerd)"
)
_REQUEST = re.compile(r"(?m)^\W{0,8}(?:GET|POST|PUT|PATCH|DELETE)\W{1,3}/")
_LINKED = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]+[*_]{0,2}\[[^\]\n]{1,120}\]\((?!#)")
_DONE = re.compile(r"(?m)^[ \t]*(?:[-*+#]+[ \t]+)?(?:\[x\][ \t]+)?(?:✅|✔️?|☑️?)|\b100[ \t]?%")
_LEFT = re.compile(r"[⬜🔲⏳❌🚧]|\[ \]")
_README = re.compile(r"readme[^/\\]*$", re.IGNORECASE)
_ARGUMENTS = re.compile(r"\$ARGUMENTS\b|\$\{input:")


def signs(source: Source) -> Iterator[Sign]:
    """Read how it begins, and count what it says over and over."""
    yield from _openings(source)
    lines = max(source.text.line_count, 1)
    duties, stories, requests, links, done, left = totals(source.text, _counts)
    if duties > _FEW and duties * 25 > lines:
        weight = min(2.5, 1 + duties / 10)
        yield Sign(DocumentKind.SPEC, weight, f"{duties} sentences say what must be")
    if stories > 1:
        weight = min(4.5, 2.0 + stories / 2)
        yield Sign(DocumentKind.SPEC, weight, f"{stories} wishes of a user")
    if requests > _FEW:
        yield Sign(DocumentKind.OTHER, 1.0, "requests to an interface")
    if done > _MANY and left * 4 < done:
        yield Sign(DocumentKind.STATUS_REPORT, 2.0, f"{done} marks say that something is done")
    written = _written_lines(source)
    if links > _FEW and links * 3 > written:
        kind = DocumentKind.README if _README.search(source.path) else DocumentKind.OTHER
        yield Sign(kind, 2.5, f"{links} of {written} lines only lead elsewhere")
    blanks = blanks_in(source)
    if blanks >= _BLANKS and blanks * 4 > written:
        yield Sign(DocumentKind.OTHER, 7.0, f"{blanks} blanks to be filled in")
    code = sum(block.last - block.first for block in source.blocks if block.kind is BlockKind.CODE)
    if code * 3 > lines:
        yield Sign(DocumentKind.OTHER, 1.0, "a third of it is code")


def _openings(source: Source) -> Iterator[Sign]:
    text = source.text.source
    if (marked := _MARKED.search(text)) is not None:
        line = source.text.line_of(marked.start())
        yield Sign(DocumentKind.SPEC, 4.0, "the mark of a product description", line)
    top = text[:_PREAMBLE]
    if (found := _DECISION.search(top)) is not None:
        line = source.text.line_of(found.start())
        yield Sign(DocumentKind.DESIGN_DOC, 4.0, found[0].strip(), line)
    found = TO_AN_AGENT.search(top) or _ARGUMENTS.search(top)
    if found is not None:
        line = source.text.line_of(found.start())
        yield Sign(DocumentKind.OTHER, 4.0, f"it speaks to an agent: {found[0].strip()!r}", line)


@remembered(texts=1024, longest=16_000)
def _counts(stretch: str) -> tuple[int, ...]:
    return tuple(
        sum(1 for _ in pattern.finditer(stretch))
        for pattern in (DUTY, STORY, _REQUEST, _LINKED, _DONE, _LEFT)
    )


def _written_lines(source: Source) -> int:
    return sum(1 for line in range(source.text.line_count) if source.text.line(line).strip())
