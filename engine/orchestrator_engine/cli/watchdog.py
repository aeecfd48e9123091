"""`watchdog`: let runs go on by themselves that died, also after a reboot."""

import logging
import os
import sys
from argparse import Namespace
from pathlib import Path

from orchestrator_engine import visible
from orchestrator_engine.autostart import NAME, Watchdog
from orchestrator_engine.cli import ending, output
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import STATE_VARIABLE, state_dir, watchdog_log
from orchestrator_engine.system import autostart, logs
from orchestrator_engine.system.autostart import Refused, State, Way
from orchestrator_engine.system.locks import Lock, Taken
from orchestrator_engine.watching import watch

log = logging.getLogger(__name__)


NONE = "none"
NO_WAY = "this machine has neither a systemd of yours nor cron"


class CannotInstall(Refusal):
    """The system would not have it, or offers nothing that could be used."""

    name = "no-autostart"


def watchdog(options: Namespace) -> int:
    """Do what was asked: install, uninstall, status or run."""
    if options.action == "run":
        return _run(once=options.once)
    way = autostart.choose()
    if way is None:
        if options.action != "install":
            there = State(NONE, installed=False, notes=(f"{visible.sentence(NO_WAY)}.",))
            return _tell(there, as_json=options.json)
        raise CannotInstall(NO_WAY, "At each start of the machine: code-orch resume --all")
    try:
        return _ACTIONS[options.action](way, options)
    except Refused as refused:
        raise CannotInstall(f"{way.name} refused: {refused}", "Nothing else was changed.") from None


def _run(*, once: bool) -> int:
    state = state_dir()
    # Standard error besides: whoever started it, such as systemd, has a log of its own.
    logs.to_file(watchdog_log(state), "watchdog", logs.plain())
    try:
        lock = Lock(state / "watchdog.lock")
    except Taken:
        output.note("A watchdog looks after these runs already.")
        return 0
    try:
        # What systemd hands over by itself, and cron and launchd do not.
        os.environ.update(autostart.environment_in(_environment()))
    except Refused as refused:
        log.warning("%s", refused)
    try:
        watch(state, once=once)
    except KeyboardInterrupt:
        return ending.INTERRUPTED
    finally:
        lock.release()
    return 0


def _install(way: Way, options: Namespace) -> int:
    notes = way.install(this())
    _tell(State(way.name, installed=True, notes=notes), as_json=options.json)
    if not options.json:
        output.say(f"A key that an agent needs at boot belongs into {_environment()},")
        output.say("a line NAME=value each, readable by you alone.")
    return 0


def _uninstall(way: Way, options: Namespace) -> int:
    notes = way.uninstall(this())
    return _tell(State(way.name, installed=False, notes=notes), as_json=options.json)


def _status(way: Way, options: Namespace) -> int:
    return _tell(way.state(this()), as_json=options.json)


_ACTIONS = {"install": _install, "uninstall": _uninstall, "status": _status}


def _tell(state: State, *, as_json: bool) -> int:
    if as_json:
        output.emit({"way": state.way, "installed": state.installed, "notes": list(state.notes)})
        return 0
    by = "" if state.way == NONE else f" ({state.way})"
    output.say(f"The watchdog is {'' if state.installed else 'not '}installed{by}.")
    for note in state.notes:
        output.say(note)
    return 0


def this() -> Watchdog:
    """The watchdog of this very installation."""
    named, config = os.environ.get(STATE_VARIABLE), os.environ.get("XDG_CONFIG_HOME")
    if not named and os.environ.get("XDG_STATE_HOME"):
        # Whoever starts it at boot has read no settings of a shell.
        named = str(state_dir())
    return Watchdog(
        # -P: nothing is imported from where it happens to be started.
        program=(sys.executable, "-P", "-m", "orchestrator_engine", "watchdog", "run"),
        path=os.environ.get("PATH", os.defpath),
        home=str(Path.home()),
        state=str(Path(named).absolute()) if named else None,
        config=config or None,
    )


def _environment() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / NAME / "environment"
