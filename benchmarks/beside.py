"""The edits of `analyzer-editing` by two versions in turns: `python -m benchmarks.beside OLDER`.

OLDER is a checkout of another commit, such as `git worktree add` makes. A machine is busier at one
moment than at another: of each document and kind of edit, both are measured right after each other,
in processes of their own, a few times.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import analyzer

_ROUNDS = 3
_EDITS = 40
_HERE = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Compare, or measure one row for the process that compares."""
    match arguments:
        case ["--row", document, kind]:
            row = analyzer.edits(kind, analyzer.DOCUMENTS[document], kind, _EDITS)
            print(json.dumps([row.median, row.late]))
        case [older, *names] if (Path(older) / "analyzer").is_dir():
            for document in names or analyzer.DOCUMENTS:
                _compare(Path(older), document)
        case _:
            print((__doc__ or "").strip())
            return 2
    return 0


def _compare(older: Path, document: str) -> None:
    print(f"\nOne edit anywhere in {document}: the least of {_ROUNDS} medians, and of 95 %\n")
    print(f"  {'':<24}{'older':>18}{'newer':>18}")
    for kind in analyzer.KINDS:
        rounds = [[_row(tree, document, kind) for tree in (older, _HERE)] for _ in range(_ROUNDS)]
        told = (
            "".join(f"{min(one[tree][at] for one in rounds) * 1e3:9.2f}" for at in (0, 1))
            for tree in (0, 1)
        )
        print(f"  {kind:<24}{''.join(told)} ms", flush=True)


def _row(tree: Path, document: str, kind: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.beside", "--row", document, kind]
    environment = {**os.environ, "PYTHONPATH": str(tree / "analyzer")}
    done = subprocess.run(
        command, check=True, capture_output=True, cwd=_HERE, env=environment, timeout=600
    )
    median, late = json.loads(done.stdout)
    return median, late


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
