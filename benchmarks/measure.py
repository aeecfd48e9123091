"""Taking times and showing them side by side.

Wall times on a shared machine mean little by themselves, so everything is measured in one run
beside a peer, and the ratio is what is quoted.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """Some times of one thing, in seconds."""

    name: str
    times: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return statistics.median(self.times)

    @property
    def late(self) -> float:
        """The 95th percentile, in seconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def times(
    name: str,
    action: Callable[[], object],
    count: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Row:
    """How long an action takes by a clock, `count` times after one that does not count."""
    action()
    return Row(name, tuple(_time(action, clock) for _ in range(count)))


def in_turns(count: int, actions: dict[str, Callable[[], object]]) -> list[Row]:
    """As `times`, for several actions in turns, so that a busy moment hits them all alike."""
    found: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(count):
        for name, action in actions.items():
            found[name].append(_time(action))
    return [Row(name, tuple(each)) for name, each in found.items()]


def show(title: str, rows: Sequence[Row], beside: str | None = None) -> None:
    """Print a table; with the name of one row, also the ratio to it."""
    peer = next((row.median for row in rows if row.name == beside), None)
    print(f"\n{title}\n")
    print(f"  {'':<44}{'median':>10}{'95 %':>10}{'ratio':>8}")
    for row in rows:
        ratio = f"{row.median / peer:8.2f}" if peer else ""
        print(f"  {row.name:<44}{row.median * 1e3:8.2f}ms{row.late * 1e3:8.2f}ms{ratio}")


def program(*arguments: str, folder: Path | None = None) -> Callable[[], object]:
    """Running a program of this Python to its end."""
    return lambda: subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, cwd=folder, timeout=60
    )


def _time(action: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    action()
    return clock() - begun
