"""What happened, in words: a sentence for each kind of event, for logs and lines alike."""

from orchestrator_engine import events as e
from orchestrator_engine.attempt import CheckResult, Ending, Outcome, Role
from orchestrator_engine.choices import in_words as in_words_of
from orchestrator_engine.durations import clock_time
from orchestrator_engine.questions import Settled
from orchestrator_engine.review import Review, Verdict
from orchestrator_engine.run import Run
from orchestrator_engine.wording import check_ending, count, item_names, run_id, score, task_name

_SHORT = 10


def level_of(event: e.Event) -> str:  # noqa: PLR0911  # one answer a case
    """How much an event matters to a person."""
    match event:
        case e.TaskFailed() | e.RunOverdue():
            return "error"
        case e.RunEnded(status=status):
            return "info" if status == "completed" else "error" if status == "failed" else "warning"
        case e.PhaseEnded(passed=passed):
            return "info" if passed else "error"
        case e.ChecksEnded(results=results) | e.RebaseChecked(results=results):
            return "detail" if all(one.passed for one in results) else "warning"
        case e.AttemptEnded(outcome=outcome):
            return "detail" if outcome.status is Ending.DONE else "warning"
        case e.TaskReviewed(review=review):
            return "info" if review.verdict is Verdict.APPROVED else "warning"
        case e.CommandApplied(why=why):
            return "warning" if why else "info"
        case (
            e.AttemptAbandoned()
            | e.TaskReopened()
            | e.MergeHeld()
            | e.TaskSkipped()
            | e.RunWaits()
            | e.QuestionAsked()
            | e.TaskReverted()
        ):
            return "warning"
        case e.AttemptCommitted() | e.ReviewStarted() | e.WorkerTookOver() | e.ItemsTicked():
            return "detail"
        case _:
            return "info"


def words(event: e.Event, run: Run) -> str:  # noqa: C901, PLR0911, PLR0912, PLR0915  # a case an event
    """What happened, in a sentence without a full stop."""
    match event:
        case e.RunCreated(title=_, branch=branch, settings=settings):
            who = in_words_of(settings.crew)
            return f"{run.title}: run {run_id(run)}, agent {who}, branch {branch}"
        case e.RunPlanned(plan=plan):
            tasks, phases = sum(1 for _ in plan.tasks()), len(plan.phases)
            checks = ", ".join(check.name for check in plan.checks) or "no checks known"
            return (
                f"planned {count(tasks, 'task')} in {count(phases, 'phase')}, "
                f"mode {plan.mode}, checks: {checks}"
            )
        case e.PlanAsked(number=number):
            again = "" if number == 1 else ", once more"
            return f"the plan is being made{again}{_by(run, Role.PLANNER)}"
        case e.PlanAnswered(outcome=outcome, wrong=wrong):
            if wrong:
                return f"the plan was sent back: {'; '.join(wrong)}"
            return _outcome(outcome)
        case e.PlanApproved(by=by, edited=edited):
            return f"the plan was {'edited and ' * edited}approved by {by}"
        case e.WorkerTookOver(swept=swept):
            left = (
                f" and ended {count(swept, 'process', 'processes')} of the one before"
                if swept
                else ""
            )
            return f"a worker drives the run{left}"
        case e.BaselineTaken(results=results, why=why):
            return f"before anything is done: {_checks(results)}" + (f"; {why}" if why else "")
        case e.PhaseStarted(phase=phase):
            return f"phase “{_phase(run, phase)}” begins"
        case e.AttemptStarted(task=task, attempt=number, round=turn, role=role):
            mending = "" if turn == 1 else ", to mend it"
            return f"{task_name(run, task)}: attempt {number} begins{mending}{_by(run, role)}"
        case e.AttemptEnded(task=task, outcome=outcome):
            return f"{task_name(run, task)}: {_outcome(outcome)}"
        case e.AttemptCommitted(task=task, changes=changes, restored=restored, beyond=beyond):
            undone = f"; protected files put back: {', '.join(restored)}" if restored else ""
            undone += f"; not kept, inside submodules: {', '.join(beyond)}" if beyond else ""
            changed = f"changed {count(len(changes), 'file')}" if changes else "changed nothing"
            return f"{task_name(run, task)}: {changed}{undone}"
        case e.AttemptAbandoned(task=task, attempt=number, why=why):
            return f"{task_name(run, task)}: attempt {number} was thrown away: {why}"
        case e.ChecksEnded(task=task, results=results):
            return f"{task_name(run, task)}: {_checks(results)}"
        case e.ReviewStarted(task=task):
            return f"{task_name(run, task)}: review begins{_by(run, Role.REVIEWER)}"
        case e.TaskReviewed(task=task, review=review):
            return f"{task_name(run, task)}: {_review(review)}"
        case e.TaskMerged(task=task, commit=commit):
            return f"{task_name(run, task)}: done, merged as {commit[:_SHORT]}"
        case e.RebaseChecked(task=task, results=results):
            return (
                f"{task_name(run, task)}: on top of what was merged meanwhile, {_checks(results)}"
            )
        case e.TaskReopened(task=task, why=why):
            return f"{task_name(run, task)}: reopened: {why}"
        case e.MergeHeld(task=task, why=why):
            return f"{task_name(run, task)}: cannot be merged yet: {why}"
        case e.TaskFailed(task=task, why=why):
            return f"{task_name(run, task)}: given up: {why}"
        case e.TaskSkipped(task=task, why=why):
            return f"{task_name(run, task)}: left undone: {why}"
        case e.TaskReopened(task=task, why=why):
            return f"{task_name(run, task)}: open again: {why}"
        case e.TaskRetried(task=task):
            return f"{task_name(run, task)}: to be tried again"
        case e.ItemsTicked() as ticked:
            return _ticked(ticked, run)
        case e.TaskReverted(task=task, commit=commit, branch=branch):
            return f"{task_name(run, task)}: taken back by {commit[:_SHORT]} on {branch}"
        case e.ItemsUnticked() as opened:
            return _opened(opened, run)
        case e.PhaseEnded(phase=phase, passed=passed, why=why):
            return f"phase “{_phase(run, phase)}” {'passed' if passed else f'failed: {why}'}"
        case e.CommandApplied(name=name, why=why, task=task):
            what = f"{name} {task}" if task else name
            return f"{what}: {f'refused: {why}' if why else 'obeyed'}"
        case e.RunEnded(status=status, why=why):
            return f"{status}: {why}"
        case e.RunResumed():
            return "resumed"
        case e.RunWaits(until=until, why=why):
            return f"waits until {clock_time(until, until)} for {why}"
        case e.WaitEnded(why=why):
            return f"the wait is over{f': {why}' if why else ''}"
        case e.RunOverdue(why=why):
            return why
        case e.QuestionAsked() as asked:
            return f"{task_name(run, asked.task)}: asks ({asked.id}): {asked.title}"
        case e.QuestionAnswered(id=question) as answered:
            return f"{question}: {said(answered).words}"
        case e.QuestionWithdrawn(id=question, why=why):
            return f"{question}: withdrawn: {why}"
        case e.PluginFailed(plugin=plugin, hook=hook, why=why):
            return f"the plugin {plugin} failed at {hook}: {why}"
        case e.RemarkDismissed(remark=remark, why=why, by=by):
            return f"remark {remark.rpartition('/')[2]} was dismissed by {by}: {why}"
        case e.RemarkReopened(remark=remark, by=by):
            return f"remark {remark.rpartition('/')[2]} was opened again by {by}"
        case e.RemarkTaken(remark=remark, run=name):
            return f"remark {remark.rpartition('/')[2]} is to be put right by run {name}"
        case e.DocumentMoved(document=document):
            return f"the document is {document} now"
        case e.Unknown(name=name):
            return f"{name} (written by a newer version of this program)"
        case _:
            return event.kind


