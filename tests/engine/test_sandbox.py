"""What an agent cannot reach from its worktree: probes that each try, and what still works."""

import json
import os
import socket
import sys
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from orchestrator_engine import trust_store
from orchestrator_engine.system import sandbox
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.processes import Finished, Mark, run_program
from orchestrator_engine.system.sandbox import Walls, behind, for_tree, works
from orchestrator_engine.trust import Standing
from support.skips import skip_without


@pytest.fixture(autouse=True)
def walls_there() -> None:
    if not works():
        skip_without("bubblewrap (bwrap)")


@dataclass
class Place:
    """A person's home with a project in it, and a run's worktree with walls."""

    home: Path
    repository: Repository
    tree: Path
    state: Path

    def walls(self, agent: str | None = "claude", *, network: bool = True) -> Walls:
        places = self.repository.places(self.tree)
        return for_tree(self.tree, places, self.state, self.home, agent, network=network)

    async def sh(
        self, line: str, *, agent: str | None = "claude", network: bool = True
    ) -> Finished:
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "P": str(self.repository.top)}
        env |= {"STATE": str(self.state), "HOST": str(os.getpid())}
        with behind(self.walls(agent, network=network)):
            return await run_program(
                ("sh", "-c", line),
                cwd=self.tree,
                env=env,
                mark=Mark(f"test-{uuid4().hex}", "t", 1),
                spool=self.home.parent / "x.log",
                seconds=30,
            )


@pytest.fixture
def place(tmp_path: Path) -> Generator[Place]:
    home = tmp_path / "home"
    for folder in (".ssh", ".claude", ".codex", ".cache"):
        (home / folder).mkdir(parents=True)
        (home / folder / "key").write_text("secret")
    (home / ".netrc").write_text("secret")
    project = home / "project"
    (project / "tests").mkdir(parents=True)
    (project / "tests" / "test_x.py").write_text("x\n")
    repository = Repository.init(project)
    state = home / ".local" / "state" / "code-orchestrator"
    tree = state / "runs" / "r" / "worktrees" / "r-t1"
    (state / "trust.json").parent.mkdir(parents=True)
    (state / "trust.json").write_text('{"format": 1, "folders": {}}')
    mine = Repository(repository.top, None, state)
    mine.add_worktree(tree, repository.head())
    yield Place(home, mine, tree, state)
    mine.remove_worktree(tree)


DENIED = {
    "write into the project": "echo x > $P/x",
    "write into the home": "echo x > $HOME/.bashrc",
    "write to the system": "echo x > /etc/x || echo x > /usr/bin/x",
    "read an ssh key": "cat $HOME/.ssh/key",
    "read the netrc": "grep secret $HOME/.netrc",
    "read another agent's login": "cat $HOME/.codex/key",
    "read the trust that was given": "cat $STATE/trust.json",
    "give itself trust": "mkdir -p $STATE && echo x > $STATE/trust.json && false",
    "install a hook": "echo x > $P/.git/hooks/post-checkout",
    "set a setting of git": "git config core.hooksPath evil",
    "set a setting in the project": "git -C $P config core.fsmonitor evil",
    "give git settings of the worktree alone": "echo > $(git rev-parse --git-dir)/config.worktree",
    "put another file there": "cd $(git rev-parse --git-dir) && touch a && mv a config.worktree",
    "move .git away": "mv .git elsewhere",
    "replace .git": "rm -f .git && git init",
    "point git elsewhere": 'echo /x > "$(git rev-parse --git-dir)/commondir"',
    "move the branch": "git update-ref refs/heads/main HEAD~0^{tree} || git branch evil",
    "through a link": "ln -s $P/x link && echo x > link",
    "end a process outside": "kill -0 $HOST",
    "see a process outside": 'ls /proc | grep -qx "$HOST"',
    "talk to the session": "ls /run/user/* /run/docker.sock",
    "uncover what is hidden": "unshare -Urm sh -c 'umount $STATE $HOME/.ssh; cat $HOME/.ssh/key'",
    "make writable what is not": "unshare -Urm sh -c 'mount -o remount,bind $P; echo > $P/x'",
    "read the memory of another": "cat /proc/$HOST/environ",
    "remount": "mount -o remount,rw / || unshare -Ur mount -o remount,rw /",
}


@pytest.mark.parametrize("what", DENIED)
async def test_an_agent_cannot(what: str, place: Place) -> None:
    before = _files(place.repository.top)
    done = await place.sh(DENIED[what])
    assert done.code not in (0, None), done
    assert "secret" not in done.tail
    assert _files(place.repository.top) == before
    assert json.loads((place.state / "trust.json").read_text())["folders"] == {}


