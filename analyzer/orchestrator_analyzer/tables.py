"""Items that are rows of a table: its first column holds their ids, or the second one does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.ids import Lead, Shape, read_lead
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.statuses import Written, struck
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.statuses import RESULT_HEAD, STATUS_HEAD
from orchestrator_analyzer.vocabulary.tables import (
    ASIDE_HEAD,
    ID_HEAD,
    STEP_HEAD,
    THING_HEAD,
    TITLE_HEAD,
)
from orchestrator_analyzer.words import fold, status_of_words

_NUMBER_SIGNS = frozenset({"#", "№", "", "Nº", "N°"})
_NAMED = frozenset({Shape.PREFIXED, Shape.LETTERED, Shape.WORDED})
# A cell of so many characters on average is a sentence rather than a mark.
_LONG = 12
_SECOND = 2
_CALLED_ID = re.compile(r"(?:^|\W|[^\x00-\x7f])(?:ids?|key|編號|编号|番号|번호)$")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, the id it begins with, and what else its first cell says."""

    block: Block
    lead: Lead
    written: Written | None
    is_sure: bool

    @property
    def names_itself(self) -> bool:
        """Say whether the first cell holds a title behind the id."""
        return bool(self.lead.title) and self.written is None


def row_drafts(source: Part) -> list[Draft]:
    """Find the rows of the tables whose first column holds ids."""
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is BlockKind.TABLE:
            drafts += _rows_of(source, index)
    return drafts


def _rows_of(source: Part, table: int) -> Iterator[Draft]:
    head, *body = (source.blocks[index] for index in source.children.get(table, []))
    heads = [fold(source.text.slice(cell)) for cell in head.cells]
    at, found = _id_column(source, head, heads, body)
    if not found:
        return
    column = _title_column(source, heads, [row.block for row in found], at)
    for row in found:
        span = row.lead.title_span if row.names_itself else _cell(row.block, column)
        yield Draft(
            part=source,
            form=Form.ROW,
            lead=Lead(
                id=row.lead.id,
                id_span=row.lead.id_span,
                shape=row.lead.shape,
                firm=True,
                title=source.text.slice(span).strip("*_~ "),
                title_span=span,
            ),
            top=row.block.first,
            bottom=row.block.last,
            block=table,
            line_span=span,
            cells=tuple(zip(heads, row.block.cells, strict=False)),
            section=source.head,
            written=row.written,
        )


def plain_rows(source: Part) -> list[Draft]:
    """Give the rows of the tables that have no ids, where a column tells how far each row is.

    Tables whose first column names tasks or features are lists of those without such a column too.
    """
    drafts: list[Draft] = []
    for index, block in enumerate(source.blocks):
        if block.kind is BlockKind.TABLE:
            drafts += _plain_rows_of(source, index)
    return drafts


def _plain_rows_of(source: Part, table: int) -> Iterator[Draft]:
    head, *body = (source.blocks[index] for index in source.children.get(table, []))
    heads = [fold(source.text.slice(cell)) for cell in head.cells]
    is_list = any(map(STATUS_HEAD.search, heads[1:])) or THING_HEAD.fullmatch(heads[0])
    if not is_list or len(heads) < _SECOND or _id_column(source, head, heads, body)[1]:
        return
    for block in body:
        span = _cell(block, 0)
        title = source.text.slice(span).strip("*_~ ")
        if title:
            yield Draft(
                part=source,
                form=Form.ROW,
                lead=Lead(None, None, None, firm=False, title=title, title_span=span),
                top=block.first,
                bottom=block.last,
                block=table,
                line_span=span,
                cells=tuple(zip(heads, block.cells, strict=False)),
                section=source.head,
            )


