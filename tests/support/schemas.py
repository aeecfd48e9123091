"""The JSON schemas that are shipped, as they follow from the code: `python3 dev.py schema`."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from orchestrator_engine.analyzed import Analyzed, Unread
from orchestrator_engine.cli.answer_schemas import OWN
from orchestrator_engine.cli.answers import ANSWERS
from orchestrator_engine.cli.answers.shapes import Refused
from orchestrator_engine.cli.reference import markdown
from orchestrator_engine.traced import Traced
from support import answers_guide, docs_index, hooks_guide, settings_guide
from support.settings_schema import modes_named, settings

ANALYZE: TypeAdapter[Analyzed | Unread] = TypeAdapter(Analyzed | Unread)
"""Reads an answer of `code-orch analyze --json` for one document."""

ANALYZED: TypeAdapter[Any] = TypeAdapter(Analyzed | Unread | list[Analyzed | Unread] | Refused)
"""Reads whatever `code-orch analyze --json` prints."""

TRACE = TypeAdapter(Traced)
"""Reads an answer of `code-orch trace --json`."""

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"
_FOLDER = Path(__file__).parents[2] / "engine" / "orchestrator_engine" / "schemas"


def analyze() -> dict[str, Any]:
    """The schema of an answer of `code-orch analyze --json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The answer of `code-orch analyze --json`: of one document, or a list of several",
        **ANALYZED.json_schema(),
    }


def trace() -> dict[str, Any]:
    """The schema of an answer of `code-orch trace --json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The answer of `code-orch trace --json`",
        **TypeAdapter[Any](Traced | Refused).json_schema(),
    }


def answers() -> dict[str, Any]:
    """The shapes of all that commands print with `--json`, and which command prints which."""
    listed = {name: (*shapes, Refused) for name, shapes in ANSWERS.items() if name not in OWN}
    adapters = {shape: TypeAdapter[Any](shape) for shapes in listed.values() for shape in shapes}
    made, told = TypeAdapter.json_schemas(
        [(shape, "validation", adapter) for shape, adapter in adapters.items()]
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the commands of `code-orch` print with `--json`, line by line",
        "commands": {
            name: [made[shape, "validation"] for shape in shapes] for name, shapes in listed.items()
        },
        **told,
    }


def written(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (_FOLDER / "analyze.json").write_text(written(analyze()), "utf-8")
    (_FOLDER / "trace.json").write_text(written(trace()), "utf-8")
    (_FOLDER / "answers.json").write_text(written(answers()), "utf-8")
    shape = modes_named(settings())
    (_FOLDER / "settings.schema.json").write_text(written(shape), "utf-8")
    REFERENCE.write_text(markdown(), "utf-8")
    answers_guide.GUIDE.write_text(answers_guide.guide(answers()), "utf-8")
    docs_index.INDEX.write_text(docs_index.index(), "utf-8")
    settings_guide.GUIDE.write_text(
        settings_guide.guide(settings_guide.GUIDE.read_text("utf-8"), shape), "utf-8"
    )
    hooks_guide.GUIDE.write_text(hooks_guide.guide(hooks_guide.GUIDE.read_text("utf-8")), "utf-8")
