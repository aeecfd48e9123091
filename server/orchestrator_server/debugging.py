"""What a bug report needs to know of a server: pure, and without anything that is private.

Paths of the person's home are shortened, secrets are taken out, and of a document only its size is
told, never its words.
"""

import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath

from orchestrator_server import states
from orchestrator_server.capabilities import Client
from orchestrator_server.documents import Document
from orchestrator_server.glimpse import Glimpse

LIBRARIES = ("pygls", "lsprotocol", "cattrs", "attrs", "markdown-it-py", "anyio", "pydantic")
LONGEST = 2_000
"""Characters of what an extension says of itself."""

TAIL = 40
"""Lines of the log that go into a report."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program itself: versions, where it lies, where it writes, the log's last lines.

    `extension` is what the editor's extension says of itself, line by line.
    """

    version: str
    python: str
    system: str
    executable: str
    libraries: Mapping[str, str]
    log: str
    tail: tuple[str, ...]
    home: str
    extension: str = ""


def program(extension: str = "") -> Program:
    """Look at the program that runs here; touches the disk, so not for the loop."""
    from orchestrator_server.log import log_file  # noqa: PLC0415  # it finds the state folder

    try:
        log = log_file()
        lines = log.read_text("utf-8", "replace").splitlines()[-TAIL:] if log.exists() else []
    except Exception as error:  # noqa: BLE001  # a report must come about all the same
        log, lines = Path(), [f"the log cannot be read: {error}"]
    return Program(
        version=_version("code-orchestrator"),
        python=platform.python_version(),
        system=platform.platform(),
        executable=sys.executable,
        libraries={name: _version(name) for name in LIBRARIES},
        log=str(log),
        tail=tuple(lines),
        home=os.path.expanduser("~"),  # noqa: PTH111  # it never raises, Path.home() may
        extension=extension,
    )


def information(
    program: Program,
    client: Client,
    documents: Iterable[Document] = (),
    runs: Iterable[Glimpse] = (),
    redact: Callable[[str], str] = str,
) -> dict[str, object]:
    """What a bug report needs: `text` is markdown to paste, `version` and `log` for programs."""
    yes = [f.name for f in fields(client) if getattr(client, f.name) is True]
    no = [f.name for f in fields(client) if getattr(client, f.name) is False]
    libraries = ", ".join(f"{name} {number}" for name, number in program.libraries.items())
    parts = [
        "## Code Orchestrator: debug information",
        "",
        f"- Version: {program.version}",
        f"- Python: {program.python} ({program.executable})",
        f"- System: {program.system}",
        f"- Libraries: {libraries}",
        f"- Editor: {client.name or 'unnamed'}, {client.encoding.value}",
        f"- Workspace folders: {len(client.folders)}",
        f"- It can: {', '.join(yes) or 'nothing special'}",
        f"- It cannot: {', '.join(no) or 'nothing that we know of'}",
        f"- Log: {program.log}",
        *(f"- {line}" for line in program.extension[:LONGEST].splitlines()),
        "",
        "### Open documents",
        "",
        *(_document(one) for one in documents),
        "",
        "### Runs",
        "",
        *(_run(one) for one in runs),
        "",
        f"### The log's last lines (at most {TAIL})",
        "",
        "```text",
        *(line.replace("```", "'''") for line in program.tail),
        "```",
        "",
    ]
    text = redact("\n".join(parts))
    if len(program.home) > 1:
        text = text.replace(program.home, "~")
    return {"text": text, "version": program.version, "log": program.log}


def _document(document: Document) -> str:
    lines = document.text.count("\n") + 1
    ours = ", ours" if document.ours else ""
    kind = PurePath(document.uri).suffix or "no suffix"
    return f"- {kind}: {lines} lines, {len(document.text)} characters, v{document.version}{ours}"


def _run(glimpse: Glimpse) -> str:
    run = glimpse.run
    driven = "driven" if glimpse.driven else "not driven"
    tasks = states.merged(run)
    return f"- {glimpse.folder.id}: {run.status.value}, {driven}, {tasks}, event {run.seq}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not there"
