"""`code-orch lsp` as a command, and what it leaves in its log."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator_server import checking
from orchestrator_server.command import lsp
from support.lsp_runs import SPEC
from support.lsp_wire import process

CODE_ORCH = str(Path(sys.executable).with_name("code-orch"))


def test_an_option_that_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert lsp(["--port", "1"]) == 2
    assert "usage: code-orch lsp" in capsys.readouterr().err


def test_help_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert lsp(["--help"]) == 0
    assert "usage: code-orch lsp" in capsys.readouterr().out


def test_the_command_line_offers_it() -> None:
    done = subprocess.run([CODE_ORCH, "--help"], capture_output=True, text=True, check=True)
    assert "lsp" in done.stdout


def test_the_option_that_editors_add_is_accepted() -> None:
    with process((CODE_ORCH, "lsp", "--stdio")) as client:
        client.initialize()
        client.ask("shutdown")
        client.notify("exit")
        assert client.code() == 0


def test_troubles_are_in_the_log_and_nowhere_else(state: Path) -> None:
    with process((CODE_ORCH, "lsp"), {"ORCHESTRATOR_STATE_DIR": str(state)}) as client:
        client.initialize()
        client.notify("textDocument/didOpen", {"textDocument": {"uri": 3}})
        client.open("file:///nowhere/SPEC.md", SPEC)
        client.settle()
        client.ask("shutdown")
        client.notify("exit")
        assert client.code() == 0
        assert client.complaints() == b""
        assert not any(m.get("method") == "window/showMessage" for m in client.seen)
    log = (state / "lsp.log").read_text("utf-8")
    assert "textDocument/didOpen: required field missing @ params.text_document" in log


def test_a_signal_ends_it_without_a_word() -> None:
    with process((CODE_ORCH, "lsp")) as client:
        client.initialize()
        client.settle()
        client.process.terminate()
        assert client.code() == 1
        assert client.complaints() == b""


def test_it_checks_itself(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert lsp(["--check"]) == 0
    said = capfd.readouterr().out
    assert "ok   code lenses: 4" in said
    assert "FAIL" not in said
    assert f"log: {state / 'lsp.log'}" in said


def test_a_check_of_a_broken_server_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "_PROGRAM", (sys.executable, "-c", "print('hello\\n\\n')"))
    assert lsp(["--check"]) == 1
    assert "FAIL the session broke off" in capfd.readouterr().out
