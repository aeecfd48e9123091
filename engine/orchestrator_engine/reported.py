"""What a report of findings says, read back: for editors, which show it in the sources."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.findings import Gravity
from orchestrator_engine.pointing import line_now

_FIELD = re.compile(r"^\s+[-*+] (Severity|Where|Evidence|Suggestion): (.*)$")
_WHERE = re.compile(r"^(?P<ticks>`+) ?(?P<file>.+):(?P<line>\d{1,9}) ?(?P=ticks)")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~&#$])")


class Place(StrEnum):
    """How the place of a finding stands, in the file as it is now.

    `stale` says that what was found there is not there any more, `gone` that the file is not, and
    `unknown` that the report does not say by what the place would be known again.
    """

    THERE = "there"
    MOVED = "moved"
    STALE = "stale"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding of a report; `line` is that of the file then, `report_line` that in the report.

    `open` is whether it is still to be mended, by its box. `around` is what stood there, from line
    `first` on, where the report has its data (SARIF) beside it.
    """

    id: str
    title: str
    gravity: Gravity
    file: str
    line: int
    evidence: str
    suggestion: str
    open: bool
    report_line: int
    around: str = ""
    first: int = 1

    def now(self, text: str | None) -> tuple[Place, int | None]:
        """How its place stands in the text of the file as it is now, None for no file; its line."""
        if text is None:
            return Place.GONE, None
        if not self.around:
            inside = self.line <= len(text.splitlines())
            return (Place.UNKNOWN, self.line) if inside else (Place.STALE, None)
        line = line_now(self.line, self.around, text, first=self.first)
        if line is None:
            return Place.STALE, None
        return (Place.THERE if line == self.line else Place.MOVED), line


def findings_of(report: str, sarif: str | None = None) -> tuple[Reported, ...]:
    """The findings of a report of ours, in its order; without a place none can be shown.

    `sarif` is the text of the file beside it: what in it cannot be read is passed by. The report
    is the truth of what is open: people tick, strike out and delete in it.
    """
    around = dict(_around(sarif)) if sarif is not None else {}
    lines = report.splitlines()
    read = analyze(report, "findings/report.md")
    items = sorted(read.spec.items, key=lambda item: item.line)
    open_ids = {item.id for item in read.open_items}
    found: list[Reported] = []
    for item in items:
        if item.id is None:
            continue
        fields = dict(_fields(lines[item.line + 1 :]))
        where = _WHERE.match(fields.get("Where", ""))
        gravity = fields.get("Severity", "").strip().lower()
        if where is None or gravity not in set(Gravity):
            continue
        text, first = around.get(item.id, ("", 1))
        found.append(
            Reported(
                id=item.id,
                title=item.title,
                gravity=Gravity(gravity),
                file=where["file"],
                line=int(where["line"]),
                evidence=_plain(fields.get("Evidence", "")),
                suggestion=_plain(fields.get("Suggestion", "")),
                open=item.id in open_ids,
                report_line=item.line + 1,
                around=text,
                first=first,
            )
        )
    return tuple(found)


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    """What stands beneath an item, up to the next one."""
    for line in lines:
        if line.strip() and not line.startswith((" ", "\t")):
            return
        field = _FIELD.match(line)
        if field is not None:
            yield field[1], field[2]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _around(sarif: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """The lines around each finding, by its id."""
    try:
        data: Any = json.loads(sarif)
        results: list[Any] = data["runs"][0]["results"]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return
    for result in results:
        try:
            place: Any = result["locations"][0]["physicalLocation"]["contextRegion"]
            name, text, first = (
                result["properties"]["id"],
                place["snippet"]["text"],
                place["startLine"],
            )
        except (TypeError, KeyError, IndexError):
            continue
        if isinstance(name, str) and isinstance(text, str) and isinstance(first, int):
            yield name, (text, first)
