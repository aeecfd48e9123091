"""A run is recorded, and each job of it is given again from the command line alone."""

import json
from pathlib import Path

import pytest

from orchestrator_engine.agents.recording import read
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Status
from support.agents import files_in
from support.project import example, look, wait


@pytest.mark.slow
def test_a_run_is_recorded_job_by_job_and_each_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = example(tmp_path)
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(project.state))
    key = "sk-ant-api03-0123456789abcdefghijklmnop"
    script = project.folder / "SPEC.rehearsal.md"
    script.write_text(f"{script.read_text('utf-8')}\n\nMy key is {key}.\n", "utf-8")
    begin = ("run", "SPEC.md", "--mode", "build", "--record", "--detach", "--json")
    folder = RunFolder(Path(json.loads(project.code_orch(*begin))["folder"]))
    wait(lambda: look(folder).over, "the run ends")
    run = look(folder)
    assert run.status is Status.COMPLETED
    recordings = [read(file) for file in sorted(folder.recordings.iterdir())]
    jobs = sum(1 + len(a.reviews) for state in run.tasks.values() for a in state.attempts)
    assert len(recordings) == jobs
    assert sum(one.ended.usd or 0 for one in recordings if one.ended) == run.spending.usd
    assert not any(key.encode() in one.file.read_bytes() for one in recordings)
    assert any(b"[redacted]" in one.file.read_bytes() for one in recordings)
    first = next(one for one in recordings if one.edits)
    shown = project.code_orch("replay", str(first.file))
    assert shown.startswith("Recording of rehearsal")
    place = tmp_path / "place"
    answer = project.code_orch("replay", str(first.file), "--again", "--keep", str(place), "--json")
    assert json.loads(answer)["same"] is True
    assert sorted(files_in(place)) == sorted(edit["file"] for edit in first.edits)
