"""What a person reads of analysed documents: a page of one, a table of many."""

from collections.abc import Iterator, Sequence

from orchestrator_engine.analyzed import Analyzed, Item
from orchestrator_engine.cli.output import one_line
from orchestrator_engine.wording import count

_HEADINGS = ("KIND", "SURE", "MODE", "OPEN", "FINDINGS", "DOCUMENT")
_TITLE = 90
_ASKING_NOTHING = frozenset({"readme", "changelog"})
_OF_PROSE = (
    "  If its prose asks for something, an agent can plan that first: code-orch run {path} --plan"
)


def page(one: Analyzed) -> str:
    """Everything that is said of one document but its prompt, as plain text."""
    return "\n\n".join("\n".join(lines) for lines in _parts(one) if lines)


def table(documents: Sequence[Analyzed]) -> str:
    """One line a document, and a last one that adds up."""
    rows = [_HEADINGS, *(_row(one) for one in documents)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    runnable = sum(one.mode != "none" for one in documents)
    total = f"{count(len(documents), 'document')}, something to run in {runnable}."
    return "\n".join((*lines, "", total))


def _row(one: Analyzed) -> tuple[str, ...]:
    return (
        one.kind,
        percent(one.confidence),
        one.mode,
        f"{one.counts.open}/{one.counts.items}",
        str(len(one.findings) or "-"),
        one_line(one.path),
    )


def percent(share: float) -> str:
    """A share as people write it: `93 %`."""
    return f"{share * 100:.0f} %"


def _parts(one: Analyzed) -> Iterator[list[str]]:
    yield [one_line(one.path), *([one_line(one.title)] if one.title else [])]
    yield [f"Kind: {one.kind} ({percent(one.confidence)} sure), format: {one.format}"] + [
        _at(evidence.line, evidence.words) for evidence in one.evidence
    ]
    choices = (*one.alternatives, *(f"{name}, your own" for name in one.own_modes))
    others = f" (or {', '.join(choices)})" if choices else ""
    yield [
        f"Mode: {one.mode}{others}",
        *(_at(reason.line, reason.text) for reason in one.reasons),
        *([_OF_PROSE.format(path=one_line(one.path))] if _may_be_planned(one) else []),
    ]
    if one.items:
        yield [f"Items: {one.counts.items}, {one.counts.open} open"] + [
            _item(item) for item in one.items
        ]
    if one.findings:
        yield [f"Findings: {len(one.findings)}"] + [
            _at(finding.line, f"{finding.message} ({finding.rule})") for finding in one.findings
        ]


def _may_be_planned(one: Analyzed) -> bool:
    """Say whether prose that names no item may ask for something all the same."""
    return one.mode == "none" and not one.items and one.kind not in _ASKING_NOTHING


def _at(line: int, words: str) -> str:
    return f"  line {line}: {one_line(words)}"


def _item(item: Item) -> str:
    name = one_line(f"{item.id} {item.title}" if item.id else item.title)
    shown = name if len(name) <= _TITLE else name[: _TITLE - 1] + "…"
    more = f" [{one_line(item.priority)}]" if item.priority else ""
    return _at(item.line, f"{item.status.replace('_', ' ')}: {shown}{more}")
