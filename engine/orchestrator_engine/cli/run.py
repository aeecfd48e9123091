"""`build`, `run`, `fix` and the like: carry a document or a wish out, and show it meanwhile."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from orchestrator_analyzer.references import awaited_in
from orchestrator_engine import following, places, preparing, starting, wishes
from orchestrator_engine.choices import in_words
from orchestrator_engine.cli import ending, flags, output
from orchestrator_engine.cli import open as dashboard
from orchestrator_engine.cli.follow import Interrupts, watch
from orchestrator_engine.cli.forecast import propose
from orchestrator_engine.cli.limits import limits
from orchestrator_engine.cli.remarks import find
from orchestrator_engine.config import Source
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Task
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request
from orchestrator_engine.then import Then
from orchestrator_engine.trust import Standing
from orchestrator_engine.wording import count, looks_at, reasons

AND_THEN = (
    "Once it is completed, a second run mends what it found; it begins by itself, whether this "
    "terminal is open or not."
)


def build(options: Namespace) -> int:
    """Carry out a whole spec."""
    return _begin(_request(options, mode="build"), options)


def run(options: Namespace) -> int:
    """Carry out a document in the mode that was asked for, or else the recommended one."""
    return _begin(_request(options, mode=options.mode), options)


def feature(options: Namespace) -> int:
    """Add something to a project."""
    return _wished(options, "feature")


def fix(options: Namespace) -> int:
    """Mend a bug."""
    return _wished(options, "fix")


def test(options: Namespace) -> int:
    """Write tests that are missing; with --fix, mend what they and those that are there find."""
    return _with_sequel(_wished(options, "test"), options)


def refactor(options: Namespace) -> int:
    """Restructure."""
    return _wished(options, "refactor")


def execute(options: Namespace) -> int:
    """Do whatever is asked."""
    return _wished(options, options.mode)


def audit(options: Namespace) -> int:
    """Look for what is wrong, in one respect or in all; with --fix, mend what was found."""
    if options.wish is not None:
        return _with_sequel(_wished(options, "audit"), options)
    options.document = wishes.audit(options.type, places.state_dir())
    return _with_sequel(_begin(replace(_request(options, "audit"), wish=True), options), options)


def _with_sequel(code: int, options: Namespace) -> int:
    """With --fix, show the run that follows by itself; where this one goes on, say so."""
    if not options.fix or options.dry_run or options.detach or code:
        return code
    folder: RunFolder = options.begun
    sequel = following.go_on(folder)
    if sequel is None:  # left in the background before its end
        output.say(AND_THEN)
        return code
    if sequel.waits:
        output.note(
            f"Run {sequel.waits} goes on in this project: the run that mends what was found begins "
            f"by itself once that is over. See it: code-orch show {folder.id}"
        )
        return code
    if sequel.run is None:
        anew = f" Begin it: code-orch resume {folder.id}" if sequel.refused else ""
        output.note(f"No run follows: {sequel.why}.{anew}")
        return ending.OTHERWISE if sequel.refused else code
    then = RunFolder(folder.state / "runs" / sequel.run)
    if options.json:
        output.emit({"run": then.id, "folder": str(then.path)})
    else:
        output.say(
            f"\nRun {then.id} goes on with what was found, from where run {folder.id} ended."
        )
    with Interrupts() as interrupts:
        return watch(then, interrupts, as_json=options.json, verbose=options.verbose)


def review(options: Namespace) -> int:
    """Read the code, and write down what should change."""
    return _wished(options, "review")


def _wished(options: Namespace, mode: str) -> int:
    """Carry out what was asked for in a line, or the document that was named instead."""
    options.document = wishes.document(options.wish, places.state_dir())
    said = options.document != Path(options.wish)
    return _begin(replace(_request(options, mode), wish=said), options)


def _request(options: Namespace, mode: str | None) -> Request:
    return Request(
        document=options.document,
        cwd=options.cwd or Path.cwd(),
        mode=mode,
        agent=options.agent,
        review=not options.no_review,
        init=options.init,
        items=tuple(options.items),
        limits=limits(options),
        sandbox=not options.no_sandbox,
        model=options.model,
        record=options.record,
        planner=options.plan,
        unattended=options.unattended,
        approved=options.yes,
        remark=None if options.remark is None else find(options.remark)[1],
        flags=(given := flags.source(options.set or (), options)),
        then=_then(options, given) if getattr(options, "fix", False) else None,
    )


def _then(options: Namespace, given: Source | None) -> Then:
    """The run that --fix asks for, in the words of this one."""
    return Then(
        "fix",
        agent=options.agent,
        model=options.model,
        review=not options.no_review,
        sandbox=not options.no_sandbox,
        record=options.record,
        unattended=options.unattended,
        limits=limits(options),
        flags=dict(given.table) if given else {},
    )


def _begin(request: Request, options: Namespace) -> int:
    if options.dry_run:
        # Only looking: a folder that is no repository yet can be planned for all the same.
        looked = preparing.prepare(replace(request, init=True), only_looking=True)
        if looked.repository is None and not request.init:
            note = (
                f"It could not start now: {looked.folder} is in no git repository with a commit. "
                "Add --init to have one made there."
            )
            looked = replace(looked, notes=(*looked.notes, note))
        return _show_plan(looked, as_json=options.json)
    may_ask = output.asks() and not options.json
    prepared = _prepare(request, may_ask=may_ask)
    if options.fit is not None:
        prepared = _fitted(prepared, request, options, may_ask=may_ask)
    for words in prepared.notes:
        output.note(words)
    agreed = _agreed(prepared, options, may_ask=may_ask)
    with Interrupts() as interrupts:
        folder = starting.start(prepared, agreed)
        options.begun = folder
        if options.json:
            output.emit({"run": folder.id, "folder": str(folder.path)})
        if options.port is not None:
            dashboard.tell(folder, options.port)
        if not options.detach:
            return watch(folder, interrupts, as_json=options.json, verbose=options.verbose)
    if not options.json:
        output.say(f"Started run {folder.id} in the background.")
        output.say(f"  follow it: code-orch logs -f {folder.id}")
        output.say(f"  stop it:   code-orch stop {folder.id}")
        if request.then is not None:
            output.say(AND_THEN)
    return 0


def _prepare(request: Request, *, may_ask: bool) -> Prepared:
    """Prepare the run; a folder that is no git repository becomes one if the person says yes."""
    if request.init or not may_ask:
        return preparing.prepare(request)
    prepared = preparing.prepare(replace(request, init=True))
    if prepared.repository is None and not output.ask(
        f"{prepared.folder} is not in a git repository. Make one there, with a first commit?"
    ):
        # Refused in the same words as where nobody can be asked.
        return preparing.prepare(request)
    return prepared


def _agreed(prepared: Prepared, options: Namespace, *, may_ask: bool) -> str | None:
    """What the person allows to be executed, as `starting.start` wants it."""
    if options.trust:
        return starting.EVERYTHING
    if options.trusting is not None or not may_ask:
        return options.trusting
    if prepared.trust is None:
        lines = _commands(prepared)
        output.note("\n".join((f"A run would execute what is in {prepared.folder}:", *lines)))
        return starting.EVERYTHING if output.ask("Do you trust it?") else None
    if prepared.trust.standing is Standing.TRUSTED:
        return None
    output.note(prepared.trust.question)
    return prepared.trust.digest if output.ask("Do you trust this folder?") else None


def _commands(prepared: Prepared) -> list[str]:
    plan = prepared.plan
    return [f"Check {check.name}: {looks_at(check)} ({check.source})" for check in plan.all_checks]


def _fitted(prepared: Prepared, request: Request, options: Namespace, *, may_ask: bool) -> Prepared:
    """The run without what does not fit into the money, if the person agrees to that."""
    nanos = prepared.settings.budget.run.nanos if options.fit is True else options.fit
    if nanos is None:
        raise BadConfig(
            "--fit needs an amount", "Add it (--fit 5usd), or a budget (--budget 5usd --fit)."
        )
    proposal = propose(prepared, nanos)
    output.note(proposal.in_words())
    if not proposal.leave:
        return prepared
    if not options.yes and not (may_ask and output.ask("Leave these out and begin?")):
        raise BadConfig(
            f"{count(len(proposal.leave), 'item')} would have to be left out, and nobody agreed",
            "Add --yes to agree, or choose with --items.",
        )
    keep = tuple(item.handle for item in proposal.keep)
    return preparing.prepare(replace(request, items=keep))


def _show_plan(prepared: Prepared, *, as_json: bool) -> int:
    if as_json:
        repository = prepared.repository
        output.emit(
            {
                "title": prepared.title,
                "agent": prepared.settings.agent,
                "notes": prepared.notes,
                "forecast": None if prepared.forecast is None else asdict(prepared.forecast),
                "returns_to": repository.branch() if repository else None,
                "continues": prepared.continues,
                "trust": _trust(prepared),
                "plan": {
                    name: value
                    for name, value in asdict(prepared.plan).items()
                    if not name.startswith("_")
                },
            }
        )
    else:
        output.say(in_text(prepared))
    return 0


def _trust(prepared: Prepared) -> dict[str, object] | None:
    asked = prepared.trust
    if asked is None:
        return None
    return {
        "standing": str(asked.standing),
        "folder": str(asked.folder),
        "digest": asked.digest,
        "question": asked.question,
    }


def _waits(task: Task, labels: Mapping[str, str]) -> str:
    """What a task waits for, unless its own title says so already."""
    said = awaited_in(task.title)
    after = [labels[other] for other in task.after]
    told = all(label.casefold() in said for label in after)
    return "" if told else f"  (after {', '.join(after)})"


def in_text(prepared: Prepared) -> str:
    """A plan as a person reads it, with the least number of agent jobs that it takes."""
    plan = prepared.plan
    tasks = list(plan.tasks())
    lines = [prepared.title, "", f"Mode {plan.mode}: {reasons(plan)}"]
    lines += [f"Agent {in_words(prepared.settings.crew)}", *prepared.notes]
    lines += _commands(prepared)
    labels = {task.id: plan.label(task) for task in tasks}
    for phase in plan.phases:
        lines += ["", phase.title + (f"  ({phase.why})" if phase.why else "")]
        for task in phase.tasks:
            label = labels[task.id]
            after = _waits(task, labels)
            lines.append(
                f"  {label}"
                + (f"  {task.title}" if task.title != label else "")
                + after
                + (f"  [{', '.join(task.files)}]" if task.files else "")
            )
    if plan.left_out:
        lines += ["", "Not covered by any task:"]
        lines += [f"  {label}: {why}" for label, why in plan.left_out]
    jobs, _ = prepared.settings.calls(tasks)
    size = f"{count(len(tasks), 'task')} in {count(len(plan.phases), 'phase')}"
    lines += ["", f"{size}, at least {count(jobs, 'job')} for an agent. Nothing has been executed."]
    return "\n".join(lines)
