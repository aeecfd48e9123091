"""Asking a program which version it is: in an empty folder, so that no project is near."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from orchestrator_engine.system.processes import Finished, Mark, run_program


async def asked_for_version(
    command: Sequence[str], environment: Mapping[str, str], seconds: float
) -> Finished:
    """How the command ended that prints a version, within so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        return await run_program(
            command,
            cwd=Path(folder),
            env=environment,
            mark=Mark(uuid4().hex, "probe", 1),
            spool=Path(folder) / "version.log",
            seconds=seconds,
        )


def version_in(words: str) -> str | None:
    """The first word that begins with a digit."""
    return next((word for word in words.split() if word[:1].isdigit()), None)