def said(answered: e.QuestionAnswered) -> Settled:
    """How an answer settles its question."""
    return Settled(answered.allow, answered.remember, answered.by, answered.message)


def _by(run: Run, role: Role) -> str:
    """Who is asked, where it is not the same for all."""
    settings = run.created.settings
    return f" ({settings.choice(role).words})" if settings.mixed else ""


def _phase(run: Run, phase: str) -> str:
    return run.phases[phase].phase.title


def _outcome(outcome: Outcome) -> str:
    if outcome.status is Ending.DONE:
        return "the agent says it is done"
    return f"the agent did not finish ({outcome.kind}): {outcome.why}"


def _checks(results: tuple[CheckResult, ...]) -> str:
    if not results:
        return "no checks are known"
    endings = {result.name: check_ending(result) for result in results}
    return "checks: " + ", ".join(f"{name} {ending}" for name, ending in endings.items())


def _review(review: Review) -> str:
    match review.verdict:
        case Verdict.APPROVED:
            return f"the reviewer approved it, {score(review)}"
        case Verdict.REJECTED:
            return f"the reviewer sent it back, {score(review)}: {review.summary}"
        case Verdict.UNREVIEWED:
            return f"unreviewed: {review.why or 'the answer could not be relied on'}"


def _opened(event: e.ItemsUnticked, run: Run) -> str:
    told = [f"opened {item_names(run, event.items)} again"] if event.items else []
    told += [f"could not open {item_names(run, (item,))}: {why}" for item, why in event.left]
    return "in the document: " + "; ".join(told)


def _ticked(event: e.ItemsTicked, run: Run) -> str:
    told = [f"ticked {item_names(run, event.items)}"] if event.items else []
    told += [f"could not tick {item_names(run, (item,))}: {why}" for item, why in event.left]
    return "in the document: " + ("; ".join(told) or "nothing to tick")
