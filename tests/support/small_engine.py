"""An engine with nothing but a program to run: small_engine.py RUN FOLDER SECONDS IDLE ARGV...

It takes in orphans as a worker does, stops when its standard input closes, and prints how the
program ended.
"""

import os
import sys
from pathlib import Path

import anyio

from orchestrator_engine.system.keeper import adopt_orphans
from orchestrator_engine.system.processes import Mark, run_program, until_orphaned


async def main(*arguments: str) -> None:
    run, folder, seconds, idle, *argv = arguments
    adopt_orphans()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(until_orphaned)
        finished = await run_program(
            argv,
            cwd=Path(folder),
            env={"PATH": os.environ["PATH"]},
            mark=Mark(run, "t1", 1),
            spool=Path(folder, "spool.log"),
            seconds=float(seconds),
            idle_seconds=float(idle),
            grace=0.5,
        )
        sys.stdout.write(f"{finished.code} {finished.why} {finished.tail.split()}\n")
        tasks.cancel_scope.cancel()


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
