"""A folder that nobody trusts is looked at by every face, and nothing that lies in it goes off."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.lsp_wire import Json, process
from support.trusting import SPEC, a_project, commit, git


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path, state: Path) -> Path:
    assert state.is_dir()
    return a_project(tmp_path / "project")


def trap(marker: Path, name: str) -> str:
    return f"#!/bin/sh\ntouch {marker}/{name}\n"


TRAPS = (
    "npm scripts",
    "conftest.py",
    "build.rs",
    "gradle",
    "Makefile",
    "git hooks",
    "core.fsmonitor",
    ".envrc",
    ".mcp.json",
    ".claude hooks",
    "git filter",
    "agent of the project",
    "linked settings",
)


def booby_trapped(name: str, project: Path, marker: Path) -> None:  # noqa: C901, PLR0912  # a table
    """Lay one trap, that leaves a file in `marker` when anything runs it."""
    program = project / "evil.sh"
    program.write_text(trap(marker, "ran"))
    program.chmod(0o755)
    evil = str(program)
    match name:
        case "npm scripts":
            scripts = dict.fromkeys(("preinstall", "test", "build", "prepare"), evil)
            commit(project, "package.json", json.dumps({"name": "x", "scripts": scripts}))
        case "conftest.py":
            commit(project, "conftest.py", f"import os\nos.system({evil!r})\n")
            commit(project, "pyproject.toml", "[project]\nname='x'\n[tool.pytest.ini_options]\n")
        case "build.rs":
            commit(project, "build.rs", f'fn main() {{ std::process::Command::new("{evil}"); }}')
            commit(project, "Cargo.toml", '[package]\nname="x"\nbuild="build.rs"\n')
        case "gradle":
            commit(project, "gradlew", trap(marker, "ran"))
            commit(project, "build.gradle", f'"{evil}".execute()')
        case "Makefile":
            commit(project, "Makefile", f"all test build:\n\t{evil}\n$(shell {evil})\n")
        case "git hooks":
            for hook in ("post-checkout", "post-index-change", "pre-commit", "fsmonitor-watchman"):
                file = project / ".git" / "hooks" / hook
                file.parent.mkdir(exist_ok=True)
                file.write_text(trap(marker, "ran"))
                file.chmod(0o755)
        case "core.fsmonitor":
            git(project, "config", "core.fsmonitor", evil)
        case ".envrc":
            commit(project, ".envrc", evil)
        case ".mcp.json":
            servers = {"mcpServers": {"x": {"command": evil}}}
            commit(project, ".mcp.json", json.dumps(servers))
        case ".claude hooks":
            hooks = {"hooks": {"SessionStart": [{"hooks": [{"type": "command", "command": evil}]}]}}
            commit(project, ".claude/settings.json", json.dumps(hooks))
        case "git filter":
            commit(project, ".gitattributes", "*.md filter=x diff=x merge=x\n")
            for key in ("filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv"):
                git(project, "config", key, evil)
            os.utime(project / "SPEC.md", (1, 1))
            (project / "SPEC.md").write_text(SPEC + "\nMore.\n")
        case "agent of the project":
            told = f'agent = "x"\n[agents.x]\ncommand = ["{evil}"]\nlook = ["{evil}"]\n'
            commit(project, ".orchestrator.toml", told + f'version = ["{evil}"]\n')
        case _:
            (project / "real.toml").write_text(f'test = "{evil}"\nsetup = "{evil}"\n')
            (project / ".orchestrator.toml").unlink()
            (project / ".orchestrator.toml").symlink_to("real.toml")
            commit(project, "x", "")


APART = frozenset({"git filter", "linked settings"})
LOOKS = (
    ("run", "SPEC.md", "--dry-run"),
    ("run", "SPEC.md", "--detach"),
    ("analyze", "SPEC.md"),
    ("scan",),
    ("agents",),
    ("trust",),
)
PROGRAMS = frozenset({"bwrap", "git", "python", "python3", "claude", "uname"})
DRIVER = f"""
import sys
started = open(sys.argv[1], "a")
def hook(event, arguments):
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"):
        print(arguments[0], file=started, flush=True)
sys.addaudithook(hook)
if sys.argv[2:] == ["lsp"]:
    from orchestrator_server.serve import serve
    serve()
from orchestrator_engine.cli import main
print([main(look) for look in {LOOKS!r}])
"""
"""What looks at a project in every way there is, and writes down every program it starts."""


def looked(project: Path, environment: dict[str, str], started: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-P", "-c", DRIVER, str(started)),
        cwd=project,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    codes = [77 if look[0] == "trust" or "--detach" in look else 0 for look in LOOKS]
    assert done.stdout.splitlines()[-1] == str(codes).encode(), done.stdout


def edited(project: Path, environment: dict[str, str], started: Path) -> None:
    """Open the document in an editor, ask about it, and close."""
    uri = (project / "SPEC.md").as_uri()
    start = {"line": 2, "character": 0}
    command = (sys.executable, "-P", "-c", DRIVER, str(started), "lsp")
    with process(command, environment) as client:

        def asked(method: str, params: Json | None = None) -> object:
            number = client.request(method, params)
            answer = client.wait(lambda m: "method" not in m and m.get("id") == number, 60)
            return answer["result"]

        about: Json = {"processId": None, "capabilities": {}, "rootUri": project.as_uri()}
        assert asked("initialize", about)
        client.notify("initialized", {})
        client.open(uri, SPEC)
        document = {"textDocument": {"uri": uri}}
        assert asked("textDocument/codeLens", document)
        span: Json = {"range": {"start": start, "end": start}, "context": {"diagnostics": []}}
        assert asked("textDocument/codeAction", document | span)
        asked("textDocument/hover", document | {"position": start})
        asked("shutdown")
        client.notify("exit")
        assert client.code(60) == 0


@pytest.fixture
def tripwire(project: Path, state: Path, tmp_path: Path) -> Callable[..., None]:
    """Lay traps in the project, look at it in some way, and see that nothing has gone off."""

    def look_at(look: Callable[[Path, dict[str, str], Path], None], *names: str) -> None:
        marker = tmp_path / "marker"
        marker.mkdir()
        for name in names:
            booby_trapped(name, project, marker)
        # What was laid may have gone off while it was laid.
        for file in marker.iterdir():
            file.unlink()
        started = tmp_path / "started"
        environment = {"PATH": os.environ["PATH"], "HOME": str(state.parent)}
        look(project, environment | {"ORCHESTRATOR_STATE_DIR": str(state)}, started)
        assert list(marker.iterdir()) == []
        programs = {Path(line).name for line in started.read_text().splitlines()}
        assert programs <= PROGRAMS | {Path(sys.executable).name}

    return look_at


@pytest.mark.parametrize("name", TRAPS)
def test_a_folder_that_nobody_trusts_is_looked_at_and_nothing_in_it_is_executed(
    name: str, tripwire: Callable[..., None]
) -> None:
    tripwire(looked, name)


def test_an_editor_that_opens_such_a_folder_executes_nothing_of_it(
    tripwire: Callable[..., None],
) -> None:
    # The filter comes last: it would be in the way of whoever lays another.
    tripwire(edited, *(name for name in TRAPS if name not in APART), "git filter")