ALLOWED = {
    "edit": "echo y >> tests/test_x.py && mkdir d && echo z > d/new && mv d/new d/newer",
    "see what it did": "echo y > y && git status --porcelain && git add y && git diff --cached",
    "commit": "echo y > y && git add y && git -c user.name=a -c user.email=a@b.c commit -qm y",
    "its own login": "test $(cat $HOME/.claude/key) = secret && echo x > $HOME/.claude/new",
    "temporary files": "f=$(mktemp) && echo x > $f && test $TMPDIR = /tmp",
    "its cache": "echo x > $HOME/.cache/x",
}


@pytest.mark.parametrize("what", ALLOWED)
async def test_an_agent_can(what: str, place: Place) -> None:
    done = await place.sh(ALLOWED[what])
    assert done.code == 0, done
    assert "y" in done.tail or what != "see what it did"
    assert (await place.sh("git fsck")).code == 0


async def test_trust_that_an_agent_gives_itself_is_worth_nothing(place: Place) -> None:
    given = f"{sys.executable} -m orchestrator_engine trust --yes --anything"
    line = f'ORCHESTRATOR_STATE_DIR="$STATE" {given} "$P"; {given} "$P"; cat "$STATE/trust.json"'
    before = (place.state / "trust.json").read_bytes()
    await place.sh(line)
    assert (place.state / "trust.json").read_bytes() == before
    asked = trust_store.ask(place.state, place.repository.top, ())
    assert asked.standing is Standing.NEW


async def test_a_check_sees_no_login_of_any_agent(place: Place) -> None:
    assert (await place.sh("cat $HOME/.claude/key", agent=None)).code != 0


async def test_a_folder_of_an_agent_that_is_elsewhere_is_as_much_its_own(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(place.home / "other"))
    (place.home / "other").mkdir()
    (place.home / "other" / "key").write_text("mine")
    line = "cat $HOME/other/key && echo x > $HOME/other/x"
    assert (await place.sh(line)).code == 0
    assert (await place.sh(line, agent="claude-acp")).code == 0
    assert (await place.sh(line, agent="codex")).code != 0
    assert (await place.sh(line, agent=None)).code != 0


async def test_what_is_handed_is_there_and_nothing_beside_it(place: Place) -> None:
    logs = place.state / "runs" / "r" / "logs"
    logs.mkdir()
    (logs / "t1.prompt.md").write_text("do it")
    (logs / "t1.log").write_text("secret")
    walls = replace(place.walls(), handed=(logs / "t1.prompt.md", logs / "t1.schema.json"))
    with behind(walls):
        done = await run_program(
            ("sh", "-c", f"cat {logs}/*; echo x >> {logs}/t1.prompt.md || exit 5"),
            cwd=place.tree,
            env={"PATH": os.defpath, "HOME": str(place.home)},
            mark=Mark(f"test-{uuid4().hex}", "t", 1),
            spool=place.home.parent / "x.log",
            seconds=30,
        )
    assert done.code == 5
    assert "do it" in done.tail
    assert "secret" not in done.tail


async def test_the_network_is_there_only_where_it_is_allowed(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        line = f"python3 -c \"import socket; socket.create_connection(('127.0.0.1', {port}), 5)\""
        assert (await place.sh(line, network=False)).code != 0
        assert (await place.sh(line)).code == 0


async def test_how_a_program_ended_is_told_as_without_walls(place: Place) -> None:
    assert (await place.sh("exit 3")).code == 3
    killed = await place.sh("kill -9 $$")
    assert killed.code is None
    assert "SIGKILL" in killed.why
    with behind(place.walls()):
        missing = await run_program(
            ("no-such-program",),
            cwd=place.tree,
            env={"PATH": "/usr/bin"},
            mark=Mark("test", "t", 1),
            spool=place.home / "x.log",
            seconds=5,
        )
    assert missing.why == "program not found: no-such-program"


async def test_what_it_leaves_behind_ends_with_it(place: Place) -> None:
    mark = f"sleep 31{os.getpid()}"
    done = await place.sh(f"setsid {mark} & setsid {mark} & sleep 0.1")
    assert done.code == 0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            assert process.cmdline() != mark.split()


def test_walls_are_only_where_they_are_asked_for() -> None:
    assert sandbox.current() is None


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(file): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "objects" not in file.parts and "worktrees" not in file.parts
    }
