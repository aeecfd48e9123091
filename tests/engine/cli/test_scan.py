import json
from pathlib import Path

import pytest

from orchestrator_engine.cli import main
from support.projects import manifest, written

FILES = {
    "go.mod": "module a\n\nrequire github.com/go-chi/chi/v5 v5.1.0\n",
    "web/package.json": manifest(
        scripts={"test": "jest", "dev": "vite"}, dependencies={"vite": "7"}
    ),
}


def test_a_scan_says_where_everything_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", str(written(tmp_path, FILES))]) == 0
    said = capsys.readouterr().out
    assert ".: Go with go (go.mod)" in said
    assert "  test    go test -v ./... (go.mod)" in said
    assert "  framework: chi" in said
    assert "web: Node.js with npm (web/package.json)" in said
    assert "npm run dev (web/package.json, scripts.dev, port 5173)" in said


def test_a_scan_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(written(tmp_path, FILES)), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["projects"][0]["ecosystem"] == "Go"
    (part,) = told["parts"]
    assert part["commands"][0]["command"] == ["npm", "test"]
    assert part["commands"][0]["source"] == "web/package.json, scripts.test"


def test_names_cannot_move_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, {"a\x1b[2Jb/package.json": manifest(scripts={"test": "x"})})
    assert main(["scan", str(tmp_path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", str(tmp_path / "gone")]) != 0
    assert "There is no folder" in capsys.readouterr().err


def test_the_settings_win_and_settle_what_was_to_be_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"api/go.mod": "module a\n", "web/package.json": manifest(scripts={"test": "jest"})}
    top = written(tmp_path, files)
    assert main(["scan", str(top)]) == 0
    assert "decide: nothing at the top says how" in capsys.readouterr().out
    (top / ".orchestrator.toml").write_text('test = ["sh", "check.sh"]\n')
    assert main(["scan", str(top)]) == 0
    said = capsys.readouterr().out
    assert "by the settings, which win:\n  test    sh check.sh (.orchestrator.toml)" in said
    assert "decide:" not in said
    (top / ".orchestrator.toml").write_text("nonsense\n")
    assert main(["scan", str(top)]) != 0
