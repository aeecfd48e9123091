"""`trust`: see what a folder would execute, and allow it or not."""

import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from orchestrator_engine import trust_store
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.stop import stopped
from orchestrator_engine.commands import DROP
from orchestrator_engine.errors import BadConfig, Untrusted
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_engine.standing import look, top_of
from orchestrator_engine.summary import RUNNING
from orchestrator_engine.trust import Standing
from orchestrator_engine.trust_store import Asked


def trust(options: Namespace) -> int:
    """Show how a folder stands, and remember the person's answer."""
    if options.list:
        return _list(as_json=options.json)
    folder: Path = options.folder or Path.cwd()
    if options.revoke:
        return _revoke(folder, options)
    asked = look(folder)
    if options.anything or (options.yes and asked.standing is not Standing.TRUSTED):
        trust_store.allow(state_dir(), asked, anything=options.anything)
        return _told(asked, Standing.TRUSTED, as_json=options.json, anything=options.anything)
    if asked.standing is Standing.TRUSTED:
        return _told(asked, asked.standing, as_json=options.json)
    if not options.json:
        output.say(asked.question)
    if not options.json and output.asks() and output.ask("Do you trust this folder?"):
        trust_store.allow(state_dir(), asked)
        return _told(asked, Standing.TRUSTED, as_json=False)
    if options.json:
        _emit(asked, asked.standing)
    else:
        output.note("It is not trusted. To allow it: code-orch trust --yes")
    return Untrusted.code


def _told(asked: Asked, standing: Standing, *, as_json: bool, anything: bool = False) -> int:
    if as_json:
        _emit(asked, standing)
    elif anything:
        output.say(
            f"{asked.folder} is trusted, and every folder in it, whatever they contain now or "
            "later: you are not asked again."
        )
        output.say(f"  take it back: code-orch trust --revoke {quote(str(asked.folder))}")
    else:
        output.say(
            f"{asked.folder} is trusted as its last commit has it: {len(asked.parts)} parts are "
            "known. A run begins there, and sees nothing that is not committed."
        )
    return 0


def _emit(asked: Asked, standing: Standing) -> None:
    parts = {part.name: part.text for part in asked.parts}
    about = {"folder": str(asked.folder), "standing": str(standing), "digest": asked.digest}
    output.emit(about | {"parts": parts})


def _list(*, as_json: bool) -> int:
    known = trust_store.everything(state_dir())
    if as_json:
        folders = [
            {
                "folder": str(one.folder),
                "level": "anything" if one.anything else "content",
                "at": one.at,
                "parts": sorted(one.parts),
            }
            for one in known
        ]
        output.emit({"folders": folders})
        return 0
    rows = [
        (
            str(one.folder),
            time.strftime("%Y-%m-%d %H:%M", time.localtime(one.at)),
            "anything in it, now and later" if one.anything else f"{len(one.parts)} parts",
        )
        for one in known
    ]
    output.say(output.columns(rows) if rows else "You trust no folder yet.")
    return 0


def _revoke(folder: Path, options: Namespace) -> int:
    place = top_of(folder)
    there = trust_store.revoke(state_dir(), place)
    above = [
        one.folder
        for one in trust_store.everything(state_dir())
        if one.anything and one.folder in place.parents
    ]
    if above:
        raise BadConfig(
            f"{place} is still trusted, as everything in {above[0]} is",
            f"code-orch trust --revoke {quote(str(above[0]))}",
        )
    if not options.json:
        output.say(f"{place} is trusted no more." if there else f"{place} was not trusted.")
    going = list(_going(place))
    stop = bool(going) and (options.stop_runs or _wants_stop(going, options))
    if stop:
        stopped(going, DROP)
    names = [one.id for one in going]
    if options.json:
        about = {"folder": str(place), "revoked": there}
        output.emit(about | {"stopped": names if stop else [], "goes_on": [] if stop else names})
        return 0
    for run in names:
        output.say(
            f"Run {run} is stopped."
            if stop
            else f"Run {run} goes on with what it was allowed, until it is begun again. "
            f"Stop it: code-orch stop {run}"
        )
    return 0


def _going(place: Path) -> Iterator[RunFolder]:
    """The runs that somebody drives in a folder, or in one below it."""
    runs = state_dir() / "runs"
    for one in choosing.runs_of(None):
        if one.state == RUNNING and Path(one.repository).is_relative_to(place):
            yield RunFolder(runs / one.run)


def _wants_stop(going: list[RunFolder], options: Namespace) -> bool:
    if options.json or not output.asks():
        return False
    if len(going) == 1:
        return output.ask(f"Run {going[0].id} goes on with what it was allowed. Stop it now?")
    return output.ask(f"{len(going)} runs go on with what they were allowed. Stop them now?")
