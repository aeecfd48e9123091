"""What of Unix alone the server can do without; Windows itself, nobody has tried."""

import os
import sys
from pathlib import Path

from support.lsp_desk import until
from support.lsp_wire import process

WITHOUT = """
import asyncio, multiprocessing, os, selectors, signal, socket, subprocess, sys, types
import fcntl as unix

for name in ("fork", "set_blocking", "getuid", "geteuid", "nice", "setsid", "killpg"):
    delattr(os, name)
del signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD

def kill(process, signal, kill=os.kill):
    if signal == 0:
        os._exit(9)  # that is Ctrl-C there
    kill(process, signal)  # as `subprocess` ends a process

os.kill = kill

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "termios", "pwd", "grp", "resource", "tty"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
for name in ("fcntl", "termios", "pwd", "grp", "resource", "tty"):
    sys.modules.pop(name, None)
instead = types.ModuleType("msvcrt")
instead.LK_NBLCK = 2
instead.locking = lambda file, how, size: unix.flock(file, unix.LOCK_EX | unix.LOCK_NB)
sys.modules["msvcrt"] = instead
sys.platform = "win32"
from orchestrator_server.serve import serve
serve()
"""


def test_documents_are_read_without_what_only_unix_has(tmp_path: Path) -> None:
    (tmp_path / "OTHER.md").write_text("# Other\n\n- [ ] OTHER-1: Be found\n")
    text = "# Spec\n\n- [ ] T-1: Do it\n- [ ] T-1: Do it again\n"
    uri = (tmp_path / "SPEC.md").as_uri()
    state = {"ORCHESTRATOR_STATE_DIR": str(tmp_path / "state")}
    with process((sys.executable, "-c", WITHOUT), state) as client:
        client.initialize({"rootUri": tmp_path.as_uri(), "processId": os.getpid()})
        client.open(uri, text)
        assert client.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
        shown = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        assert "T-1" in shown["params"]["diagnostics"][0]["message"]
        wish = {"query": "OTHER-1"}
        until(lambda: client.ask("workspace/symbol", wish), "the other document is known", 60)
        client.ask("shutdown")
        client.notify("exit")
        assert client.code() == 0, client.complaints()
