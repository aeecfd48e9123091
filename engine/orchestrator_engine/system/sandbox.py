"""Walls around what is started: bubblewrap, where it is there and works.

    with behind(walls):
        ...  # every program that is started meanwhile, by whatever adapter, has these walls

The file system is read-only but for what is named; temporary folders are private; keys, sockets and
the records of runs are not there; other processes cannot be seen. The network stays as it is where
an agent has to reach its model: walls of files are no walls against what is sent away.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROGRAM = "bwrap"
BUBBLEWRAP = "bubblewrap"
"""What a run's settings say where there are walls."""

SECRETS = (
    ".aws",
    ".azure",
    ".config/gcloud",
    ".config/gh",
    ".config/git/credentials",
    ".docker",
    ".git-credentials",
    ".gnupg",
    ".kube",
    ".local/share/keyrings",
    ".mozilla",
    ".netrc",
    ".password-store",
    ".pypirc",
    ".ssh",
    ".terraform.d",
    ".vault-token",
)
"""What of a person's home is not there: folders and files of keys."""

CACHES = (
    ".bun",
    ".cache",
    ".cargo",
    ".gradle",
    ".local/share/pnpm",
    ".local/share/uv",
    ".m2",
    ".npm",
    ".nuget",
    ".rustup",
    ".yarn",
    "go",
)
"""What of it can be written where it is there: set-ups and builds keep their downloads in it."""

AGENTS = {
    "claude": (".claude", ".claude.json"),
    "claude-acp": (".claude", ".claude.json"),
    "codex": (".codex",),
    "codex-acp": (".codex",),
    "gemini": (".gemini",),
    "opencode": (".config/opencode", ".local/share/opencode", ".local/state/opencode"),
    "qwen": (".qwen",),
}
"""The folders of each agent's own, which nobody else sees."""

NAMED = {
    "claude": "CLAUDE_CONFIG_DIR",
    "codex": "CODEX_HOME",
    "opencode": "OPENCODE_CONFIG_DIR",
}
"""The variables with which a person has such a folder elsewhere."""

FALLBACKS = {
    ".cache": "XDG_CACHE_HOME",
    ".cargo": "CARGO_HOME",
    ".gradle": "GRADLE_USER_HOME",
    ".npm": "npm_config_cache",
    "go": "GOPATH",
}
"""What tells programs of another place, a private one, where the home has no such folder yet."""

_RESOLVING = ("/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager", "/run/nscd")
_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108  # replaced by private ones
_PROBE_SECONDS = 10.0
_NOBODY = 65534
"""The user that programs which look for their own name find on every Linux."""


@dataclass(frozen=True, slots=True)
class Walls:
    """What a program can reach.

    `writable` are folders and files that it may change, `fixed` those in them that it may not even
    move away, `absent` files that it may not make. `hidden` is what is not there, `shown` what has
    to be there though it lies in a temporary folder, and `handed` what this one program is handed
    though all around it is hidden. `network` is whether it can reach others.
    """

    writable: tuple[Path, ...]
    fixed: tuple[Path, ...] = ()
    absent: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    shown: tuple[Path, ...] = ()
    handed: tuple[Path, ...] = ()
    network: bool = True


_OURS = (Path(sys.prefix), Path(__file__).resolve().parents[2])
"""Our own program, which carries out plugins: it may be installed in a temporary folder, too."""


_walls: ContextVar[Walls | None] = ContextVar("walls", default=None)


@contextmanager
def behind(walls: Walls | None) -> Generator[None]:
    """Have every program that this task starts meanwhile behind these walls; None: behind none."""
    token = _walls.set(walls)
    try:
        yield
    finally:
        _walls.reset(token)


def current() -> Walls | None:
    """The walls that a program would get that is started now."""
    return _walls.get()


@cache
def works() -> bool:
    """Whether walls can be had here: tried once, for a program may be there and not be allowed."""
    if sys.platform != "linux" or shutil.which(PROGRAM) is None:
        return False
    with suppress(FileNotFoundError):
        walls = Walls((), network=False)
        return _runs(wrapped(("true",), Path("/"), {"PATH": "/usr/bin:/bin"}, walls))
    return False


