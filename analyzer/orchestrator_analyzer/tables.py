"""Items that are rows of a table: its first column holds their ids, or the second one does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from orchestrator_analyzer import cutting
from orchestrator_analyzer.blocks import Block, BlockKind
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.ids import Lead, Shape, read_lead
from orchestrator_analyzer.memory import remembered
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
    columns = _columns_at(source, table)
    if columns.ids is None:
        return
    for block in _body(source, table):
        read = _numbered_row if columns.is_numbered else _row
        row = read(source, block, columns.ids)
        if row is None or not (row.is_sure or columns.is_counted(row)):
            continue
        span = row.lead.title_span if row.names_itself else _cell(row.block, columns.title)
        yield Draft(
            part=source,
            form=Form.ROW,
            lead=Lead(
                id=row.lead.id,
                id_span=row.lead.id_span,
                shape=row.lead.shape,
                firm=True,
                title=_told(source, span),
                title_span=span,
            ),
            top=row.block.first,
            bottom=row.block.last,
            block=table,
            line_span=span,
            cells=tuple(zip(columns.heads, row.block.cells, strict=False)),
            section=source.section,
            written=row.written,
        )


def _told(source: Part, span: Span) -> str:
    """Give what a cell says; a pipe stands there behind a backslash."""
    return source.text.slice(span).strip("*_~ ").replace(r"\|", "|")


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
    columns = _columns_at(source, table)
    heads = columns.heads
    is_list = any(map(STATUS_HEAD.search, heads[1:])) or THING_HEAD.fullmatch(heads[0])
    if not is_list or len(heads) < _SECOND or columns.ids is not None:
        return
    for block in _body(source, table):
        span = _cell(block, 0)
        title = _told(source, span)
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
                section=source.section,
            )


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table is made of, by its head and its first rows.

    `heads` are the folded words of its columns. `ids` is the column of ids, None where it has none,
    and `title` the one that says what a row is. `series` is what all ids begin with, if they do.
    `is_numbered` says that rows are called `1. Draw`, `2. Print` and so on.
    """

    heads: tuple[str, ...]
    ids: int | None = None
    title: int = 0
    series: str | None = None
    is_numbered: bool = False

    def is_counted(self, row: _Row) -> bool:
        """Say whether the id of a row is one of the series of all of them."""
        return self.series is not None and prefix(row.lead.id or "") == self.series


def _columns_at(source: Part, table: int) -> Columns:
    part, index = source.begun(table)
    return part.answer(columns_of, index)


def columns_of(source: Part, table: int) -> Columns:
    """Judge a table; of a long one, no more than the first rows may stand in this part."""
    head, *body = (
        source.blocks[index] for index in source.children.get(table, [])[: cutting.FIRST + 1]
    )
    heads = tuple([fold(source.text.slice(cell)) for cell in head.cells])
    ids, found, series = _id_column(source, head, heads, body)
    if not found:
        return (
            Columns(heads, 0, is_numbered=True)
            if _count_up(source, heads, body)
            else Columns(heads)
        )
    heads = _with_status(source, heads, body, ids)
    title = _title_column(source, heads, [row.block for row in found], ids)
    return Columns(heads, ids, title, series)


def _with_status(
    source: Part, heads: tuple[str, ...], body: list[Block], ids: int
) -> tuple[str, ...]:
    """Call the column a status whose cells are statuses, where no head says that it is one."""
    if len(body) < _SECOND or any(map(_tells_status, heads)):
        return heads
    for column in range(ids + 1, len(heads)):
        told = sum(_is_status(source.text.slice(_cell(row, column))) for row in body)
        if told * 3 >= len(body) * 2:
            return (*heads[:column], f"{heads[column]} status".strip(), *heads[column + 1 :])
    return heads


def _is_status(cell: str) -> bool:
    """Say whether a cell says in words how far something is, and nothing else."""
    words = cell.strip()
    return any(map(str.isalpha, words)) and status_of_words(words, whole=True) is not None


def _body(source: Part, table: int) -> Iterator[Block]:
    """Give the rows of a table in this part, but for its head."""
    rows = source.children.get(table, [])
    begins = source.begun(table)[0] is source
    return (source.blocks[index] for index in (rows[1:] if begins else rows))


def _id_column(
    source: Part, head: Block, heads: Sequence[str], body: list[Block]
) -> tuple[int, list[_Row], str | None]:
    """Find the column of ids: the first, or a second that says so.

    The rows that have an id there are given too, and the series that they are counted by.
    """
    found, series = _rows_by(source, body, 0)
    if heads and len(found) * 2 >= max(len(body), 1) and _is_id_column(source, head, found):
        return 0, found, series
    if len(heads) > _SECOND and _CALLED_ID.search(heads[1]):
        found, series = _rows_by(source, body, 1)
        names = {row.lead.id for row in found if row.lead.shape is Shape.PREFIXED}
        if len(names) == len(found) == len(body):
            return 1, found, series
    return 0, [], None


def _count_up(source: Part, heads: Sequence[str], body: list[Block]) -> bool:
    """Say whether rows whose status is told are called `1. Draw`, `2. Print` and so on."""
    if STEP_HEAD.fullmatch(heads[0]) or not any(map(STATUS_HEAD.search, heads[1:])):
        return False
    rows = [_numbered_row(source, block, 0) for block in body]
    numbers = [row.lead.id for row in rows if row is not None]
    return bool(rows) and numbers == [str(number) for number in range(1, len(rows) + 1)]


def _numbered_row(source: Part, block: Block, column: int) -> _Row | None:
    if column >= len(block.cells):
        return None
    lead = read_lead(source.text.source, block.cells[column])
    is_one = lead.shape is Shape.NUMBERED and lead.firm and bool(lead.title)
    return _Row(block, lead, None, is_sure=True) if is_one else None


def _rows_by(source: Part, body: list[Block], column: int) -> tuple[list[_Row], str | None]:
    """Give the rows whose ids may be believed: they are sure, or all of the column counts alike.

    The series that they are counted by is given too.
    """
    found = [row for block in body if (row := _row(source, block, column)) is not None]
    names = {prefix(row.lead.id or "") for row in found}
    if len(found) > 1 and len(names) == 1:
        return found, names.pop()
    return [row for row in found if row.is_sure], None


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


def _cell(row: Block, column: int) -> Span:
    """Give a cell, or the last of a row that has fewer; a lone `|` has none at all."""
    if not row.cells:
        return Span(row.text.end, row.text.end)
    return row.cells[min(column, len(row.cells) - 1)]


def _title_column(source: Part, heads: Sequence[str], body: list[Block], ids: int) -> int:
    """Choose the column that says what an item is: by its head, or else by how much it says."""
    if len(heads) == 1:
        return 0
    told = [column for column in range(ids + 1, len(heads)) if _may_be_title(heads[column])]
    named = (column for column in told if _is_title(heads[column]))
    long = (column for column in told if _mean_length(source, body, column) > _LONG)
    telling = (column for column in told if not ASIDE_HEAD.fullmatch(heads[column]))
    return next(chain(named, long, telling, told), ids + 1)


# The tables of a document have the same few heads.
@remembered(texts=512, longest=80)
def _may_be_title(head: str) -> bool:
    return not _tells_status(head) and not PRIORITY_FIELD.fullmatch(head)


@remembered(texts=512, longest=80)
def _is_title(head: str) -> bool:
    return TITLE_HEAD.match(head) is not None


@remembered(texts=512, longest=80)
def _tells_status(head: str) -> bool:
    return STATUS_HEAD.search(head) is not None or RESULT_HEAD.fullmatch(head) is not None


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
