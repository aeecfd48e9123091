"""`approve`: a person's yes to the plan of an agent, with all that they should see before it."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from orchestrator_engine import approving, experience, places
from orchestrator_engine.budget import limits_in_words
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.errors import Untrusted
from orchestrator_engine.forecast import forecast, in_words
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Plan
from orchestrator_engine.protected import Guard, scripts
from orchestrator_engine.run import Run
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.wording import command as as_typed
from orchestrator_engine.wording import count

BY = "code-orch approve"
CARRY_OUT = "Carry out this plan?"


def approve(options: Namespace) -> int:
    """Show the plan, ask where somebody can be asked, and let the run go on."""
    folder = choosing.choose(options.run)
    meant = _meant(folder, options.plan)
    if not options.yes:
        if options.json or not output.asks():
            raise Untrusted(
                "nobody can be asked here, and a plan is carried out after a person's yes",
                f"Look at it: {folder.plan}; then say yes with --yes.",
            )
        output.say(in_text(meant.run, meant.plan))
        if not output.ask(CARRY_OUT):
            output.say(f"Nothing was begun. The plan: {folder.plan}")
            return 0
    approving.approve(meant, BY)
    if options.json:
        output.emit({"run": folder.id, "approved": True, "edited": bool(meant.text)})
    else:
        how = "as you edited it" if meant.text else "as it stands"
        output.say(f"The plan is carried out {how}.")
        output.say(f"  follow it: code-orch logs -f {folder.id}")
    return 0


def offered(folder: RunFolder) -> bool:
    """Ask the person at this terminal for their yes; whether the run goes on."""
    meant = _meant(folder, None)
    output.say(in_text(meant.run, meant.plan))
    if not output.ask(CARRY_OUT):
        return False
    approving.approve(meant, BY)
    return True


def _meant(folder: RunFolder, named: Path | None) -> approving.Waiting:
    meant = approving.waiting(folder, named)
    for note in meant.notes:
        output.note(note)
    return meant


def in_text(run: Run, plan: Plan) -> str:
    """What a person says yes to."""
    return "\n".join(_lines(run, plan))


def _lines(run: Run, plan: Plan) -> Iterator[str]:
    tasks = [*plan.tasks()]
    phases = count(len(plan.phases), "phase")
    yield f"The plan of {run.title}: {count(len(tasks), 'task')} in {phases}, mode {plan.mode}"
    for phase in plan.phases:
        yield ""
        yield output.one_line(phase.title + (f"  ({phase.why})" if phase.why else ""))
        for task in phase.tasks:
            after = f"  (after {', '.join(task.after)})" if task.after else ""
            files = f"  [{', '.join(task.files)}]" if task.files else ""
            labels = " + ".join(item.label for item in plan.items_of(task))
            told = output.one_line(f"{task.title} (for {labels}){after}{files}")
            yield f"  {task.id}  {told}"
    if plan.left_out:
        yield ""
        yield "Not covered by any task:"
        for label, why in plan.left_out:
            yield f"  {output.one_line(label)}: {output.one_line(why)}"
    yield ""
    for check in plan.all_checks:
        yield f"Executed: {check.name}: {as_typed(check.command)} ({check.source})"
    if not plan.checks:
        yield "Executed: nothing but agents; no checks are known."
    asked_for = _exceptions(run, plan)
    if asked_for:
        yield f"Protected, and to be changed because items name it: {', '.join(asked_for)}"
    agent = run.created.settings.agent
    yield in_words(forecast(len(tasks), *experience.known(places.state_dir(), agent, plan.mode)))
    allowed = ", ".join(limits_in_words(run.budget))
    yield f"Allowed: {allowed}." if allowed else "No budget is set."


def _exceptions(run: Run, plan: Plan) -> tuple[str, ...]:
    """The protected files that the items ask to be changed."""
    origin = run.created.origin
    try:
        before = Repository(Path(origin.repository)).harmless().paths(origin.base)
    except (GitFailed, OSError):
        return ("(which ones cannot be told: the repository cannot be read)",)
    words = "\n".join(item.words for item in plan.items)
    guard = Guard(before, origin.inside, words, scripts(plan.checks, before))
    return guard.exceptions(path for task in plan.tasks() for path in task.files)
