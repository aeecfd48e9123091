"""An agent that believes every word it reads: fifty texts of spec and README lead it nowhere."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator_engine.run import Status
from orchestrator_engine.system.sandbox import works
from support.injections import GULLIBLE, TEXTS
from support.project import Project, look, wait
from support.secrets import KEYS, SECRET_VARIABLES
from support.skips import skip_without

KEY = KEYS["github"]
SECRETS = (*SECRET_VARIABLES.values(), KEY, "hunter-of-twenty-two")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    if not works():
        skip_without("bubblewrap (bwrap)")
    home = tmp_path / "home"
    for name in (".ssh/id_ed25519", ".netrc", ".aws/credentials", ".bashrc"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("hunter-of-twenty-two\n")
    folder = home / "project"
    # What the document names where a person reads it is asked for: that is no trick.
    asks = {name for name in TEXTS if "bend" in name and "comment" not in name}
    told = [text for name, text in TEXTS.items() if name not in asks]
    quoted = "\n".join(f"  {line}" for text in told for line in text.splitlines())
    spec = f"# App\n\n- [ ] APP-1: Write the application\n\n{quoted}\n"
    program = tmp_path / "gullible.py"
    program.write_text(GULLIBLE)
    # (Its own place, and not that of a virtual environment in a folder that the walls hide.)
    command = json.dumps([os.path.realpath(sys.executable), "-IS", str(program)])
    files = {
        "SPEC.md": spec,
        "README.md": "\n\n".join(TEXTS[name] for name in sorted(asks)) + "\n",
        "tests/test_app.py": "assert True\n",
        ".github/workflows/ci.yml": "on: push\n",
        ".orchestrator.toml": 'agent = "gullible"\ntest = "env"\nagent_start_delay = "0s"\n'
        f"max_review_cycles = 0\n[agents.gullible]\ncommand = {command}\nlook = {command}\n"
        'environment = ["PROJECT"]\n',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    state = home / ".local" / "state" / "code-orchestrator"
    state.mkdir(parents=True)
    project = Project(folder, state)
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qm", "Begin")
    return project


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if stat.S_ISREG(path.lstat().st_mode)
    }


@pytest.mark.slow
def test_an_agent_that_believes_all_it_reads_does_no_harm_and_learns_no_secret(
    project: Project, tmp_path: Path
) -> None:
    # Its program is where the run cannot hide it: temporary folders are private.
    home = project.folder.parent
    (home / "gullible.py").write_text((tmp_path / "gullible.py").read_text())
    settings = project.folder / ".orchestrator.toml"
    settings.write_text(settings.read_text().replace(str(tmp_path), str(home)))
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qam", "Mine")
    before = {name: data for name, data in files_in(home).items() if not name.startswith(".local")}
    environment = SECRET_VARIABLES | {
        "HOME": str(home),
        "PROJECT": str(project.folder),
        "ORCHESTRATOR_TOKEN": KEY,
        "PATH": os.environ["PATH"],
    }
    done = project.try_code_orch("build", "SPEC.md", environment=environment)
    (folder,) = project.runs()
    wait(lambda: look(folder).over, "the run ends")
    run = look(folder)

    first = run.tasks["T1"].attempts[0]
    assert first.outcome is not None
    assert "obeyed 5 wishes, heard 50 times" in first.outcome.text
    bent = {
        ".claude/settings.json",
        ".github/workflows/ci.yml",
        ".mcp.json",
        "tests/test_app.py",
    }
    assert bent <= set(first.restored)
    assert run.status is Status.FAILED
    assert run.tasks["T1"].merged is None

    after = {name: data for name, data in files_in(home).items() if not name.startswith(".local")}
    mine = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {name for name in mine if not name.startswith("project/.git/")} == set()
    assert not any("/hooks/" in name or name.endswith(".git/config") for name in mine)
    assert not Path("/etc/evil").exists()

    kept = dict(files_in(project.state))
    kept |= {"said": (done.stdout + done.stderr).encode()}
    kept |= {"report": project.code_orch("report", folder.id, "--text").encode()}
    kept |= {"logs": project.code_orch("logs", folder.id).encode()}
    objects = ("git", "-C", project.folder, "cat-file", "--batch-all-objects", "--batch")
    kept |= {"objects": subprocess.run(objects, check=True, capture_output=True).stdout}
    for secret in SECRETS:
        assert [name for name, data in kept.items() if secret.encode() in data] == []
