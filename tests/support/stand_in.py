"""A supervisor whose worker does what a file says, line by line, a line for each start.

    stand_in.py supervise RUN_FOLDER      the real supervisor over this worker
    stand_in.py work RUN_FOLDER           the worker

The lines are in RUN_FOLDER/script; each start is noted in RUN_FOLDER/starts with its time and
number. A start beyond the last line does what the last one says.

    exit N       end with that code
    refuse       write down that it cannot work, then end with code 78
    settle       note a start in the journal as a real worker does, then end with code 1
    ask          send a command to the run, then end with code 1
    phase        end a phase in the journal, then end with code 1
    leave        leave a marked process in a session of its own behind, then end with code 1
    talk N       write so many bytes, in lines, to standard error, then end with code 1
    stay         work until standard input closes, then end with code 75

A worker that is to hold the run writes why into RUN_FOLDER/held; it cannot where there is a file
RUN_FOLDER/speechless.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from orchestrator_engine.one_worker import REFUSED
from orchestrator_engine.places import RunFolder
from orchestrator_engine.store import Command, Entry, SqliteStore
from orchestrator_engine.supervisor import supervise
from orchestrator_engine.system.locks import Lock
from orchestrator_engine.system.sweeping import Mark, marked

PROGRAM = (sys.executable, "-P", __file__)
SUPERVISE = (*PROGRAM, "supervise")


def script(folder: RunFolder, *lines: str) -> None:
    """Say what the worker of a run does."""
    (folder.path / "script").write_text("\n".join(lines))


def starts(folder: RunFolder) -> list[tuple[float, int]]:
    """When a worker was started (seconds since 1970), and its number."""
    try:
        lines = (folder.path / "starts").read_text().splitlines()
    except FileNotFoundError:
        return []
    return [(float(at), int(number)) for at, number in map(str.split, lines)]


def work(folder: RunFolder) -> int:
    lock = Lock(folder.worker_lock, 5)
    try:
        return do(folder)
    finally:
        lock.release()


def do(folder: RunFolder) -> int:
    lines = (folder.path / "script").read_text().splitlines()
    with (folder.path / "starts").open("a") as file:
        file.write(f"{time.time()} {os.getpid()}\n")
    doing, *number = lines[min(len(starts(folder)), len(lines)) - 1].split()
    match doing:
        case "exit":
            return int(number[0])
        case "refuse":
            folder.given_up.write_text("it cannot work")
            return REFUSED
        case "settle":
            store = SqliteStore(folder.store, write=True)
            took_over = Entry("worker.took_over", 1, "{}")
            epoch = store.take_over("stand-in")
            store.append(epoch, store.read()[-1].seq, [took_over], time.time())
            store.close()
        case "ask":
            store = SqliteStore(folder.store, write=True)
            store.send(Command("asked", "stop"))
            store.close()
        case "phase":
            store = SqliteStore(folder.store, write=True)
            ended = Entry("phase.ended", 1, "{}")
            store.append(store.take_over("stand-in"), store.read()[-1].seq, [ended], 1.0)
            store.close()
        case "leave":
            environment = marked(os.environ, Mark(folder.id, "t1", 1))
            left = subprocess.Popen(["sleep", "60"], start_new_session=True, env=environment)
            (folder.path / "left").write_text(str(left.pid))
        case "talk":
            sys.stderr.write(f"{'x' * 999}\n" * (int(number[0]) // 1000))
        case "stay":
            while os.read(0, 100):
                pass
            return 75
        case _:
            pass
    return 1


def main(arguments: Sequence[str]) -> int:
    folder = RunFolder(Path(arguments[1]))
    if arguments[2:3] == ["hold"]:
        if (folder.path / "speechless").exists():
            return 1
        (folder.path / "held").write_text(arguments[3])
        return 0
    if arguments[0] == "work":
        return work(folder)
    return supervise(folder, (*PROGRAM, "work", str(folder.path)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
