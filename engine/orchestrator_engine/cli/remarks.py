"""`remarks` and `dismiss`: what a run has to say about its sources, and what needs nothing done."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from shlex import quote

from orchestrator_engine.cli import choosing, output
from orchestrator_engine.cli.parsing import Misuse
from orchestrator_engine.dismissing import dismiss, reopen
from orchestrator_engine.errors import NoSuchPlace, NotDone
from orchestrator_engine.journal import Reader
from orchestrator_engine.mended import put_right
from orchestrator_engine.places import RunFolder
from orchestrator_engine.remarks import Remark, Standing, remarks
from orchestrator_engine.wording import count, listed

BY = "code-orch dismiss"

_SAY_WHY = 'Say why: code-orch dismiss {} "it is on purpose"'


def show(options: Namespace) -> int:
    """Show what reviewers and checks have to say."""
    with choosing.look(options.run) as folder, closing(Reader(folder)) as reader:
        every = remarks(put_right(folder, reader.run))
        name = folder.id
    shown = every if options.all else [one for one in every if one.state is Standing.OPEN]
    if options.json:
        output.emit({"run": name, "remarks": [asdict(one) for one in shown]})
        return 0
    for one in shown:
        output.say("\n".join(_told(one)))
    output.say(_sum(every))
    return 0


def dismiss_it(options: Namespace) -> int:
    """Dismiss one remark for a reason, or take that back."""
    if options.revoke and options.reason is not None:
        raise Misuse(
            "--revoke takes no reason: it would be kept nowhere",
            f"Take the dismissal back: code-orch dismiss --revoke {quote(options.remark)}",
        )
    folder, remark = find(options.remark)
    if options.revoke:
        return _reopen(folder, remark, as_json=options.json)
    if options.reason is None:
        raise NotDone("a remark is dismissed with a reason", _SAY_WHY.format(options.remark))
    dismiss(folder, remark, options.reason, BY)
    if options.json:
        output.emit({"run": folder.id, "remark": remark, "reason": options.reason})
    else:
        output.say(f"{remark} is dismissed, and counted as such in the run's report.")
    return 0


def _reopen(folder: RunFolder, remark: str, *, as_json: bool) -> int:
    run = put_right(folder, reopen(folder, remark, BY))
    state = next(one.state for one in remarks(run) if one.id == remark)
    if as_json:
        output.emit({"run": folder.id, "remark": remark, "state": state})
    else:
        output.say(f"{remark} is {state}{' again' if state is Standing.OPEN else ''}.")
    return 0


def find(name: str) -> tuple[RunFolder, str]:
    """The run and the id of the remark that a person means, who may leave out the run's.

    Raises `NoSuchPlace` and `NoRuns`.
    """
    run, slash, short = name.rpartition("/")
    folder = choosing.choose(run if slash else None)
    with closing(Reader(folder)) as reader:
        found = remarks(reader.run)
    for one in found:
        if short.casefold() in (one.id.rpartition("/")[2].casefold(), one.id.casefold()):
            return folder, one.id
    known = listed([one.id.rpartition("/")[2] for one in found], 6) or "none"
    raise NoSuchPlace(
        f"run {folder.id} has no remark “{short}”", f"It has {known}: code-orch remarks {folder.id}"
    )


def _told(one: Remark) -> Iterator[str]:
    place = f"{one.file}:{one.line}" if one.file is not None else "no place named"
    state = "" if one.state is Standing.OPEN else f", {one.state}"
    whose = f"  [{output.one_line(one.item)}]" if one.item else ""
    yield f"{one.id.rpartition('/')[2]}  {place}  {one.severity}{state}{whose}"
    yield f"  {output.one_line(one.text)}"
    if one.why:
        short = one.id.rpartition("/")[2]
        yield f"  dismissed: {output.one_line(one.why)}"
        yield f"  take it back: code-orch dismiss --revoke {short}"


def _sum(every: tuple[Remark, ...]) -> str:
    if not every:
        return "There are no remarks."
    counts = [(state, sum(one.state is state for one in every)) for state in Standing]
    told = ", ".join(f"{number} {state}" for state, number in counts if number)
    return f"{count(len(every), 'remark')}: {told}."
