"""The front matter of a plan: what makes a document one."""

import json
from collections.abc import Sequence

MARK = "code-orchestrator"
"""The key of the front matter that says, with the value `plan`, that a document is a plan."""


def is_plan(text: str) -> bool:
    """Whether a document says of itself that it is a plan."""
    return front_matter(text.removeprefix("\ufeff").splitlines())[0].get(MARK) == "plan"


def front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The fields of the front matter, and the number of its lines; none where it has no end."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    found: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return found, number
        key, _, value = line.partition(":")
        found[key.strip().lower()] = _unquoted(value.strip())
    return {}, 0


def _unquoted(value: str) -> str:
    if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
        try:
            return str(json.loads(value)) if value[0] == '"' else value[1:-1]
        except ValueError:
            return value[1:-1]
    return value
