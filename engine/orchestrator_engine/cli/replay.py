"""`replay`: a run's states one after the other, or all of it carried out once more at no cost."""

import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import anyio

from orchestrator_engine import journal
from orchestrator_engine.cli import choosing, ending, output, recordings
from orchestrator_engine.cli.lines import line
from orchestrator_engine.cli.show import in_text
from orchestrator_engine.errors import BadStore, Untrusted
from orchestrator_engine.fold import fold
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.rerun import Again, carry_out_again
from orchestrator_engine.run import Run
from orchestrator_engine.spending import money
from orchestrator_engine.summing import of
from orchestrator_engine.wording import command, count


def replay(options: Namespace) -> int:
    """Go through a run again: look at its states, or with `--again` carry it out once more."""
    if options.run is not None and options.run.endswith(".jsonl"):
        return recordings.show(Path(options.run), options)
    with choosing.look(options.run) as folder:
        if options.again:
            return _again(folder, options)
        records = journal.read(folder)
    if options.at is not None:
        return _at(records, options.at, folder.id, as_json=options.json)
    for record, run in states(records):
        if options.json:
            output.emit({"seq": record.seq, "at": record.at, **_counts(run)})
            continue
        output.say(f"{record.seq:>5}  {line(record, run)}\n       {_standing(run)}")
        if options.step and record is not records[-1] and not _next():
            break
    return 0


def states(records: tuple[Recorded, ...]) -> Iterator[tuple[Recorded, Run]]:
    """Every event with the run as it was right after it."""
    run: Run | None = None
    for record in records:
        run = fold((record,), run)
        yield record, run


def _standing(run: Run) -> str:
    counts = _counts(run)
    return (
        f"{counts['merged']}/{counts['tasks']} merged, {counts['over']} over, "
        f"{money(run.spending, rehearsal=run.rehearsal)}, {run.status}"
    )


def _counts(run: Run) -> dict[str, object]:
    return {
        "state": str(run.status),
        "tasks": len(run.tasks),
        "over": run.done(),
        "merged": sum(state.merged is not None for state in run.tasks.values()),
        "usd": run.spending.usd,
        "jobs_of_unknown_cost": run.spending.unknown,
    }


def _next() -> bool:
    """Wait for Enter; the end of the input ends it."""
    sys.stderr.write("Enter for the next one, Ctrl-D to end ")
    sys.stderr.flush()
    return bool(sys.stdin.readline())


def _at(records: tuple[Recorded, ...], seq: int, name: str, *, as_json: bool) -> int:
    if not 1 <= seq <= len(records):
        raise BadStore(
            f"the run has no event {seq}", f"Name one from 1 to {len(records)}: code-orch replay"
        )
    run = fold(records[:seq])
    # At that moment somebody drove it, or it was over.
    told = of(run, name, records[seq - 1].at, driven=True)
    if as_json:
        output.emit({"seq": seq, **_counts(run)})
    else:
        output.say("\n".join(in_text(told, run)))
    return 0


def _again(folder: RunFolder, options: Namespace) -> int:
    _require_trust(folder, options)
    if options.keep is not None:
        place: Path = options.keep
        if place.exists() and any(place.iterdir()):
            raise BadStore(f"{place} is not empty", "Name a folder that is new or empty.")
        again = anyio.run(carry_out_again, folder, place.absolute())
        return _told(again, as_json=options.json, kept=place)
    with tempfile.TemporaryDirectory(prefix="code-orch-replay-") as scratch:
        again = anyio.run(carry_out_again, folder, Path(scratch).resolve())
    return _told(again, as_json=options.json, kept=None)


def _require_trust(folder: RunFolder, options: Namespace) -> None:
    """A run of somebody else's brings checks along: a person has to allow that they are run."""
    if options.trust or not str(options.run or "").endswith(".zip"):
        return
    with closing(Reader(folder)) as reader:
        plan = reader.run.plan
    checks = plan.all_checks if plan else ()
    lines = [f"  {check.name}: {command(check.command)}" for check in checks]
    if output.asks() and not options.json:
        output.note("\n".join((f"{options.run} comes with a project, and executes of it:", *lines)))
        if output.ask("Do you trust it?"):
            return
    raise Untrusted(
        f"{options.run} comes from elsewhere, and to carry it out again executes what is in it",
        "look at it with code-orch show; if you know it, add --trust",
    )


def _told(again: Again, *, as_json: bool, kept: Path | None) -> int:
    code = 0 if again.same else ending.OTHERWISE
    if as_json:
        output.emit(
            {
                "same": again.same,
                "same_files": again.same_files,
                "kept": None if kept is None else str(kept),
                "differences": [
                    {"subject": one.subject, "number": one.number, "was": one.was, "now": one.now}
                    for one in again.differences
                ],
            }
        )
        return code
    for one in again.differences:
        output.say(f"{one.subject}, step {one.number}:\n  was  {one.was}\n  now  {one.now}")
    if again.same_files is False:
        output.say("The two left different files behind.")
    files = {True: ", and left the same files behind", False: "", None: ""}[again.same_files]
    stories = count(len(again.differences), "story differs", "stories differ")
    output.say(
        f"The same run once more: every task took the same steps{files}."
        if again.same
        else f"It went otherwise: {stories}."
    )
    if kept is not None:
        output.say(f"What came of it is in {kept}.")
    return code
