"""Trust, kept in the state folder: looking at what a project would execute, and remembering a yes.

`<state>/trust.json` is readable by its owner alone and replaced whole. It is not believed where
others could have written it, or where it lies inside of the project itself.
"""

import json
import os
import stat
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from orchestrator_engine import trust
from orchestrator_engine.errors import BadStore, Untrusted
from orchestrator_engine.events import RunCreated
from orchestrator_engine.json_values import members_of
from orchestrator_engine.plan import Check, Plan
from orchestrator_engine.protected import scripts
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.locks import Taken, locked
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.trust import Part, Standing, part
from orchestrator_engine.wording import command

FORMAT = 1
SECONDS = 10.0
SETTINGS = "settings"
"""The name of the part that is read from the person's own files when a run starts."""

_DECLARED = (
    ("package.json", ("scripts",), frozenset({"bun", "npm", "npx", "pnpm", "yarn"})),
    ("composer.json", ("scripts",), frozenset({"composer"})),
    ("deno.json", ("tasks",), frozenset({"deno"})),
    ("pyproject.toml", ("tool", "hatch", "envs"), frozenset({"hatch"})),
    ("pyproject.toml", ("tool", "pdm", "scripts"), frozenset({"pdm"})),
    ("pyproject.toml", ("tool", "poe"), frozenset({"poe"})),
    ("pyproject.toml", ("tool", "taskipy", "tasks"), frozenset({"task"})),
    ("pyproject.toml", ("tool", "tox"), frozenset({"tox"})),
)
"""Manifests, the tables in them that name commands, and the programs that run these."""

_LINKS = 8
_LINK = "120000"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person trusted: these contents, or with `anything` whatever is there."""

    folder: Path
    anything: bool
    at: float
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a folder stands: its parts now, what was trusted of it, and the question to put."""

    folder: Path
    standing: Standing
    parts: tuple[Part, ...]
    given: Given | None

    @property
    def digest(self) -> str:
        """A name for just these contents."""
        return trust.digest(self.parts)

    @property
    def question(self) -> str:
        """What a person has to see before they answer."""
        if self.standing is Standing.CHANGED and self.given is not None:
            head = f"What {self.folder} would execute has changed since you trusted it:"
            return "\n".join((head, *trust.changes(self.given.parts, self.parts)))
        head = (
            f"{self.folder} is not trusted yet. A run there starts an agent, and executes or obeys:"
        )
        told = (one for one in self.parts if one.name != SETTINGS or one.text)
        return "\n".join((head, *trust.contents(told)))


def parts_of(
    repository: Repository,
    commit: str,
    checks: Iterable[Check],
    settings: str | None = None,
    plugins: Iterable[str] = (),
) -> tuple[Part, ...]:
    """All that a run beginning at `commit` would execute or obey, by name. Executes nothing.

    `settings` is what the person's settings file says beside the commands, None to leave it out,
    and `plugins` are the files that are loaded as such.
    """
    checks = tuple(checks)
    modes = repository.modes(commit)
    names = {path for path in modes if trust.is_obeyed(path)}
    names |= scripts(checks, frozenset(modes)) | set(plugins)
    found = dict(_followed(repository, commit, modes, names))
    words = {Path(word).name for check in checks for line in check.command for word in line.split()}
    for file, way, programs in _DECLARED:
        if not programs.isdisjoint(words):
            found |= _declared(file, way, repository.read(commit, file))
    for check in (one for one in checks if one.command):
        found[f"check {check.name}"] = f"{command(check.command)}\n".encode()
    found |= _of_git(repository)
    if settings is not None:
        found[SETTINGS] = settings.encode()
    return tuple(part(name, found[name]) for name in sorted(found))


