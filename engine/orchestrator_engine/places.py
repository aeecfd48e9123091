"""Where things lie: one state folder a person, one folder a run in it.

<state>/runs/<run id>/            everything about one run: `RunFolder`
<state>/projects/<key>.lock       held by the supervisor whose run works in that repository
<state>/documents/<key>.lock      held by the editor session that has that document open
<state>/index/<key>.jsonl         what was read of a workspace's documents; safe to remove
<state>/settings.lock             held while `config set` writes a settings file
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestrator_engine.errors import BadStore

STATE_VARIABLE = "ORCHESTRATOR_STATE_DIR"
CONFIG_VARIABLE = "ORCHESTRATOR_CONFIG_DIR"
"""Names the folder of a person's own settings, in place of the usual one."""

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_LENGTH = 64  # file names end at 255 bytes, and several names may share one
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+")


def state_dir() -> Path:
    """The state folder, made (readable by its owner alone) where it is not there yet.

    Raises `BadStore` when it cannot be made or written.
    """
    named = os.environ.get(STATE_VARIABLE)
    try:
        path = Path(named).expanduser().absolute() if named else _default()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise BadStore(f"the state folder cannot be made: {error}", _HINT) from error
    if not path.is_dir() or not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise BadStore(f"the state folder cannot be written: {path}", _HINT)
    return path


_HINT = f"name a folder of your own that can be written in the environment: {STATE_VARIABLE}=…"


def _default() -> Path:
    # Imported where it is needed: whoever names the folder does not pay for finding it.
    from platformdirs import user_state_path  # noqa: PLC0415

    return user_state_path("code-orchestrator", appauthor=False)


def server_log(state: Path) -> Path:
    """What the language servers say about themselves."""
    return state / "lsp.log"


def watchdog_log(state: Path) -> Path:
    """What the watchdog says about itself."""
    return state / "watchdog.log"


def user_settings(environment: Mapping[str, str]) -> Path:
    """Where a person's own settings are: `~/.config/code-orchestrator/config.toml`."""
    if named := environment.get(CONFIG_VARIABLE):
        return _expanded(Path(named), environment).absolute() / "config.toml"
    if sys.platform == "win32":
        base = Path(environment.get("APPDATA") or "~/AppData/Roaming")
    else:
        base = Path(environment.get("XDG_CONFIG_HOME") or "~/.config")
    return _expanded(base, environment) / "code-orchestrator" / "config.toml"


def system_settings(environment: Mapping[str, str]) -> Path:
    """Where the settings of all people of this machine are."""
    if sys.platform == "win32":
        base = Path(environment.get("PROGRAMDATA") or "C:/ProgramData")
    elif sys.platform == "darwin":
        base = Path("/Library/Application Support")
    else:
        base = Path("/etc")
    return base / "code-orchestrator" / "config.toml"


def _expanded(path: Path, environment: Mapping[str, str]) -> Path:
    home = environment.get("HOME") or environment.get("USERPROFILE")
    if path.parts[:1] == ("~",):
        # Whoever has no home has no settings there either: a path that is nowhere.
        return Path(home or os.devnull).joinpath(*path.parts[1:])
    return path


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run; its name is the run's id."""

    path: Path

    @property
    def id(self) -> str:
        """The run's id."""
        return self.path.name

    @property
    def state(self) -> Path:
        """The state folder that the run belongs to."""
        return self.path.parent.parent

    @property
    def store(self) -> Path:
        """The database of events and commands."""
        return self.path / "run.db"

    @property
    def reserve(self) -> Path:
        """Room kept free on the disk, so that a full one can still be written down."""
        return self.path / "reserve"

    @property
    def supervisor_lock(self) -> Path:
        """Held for as long as the run's supervisor lives."""
        return self.path / "supervisor.lock"

    @property
    def worker_lock(self) -> Path:
        """Held by a worker and by the keepers of its programs: free once nothing of it is left."""
        return self.path / "worker.lock"

    @property
    def supervisor_log(self) -> Path:
        """What supervisor and worker say about themselves."""
        return self.path / "supervisor.log"

    @property
    def attendance(self) -> Path:
        """A file for everyone who could answer the run's questions, locked while they are there."""
        return self.path / "attendance"

    @property
    def given_up(self) -> Path:
        """There when the supervisor gave up; its text says why. A person's resume removes it."""
        return self.path / "given-up"

    @property
    def sequel(self) -> Path:
        """Which run follows this one by itself, or why none does: see `sequel.py`."""
        return self.path / "sequel.json"

    @property
    def sequel_lock(self) -> Path:
        """Held by whoever begins the run that follows."""
        return self.path / "sequel.lock"

    @property
    def document(self) -> Path:
        """The text that was planned, byte for byte."""
        return self.path / "document.md"

    @property
    def plan(self) -> Path:
        """An agent's plan as a document, for a person to look at and to edit before they agree."""
        return self.path / "plan.md"

    @property
    def report(self) -> Path:
        """What happened, for a person."""
        return self.path / "report.md"

    @property
    def spool(self) -> Path:
        """The folder of raw output."""
        return self.path / "spool"

    def log(self, task: str, attempt: int, what: str) -> Path:
        """The spool file of one agent, review or check of an attempt."""
        return self.spool / f"{_plain(task)}.{attempt}.{_plain(what)}.log"

    def patch(self, task: str, attempt: int) -> Path:
        """What the agent of an attempt changed, as a patch that git can apply."""
        return self.path / "patches" / f"{_plain(task)}.{attempt}.patch"

    def change(self, task: str) -> Path:
        """What a task changed, as a person looks at it."""
        return self.path / "changes" / f"{_plain(task)}.diff"

    @property
    def plugins(self) -> Path:
        """The folder of the project's plugins, as they were trusted."""
        return self.path / "plugins"

    @property
    def recordings(self) -> Path:
        """The folder of recordings of the agents' jobs, named like their spool files."""
        return self.path / "recordings"

    @property
    def summary(self) -> Path:
        """What a list says of the run, kept so that it is not read whole for each list."""
        return self.path / "summary.json"

    @property
    def snapshot(self) -> Path:
        """The state of a long run at one of its events, kept so that not all are folded again."""
        return self.path / "state.json"

    @property
    def bundle(self) -> Path:
        """The project as it was when the run began; only an exported run carries it along."""
        return self.path / "project.bundle"

    @property
    def worktrees(self) -> Path:
        """The folder of the run's git worktrees."""
        return self.path / "worktrees"

    def worktree(self, name: str) -> Path:
        """The git worktree of a task, or of another purpose.

        git names its own record of a worktree after the folder's last part. The run's id in it
        makes that name unlike anybody else's, so that a half-made record can be told to be ours.
        """
        return self.worktrees / f"{self.id}-{_plain(name)}"


