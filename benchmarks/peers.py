"""The language server beside others that can be installed, on one document and in one run.

What servers do with a document differs, so that orders of magnitude are what is to be compared.
They are installed by npm and pip into the folder that tests keep real programs in; one that cannot
be had is named as not measured.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import psutil

from benchmarks.measure import Row
from benchmarks.server import BOX, OURS, PART, STOCK, URI, Client, serving

LINES = 10_000
EDITS = 20
STARTS = 5
PATIENCE = 120
"""Seconds that an installation may take."""

ASKED = {
    "code actions": ("codeActionProvider", "textDocument/codeAction"),
    "lenses": ("codeLensProvider", "textDocument/codeLens"),
    "symbols": ("documentSymbolProvider", "textDocument/documentSymbol"),
}
CAPABILITIES: dict[str, Any] = {
    "textDocument": {
        "diagnostic": {},
        "codeLens": {},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
    }
}

CHECKED = {"enabled": "warning"}
SETTINGS: dict[str, Any] = {
    "markdown": {
        "server": {"log": "off"},
        "validate": {
            "enabled": True,
            "ignoredLinks": [],
            "fileLinks": {**CHECKED, "markdownFragmentLinks": "inherit"},
            **dict.fromkeys(("referenceLinks", "fragmentLinks"), CHECKED),
            **dict.fromkeys(("unusedLinkDefinitions", "duplicateLinkDefinitions"), CHECKED),
        },
    }
}
"""VS Code's markdown server looks for faults only where it is told to."""


@dataclass(frozen=True)
class Peer:
    """A server; `command` installs it where it is missing, and gives None where that fails."""

    name: str
    command: Callable[[], tuple[str, ...] | None]


@dataclass(frozen=True)
class Measured:
    """What one server needed: seconds by what was asked, and megabytes of all its processes."""

    start: Row
    resident: float
    rows: dict[str, Row]


