"""The dashboard as a process of a test."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from orchestrator_engine.opening import Address, Places, find
from support.dashboard_stories import Teller, driven, large, many

TOKEN = "a-token-of-a-test-that-is-long-enough-1234"  # noqa: S105  # one of a test


@dataclass(frozen=True, slots=True)
class Served:
    """A dashboard that lives."""

    state: Path
    port: int
    process: "subprocess.Popen[str]"
    token: str = TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def link(self) -> str:
        return f"{self.url}/#token={self.token}"


@contextmanager
def served(
    state: Path,
    port: int = 0,
    token: str | None = TOKEN,
    environment: Mapping[str, str] = os.environ,
) -> Generator[Served]:
    """The dashboard of a state folder in a process of its own, and its end."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = {**environment, "PYTHONUNBUFFERED": "1"}
    own.pop("ORCHESTRATOR_TOKEN", None)
    if token is not None:
        own["ORCHESTRATOR_TOKEN"] = token
    with (state / "stderr").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "orchestrator_engine.dashboard", str(state), str(port)],
            stdout=subprocess.PIPE,
            stderr=errors,
            env=own,
            text=True,
        )
    late = threading.Timer(120, process.kill)
    late.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline().split()
        late.cancel()
        assert line[:1] == ["ready"], (line, (state / "stderr").read_text())
        known = find(Places.of(state))
        assert isinstance(known, Address)
        yield Served(state, int(line[1]), process, known.token)
    finally:
        late.cancel()
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def telling(state: Path, tell: Callable[[Path], list[Teller]]) -> Generator[list[Teller]]:
    """Runs that are told into a state folder of their own, and look as if somebody drove them."""
    state.mkdir(mode=0o700)
    told = tell(state)
    with driven(*told):
        yield told
    for one in told:
        one.close()


def main() -> None:
    """`python -m support.dashboards STATE`: runs to look at, until the end of the input."""
    state = Path(sys.argv[1])
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = time.time()
    live = many(state, now)
    big = large(state, now - 5_000)
    with driven(*live, big):
        sys.stdout.write(json.dumps([story.folder.id for story in (*live, big)]) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
