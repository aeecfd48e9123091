"""What an audit or a review found: as a document that can be run, and as SARIF for other tools."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from orchestrator_engine.markdown import code, inline
from orchestrator_engine.wording import count

MOST = 99
"""Findings of one task; the number of the task stands before theirs."""

FOLDER = "findings"
"""Where the reports of a run are put in the repository, on the run's branch."""


class Gravity(StrEnum):
    """How bad it is, worst first: the words that people use in audit reports."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found; `line` counts from 1. `there` is whether that place exists.

    `around` are the lines there, from line `first` on, by which the place is known again once the
    file has changed.
    """

    title: str
    gravity: Gravity
    file: str
    line: int
    evidence: str
    suggestion: str
    there: bool = True
    around: tuple[str, ...] = ()
    first: int = 1

    @property
    def code(self) -> str:
        """The line itself, or nothing where it is not known."""
        place = self.line - self.first
        return self.around[place] if 0 <= place < len(self.around) else ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one task found, in the order of gravity, and a few sentences about all of it."""

    summary: str
    findings: tuple[Finding, ...]


def ids(prefix: str, task: str, number: int) -> tuple[str, ...]:
    """Ids for so many findings of a task: `AUD-301` is the first of T3's."""
    digits = "".join(sign for sign in task if sign.isdecimal()) or "0"
    return tuple(f"{prefix}-{digits}{place:02}" for place in range(1, number + 1))


def in_markdown(found: Findings, title: str, asked: str, names: Sequence[str]) -> str:
    """A report whose items an analyzer reads, and a run can mend."""
    counts = Counter(finding.gravity for finding in found.findings)
    told = ", ".join(f"{counts[gravity]} {gravity}" for gravity in Gravity if counts[gravity])
    lines = [
        f"# Audit report: {inline(title)}",
        "",
        f"{count(len(found.findings), 'finding')}: {told}." if told else _NOTHING,
        "",
        *(f"> {inline(_BOX.sub('', line))}".rstrip() for line in asked.strip().splitlines()),
        "",
        "## Summary",
        "",
        inline(found.summary) or "Nothing was said.",
        "",
        "## Findings",
        "",
    ]
    for name, finding in zip(names, found.findings, strict=True):
        where = code(f"{finding.file}:{finding.line}")
        lines += [
            f"- [ ] {name}: {inline(finding.title)}",
            f"  - Severity: {finding.gravity}",
            f"  - Where: {where}" + ("" if finding.there else " (there is no such place)"),
            f"  - Evidence: {inline(finding.evidence)}",
            f"  - Suggestion: {inline(finding.suggestion)}",
        ]
    if not found.findings:
        lines.append("None.")
    return "\n".join(lines) + "\n"


_BOX = re.compile(r"^\s*[-*+] \[.\] ")
"""What stood before an item in its own document; here it would only look like one."""

_NOTHING = "Status: done, nothing was found."
"""For people, and for the analyzer: there is nothing to run in such a report."""

_LEVELS = {
    Gravity.CRITICAL: "error",
    Gravity.MAJOR: "error",
    Gravity.MINOR: "warning",
    Gravity.NOTE: "note",
}


def in_sarif(found: Findings, mode: str, version: str, names: Sequence[str]) -> str:
    """The same as SARIF 2.1.0; what points at no place that exists has no location there."""
    seen: Counter[str] = Counter()
    results: list[dict[str, Any]] = []
    for name, finding in zip(names, found.findings, strict=True):
        mark = _fingerprint(mode, finding)
        seen[mark] += 1
        results.append(
            {
                "ruleId": mode,
                "ruleIndex": 0,
                "level": _LEVELS[finding.gravity],
                "message": {"text": f"{finding.title}\n{finding.evidence}\n{finding.suggestion}"},
                "partialFingerprints": {f"{_MARK}/v1": f"{mark}:{seen[mark]}"},
                "properties": {"id": name, "severity": str(finding.gravity)},
                "locations": [{"physicalLocation": _place(finding)}] if finding.there else [],
            }
        )
    rule = {"id": mode, "shortDescription": {"text": f"What the mode {mode} looks for"}}
    driver = {"name": "Code Orchestrator", "version": version, "rules": [rule]}
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "utf16CodeUnits"}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


_MARK = "codeOrchestrator"


def _fingerprint(mode: str, finding: Finding) -> str:
    """What stays the same of a finding from audit to audit: where it is, and what stands there.

    Not its number, nor the line's, nor the words of an agent, which are others each time.
    """
    what = finding.code.strip() or finding.title
    return sha256(f"{mode}\0{finding.file}\0{what}".encode()).hexdigest()[:16]


def _place(finding: Finding) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": finding.line}
    place: dict[str, Any] = {
        "artifactLocation": {"uri": quote(finding.file), "uriBaseId": "%SRCROOT%"},
        "region": region,
    }
    if finding.around:
        region["snippet"] = {"text": finding.code}
        place["contextRegion"] = {
            "startLine": finding.first,
            "endLine": finding.first + len(finding.around) - 1,
            "snippet": {"text": "\n".join(finding.around)},
        }
    return place
