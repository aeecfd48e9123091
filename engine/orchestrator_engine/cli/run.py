"""`build` and `run`: carry a document out, and show it while it goes on."""

from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path

from orchestrator_engine import launch, starting
from orchestrator_engine.cli import output
from orchestrator_engine.cli.follow import Interrupts, watch
from orchestrator_engine.places import state_dir
from orchestrator_engine.plan import Plan
from orchestrator_engine.wording import command, count, reasons


def build(options: Namespace) -> int:
    """Carry out a whole spec."""
    return _begin(_request(options, mode="build"), options)


def run(options: Namespace) -> int:
    """Carry out a document in the mode that was asked for, or else the recommended one."""
    return _begin(_request(options, mode=options.mode), options)


def _request(options: Namespace, mode: str | None) -> starting.Request:
    return starting.Request(
        document=options.document,
        cwd=options.cwd or Path.cwd(),
        mode=mode,
        agent=options.agent,
        review=not options.no_review,
        init=options.init,
        items=tuple(options.items),
    )


def _begin(request: starting.Request, options: Namespace) -> int:
    if options.dry_run:
        # Only looking: a folder that is no repository yet can be planned for all the same.
        plan = starting.prepare(replace(request, init=True)).plan
        return _show_plan(plan, request, as_json=options.json)
    prepared = _prepare(request, may_ask=output.asks() and not options.json)
    for words in prepared.notes:
        output.note(words)
    for died in launch.resume_all(state_dir()):
        output.note(f"Run {died.id} had died, for example with the machine; it goes on now.")
    with Interrupts() as interrupts:
        folder = starting.start(prepared)
        if options.json:
            output.emit({"run": folder.id, "folder": str(folder.path)})
        if not options.detach:
            return watch(folder, interrupts, as_json=options.json)
    if not options.json:
        output.say(f"Started run {folder.id} in the background.")
        output.say(f"  follow it: code-orch logs -f {folder.id}")
        output.say(f"  stop it:   code-orch stop {folder.id}")
    return 0


def _prepare(request: starting.Request, *, may_ask: bool) -> starting.Prepared:
    """Prepare the run; a folder that is no git repository becomes one if the person says yes."""
    if request.init or not may_ask:
        return starting.prepare(request)
    prepared = starting.prepare(replace(request, init=True))
    if prepared.repository is None and not output.ask(
        f"{prepared.folder} is not in a git repository. Make one there, with a first commit?"
    ):
        # Refused in the same words as where nobody can be asked.
        return starting.prepare(request)
    return prepared


def _show_plan(plan: Plan, request: starting.Request, *, as_json: bool) -> int:
    if as_json:
        output.emit({"plan": asdict(plan)})
    else:
        output.say(in_text(plan, review=request.review))
    return 0


def in_text(plan: Plan, *, review: bool) -> str:
    """A plan as a person reads it, with the least number of agent jobs that it takes."""
    tasks = list(plan.tasks())
    lines = [plan.title, "", f"Mode {plan.mode}: {reasons(plan)}"]
    lines += [
        f"Check {check.name}: {command(check.command)} ({check.source})"
        for check in (*plan.setup, *plan.checks)
    ]
    if not plan.checks:
        lines.append("No checks are known: nothing would be tested by machine.")
    labels = {
        task.id: " + ".join(item.label for item in plan.items_of(task)) or task.title
        for task in tasks
    }
    for phase in plan.phases:
        lines += ["", phase.title]
        for task in phase.tasks:
            label = labels[task.id]
            after = ", ".join(labels[other] for other in task.after)
            lines.append(
                f"  {label}"
                + (f"  {task.title}" if task.title != label else "")
                + (f"  (after {after})" if after else "")
            )
    jobs = len(tasks) * (2 if review else 1)
    size = f"{count(len(tasks), 'task')} in {count(len(plan.phases), 'phase')}"
    lines += ["", f"{size}, at least {count(jobs, 'job')} for an agent. Nothing has been executed."]
    return "\n".join(lines)
