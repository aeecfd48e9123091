"""What an agent may answer that looks for faults: the border between its words and our report."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestrator_engine.agents.answers import Unreadable, explain, relative, without_references
from orchestrator_engine.findings import MOST, Finding, Findings, Gravity


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


_Words = Annotated[str, Field(min_length=1, max_length=4000)]


class _Finding(_Strict):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    severity: Literal["critical", "major", "minor", "note"]
    file: Annotated[str, Field(min_length=1, description="path from the root of the repository")]
    line: Annotated[int, Field(ge=1, description="line in that file, counted from 1")]
    evidence: Annotated[_Words, Field(description="what is seen there, and what could happen")]
    suggestion: Annotated[_Words, Field(description="what to do about it")]


class _Findings(_Strict):
    summary: Annotated[str, Field(max_length=8000, description="all of it in a few sentences")]
    findings: Annotated[list[_Finding], Field(max_length=MOST)]


FINDINGS_SCHEMA: dict[str, Any] = without_references(_Findings.model_json_schema())
"""The JSON Schema of the answer, for `protocol.Job.schema`."""


def read_findings(value: dict[str, Any] | None, folder: Path) -> Findings | Unreadable:
    """Read `protocol.Ended.value`; `folder` is where the agent looked, and where places are tried.

    What is worse comes first; of those alike, what was named first.
    """
    if value is None:
        return Unreadable("the agent gave no findings")
    try:
        answer = _Findings.model_validate(value)
    except ValidationError as error:
        return Unreadable(f"the findings break the schema: {explain(error)}")
    order = list(Gravity)
    found = [_finding(each, folder) for each in answer.findings]
    found.sort(key=lambda finding: order.index(finding.gravity))
    return Findings(answer.summary, tuple(found))


_AROUND = 3
"""Lines before and after the one that is meant that are kept with it."""

_LONGEST = 1000
"""Characters of each; what lies beyond says little about the place."""


def _finding(said: _Finding, folder: Path) -> Finding:
    file = relative(said.file, folder)
    lines = _lines(folder, file)
    there = said.line <= len(lines)
    first = max(said.line - _AROUND, 1)
    return Finding(
        title=said.title,
        gravity=Gravity(said.severity),
        file=file,
        line=said.line,
        evidence=said.evidence,
        suggestion=said.suggestion,
        there=there,
        around=tuple(lines[first - 1 : said.line + _AROUND]) if there else (),
        first=first,
    )


def _lines(folder: Path, file: str) -> list[str]:
    """The lines of a file; none where it is not in the folder or cannot be read."""
    path = folder / file
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            return []
        with path.open("rb") as lines:
            return [line.decode(errors="replace").rstrip("\r\n")[:_LONGEST] for line in lines]
    except (OSError, RuntimeError, ValueError):
        return []
