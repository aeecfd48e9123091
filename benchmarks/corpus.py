"""How well the analyzer does on labelled documents: `python3 dev.py corpus [--perturb] DIR`.

DIR holds `labels.csv` and a folder `documents`. Columns: `path` (within `documents`), `kind`,
`best_mode` (a mode or `none`), `alt_mode` (others that will do, with spaces between), `ids_total`,
`ids_open`, and, for the tables, `lang` and `source_repo`. Other columns are left alone.

With `--perturb`, every document is also read as it could have been written differently: without
its title, under another name, with its headings numbered, and so on. A reader would say the same.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks import perturbations
from orchestrator_analyzer.analysis import Analysis, analyze

NONE = "none"
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Result:
    """What was said of one document, beside what its label says."""

    path: str
    lang: str
    kind: str
    said_kind: str
    confidence: float
    modes: tuple[str, ...]
    said_mode: str
    mode_confidence: float
    ids: tuple[int, int]
    """How many ids there are by the label, and how many were found."""
    open: tuple[int, int]
    """The same for those that are still to do."""
    ids_equal: bool

    @property
    def kind_right(self) -> bool:
        """Whether the kind is that of the label."""
        return self.kind == self.said_kind

    @property
    def mode_right(self) -> bool:
        """Whether the mode is the best or the other acceptable one."""
        return self.said_mode in self.modes


def results(folder: Path) -> list[Result]:
    """Analyze every document that has a label."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as labels:
        return [_result(folder / "documents", row) for row in csv.DictReader(labels)]


def _result(folder: Path, row: dict[str, str]) -> Result:
    # Bytes, so that line ends and marks of order stay as they are.
    text = (folder / row["path"]).read_bytes().decode("utf-8", "replace")
    analysis = analyze(text, row["path"])
    mode = analysis.recommendation.mode
    found, still = _ids(analysis)
    wanted = (int(row["ids_total"] or 0), int(row["ids_open"] or 0))
    return Result(
        path=row["path"],
        lang=row.get("lang") or "?",
        kind=row["kind"],
        said_kind=analysis.spec.kind.value,
        confidence=analysis.spec.confidence,
        modes=(row["best_mode"], *row["alt_mode"].split()),
        said_mode=mode.value if mode else NONE,
        mode_confidence=analysis.recommendation.confidence,
        ids=(wanted[0], found),
        open=(wanted[1], still),
        ids_equal=(found, still) == wanted,
    )


def _ids(analysis: Analysis) -> tuple[int, int]:
    items = [item for item in analysis.spec.items if item.id is not None]
    return len({item.id for item in items}), len({i.id for i in items if i.status.is_to_do})


def share(right: int, of: int) -> str:
    """A count with its share: `52/55  94.5 %`."""
    return f"{right}/{of}" + (f"  {100 * right / of:5.1f} %" if of else "")


def precision_and_recall(pairs: Iterable[tuple[int, int]]) -> tuple[float, float, int, int]:
    """By counts alone: of what was said how much is there, of what is there how much was said."""
    wanted = said = both = 0
    for want, found in pairs:
        wanted, said, both = wanted + want, said + found, both + min(want, found)
    return both / said if said else 1.0, both / wanted if wanted else 1.0, wanted, said


def report(found: Sequence[Result]) -> str:
    """Everything that is printed."""
    kinds = sum(one.kind_right for one in found)
    modes = sum(one.mode_right for one in found)
    offered = [one for one in found if one.modes == (NONE,)]
    idle = sum(one.said_mode == NONE for one in offered)
    lines = [
        f"kind        {share(kinds, len(found))}",
        f"mode        {share(modes, len(found))}  (the best or the other acceptable one)",
        f"no run      {share(idle, len(offered))}  (where only none is acceptable)",
    ]
    for name, pairs in (
        ("ids", [one.ids for one in found]),
        ("open ids", [one.open for one in found]),
    ):
        precision, recall, wanted, said = precision_and_recall(pairs)
        numbers = f"precision {100 * precision:5.1f} %  recall {100 * recall:5.1f} %"
        lines.append(f"{name:<10}  {numbers}  ({said} said, {wanted} there)")
    equal = sum(one.ids_equal for one in found)
    lines.append(f"both counts {share(equal, len(found))}")
    lines += ["", *_table("language", found, lambda one: one.lang)]
    lines += ["", *_table("kind", found, lambda one: one.kind)]
    lines += ["", "confidence of the kind: said and right"]
    lines += _bins([(one.confidence, one.kind_right) for one in found])
    lines += ["", "confidence of the mode: said and right"]
    lines += _bins([(one.mode_confidence, one.mode_right) for one in found])
    misses = [line for one in found for line in _misses(one)]
    return "\n".join([*lines, "", "misses:" if misses else "no misses", *misses])


