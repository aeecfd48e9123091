import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator_engine.claims import claim, claimed


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))


def test_a_document_has_one_claim_at_a_time(tmp_path: Path) -> None:
    document = tmp_path / "SPEC.md"
    assert not claimed(document)
    mine = claim(document)
    assert mine is not None
    assert claimed(document)
    assert claim(document) is None
    mine.release()
    mine.release()
    assert not claimed(document)


def test_a_link_to_a_document_is_that_document(tmp_path: Path) -> None:
    document = tmp_path / "SPEC.md"
    document.touch()
    link = tmp_path / "LINK.md"
    link.symlink_to(document)
    mine = claim(link)
    assert mine is not None
    assert claimed(document)
    mine.release()


def test_an_editor_that_is_killed_gives_its_claim_back(tmp_path: Path) -> None:
    document = tmp_path / "SPEC.md"
    program = (
        "import sys; from pathlib import Path; from orchestrator_engine.claims import claim\n"
        "mine = claim(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(document)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as editor:
        assert editor.stdout is not None
        assert editor.stdout.readline() == b"held\n"
        assert claimed(document)
        editor.kill()
    assert not claimed(document)