def _followed(
    repository: Repository, commit: str, modes: Mapping[str, str], names: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """Contents by path; of a link where it leads, and what is there."""
    for name in names:
        yield name, repository.read(commit, name) or b""
        place, seen = name, 0
        while modes.get(place) == _LINK and seen < _LINKS:
            target = (repository.read(commit, place) or b"").decode(errors="surrogateescape")
            place = os.path.normpath(os.path.join(os.path.dirname(place), target))  # noqa: PTH118, PTH120  # a path in git
            seen += 1
            for path in modes:
                if path == place or path.startswith(f"{place}/"):
                    yield f"{name} → {path}", repository.read(commit, path) or b""


def _declared(file: str, way: tuple[str, ...], content: bytes | None) -> dict[str, bytes]:
    """The lines of a manifest that programs run by their names."""
    text = (content or b"").decode(errors="replace")
    told: object = {}
    with suppress(ValueError, RecursionError):
        told = tomllib.loads(text) if file.endswith(".toml") else json.loads(text or "{}")
    for step in way:
        told = members_of(told).get(step)
    if not told:
        return {}
    return {f"{file} {'.'.join(way)}": json.dumps(told, indent=1, sort_keys=True).encode()}


def _of_git(repository: Repository) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    settings = trust.obeyed_settings(repository.settings())
    if settings:
        found[".git/config"] = settings.encode(errors="surrogateescape")
    hooks = repository.common / "hooks"
    files = [*hooks.glob("*"), repository.common / "info" / "attributes"]
    for file in files:
        if file.suffix != ".sample" and file.is_file():
            with suppress(OSError):
                content = file.read_bytes()
                if content.strip():
                    found[f".git/{file.relative_to(repository.common).as_posix()}"] = content
    return found


class Rewired(Exception):  # noqa: N818  # what happened, not a kind of error
    """Something would be executed that nobody allowed; its text says what, for a person."""


def still_trusted(state: Path, repository: Repository, created: RunCreated, plan: Plan) -> str:
    """What git of the repository obeys now, once it is sure that a run may go on there.

    Raises `Rewired` where the project would execute something else than what the run was allowed,
    and where somebody took back what allowed it.
    """
    git = trust.digest(part(name, content) for name, content in _of_git(repository).items())
    if not created.trusted:
        return git
    checks = plan.all_checks
    plugins = [each.target for each in created.settings.plugins if each.kind == "file"]
    parts = parts_of(repository, created.origin.base, checks, plugins=plugins)
    try:
        if trust.digest(parts) != created.trusted:
            asked = ask(state, repository.top, parts)
            if asked.standing is not Standing.TRUSTED:
                raise Rewired(_rewired(asked))
        if _taken_back(state, repository.top):
            raise Rewired(
                f"{repository.top} is trusted no more; look at what would be executed there and "
                f"allow it with code-orch trust {quote(str(repository.top))}, then resume the run"
            )
    except BadStore as unknown:
        raise Rewired(f"{unknown}; {unknown.hint}, and resume the run") from unknown
    return git


def _taken_back(state: Path, folder: Path) -> bool:
    """Whether nobody trusts a folder any more, in no version of what it executes."""
    real = _real(folder)
    if _real(state).is_relative_to(real):
        # What is kept there is not believed: each run was allowed by itself.
        return False
    return not any(
        one.folder == real or (one.anything and one.folder in real.parents)
        for one in _load(state, real).values()
    )


def check_git(repository: Repository, before: str) -> None:
    """Raise `Rewired` where git of the repository obeys something else than before."""
    now = _of_git(repository)
    if trust.digest(part(name, content) for name, content in now.items()) != before:
        told = "; ".join(
            f"{name}: {redactor().text(' '.join(content.decode(errors='replace').split()))[:200]}"
            for name, content in sorted(now.items())
        )
        raise Rewired(
            f"git's settings or hooks of {repository.top} were changed while an agent worked "
            f"({told or 'nothing is left of them'}); put right what you did not do yourself, "
            f"allow the rest with code-orch trust {quote(str(repository.top))}, and resume the run"
        )


def _rewired(asked: Asked) -> str:
    before = dict(asked.given.parts) if asked.given else {}
    now = {one.name: one.digest for one in asked.parts}
    other = sorted(
        name
        for name in {*now, *before} - {SETTINGS}
        if now.get(name) != (before[name].digest if name in before else None)
    )
    return (
        f"what the project executes is not what this run was allowed ({', '.join(other)}); look at "
        f"it and allow it with code-orch trust {quote(str(asked.folder))}, then resume the run"
    )


def ask(state: Path, folder: Path, parts: tuple[Part, ...]) -> Asked:
    """How a folder with these parts stands. Raises `BadStore`."""
    real = _real(folder)
    given = _load(state, real)
    exact = given.get(str(real))
    free = any(
        one.anything and (real == one.folder or one.folder in real.parents)
        for one in given.values()
    )
    if free or (exact is not None and _covers(exact, parts)):
        return Asked(real, Standing.TRUSTED, parts, exact)
    return Asked(real, Standing.NEW if exact is None else Standing.CHANGED, parts, exact)


def _covers(given: Given, parts: tuple[Part, ...]) -> bool:
    """Whether all is as it was trusted; what a run keeps by itself may be left out.

    So may what only its checks execute: an audit has none, and some modes have fewer.
    """
    now = {one.name: one.digest for one in parts}
    before = {name: one.digest for name, one in given.parts.items()}
    if SETTINGS not in now:
        before.pop(SETTINGS, None)
    left_out = {name for name in before.keys() - now.keys() if not _by_itself(name)}
    return now == {name: digest for name, digest in before.items() if name not in left_out}


def _by_itself(name: str) -> bool:
    """Whether a part is obeyed wherever it lies, whatever is executed: without it, all may change.

    A file that keeps an agent from something is such a one.
    """
    path, _, _ = name.partition(" → ")
    return name == SETTINGS or name.startswith(".git/") or trust.is_obeyed(path)


def allow(state: Path, asked: Asked, *, anything: bool = False) -> None:
    """Remember a person's yes, to these contents or to `anything` in the folder and below it."""
    shown = {one.name: Part(one.name, redactor().text(one.text), one.digest) for one in asked.parts}
    given = Given(asked.folder, anything, time.time(), shown)
    _change(state, lambda known: {**known, str(asked.folder): given})


def revoke(state: Path, folder: Path) -> bool:
    """Forget a yes; whether there was one."""
    real = str(_real(folder))
    there = real in _load(state, None)
    _change(state, lambda known: {name: one for name, one in known.items() if name != real})
    return there


def everything(state: Path) -> tuple[Given, ...]:
    """All that was trusted, by folder."""
    return tuple(one for _, one in sorted(_load(state, None).items()))


def refused(asked: Asked) -> Untrusted:
    """What to say where nobody can be asked, or the answer was no."""
    what = (
        f"{asked.folder} is not trusted, and a run would execute what is in it"
        if asked.standing is Standing.NEW
        else f"what {asked.folder} would execute has changed since you trusted it"
    )
    return Untrusted(
        what,
        f"look at it with: code-orch trust {quote(str(asked.folder))}; or, if you know it, add "
        "--trust",
    )


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _load(state: Path, project: Path | None) -> dict[str, Given]:
    file = state / "trust.json"
    try:
        # What a project brings along itself is no person's yes.
        if project is not None and _real(state).is_relative_to(project):
            return {}
        about = file.lstat()
        mine = about.st_uid == os.getuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not (mine and stat.S_ISREG(about.st_mode)):
            raise BadStore(
                f"{file} could have been written by somebody else", "look at it, and remove it"
            )
        read = json.loads(file.read_bytes())
        if read["format"] != FORMAT:
            raise BadStore(f"{file} is of another version", "update Code Orchestrator")
        return {name: _given(name, one) for name, one in read["folders"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadStore(
            f"{file} cannot be read: {error}", "remove it; you will be asked again then"
        ) from error


def _given(name: str, one: Mapping[str, Any]) -> Given:
    parts = {
        str(key): Part(str(key), str(text), str(sha)) for key, (sha, text) in one["parts"].items()
    }
    return Given(Path(name), one["level"] == "anything", float(one["at"]), parts)


def _change(state: Path, how: Callable[[dict[str, Given]], dict[str, Given]]) -> None:
    file, draft = state / "trust.json", state / "trust.json.new"
    try:
        with locked(state / "trust.lock", SECONDS):
            folders = {
                name: {
                    "level": "anything" if one.anything else "content",
                    "at": one.at,
                    "parts": {each.name: [each.digest, each.text] for each in one.parts.values()},
                }
                for name, one in how(_load(state, None)).items()
            }
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                json.dump({"format": FORMAT, "folders": folders}, out, indent=1)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
    except (OSError, Taken) as error:
        raise BadStore(f"{file} cannot be written: {error}", "check the state folder") from error
