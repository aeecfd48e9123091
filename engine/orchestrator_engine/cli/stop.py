"""`stop`: ask a run to stop, wait until it has, and say what was kept."""

import time
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from orchestrator_engine import commands, launch, places
from orchestrator_engine.cli import choosing, ending, faces, output
from orchestrator_engine.cli.follow import PAUSE, follow, send_stop
from orchestrator_engine.errors import NotDone
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run

_LOOKS = 20


def stop(options: Namespace) -> int:
    """Stop a run. A run that has ended, or that nobody drives, needs no stopping."""
    if options.now and options.finish:
        raise NotDone("--now and --finish contradict each other", "Give one of the two.")
    how = commands.FINISH if options.finish else commands.DROP
    if options.all:
        return _stop_all(options, how)
    folder = choosing.choose(options.run)
    reader = Reader(folder)
    try:
        _settle(reader, folder)
        if not reader.run.over and launch.alive(folder):
            send_stop(reader, how)
            if not options.json:
                rest = " as soon as what is under way is finished" if options.finish else ""
                output.say(f"Stopping {folder.id}{rest}…")
            follow(reader, faces.Silent(), driven=lambda: launch.alive(folder))
        return _told(reader.run, folder, as_json=options.json)
    except KeyboardInterrupt:
        output.note("The run has been told to stop, and is stopping.")
        return ending.INTERRUPTED
    finally:
        reader.close()


def _stop_all(options: Namespace, how: str) -> int:
    """Stop every run of this person that somebody drives; programs of others are never asked."""
    if options.run is not None:
        raise NotDone("--all stops every run, and one was named", "Give one of the two.")
    driven = [one for one in places.find_runs(places.state_dir()) if launch.alive(one)]
    try:
        ends = stopped(driven, how)
    except KeyboardInterrupt:
        output.note("The runs have been told to stop, and are stopping.")
        return ending.INTERRUPTED
    if options.json:
        output.emit({"runs": [ending.answer(run, one) for one, run in ends]})
    else:
        output.say(
            "\n".join(ending.closing(run, one) for one, run in ends)
            or "No run of yours is going on."
        )
    return 0


def stopped(folders: Sequence[RunFolder], how: str) -> list[tuple[RunFolder, Run]]:
    """Stop runs that somebody drives, and wait for it; how each has ended."""
    readers = {one: Reader(one) for one in folders}
    try:
        return list(_ended(readers, how))
    finally:
        for reader in readers.values():
            reader.close()


def _ended(readers: Mapping[RunFolder, Reader], how: str) -> Iterator[tuple[RunFolder, Run]]:
    """Tell all before the first is waited for: they come to their ends side by side."""
    for folder, reader in readers.items():
        _settle(reader, folder)
        if not reader.run.over:
            send_stop(reader, how)
    for folder, reader in readers.items():
        if not reader.run.over:
            follow(reader, faces.Silent(), driven=partial(launch.alive, folder))
        yield folder, reader.run


def _settle(reader: Reader, folder: RunFolder) -> None:
    """Wait while a run is over and driven all the same: it is ending, or beginning again."""
    for _ in range(_LOOKS):
        reader.advance()
        if not reader.run.over or not launch.alive(folder):
            return
        time.sleep(PAUSE)


def _told(run: Run, folder: RunFolder, *, as_json: bool) -> int:
    if as_json:
        output.emit(ending.answer(run, folder))
    else:
        output.say(ending.closing(run, folder))
    return 0
