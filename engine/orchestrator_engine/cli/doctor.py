"""`doctor`: what runs need on this machine, what of it is missing, and how to get it."""

import os
import shutil
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from shlex import quote

import anyio

from orchestrator_engine import config, notes, places
from orchestrator_engine.choices import REHEARSAL
from orchestrator_engine.cli import output
from orchestrator_engine.cli.agents import probed
from orchestrator_engine.cli.scan import settings_of
from orchestrator_engine.crew import INSTALL_CLAUDE
from orchestrator_engine.ecosystems.project import Command, Purpose
from orchestrator_engine.errors import Refusal
from orchestrator_engine.scanning import scan
from orchestrator_engine.standing import look
from orchestrator_engine.system import autostart, sandbox
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.git_command import check_version, git
from orchestrator_engine.trust import Standing

ROOM = 2 * 1024**3
"""Free bytes below which a run is likely to pause for want of room."""


_AGENTS = "agents"
"""What is missing where no agent is there: a rehearsal needs none."""


class State(StrEnum):
    """How something stands."""

    GOOD = "good"
    WORTH = "worth knowing"
    MISSING = "missing"


_SIGNS = {State.GOOD: "✔", State.WORTH: "–", State.MISSING: "✘"}  # noqa: RUF001  # a dash is meant


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that was looked at: how it stands, in words, and what to do about it."""

    name: str
    state: State
    words: str
    do: str = ""


def doctor(options: Namespace) -> int:
    """Look at everything, and say it."""
    here: Path = options.folder or Path.cwd()
    signs = list(examined(here))
    bad = any(sign.state is State.MISSING for sign in signs)
    if options.json:
        output.emit(
            {
                "ready": not bad,
                "signs": [
                    {
                        "name": one.name,
                        "state": str(one.state),
                        "words": one.words,
                        "do": one.do or None,
                    }
                    for one in signs
                ],
            }
        )
        return int(bad)
    for sign in signs:
        output.say(f"{_SIGNS[sign.state]} {sign.name}: {output.one_line(sign.words)}")
        if sign.do:
            output.say(f"    {output.one_line(sign.do)}")
    output.say("")
    missing = {sign.name for sign in signs if sign.state is State.MISSING}
    if missing == {_AGENTS}:
        output.say("Only a rehearsal could start: a run of any other kind needs an agent.")
    else:
        output.say("A run could not start." if bad else "A run could start.")
    return int(bad)


def examined(here: Path) -> Iterator[Sign]:
    """All that is looked at, the machine first."""
    yield Sign("python", State.GOOD, f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    git = _git()
    yield git
    yield _state_folder()
    yield from _agents(here)
    yield _walls()
    yield _watchdog()
    if git.state is State.GOOD:
        yield from _project(here)


def _git() -> Sign:
    try:
        check_version()
        said = git(Path(os.sep), ("version",)).decode(errors="replace")
    except Refusal as refusal:
        return Sign("git", State.MISSING, refusal.message, refusal.hint)
    return Sign("git", State.GOOD, said.strip().removeprefix("git version "))


def _state_folder() -> Sign:
    try:
        folder = places.state_dir()
    except Refusal as refusal:
        return Sign("state folder", State.MISSING, refusal.message, refusal.hint)
    free = shutil.disk_usage(folder).free
    told = f"{folder}, {free / 1024**3:.1f} GB free"
    if free < ROOM:
        return Sign("state folder", State.WORTH, told, "Make room: a full disk pauses every run.")
    return Sign("state folder", State.GOOD, told)


def _agents(here: Path) -> Iterator[Sign]:
    repository = Repository.find(here) if here.is_dir() and shutil.which("git") else None
    try:
        tools = config.load(repository.top if repository else here).tools
        trusted = repository is not None and look(here).standing is Standing.TRUSTED
    except Refusal:
        tools, trusted = (), False
    if not trusted:
        # No program is run to hear its version that only the project names.
        tools = tuple(replace(tool, version=()) for tool in tools)
    found = anyio.run(probed, here, tools)
    ready = {name: probe for name, probe in found.items() if probe.found and name != REHEARSAL}
    for name, probe in ready.items():
        yield Sign(f"agent {name}", State.GOOD, f"ready, {probe.version or 'version unknown'}")
    others = [name for name in found if name not in ready and name != REHEARSAL]
    if not ready:
        yield Sign(
            _AGENTS,
            State.MISSING,
            "no coding agent can be used here; a rehearsal needs none",
            INSTALL_CLAUDE,
        )
    if others:
        told = f"not there: {', '.join(others)}"
        yield Sign("other agents", State.WORTH, told, "How to get them: code-orch agents")


def _walls() -> Sign:
    if sandbox.works():
        return Sign("sandbox", State.GOOD, "bubblewrap holds agents and checks")
    if sys.platform != "linux":
        told = "there is none for this system; agents are held by their own rules"
        return Sign("sandbox", State.WORTH, told)
    if shutil.which(sandbox.PROGRAM):
        return Sign(
            "sandbox",
            State.WORTH,
            "bubblewrap is there and not allowed to work",
            "Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, or an AppArmor "
            "profile for bwrap).",
        )
    told = "bubblewrap is not there; agents and checks are held by their own rules"
    return Sign("sandbox", State.WORTH, told, "Install bubblewrap (apt install bubblewrap).")


def _watchdog() -> Sign:
    way = autostart.choose()
    if way is None:
        return Sign(
            "after a reboot",
            State.WORTH,
            "this machine has neither a systemd of yours nor cron",
            "Let runs go on yourself: code-orch resume --all",
        )
    from orchestrator_engine.cli.watchdog import this  # it brings logging

    try:
        installed = way.state(this()).installed
    except autostart.Refused as refused:
        return Sign("after a reboot", State.WORTH, f"nobody can say: {refused}")
    if installed:
        return Sign("after a reboot", State.GOOD, f"runs go on by themselves ({way.name})")
    told = f"runs wait for you (the watchdog is not installed; {way.name} could start it)"
    return Sign("after a reboot", State.WORTH, told, "code-orch watchdog install")


def _project(here: Path) -> Iterator[Sign]:
    if not here.is_dir():
        yield Sign("project", State.MISSING, f"there is no folder {here}", "Check the path.")
        return
    repository = Repository.find(here)
    if repository is None:
        told = f"{here} is in no git repository"
        yield Sign("project", State.WORTH, told, "A run makes one with --init, or: git init")
        return
    top = repository.top
    try:
        held = config.load(top)
    except Refusal as refusal:
        yield Sign("settings", State.MISSING, refusal.message, refusal.hint)
        return
    where = str(held.file) if held.file else "none of the project's own; defaults hold"
    yield Sign("settings", State.GOOD, where)
    for note in held.notes:
        yield Sign("settings", State.WORTH, note)
    for note in notes.untold(held.notify, os.environ):
        yield Sign("notifications", State.WORTH, note)
    yield from _programs(top)
    try:
        standing = look(here).standing
    except Refusal as refusal:
        way = "Commit what is there, or have a run do it with --init."
        yield Sign("project", State.WORTH, refusal.message, way)
        return
    if standing is Standing.TRUSTED:
        yield Sign("trust", State.GOOD, f"{top} is trusted")
    else:
        told = "nobody has allowed yet what a run here would execute"
        yield Sign("trust", State.WORTH, told, f"Look at it: code-orch trust {quote(str(top))}")


def _programs(top: Path) -> Iterator[Sign]:
    """The programs that the project's commands call."""
    given = settings_of(top)
    commands: dict[Purpose, Command] = {}
    for command in (
        *given,
        *(one for project in scan(top, given).projects for one in project.commands),
    ):
        commands.setdefault(command.purpose, command)
    wanted = (Purpose.SETUP, Purpose.BUILD, Purpose.TEST)
    known = [commands[purpose] for purpose in wanted if purpose in commands]
    if not known:
        told = "no build or test command is known, so nothing would be checked by machine"
        yield Sign("checks", State.WORTH, told, "Name them in .orchestrator.toml: code-orch init")
    for command in known:
        program = command.words[0]
        there = shutil.which(program) or os.access(top / program, os.X_OK)
        name = f"{command.purpose} command"
        if there:
            yield Sign(name, State.GOOD, f"{' '.join(command.words)} ({command.source})")
        else:
            told = f"{program} is not there, which {command.source} asks for"
            yield Sign(name, State.MISSING, told, f"Install {program}, or name another command.")
