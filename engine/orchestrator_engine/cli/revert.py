"""`revert`: take one task of a run back, and say what builds on it."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from orchestrator_engine import journal, launch, reverting
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.errors import AlreadyRunning, CannotRevert
from orchestrator_engine.events import ItemsUnticked
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.reverting import Reversal
from orchestrator_engine.run import Run
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.wording import item_names


def revert(options: Namespace) -> int:
    """Take a task back, or with `--dry-run` say what that would come to."""
    folder = choosing.choose(options.run)
    if launch.alive(folder):
        raise AlreadyRunning(
            f"run {folder.id} is going on", f"Stop it first: code-orch stop {folder.id}"
        )
    with closing(Reader(folder)) as reader:
        run = reader.run
    repository = Repository(Path(run.created.origin.repository), state=folder.state)
    try:
        reversal = reverting.look(folder, run, repository, options.task)
        if not options.dry_run:
            run = reverting.take_back(folder, run, repository, reversal)
    except GitFailed as failed:
        raise CannotRevert(str(failed), "See that `git status` works there.") from failed
    if options.json:
        output.emit(_answer(folder, run, reversal, done=not options.dry_run))
    else:
        output.say("\n".join(_told(folder, run, reversal, done=not options.dry_run)))
    return 0


def _answer(folder: RunFolder, run: Run, reversal: Reversal, *, done: bool) -> dict[str, object]:
    handles = [item.handle for item in reversal.items]
    return {
        "run": folder.id,
        "task": reversal.task,
        "done": done,
        "branch": reversal.branch,
        "commit": reversal.made if done else None,
        "merged_by_you": reversal.taken,
        "built_on_it": [{"task": each.task, "why": each.why} for each in reversal.built],
        "opened": [item for item in handles if not done or item not in run.ticked],
    }


def _told(folder: RunFolder, run: Run, reversal: Reversal, *, done: bool) -> Iterator[str]:
    if done:
        where = f"commit {reversal.made[:10]} on the branch {reversal.branch}"
        yield f"{reversal.name} is taken back: {where}."
    else:
        yield f"{reversal.name} can be taken back, on the branch {reversal.branch}."
    if reversal.built:
        yield "What builds on it stays as it is; see that it still works:"
        yield from (f"  {each.name} ({each.task}): {each.why}" for each in reversal.built)
    if reversal.taken:
        yield "Your branch has the work already, so it is yours to take the commit:"
        yield f"  git merge {reversal.branch}"
        yield f"Then open the item again in {run.created.origin.document}."
    elif done:
        yield from _boxes(run, reversal, _why_left(folder, run))
    elif reversal.items:
        yield f"In the document, it would open {_names(run, reversal)} again."


def _why_left(folder: RunFolder, run: Run) -> str:
    """Why boxes could not be opened: the last thing that the run was told."""
    last = [record.event for record in journal.part(folder, run.seq - 1, run.seq + 1)]
    told = dict.fromkeys(why for e in last if isinstance(e, ItemsUnticked) for _, why in e.left)
    return f": {'; '.join(told)}" if told else ""


def _boxes(run: Run, reversal: Reversal, why: str) -> Iterator[str]:
    left = [item.handle for item in reversal.items if item.handle in run.ticked]
    opened = [item.handle for item in reversal.items if item.handle not in run.ticked]
    if opened:
        yield f"In the document, {item_names(run, opened)} is open again."
    if left:
        yield f"In the document, {item_names(run, left)} could not be opened{why}."


def _names(run: Run, reversal: Reversal) -> str:
    return item_names(run, (item.handle for item in reversal.items))
