"""`code-orch lsp --check`: a session with a server of our own, and what works in it.

For the person whose editor shows nothing: it tells whether the server or the editor is at fault.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestrator_engine.json_values import is_list
from orchestrator_server.framing import Broken, Frames, frame

SECONDS = 60.0
"""How long the whole session may take before it counts as hung."""

_CODE = (
    "import sys; sys.path[:] = sys.argv[1:]; from orchestrator_server.serve import serve; serve()"
)
_PROGRAM = (sys.executable, "-P", "-c", _CODE, *sys.path)
"""It finds modules where we do: an editor's extension carries them in a folder of its own."""
_TEXT = "# Check\n\n- [ ] CHECK-1: Say é😀 to everybody\n- [ ] CHECK-2: Say it again\n"
_ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("outline", "documentSymbol", {}),
    ("hover", "hover", {"position": {"line": 2, "character": 8}}),
    ("code lenses", "codeLens", {}),
    (
        "code actions",
        "codeAction",
        {
            "range": {"start": {"line": 2, "character": 8}, "end": {"line": 2, "character": 8}},
            "context": {"diagnostics": []},
        },
    ),
)


class _Server:
    """A server in a process of its own; every request is answered before the next is sent."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._limit = threading.Timer(SECONDS, self._process.kill)
        self._limit.start()
        self._messages = self._read()
        self._next = 0

    def _read(self) -> Iterator[dict[str, Any]]:
        assert self._process.stdout is not None
        frames = Frames()
        while piece := os.read(self._process.stdout.fileno(), 65536):
            for body in frames.feed(piece):
                yield json.loads(body)

    def tell(self, method: str, params: object, **more: object) -> None:
        """Send a message that wants no answer."""
        assert self._process.stdin is not None
        message = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        self._process.stdin.write(frame(json.dumps(message).encode()))
        self._process.stdin.flush()

    def ask(self, method: str, params: object) -> Any:  # noqa: ANN401  # whatever JSON comes back
        """The result of a request. Raises `OSError` where there is none."""
        self._next += 1
        self.tell(method, params, id=self._next)
        for message in self._messages:
            if "method" not in message and message.get("id") == self._next:
                if "error" in message:
                    raise OSError(message["error"]["message"])
                return message["result"]
        raise OSError(f"the server ended, or said nothing within {SECONDS:.0f} s")

    def leave(self) -> tuple[int, str]:
        """The exit code, and what was written to standard error."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        _, complaints = self._process.communicate(timeout=10)
        return self._process.returncode, complaints.decode("utf-8", "replace")

    def end(self) -> None:
        """Leave nothing behind."""
        self._limit.cancel()
        self._process.kill()
        self._process.communicate()


def check() -> Iterator[tuple[bool, str]]:
    """Have a session with a server; gives each thing that was tried: whether it worked, and how."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "CHECK.md"
        document.write_text(_TEXT, "utf-8")
        server = _Server()
        try:
            yield from _session(server, document)
        except (OSError, Broken, ValueError, subprocess.SubprocessError) as error:
            yield False, f"the session broke off: {error}"
        finally:
            server.end()


def _session(server: _Server, document: Path) -> Iterator[tuple[bool, str]]:
    answer = server.ask("initialize", {"processId": os.getpid(), "capabilities": {}})
    info = answer["serverInfo"]
    yield True, f"{info['name']} {info['version']} answers"
    server.tell("initialized", {})
    uri = document.as_uri()
    opened = {"uri": uri, "languageId": "markdown", "version": 1, "text": _TEXT}
    server.tell("textDocument/didOpen", {"textDocument": opened})
    for what, method, more in _ASKED:
        found = server.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})
        shown = f": {len(found)}" if is_list(found) else ""
        yield found is not None and found != [], f"{what}{shown}"
    code, complaints = server.leave()
    yield code == 0, f"it leaves when it is told to (exit code {code})"
    if complaints:
        yield False, f"it wrote to standard error: {complaints[:500]}"


def report() -> int:
    """Print what works, versions and where the log is; gives the exit code."""
    from orchestrator_server.debugging import program  # noqa: PLC0415  # not for --help

    passed = True
    for well, words in check():
        passed = passed and well
        sys.stdout.write(f"{'ok  ' if well else 'FAIL'} {words}\n")
        sys.stdout.flush()
    ours = program()
    libraries = ", ".join(f"{name} {number}" for name, number in ours.libraries.items())
    sys.stdout.write(
        f"\ncode-orchestrator {ours.version}, Python {ours.python} ({ours.executable})\n"
        f"{libraries}\nlog: {ours.log}\n"
    )
    if passed:
        sys.stdout.write(
            "\nThe server works. If your editor shows nothing, give it the full path that "
            "`command -v code-orch` prints, and look into its own log of language servers.\n"
        )
        return 0
    sys.stdout.write("\nThe server does not work as it should: see the log and the lines above.\n")
    return 1
