"""`approve`: a person's yes to the plan of an agent, with all that they should see before it."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from orchestrator_engine import experience, places
from orchestrator_engine.budget import limits_in_words
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.commanding import command
from orchestrator_engine.errors import BadDocument, NotDone
from orchestrator_engine.forecast import forecast, in_words
from orchestrator_engine.journal import Reader
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Plan
from orchestrator_engine.plan_document import Fitted, edited, fit, read
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
    run, plan, text = _meant(folder, options.plan)
    if output.asks() and not (options.yes or options.json):
        output.say(in_text(run, plan))
        if not output.ask(CARRY_OUT):
            output.say(f"Nothing was begun. The plan: {folder.plan}")
            return 0
    _say_yes(folder, run, text)
    if options.json:
        output.emit({"run": folder.id, "approved": True, "edited": bool(text)})
    else:
        how = "as you edited it" if text else "as it stands"
        output.say(f"The plan is carried out {how}.")
        output.say(f"  follow it: code-orch logs -f {folder.id}")
    return 0


def offered(folder: RunFolder) -> bool:
    """Ask the person at this terminal for their yes; whether the run goes on."""
    run, plan, text = _meant(folder, None)
    output.say(in_text(run, plan))
    if not output.ask(CARRY_OUT):
        return False
    _say_yes(folder, run, text)
    return True


def _meant(folder: RunFolder, named: Path | None) -> tuple[Run, Plan, str]:
    """The run, the plan that a yes would be said to, and its text where a person edited it.

    Raises `NotDone` where none waits, and `BadDocument` with all that is wrong with what they made.
    """
    with closing(Reader(folder)) as reader:
        run = reader.run
    plan, draft = run.plan, run.planning.draft
    if not run.plan_ready or plan is None or draft is None:
        raise NotDone(
            f"run {folder.id} has no plan that waits for a yes",
            f"See how it stands: code-orch status {folder.id}",
        )
    text = _text(folder.plan if named is None else named, must=named is not None)
    if not text or (named is None and not edited(text)):
        return run, plan, ""
    fitted = fit(read(text), draft)
    for fault in fitted.warnings:
        output.note(f"{named or folder.plan}:{fault.line}: {fault.message}.")
    return run, _fitted(fitted, named or folder.plan), text


def _text(file: Path, *, must: bool) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError) and not must:
            return ""
        raise BadDocument(f"{file} cannot be read: {error}", "Name the plan (--plan).") from error


def _fitted(fitted: Fitted, file: Path) -> Plan:
    if fitted.plan is None:
        wrong = "\n".join(f"{file}:{fault.line}: {fault.message}" for fault in fitted.errors)
        raise BadDocument(f"the plan cannot be carried out\n{wrong}", "Mend it, then approve it.")
    return fitted.plan


def _say_yes(folder: RunFolder, run: Run, text: str) -> None:
    # The number of the plan: a yes is for what was shown, and not for what comes after it.
    more: dict[str, object] = {"by": BY, "number": run.planning.asked}
    command(folder, "approve", more=more | ({"plan": text} if text else {}))


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
    for check in (*plan.setup, *plan.checks):
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
