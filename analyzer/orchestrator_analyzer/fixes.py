"""What makes a finding go away, worked out when somebody asks: some of it reads the document again.

A fix that costs nothing comes with its finding; the others are here, by rule.
"""

from collections.abc import Callable, Iterable, Mapping

from orchestrator_analyzer.acceptance import add_acceptance
from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.names import Names
from orchestrator_analyzer.numbering import next_id, split_id
from orchestrator_analyzer.parser import Reading
from orchestrator_analyzer.rules import check_all, duplicate_id, missing_criteria, unknown_rule
from orchestrator_analyzer.rules.finding import Finding, Fix
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import BOM, Span, Text, TextEdit


def fix_of(names: Names, finding: Finding, elsewhere: Iterable[str] = ()) -> Fix | None:
    """Give the edits that mend what was found, or None where that takes a person.

    `elsewhere` are names that other documents have given.
    """
    work_out = _FIXES.get(finding.rule)
    return finding.fix if work_out is None else work_out(names, finding, tuple(elsewhere))


def silencing(reading: Reading, finding: Finding, edited: Callable[[Text], Reading]) -> Fix | None:
    """Give the edit that allows a finding where it stands, by a comment.

    None in code, and where no comment can stand without changing what the document says, which is
    found out by reading it as it would be `edited`.
    """
    if finding.rule == unknown_rule.NAME:
        return None
    comment = f"<!-- code-orch: allow {finding.rule} -->"
    for edit in _places(reading.source, finding.span, comment):
        if _is_silent(reading, edited(reading.source.text.edited(edit)), edit, finding):
            return Fix(f"Allow {finding.rule} here", (edit,))
    return None


def _places(source: Source, span: Span, comment: str) -> Iterable[TextEdit]:
    """Give where a comment could stand: at the end of the line, or on one of its own above."""
    text = source.text
    line = text.line_of(span.start)
    if line in source.code_lines:
        return
    start, end = text.line_start(line), text.line_end(line)
    words = text.source[start:end].rstrip()
    behind = TextEdit(Span(start + len(words), start + len(words)), f" {comment}")
    ending = text.source[end : text.line_start(line + 1)] or "\n"
    if line == 0 and text.source.startswith(BOM):
        start = 1  # the mark says how the file is encoded, and only where it stands first
    above = TextEdit(Span(start, start), f"{comment}{ending}")
    block = next((block for block in source.blocks if block.first == line), None)
    stands_alone = block is not None and block.parent < 0 and block.kind in _ALONE
    yield from (above, behind) if stands_alone else (behind,)


_ALONE = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})


def _is_silent(reading: Reading, after: Reading, edit: TextEdit, finding: Finding) -> bool:
    """Say whether the document is read as before with an edit, and that finding is gone."""
    said = [(item.id, item.title, item.status, item.parent) for item in reading.spec.items]
    now = [(item.id, item.title, item.status, item.parent) for item in after.spec.items]
    if said != now:
        return False
    moved = len(edit.new) if edit.span.start <= finding.span.start else 0
    place = Span(finding.span.start + moved, finding.span.end + moved)
    # What a file is there for is not asked: a finding about one is allowed like any other.
    again = check_all(after, exists=lambda _: False)
    return not any(one.rule == finding.rule and one.span == place for one in again)


def _next_free_id(names: Names, finding: Finding, elsewhere: tuple[str, ...]) -> Fix | None:
    """Give every claim but the first the next free id of its series."""
    text = names.reading.source.text
    name = text.slice(finding.span)
    parts = split_id(name)
    first = next_id(names, name, elsewhere)
    if parts is None or first is None or _is_first(finding):
        return None
    head, number = split_id(first) or ("", "0")
    # Each gets an id of its own, should somebody mend them all at once.
    before = sum(
        1
        for one in check_all(names.reading)
        if one.rule == finding.rule
        and not _is_first(one)
        and one.span < finding.span
        and (split_id(text.slice(one.span)) or ("", ""))[0].casefold() == head.casefold()
    )
    new = f"{head}{int(number) + before:0{len(number)}}"
    return Fix(f"Write {new}, which is free", (TextEdit(finding.span, new),))


def _is_first(finding: Finding) -> bool:
    """Say whether all others that claim an id stand further on."""
    return all(finding.span < other.span for other in finding.related)


def _criteria(names: Names, finding: Finding, _: tuple[str, ...]) -> Fix | None:
    """Begin the criteria of an item, as its document writes them."""
    items = names.reading.spec.items
    item = next((item for item in items if item.name_span == finding.span), None)
    edits = add_acceptance(names.reading, item.handle) if item is not None else ()
    return Fix("Begin its acceptance criteria", edits) if edits else None


_FIXES: Mapping[str, Callable[[Names, Finding, tuple[str, ...]], Fix | None]] = {
    duplicate_id.NAME: _next_free_id,
    missing_criteria.NAME: _criteria,
}
