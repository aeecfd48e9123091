"""The table of settings in `docs/guides/settings.md`, made of the schema."""

import json
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "settings.md"
BEGIN = "<!-- made by dev.py schema -->\n"
END = "<!-- end -->\n"


def table(schema: dict[str, Any]) -> str:
    """A row for each key, with its default as one writes it."""
    rows = ["| key | default | means |", "| --- | --- | --- |"]
    for key, about in schema["properties"].items():
        rows.append(f"| `{key}` | {_default(about)} | {_means(about)} |")
    return "\n".join((*rows, ""))


def guide(text: str, schema: dict[str, Any]) -> str:
    """The guide with its table made anew."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table(schema)}\n{END}{tail}"


def _default(about: dict[str, Any]) -> str:
    if "default" in about:
        return f"`{json.dumps(about['default'])}`"
    return "detected" if about.get("x-detected") else "\u2013"


def _means(about: dict[str, Any]) -> str:
    words = about["description"].replace("|", "\\|")
    if values := about.get("enum"):
        words += f" One of {', '.join(f'`{json.dumps(value)}`' for value in values)}."
    if direction := about.get("x-one-way"):
        words += f" *One-way*: {direction}."
    if page := about.get("x-more"):
        words += f" [More]({page.removeprefix('docs/guides/').replace('docs/', '../')})"
    return words
