"""Programs of the engine that answer with one JSON object: started, waited for, read.

What takes long or needs compiled packages is done there and not here.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestrator_engine.json_values import is_object
from orchestrator_engine.visible import sentence

PROGRAM_SECONDS = 60.0
"""How long the engine may take to plan or to start."""

SETTINGS = "ORCHESTRATOR_EDITOR_SETTINGS"
"""What tells the engine the settings of an editor, as a JSON object."""

_NOWHERE = Path(sys.executable).anchor


class Refused(Exception):  # noqa: N818  # it is an answer, not a mishap
    """The engine will not: what it says, for a person."""


def answer_of(argv: list[str], settings: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """The one JSON object that a program of the engine prints. Raises `Refused`.

    `settings` are those of the editor, a layer of their own between the project's and flags.

    It has a session of its own, so that an editor that kills its server's children does not reach
    it, and is not started in the person's folder, where Python would look for modules.
    """
    try:
        ended = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROGRAM_SECONDS,
            check=False,
            start_new_session=True,
            cwd=_NOWHERE,
            env={**os.environ, SETTINGS: json.dumps(settings)} if settings else None,
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"The engine did not answer within {PROGRAM_SECONDS:.0f} s.") from None
    answer = _last_object(ended.stdout)
    if answer is None:
        words = ended.stderr.decode(errors="replace").strip()
        raise Refused(f"The engine ended with code {ended.returncode}: {words[-500:]}")
    if "error" in answer:
        raise Refused(_said(answer))
    return answer


def _said(answer: Mapping[str, Any]) -> str:
    """What is wrong and what to do, in sentences: an editor may show it all on one line."""
    message = sentence(str(answer.get("message", answer["error"])))
    hint = str(answer.get("hint") or "")
    # What takes several lines, such as the faults of a plan, keeps them.
    between = "\n" if "\n" in message else " " if message.endswith((".", "!", "?")) else ". "
    return f"{message}{between}{hint}" if hint else message


def _last_object(said: bytes) -> dict[str, Any] | None:
    for line in reversed(said.splitlines()):
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        if is_object(answer):
            return answer
    return None
