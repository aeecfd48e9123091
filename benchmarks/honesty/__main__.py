"""`just honesty`: have every lie told, and say which of them came to anything.

With words behind it, only the lies whose names have one of them; with `--write`, none: then the
page in the documentation is written anew.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.honesty.lies import Lie, play, wrong
from benchmarks.honesty.page import every, page
from orchestrator_engine.system.sandbox import works

PAGE = Path(__file__).parents[2] / "docs" / "honesty.md"


def main(words: list[str]) -> int:
    """Tell the lies."""
    if words == ["--write"]:
        PAGE.write_text(page(), "utf-8")
        return 0
    begun = time.monotonic()
    lies = [lie for lie in every() if not words or any(word in lie.name for word in words)]
    left = [lie for lie in lies if lie.walls and not works()]
    came = 0
    for lie in lies:
        if lie in left:
            continue
        complaints = told(lie)
        came += bool(complaints)
        print(f"{'WRONG' if complaints else 'ok':<6}an agent that {lie.name}", flush=True)
        for complaint in complaints:
            print(f"      {complaint}")
    count = len(lies) - len(left)
    through = sum(lie.found == "nobody" for lie in lies)
    print(f"\n{count} lies were told in {time.monotonic() - begun:.0f} s.")
    print(f"{count - came} ended as they have to, {came} did not.")
    print(f"{through} of them nobody finds out by machine: see {PAGE.name}.")
    if left:
        print(f"NOT TOLD, for want of bubblewrap: {len(left)}")
    return int(came > 0)


def told(lie: Lie) -> list[str]:
    """What is wrong after a lie was told."""
    with tempfile.TemporaryDirectory(prefix="honesty-") as place:
        try:
            # A folder with a space in its name: somebody's always has one.
            return list(wrong(lie, asyncio.run(play(lie, Path(place) / "a lie"))))
        except Exception as error:  # noqa: BLE001  # the next one is told all the same
            return [f"it could not be told: {error!r}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
