"""Whether what a command printed with `--json` is what its schema promises, and nothing else."""

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from orchestrator_engine.cli.answers import ANSWERS
from orchestrator_engine.cli.answers.shapes import Refused


def kept(command: str, printed: str) -> list[str]:
    """The names of the shapes that its lines have; fails where one has none."""
    assert printed.strip(), f"{command} printed nothing"
    shapes = (*ANSWERS[command], Refused)
    return [_shape(command, line, shapes) for line in printed.splitlines()]


def _shape(command: str, line: str, shapes: tuple[Any, ...]) -> str:
    told = json.loads(line)
    wrong: list[str] = []
    for shape in shapes:
        adapter = TypeAdapter[Any](shape)
        try:
            read = adapter.validate_json(line)
        except ValidationError as error:
            wrong.append(str(error))
            continue
        again = adapter.dump_python(read, mode="json", by_alias=True, exclude_unset=True)
        if again == told:
            return shape.__name__
        beside = {key for key in told if key not in again or again[key] != told[key]}
        wrong.append(f"{shape.__name__} has not all of it: {beside}")
    raise AssertionError(f"code-orch {command} printed {line}\n" + "\n".join(wrong))