def _table(name: str, found: Sequence[Result], of: Callable[[Result], str]) -> list[str]:
    lines = [f"{name:<16}{'documents':>10}{'kind':>8}{'mode':>8}{'ids':>8}"]
    for group in sorted({of(one) for one in found}):
        some = [one for one in found if of(one) == group]
        cells = (
            sum(one.kind_right for one in some),
            sum(one.mode_right for one in some),
            sum(one.ids_equal for one in some),
        )
        lines.append(f"{group:<16}{len(some):>10}" + "".join(f"{cell:>8}" for cell in cells))
    return lines


def _bins(pairs: Sequence[tuple[float, bool]]) -> list[str]:
    lines: list[str] = []
    for low, high in pairwise(_BINS):
        some = [(sure, right) for sure, right in pairs if low <= sure < high]
        if some:
            said = sum(sure for sure, _ in some) / len(some)
            right = sum(right for _, right in some)
            lines.append(f"  said {100 * said:5.1f} %   right {share(right, len(some))}")
    # The mean square of what was said against what is: 0 is best, 0.25 is a coin.
    brier = sum((sure - right) ** 2 for sure, right in pairs) / max(len(pairs), 1)
    return [*lines, f"  Brier score {brier:.3f}"]


def _misses(one: Result) -> list[str]:
    told = [
        (one.kind_right, f"kind {one.kind}, said {one.said_kind} ({one.confidence:.2f})"),
        (one.mode_right, f"mode {' or '.join(one.modes)}, said {one.said_mode}"),
        (one.ids[0] == one.ids[1], f"ids {one.ids[0]}, said {one.ids[1]}"),
        (one.open[0] == one.open[1], f"open ids {one.open[0]}, said {one.open[1]}"),
    ]
    wrong = [words for right, words in told if not right]
    return [f"  {one.path}", *(f"    {words}" for words in wrong)] if wrong else []


def perturbed(folder: Path) -> Iterator[tuple[str, str, bool, bool, tuple[int, int, int]]]:
    """Read every document in each other way.

    Gives the name of the way, the path, whether kind and mode stayed, and how many ids there were
    that are still written, how many are said, and how many of both.
    """
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as labels:
        paths = [row["path"] for row in csv.DictReader(labels)]
    for path in paths:
        text = (folder / "documents" / path).read_bytes().decode("utf-8", "replace")
        before = analyze(text, path)
        for change in perturbations.ALL:
            changed = change(text, path)
            after = analyze(*changed)
            was = {item.id for item in before.spec.items if item.id and item.id in changed[0]}
            now = {item.id for item in after.spec.items if item.id}
            yield (
                change.__name__,
                path,
                after.spec.kind is before.spec.kind,
                after.recommendation.mode is before.recommendation.mode,
                (len(was), len(now), len(was & now)),
            )


def stability(folders: Iterable[Path], *, tell: bool) -> str:
    """A line for each way to write a document differently, and what it changed."""
    found = [one for folder in folders for one in perturbed(folder)]
    lines = [f"{'written':<12}{'kind':>9}{'mode':>9}{'ids kept':>10}{'new ids':>9}"]
    for name in dict.fromkeys(one[0] for one in found):
        some = [one for one in found if one[0] == name]
        was, now, both = (sum(one[4][at] for one in some) for at in range(3))
        kinds, modes = sum(one[2] for one in some), sum(one[3] for one in some)
        lines.append(
            f"{name:<12}{100 * kinds / len(some):>7.1f} %{100 * modes / len(some):>7.1f} %"
            f"{100 * both / max(was, 1):>8.1f} %{now - both:>9}"
        )
        lines += [
            f"    {path}: "
            + ", ".join((*([] if kind else ["kind"]), *([] if mode else ["mode"]), f"ids {ids}"))
            for _, path, kind, mode, ids in some
            if tell and not (kind and mode and ids[0] == ids[1] == ids[2])
        ]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print how well the analyzer does on the folders that are named."""
    ways = {"--perturb", "--verbose"}
    names = [name for name in arguments if name not in ways]
    if not names or any(not (Path(name) / "labels.csv").is_file() for name in names):
        print((__doc__ or "").strip())
        return 2
    if "--perturb" in arguments:
        print(stability(map(Path, names), tell="--verbose" in arguments))
        return 0
    print(report([one for name in names for one in results(Path(name))]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
