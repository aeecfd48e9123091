"""`logs`: what happened in a run, an event a line, or what our own processes say of themselves."""

import time
from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path

from orchestrator_engine import journal, launch, opening
from orchestrator_engine.cli import choosing, ending, faces, output
from orchestrator_engine.cli.follow import PAUSE, follow
from orchestrator_engine.cli.parsing import Misuse
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder, server_log, state_dir, watchdog_log
from orchestrator_engine.system.log_reading import Entry, Follower, follower
from orchestrator_engine.system.logs import LEVELS


def logs(options: Namespace) -> int:
    """Show the journal or a log; with `-f`, go on for as long as the run does, or for good."""
    try:
        if options.of in _SHARED:
            if options.run is not None:
                raise Misuse(f"the log of the {options.of} is not of one run", "Leave RUN out.")
            return _show_log(_SHARED[options.of](state_dir()), options)
        with choosing.look(options.run) as folder:
            if options.of == "worker":
                return _show_log(
                    folder.supervisor_log, options, driven=lambda: launch.alive(folder)
                )
            return _show(folder, options)
    except KeyboardInterrupt:
        # Looking on is not driving: the run goes on.
        return ending.INTERRUPTED


def _dashboard_log(state: Path) -> Path:
    return opening.Places.of(state).log


_SHARED: dict[str, Callable[[Path], Path]] = {
    "server": server_log,
    "dashboard": _dashboard_log,
    "watchdog": watchdog_log,
}
"""The logs that belong to no run."""


def _show(folder: RunFolder, options: Namespace) -> int:
    reader = Reader(folder)
    face = faces.AtLeast(faces.JsonLines() if options.json else faces.Lines(), options.level)
    try:
        if not options.follow:
            face.show(journal.read(folder), reader.run)
            return 0
        run = follow(
            reader, face, history=journal.read(folder), driven=lambda: launch.alive(folder)
        )
    finally:
        reader.close()
    if not run.over:
        output.note(f"Nobody drives the run. Let it go on: code-orch resume {folder.id}")
        return ending.LATER
    return 0


def _show_log(path: Path, options: Namespace, driven: Callable[[], bool] | None = None) -> int:
    """Show a log; with `-f`, go on for as long as somebody writes to it (None: for good)."""
    with follower(path) as news:
        while True:
            # Asked before what is left is read: its last words are shown, too.
            more = options.follow and (driven is None or driven())
            _print(news, options, last=not more)
            if not more:
                return 0
            time.sleep(PAUSE)


def _print(news: Follower, options: Namespace, *, last: bool) -> None:
    _print_all(news.more(), options)
    if last:
        _print_all(news.rest(), options)


def _print_all(entries: Iterable[Entry], options: Namespace) -> None:
    least = LEVELS.index(options.level)
    for entry in entries:
        if LEVELS.index(str(entry["level"])) < least:
            continue
        if options.json:
            output.emit(entry)
        else:
            output.say(_line(entry))


def _line(entry: Entry) -> str:
    at = entry.get("at")
    if not isinstance(at, int | float):
        return str(entry["text"])
    try:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
    except (OverflowError, ValueError, OSError):  # no time of this world
        stamp = "?"
    said = f"{stamp}  {entry.get('from', '?')} {entry.get('pid', '?')}  {entry['level']}: "
    trace = entry.get("trace")
    return f"{said}{entry['text']}" + (f"\n{trace}" if trace else "")
