"""The line of a TOML file that sets a key: `tomllib` keeps none, and people need it."""

import re
from collections.abc import Sequence

TABLE = "code-orchestrator"


def line_of_place(text: str, place: Sequence[str]) -> int:
    """The line, from 1, that sets what is at `place`: in the last table that is named like it."""
    if len(place) < 2:  # noqa: PLR2004  # a key of the outermost table
        return line_of(text, "".join(place))
    table = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in place[:-1])
    header = re.compile(rf"\s*\[(?:\s*tool\s*\.[^\]]*\.)?\s*{table}\s*\]")
    lines = text.splitlines()
    begin = next((number for number, line in enumerate(lines) if header.match(line)), None)
    if begin is None:
        return line_of(text, place[0])
    named = re.compile(rf"\s*[\"']?{re.escape(place[-1])}[\"']?\s*[.=]")
    rest = enumerate(lines[begin + 1 :], begin + 2)
    return next((number for number, line in rest if named.match(line)), begin + 1)


def line_of(text: str, key: str) -> int:
    """The line, from 1, that sets `key`; the first of the table where it cannot be told."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[\s*tool\s*\.\s*[\"']?{TABLE}")
    begin = next((number for number, line in enumerate(lines) if header.match(line)), 0)
    named = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[.=\]]")
    for number, line in enumerate(lines[begin:], begin + 1):
        if key and named.match(line):
            return number
    return begin + 1