def _runs(argv: Sequence[str]) -> bool:
    try:
        done = subprocess.run(argv, capture_output=True, check=False, timeout=_PROBE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def for_tree(  # noqa: PLR0913  # all that there is around a worktree
    tree: Path,
    repository: tuple[Path, Path, Path],
    state: Path,
    home: Path,
    agent: str | None,
    *,
    handed: tuple[Path, ...] = (),
    network: bool = True,
) -> Walls:
    """The walls of a worktree: for an agent, or for checks, which have no agent's folder.

    `repository` are its top, the folder that its worktrees share, and git's record of this one.
    """
    top, common, record = repository
    own = _folders(agent, home)
    others = {place for name in AGENTS for place in _folders(name, home)} - set(own)
    return Walls(
        writable=(
            tree,
            record,
            common / "objects",
            *own,
            *(home / name for name in CACHES),
        ),
        # What would have git look elsewhere for its settings, and what is stored for good.
        fixed=(
            tree / ".git",
            record / "commondir",
            record / "gitdir",
            common / "objects" / "pack",
            common / "objects" / "info",
        ),
        absent=(record / "config.worktree",),
        hidden=(state, *(home / name for name in SECRETS), *sorted(others)),
        shown=(top, common, home, *_OURS),
        handed=handed,
        network=network,
    )


def _folders(agent: str | None, home: Path) -> list[Path]:
    """What is an agent's own, by whatever protocol it is spoken to."""
    agent = (agent or "").removesuffix("-acp")
    folders = [home / name for name in AGENTS.get(agent, ())]
    elsewhere = os.environ.get(NAMED.get(agent, ""), "")
    return [*folders, Path(elsewhere)] if os.path.isabs(elsewhere) else folders  # noqa: PTH117  # a word


def wrapped(argv: Sequence[str], cwd: Path, env: Mapping[str, str], walls: Walls) -> list[str]:
    """The command that starts a program behind walls.

    Raises `FileNotFoundError` where there is no such program: nobody could tell later.
    """
    program = _found(argv[0], cwd, env)
    command = [
        *_spaces(walls),
        *_ground(),
        *_shown(walls, program),
        *_changed(walls),
        *_elsewhere(env),
        *("--chdir", str(cwd), "--", str(program)),
    ]
    return [*command, *argv[1:]]


def _spaces(walls: Walls) -> Iterator[str]:
    yield from (PROGRAM, "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts")
    yield from ("--unshare-cgroup-try", *_as_whom(), "--cap-drop", "ALL")
    if not walls.network:
        yield "--unshare-net"


@cache
def _as_whom() -> tuple[str, ...]:
    """Root is somebody else behind walls, where that can be had.

    The kernel lets no root without its powers make walls within walls, as Codex does.
    """
    somebody = ("--unshare-user", "--uid", str(_NOBODY), "--gid", str(_NOBODY))
    if os.geteuid() == 0 and _runs((PROGRAM, *somebody, "--ro-bind", "/", "/", "true")):
        return somebody
    return ("--unshare-user-try",)


def _ground() -> Iterator[str]:
    """Everything, to be read only; without what others leave in it for the moment."""
    yield from ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run")
    for place in _RESOLVING:
        yield from ("--ro-bind-try", place, place)
    for place in _TEMPORARY:
        if Path(place).is_dir():
            yield from ("--tmpfs", place)


def _shown(walls: Walls, program: Path | str) -> Iterator[str]:
    for place in (*walls.shown, *_needed(program)):
        if _is_in(place, (*_TEMPORARY, "/run")) and place.exists():
            yield from ("--ro-bind", str(place), str(place))


def _changed(walls: Walls) -> Iterator[str]:
    for place in walls.hidden:
        real = Path(os.path.realpath(place))
        if real.is_dir():
            yield from ("--tmpfs", str(real))
        elif real.exists():
            yield from ("--ro-bind", os.devnull, str(real))
    for option, places in (
        ("--bind", walls.writable),
        ("--ro-bind", (*walls.handed, *walls.fixed)),
    ):
        for place in places:
            if place.exists():
                yield from (option, str(place), str(place))
    for place in walls.absent:
        yield from ("--ro-bind", str(place) if place.exists() else os.devnull, str(place))


def _elsewhere(env: Mapping[str, str]) -> Iterator[str]:
    home = Path(env.get("HOME", os.sep))
    for name, variable in FALLBACKS.items():
        if variable not in env and not (home / name).is_dir():
            yield from ("--setenv", variable, f"{_TEMPORARY[0]}/{name.lstrip('.')}")
    yield from ("--setenv", "TMPDIR", _TEMPORARY[0])


def _found(name: str, cwd: Path, env: Mapping[str, str]) -> Path | str:
    if "/" in name:
        if not (cwd / name).exists():
            raise FileNotFoundError(name)
        return name
    found = shutil.which(name, path=env.get("PATH", os.defpath))
    if found is None:
        raise FileNotFoundError(name)
    return Path(found)


def _needed(program: Path | str) -> tuple[Path, ...]:
    """Where a program that lies in a temporary folder is, and where its link leads."""
    if isinstance(program, str):
        return ()
    return (program.parent, Path(os.path.realpath(program)).parent)


def _is_in(place: Path, folders: Sequence[str]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)