def _plain(name: str) -> str:
    """`name` as part of a file name: unlike for unlike names, and never a way out of a folder."""
    plain = "".join(
        letter if letter in _PLAIN else "".join(f"%{byte:02x}" for byte in letter.encode())
        for letter in name
    )
    if len(plain) <= _LENGTH:
        return plain
    return f"{plain[:40]}-{_digest(name.encode())[:20]}"


@dataclass(frozen=True, slots=True)
class ProjectPlaces:
    """What is kept about a repository, so that one run at a time works in it."""

    lock: Path
    run: Path
    git_lock: Path


def project(repository: Path, state: Path) -> ProjectPlaces:
    """The places of the repository with that top level; its folder is made."""
    base = _kept(state / "projects")
    name = key(repository)
    return ProjectPlaces(base / f"{name}.lock", base / f"{name}.run", base / f"{name}.git.lock")


def document_lock(document: Path, state: Path) -> Path:
    """The lock of an editor session that has the document open; its folder is made."""
    return _kept(state / "documents") / f"{key(document)}.lock"


def index_folder(state: Path) -> Path:
    """Where language servers keep what they read of documents; the folder is made."""
    return _kept(state / "index")


def _kept(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BadStore(f"the state folder cannot be written: {error}", _HINT) from error
    return folder


def key(path: Path) -> str:
    """A file name for a real path: the first 24 hex digits of its SHA-256."""
    return _digest(os.fsencode(os.path.realpath(path)))[:24]


def _digest(data: bytes) -> str:
    # Imported where it is needed: it brings OpenSSL, which most looks at a run can do without.
    from hashlib import sha256  # noqa: PLC0415

    return sha256(data).hexdigest()


def new_run_id(now: datetime) -> str:
    """An id that sorts by time and cannot be guessed: `20261122-114703-k3f9`."""
    return f"{now:%Y%m%d-%H%M%S}-{''.join(_BASE32[byte % 32] for byte in os.urandom(4))}"


def new_run(now: float) -> RunFolder:
    """Make the folder of a run that begins at `now` (seconds since 1970).

    Raises `BadStore` when it cannot be made.
    """
    runs = _kept(state_dir() / "runs")
    while True:
        folder = RunFolder(runs / new_run_id(datetime.fromtimestamp(now).astimezone()))
        try:
            folder.path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            message = f"the folder of the run cannot be made: {error}"
            raise BadStore(message, _HINT) from error
        return folder


def find_runs(state: Path) -> list[RunFolder]:
    """Every run that was created, newest first; looks at names only."""
    try:
        names = os.listdir(state / "runs")  # noqa: PTH208  # names are wanted, not paths
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadStore(f"the state folder cannot be read: {error}", _HINT) from error
    folders = (RunFolder(state / "runs" / name) for name in sorted(names, reverse=True))
    return [folder for folder in folders if folder.store.exists()]