def _id_column(
    source: Part, head: Block, heads: list[str], body: list[Block]
) -> tuple[int, list[_Row]]:
    """Find the column of ids and the rows that have one: the first, or a second that says so."""
    found = _rows_by(source, body, 0)
    if heads and len(found) * 2 >= max(len(body), 1) and _is_id_column(source, head, found):
        return 0, found
    tells = any(map(STATUS_HEAD.search, heads[1:])) and not STEP_HEAD.fullmatch(heads[0])
    if tells and (listed := _numbered(source, body)):
        return 0, listed
    if len(heads) > _SECOND and _CALLED_ID.search(heads[1]):
        found = _rows_by(source, body, 1)
        names = {row.lead.id for row in found if row.lead.shape is Shape.PREFIXED}
        if len(names) == len(found) == len(body):
            return 1, found
    return 0, []


def _numbered(source: Part, body: list[Block]) -> list[_Row]:
    """Read rows that are called `1. Draw`, `2. Print` and so on, where all of them are."""
    rows: list[_Row] = []
    for block in body:
        lead = read_lead(source.text.source, _cell(block, 0)) if block.cells else None
        if lead is None or not (lead.shape is Shape.NUMBERED and lead.firm and lead.title):
            return []
        rows.append(_Row(block, lead, None, is_sure=True))
    numbers = [row.lead.id for row in rows]
    return rows if numbers == [str(number) for number in range(1, len(rows) + 1)] else []


def _rows_by(source: Part, body: list[Block], column: int) -> list[_Row]:
    return _counted([row for block in body if (row := _row(source, block, column)) is not None])


def _row(source: Part, block: Block, column: int) -> _Row | None:
    """Read the cell of an id, with at most a status or a title that a sign sets off."""
    if column >= len(block.cells):
        return None
    cell = block.cells[column]
    lead = read_lead(source.text.source, cell)
    if lead.id is None:
        return None
    status = status_of_words(lead.title, whole=True) if lead.title else None
    written = Written(status, lead.title_span) if status is not None else None
    if written is None and lead.id_span is not None and lead.title:
        written = struck(source.text.source, cell)
    is_sure = bool(written or not lead.title or (lead.firm and lead.shape in _NAMED))
    may_be = is_sure or lead.shape in {Shape.PREFIXED, Shape.LETTERED}
    return _Row(block, lead, written, is_sure) if may_be else None


def _counted(found: list[_Row]) -> list[_Row]:
    """Believe ids that may be words of a title where all of the column counts alike."""
    series = {prefix(row.lead.id or "") for row in found}
    is_series = len(found) > 1 and len(series) == 1
    return [row for row in found if is_series or row.is_sure]


def _cell(row: Block, column: int) -> Span:
    return row.cells[column] if column < len(row.cells) else row.cells[-1]


def _title_column(source: Part, heads: list[str], body: list[Block], ids: int) -> int:
    """Choose the column that says what an item is: by its head, or else by how much it says."""
    if len(heads) == 1:
        return 0
    told = [
        column
        for column in range(ids + 1, len(heads))
        if not STATUS_HEAD.search(heads[column])
        and not RESULT_HEAD.fullmatch(heads[column])
        and not PRIORITY_FIELD.fullmatch(heads[column])
    ]
    named = [column for column in told if TITLE_HEAD.match(heads[column])]
    long = [column for column in told if _mean_length(source, body, column) > _LONG]
    telling = [column for column in told if not ASIDE_HEAD.fullmatch(heads[column])]
    return next(iter((*named, *long, *telling, *told)), ids + 1)


def _mean_length(source: Part, body: list[Block], column: int) -> float:
    return sum(len(source.text.slice(_cell(row, column))) for row in body) / len(body)


def _is_id_column(source: Part, head: Block, found: list[_Row]) -> bool:
    """Believe a first column of bare numbers only under a head that promises numbers or ids."""
    if all(row.lead.shape in {Shape.PREFIXED, Shape.HASHED} for row in found):
        return bool(found)
    if all(row.names_itself and row.lead.shape is Shape.LETTERED for row in found):
        return len(found) > _SECOND and len({prefix(row.lead.id or "") for row in found}) == 1
    written = source.text.slice(head.cells[0]).strip(" *_`")
    words = fold(written)
    return written in _NUMBER_SIGNS or bool(ID_HEAD.fullmatch(words) or _CALLED_ID.search(words))