def main() -> None:
    """Measure each server in turn, and show them in one table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ORCHESTRATOR_STATE_DIR"] = folder
        print(f"\nOne document of {LINES:,} lines; medians and 95th percentiles in ms\n")
        columns = ("initialize", "MB", *ASKED, "diagnostics")
        print("  " + f"{'':<30}" + "".join(f"{name:>16}" for name in columns))
        missing: list[str] = []
        for peer in PEERS:
            command = peer.command()
            if command is None:
                missing.append(f"{peer.name} could not be installed here")
                continue
            try:
                _show(peer.name, _measured(command))
            except (EOFError, OSError) as error:
                missing.append(f"{peer.name}: {error}")
        for why in missing:
            print(f"\n  NOT MEASURED: {why}")


def _show(name: str, found: Measured) -> None:
    cells = [_cell(found.start), f"{found.resident:.0f}"]
    cells += [_cell(found.rows.get(asked)) for asked in (*ASKED, "diagnostics")]
    print("  " + f"{name:<30}" + "".join(f"{cell:>16}" for cell in cells))


def _cell(row: Row | None) -> str:
    """Median and 95th percentile; a dash where the server has no answer to offer."""
    return "-" if row is None else f"{row.median * 1e3:.1f} / {row.late * 1e3:.1f}"


def _measured(command: tuple[str, ...]) -> Measured:
    starts: list[float] = []
    for _ in range(STARTS):
        begun = time.perf_counter()
        with serving(command) as (client, _):
            client.ask("initialize", _greeting())
            starts.append(time.perf_counter() - begun)
    with serving(command) as (client, process):
        client.settings = SETTINGS
        offered = client.ask("initialize", _greeting())["capabilities"]
        client.send({"method": "initialized", "params": {}})
        document = {"uri": URI, "languageId": "markdown", "version": 1, "text": _document()}
        client.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        editor = _Editor(client, pulls=offered.get("diagnosticProvider") is not None)
        asked = {
            name: one
            for name, (key, one) in ASKED.items()
            if offered.get(key, False) is not False and offered[key] is not None
        }
        rows: dict[str, Row] = {}
        for name, method in asked.items():
            rows[name] = editor.asked(name, method)
        if command != STOCK:
            rows["diagnostics"] = editor.diagnosed()
        family = psutil.Process(process.pid)
        resident = sum(one.memory_info().rss for one in (family, *family.children(recursive=True)))
    return Measured(Row("initialize", tuple(starts)), resident / 2**20, rows)


class _Editor:
    """Types, asks, and takes the time from one to the answer to the other."""

    def __init__(self, client: Client, *, pulls: bool) -> None:
        self._client = client
        self._pulls = pulls
        self._version = 1
        self._line = PART.count("\n") * (LINES // PART.count("\n") // 2) + BOX + 1

    def asked(self, name: str, method: str) -> Row:
        """How long it is from an edit to what a request is answered."""
        place = {"line": self._line, "character": 8}
        params: dict[str, Any] = {"textDocument": {"uri": URI}}
        if method == "textDocument/codeAction":
            params |= {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
        return self._times(name, lambda: self._client.ask(method, params))

    def diagnosed(self) -> Row:
        """How long it is from an edit to its diagnostics, pulled by a server that lets itself."""
        params = {"textDocument": {"uri": URI}}
        if self._pulls:
            return self._times(
                "diagnostics", lambda: self._client.ask("textDocument/diagnostic", params)
            )
        return self._times(
            "diagnostics", lambda: self._client.until("textDocument/publishDiagnostics")
        )

    def _times(self, name: str, wait: Callable[[], object]) -> Row:
        taken: list[float] = []
        for _ in range(EDITS + 1):
            self._client.drain()
            begun = time.perf_counter()
            self._type()
            wait()
            taken.append(time.perf_counter() - begun)
        return Row(name, tuple(taken[1:]))

    def _type(self) -> None:
        self._version += 1
        place = {"line": self._line, "character": 14}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        document = {"uri": URI, "version": self._version}
        params = {"textDocument": document, "contentChanges": [change]}
        self._client.send({"method": "textDocument/didChange", "params": params})


def _greeting() -> dict[str, Any]:
    return {
        "processId": os.getpid(),
        "rootUri": None,
        "capabilities": CAPABILITIES,
        # What VS Code's markdown server wants to be told.
        "initializationOptions": {"markdownFileExtensions": ["md"]},
    }


def _document() -> str:
    length = PART.count("\n")
    return "# All\n" + "".join(PART.replace("@", str(one)) for one in range(LINES // length))


def _folder(name: str) -> Path:
    cache = os.environ.get("CODE_ORCH_TEST_CACHE")
    return (
        Path(cache) if cache else platformdirs.user_cache_path("code-orchestrator-tests")
    ) / name


def _of_pip(package: str, version: str, *command: str) -> tuple[str, ...] | None:
    place = _folder(f"{package}-{version}")
    program = place / "bin" / command[0]
    if not program.exists():
        for python in (sys.executable, shutil.which("python3") or sys.executable):
            pip = [python, "-m", "pip", "install", "--quiet", "--target", str(place)]
            if _ran([*pip, f"{package}=={version}"]) and program.exists():
                break
    return (str(program), *command[1:]) if program.exists() else None


def _of_npm(*packages: str) -> tuple[str, ...] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    place = _folder("-".join(packages).replace("@", "-"))
    if not (place / "node_modules").exists():
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(place), *packages]
        if not _ran(install):
            return None
    return (node, str(Path(__file__).with_name("vscode_markdown.mjs")), str(place))


def _ran(command: list[str]) -> bool:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


PEERS = (
    Peer("code-orch lsp", lambda: OURS),
    Peer("panache (Rust)", lambda: _of_pip("panache-cli", "3.17.1", "panache", "lsp")),
    Peer("rumdl (Rust)", lambda: _of_pip("rumdl", "0.3.0", "rumdl", "server")),
    Peer(
        "VS Code's markdown server",
        lambda: _of_npm("vscode-markdown-languageserver@0.5.0", "markdown-it@14.1.0"),
    ),
    Peer("stock pygls, minimal", lambda: STOCK),
)
