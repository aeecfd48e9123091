"""The JSON schemas that are shipped, as they follow from the code: `python3 dev.py schema`."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from orchestrator_engine.analyzed import Analyzed, Unread
from orchestrator_engine.traced import Traced

ANALYZE: TypeAdapter[Analyzed | Unread] = TypeAdapter(Analyzed | Unread)
"""Reads an answer of `code-orch analyze --json` for one document."""

TRACE = TypeAdapter(Traced)
"""Reads an answer of `code-orch trace --json`."""

_FOLDER = Path(__file__).parents[2] / "engine" / "orchestrator_engine" / "schemas"


def analyze() -> dict[str, Any]:
    """The schema of an answer of `code-orch analyze --json` for one document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The answer of `code-orch analyze --json` for one document",
        **ANALYZE.json_schema(),
    }


def trace() -> dict[str, Any]:
    """The schema of an answer of `code-orch trace --json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The answer of `code-orch trace --json`",
        **TRACE.json_schema(),
    }


if __name__ == "__main__":
    for name, schema in (("analyze", analyze()), ("trace", trace())):
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        (_FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")
