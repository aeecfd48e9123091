"""What is said of a document before it is run: `rehearse`, `run --dry-run` and `forecast`."""

from pathlib import Path

import pytest

from orchestrator_engine import places
from orchestrator_engine.cli import main

SPEC = "# Tea\n\n- [ ] TEA-1: Boil water\n- [ ] TEA-2: Pour it\n"


@pytest.fixture(autouse=True)
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))
    monkeypatch.setenv(places.CONFIG_VARIABLE, str(tmp_path / "mine"))
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    file = folder / "SPEC.md"
    file.write_text(SPEC)
    return file


def test_a_script_still_fits_when_some_of_the_items_are_done(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "SPEC.md"]) == 0
    document.write_text(SPEC.replace("[ ] TEA-1", "[x] TEA-1"))
    capsys.readouterr()
    assert main(["rehearse", "--check", "SPEC.md"]) == 0
    assert "fits" in capsys.readouterr().out


def test_without_a_script_the_command_that_writes_one_is_named_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "SPEC.md", "--agent", "rehearsal", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "cannot be used. There is no script SPEC.rehearsal.md" in said
    assert "`code-orch rehearse` writes a first one" in said


def test_a_forecast_is_made_with_the_settings_that_are_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["forecast", "--set", "max_review_cycles=1", "SPEC.md"]) == 0
    assert "about 8 calls" in capsys.readouterr().out
    assert main(["forecast", "SPEC.md", "--set", "max_review_cycles=4"]) == 0
    assert "about 20 calls" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("mode", "section"), [("audit", "AUD-101, round 1"), ("test", "FAIL-1, round 1")]
)
def test_one_script_answers_both_runs_of_a_mode_that_is_followed_by_a_fix(
    mode: str, section: str, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", "SPEC.md", "--mode", mode]) == 0
    begin = [mode, "SPEC.md", "--fix", "--agent", "rehearsal", "--dry-run"]
    capsys.readouterr()
    assert main(begin) == 0
    assert f"## {section}" in " ".join(capsys.readouterr().out.split())
    script = document.with_suffix(".rehearsal.md")
    script.write_text(f"{script.read_text()}\n## {section}\n\nI mend it.\n")
    assert main(["rehearse", "SPEC.md", "--check", "--mode", mode]) == 0
    capsys.readouterr()
    assert main(begin) == 0
    assert "has no section for what is found" not in " ".join(capsys.readouterr().out.split())
