"""Workers that die at a chosen instant: just before or after the n-th call that changes the disk.

    crash_points.py      reads lines of JSON, `[RUN_FOLDER, POINT]`, and answers each with
                         `[EXIT_CODE, POINTS]`

Each line runs a whole worker in a fork of this process, which has loaded the engine already. At
point 0 it is left alone; POINTS is how many there were. An odd point is before a call, the even
one behind it after that call. A worker that died there ends with `DIED` and tidies nothing up.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestrator_engine import worker
from orchestrator_engine.store import SqliteStore

DIED = 99

CHANGING: tuple[tuple[Any, str], ...] = (
    (SqliteStore, "append"),
    (SqliteStore, "take_over"),
    (SqliteStore, "send"),
    (subprocess, "run"),  # git, and nothing else
    (shutil, "rmtree"),
    *((Path, name) for name in ("replace", "write_text", "write_bytes", "unlink", "touch")),
)
"""What changes the disk."""


class Points:
    """Counts the points that were passed, and dies at one."""

    def __init__(self, last: int) -> None:
        self.passed = 0
        self._last = last

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever it takes
            self._pass()
            answer = call(*arguments, **named)
            self._pass()
            return answer

        return called

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self._last:
            os._exit(DIED)


def child(folder: str, last: int) -> None:
    """Be a worker with a supervisor that never goes."""
    points = Points(last)
    for owner, name in CHANGING:
        setattr(owner, name, points.around(getattr(owner, name)))
    supervisor, _ = os.pipe()
    os.dup2(supervisor, 0)
    quiet = os.open(Path(folder, "worker.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(quiet, 2)
    code = worker.main([folder])
    with Path(folder, "points").open("w") as file:
        file.write(str(points.passed))
    os._exit(code)


def main() -> None:
    for line in sys.stdin:
        folder, last = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                child(folder, last)
            finally:
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        points = Path(folder, "points")
        passed = int(points.read_text()) if code == 0 else last
        sys.stdout.write(json.dumps([code, passed]) + "\n")
        sys.stdout.flush()


@contextmanager
def workers(environment: dict[str, str]) -> Generator[Callable[[Path, int], tuple[int, int]]]:
    """A function that runs a worker until a point, and returns its exit code and its points."""
    with subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[1])},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answered = process.stdin, process.stdout

        def run(folder: Path, last: int) -> tuple[int, int]:
            asked.write(json.dumps([str(folder), last]) + "\n")
            asked.flush()
            code, points = json.loads(answered.readline())
            return code, points

        try:
            yield run
        finally:
            process.kill()


if __name__ == "__main__":
    main()
