"""What the text of a document says of its kind: how it speaks, and what it is made of."""

import re
from collections.abc import Callable, Iterator

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.signs.blanks import BLANK
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.signs.tally import count, tally
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.speech import TO_AN_AGENT

_PREAMBLE = 1500
_FEW = 2
_MANY = 5
_BLANKS = 4
_TITLE = 200
_MARKED = re.compile(r"<(?:PRD|prd)>")
_DECISION = re.compile(
    r"(?im)^[\s>*_-]*(?:RFC PR|Start Date|Deciders|EIP|KEP|PEP|Rust Issue)[*_ ]*:"
    r"|^[\s>*_-]*(?:Status|Statut|Estado|Статус|Stato|状态|ステータス|상태)[*_ ]*[:\uff1a][*_ ]*"
    r"(?:Accepted|Proposed|Superseded|Deprecated|Final|Accepté|Aceptado|Aceito|Принято|Akzeptiert|Angenommen|Accettato|Geaccepteerd)"
)
# Two fences and the line between them; `(paste what the script prints)` is one.
_FENCED_LINE = 3
_BELONGS = re.compile(
    r"[ \t]*(?:\([^()]{4,120}\)|\[[^\[\]]{4,120}\]|<[^<>/]{4,120}>|\.{3}|\u2026)?[ \t]*"
)
_README = re.compile(r"readme[^/\\]*$", re.IGNORECASE)
_ARGUMENTS = re.compile(r"\$ARGUMENTS\b|\$\{input:")


def signs(source: Source) -> Iterator[Sign]:
    """Read how it begins, and what it says over and over."""
    yield from _openings(source)
    lines = max(source.text.line_count, 1)
    said = tally(source)
    (code,) = source.total(_code)
    told = said.written - code
    if said.duties > _FEW and said.duties * 25 > lines - code:
        weight = min(2.5, 1 + said.duties / 10)
        yield Sign(DocumentKind.SPEC, weight, f"{said.duties} sentences say what must be")
    if said.stories > 1:
        weight = min(4.5, 2.0 + said.stories / 2)
        yield Sign(DocumentKind.SPEC, weight, f"{said.stories} wishes of a user")
    if said.requests > _FEW:
        yield Sign(DocumentKind.OTHER, 1.0, "requests to an interface")
    if said.done > _MANY and said.left * 4 < said.done:
        words = f"{said.done} marks say that something is done"
        yield Sign(DocumentKind.STATUS_REPORT, 2.0, words)
    if said.copied >= _BLANKS:
        words = f"{said.copied} lines are a template to be copied"
        yield Sign(DocumentKind.OTHER, 3.0, words)
    leads_away = 0 < told <= _MANY and said.links * 3 >= told
    if leads_away or (said.links > _FEW and said.links * 3 > told):
        kind = DocumentKind.README if _README.search(source.path) else DocumentKind.OTHER
        yield Sign(
            kind,
            5.0 if leads_away else 2.5,
            f"{said.links} of {said.written} lines only lead elsewhere",
        )
    if said.blanks >= _BLANKS and said.blanks * 4 > told:
        weight = 9.5 if said.blanks * 8 > told * 3 else 7.0
        yield Sign(DocumentKind.OTHER, weight, f"{said.blanks} blanks to be filled in")
        if BLANK.search(source.title[:_TITLE]) is not None:
            yield Sign(DocumentKind.OTHER, 3.0, "its title is still to be filled in")
    yield from _unfilled(source)
    # One long listing at the end says nothing; code in every other section says that it shows how.
    if code * 3 > lines and _places_of_code(source) > _FEW:
        yield Sign(DocumentKind.OTHER, 1.0, "a third of it is code")


def _unfilled(source: Source) -> Iterator[Sign]:
    """Read of which sections and listings nothing stands there but what belongs in them."""
    heads, hollow, remarks = source.total(_hollow)
    if remarks > 1 and hollow * 3 >= heads * 2:
        yield Sign(DocumentKind.OTHER, 6.0, f"{hollow} of {heads} sections have only remarks")
    listings, pasted = source.total(_to_paste)
    if pasted > _FEW and pasted == listings:
        words = f"nothing was put yet into its {pasted} listings"
        yield Sign(DocumentKind.OTHER, 5.0, words)


def _code(part: Part) -> tuple[int]:
    """Count the lines of code."""
    return (sum(one.last - one.first for one in part.blocks if one.kind is BlockKind.CODE),)


def _places_of_code(source: Source) -> int:
    """Count the sections that have any."""
    return len({part.section for part in source.parts if _code(part)[0]})


def _hollow(part: Part) -> tuple[int, int, int]:
    """Count a heading, whether nothing but remarks follows it, and whether one does."""
    if part.head is None:
        return 0, 0, 0
    if "<!--" not in part.text.source:
        return 1, int(len(part.blocks) <= 1), 0
    below = [block for block in part.blocks if block.kind is not BlockKind.HEADING]
    remarks = [block for block in below if block.kind is BlockKind.HTML and _is_remark(part, block)]
    return 1, int(len(remarks) == len(below)), int(bool(remarks))


def _to_paste(part: Part) -> tuple[int, int]:
    """Count the listings, and those of which the one line only says what belongs there."""
    code = [block for block in part.blocks if block.kind is BlockKind.CODE]
    return len(code), sum(_says_what_belongs_there(part, block) for block in code)


def _says_what_belongs_there(part: Part, block: Block) -> bool:
    if block.last - block.first != _FENCED_LINE:
        return False
    return _BELONGS.fullmatch(part.text.line(block.first + 1)) is not None


def _is_remark(part: Part, block: Block) -> bool:
    return part.text.line(block.first).lstrip().startswith("<!--")


def _marks(part: Part) -> tuple[int]:
    return (part.text.source.count("<PRD>") + part.text.source.count("<prd>"),)


def _openings(source: Source) -> Iterator[Sign]:
    text = source.text.source
    if source.total(_marks)[0] and (marked := _MARKED.search(text)) is not None:
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


COUNTED = frozenset[Callable[[Part], tuple[int, ...]]]({count, _code, _hollow, _to_paste, _marks})
"""What is counted part by part for nothing but these signs, and for what a template is."""
