"""A run is a fold over its events, in the order they were written: one case an event."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from orchestrator_engine import events as e
from orchestrator_engine.agenda import Agenda
from orchestrator_engine.answering import answer, ask, questions_of, withdraw
from orchestrator_engine.graph import Graph
from orchestrator_engine.paying import call, cut_review, pay, pay_planner, set_aside, untold
from orchestrator_engine.persistent import Names, Numbers, Table
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.reopening import restart, retry, skip, take_back
from orchestrator_engine.run import PhaseState, Run, Status, TaskState, Wait, Winding, moved
from orchestrator_engine.run_draft import RunDraft
from orchestrator_engine.spending import Amount

_BESIDE = (e.RemarkDismissed, e.RemarkReopened, e.RemarkTaken, e.DocumentMoved)
"""What may be written into a run by somebody who does not drive it."""


def fold(recorded: Iterable[Recorded], onto: Run | None = None) -> Run:
    """The run after these events, in the order of `seq`.

    `onto` is the run before them, and stays as it was. Raises `ValueError` when the first event of
    all is not the run's creation, or when a number is missing in the sequence.
    """
    draft = RunDraft(onto) if onto is not None else None
    for record in recorded:
        if draft is None:
            if not isinstance(record.event, e.RunCreated):
                raise ValueError("a journal begins with the creation of its run")
            draft = RunDraft(
                Run(
                    created=record.event,
                    started_at=record.at,
                    head=record.event.origin.base,
                    budget=record.event.settings.budget,
                )
            )
        elif record.seq != draft.run.seq + 1:
            raise ValueError(f"event {draft.run.seq + 1} is missing: the next one is {record.seq}")
        else:
            if record.epoch != draft.run.epoch and isinstance(record.event, _BESIDE):
                _left_alone(draft.run, record.at)
            _apply(draft, record)
        draft.run.seq = record.seq
        draft.run.epoch = record.epoch
        draft.run.at = record.at
    if draft is None:
        raise ValueError("the journal is empty")
    return draft.done()


def _apply(draft: RunDraft, record: Recorded) -> None:  # noqa: C901, PLR0912, PLR0915  # one case an event
    """What an event says, said of the run."""
    run, at = draft.run, record.at
    match record.event:
        case e.RunPlanned(plan=plan):
            # What was gathered is of tasks that the new plan may not have.
            draft.settle()
            run.plan = plan
            run.agenda = Agenda.of(Agenda(Graph(plan)))
            run.ticked = Names(run.agenda.graph.items, Numbers())
            run.phases = Table((phase.id, PhaseState(phase)) for phase in plan.phases)
            run.tasks = Table(
                (task.id, TaskState(task, phase.id))
                for phase in plan.phases
                for task in phase.tasks
            )
            run.planning = replace(run.planning, done=run.planning.asked > 0)
        case e.PlanAsked(number=number, reserve=reserve):
            # The one before may have been cut short, by a restart.
            pay_planner(run, untold(run))
            drafted = run.planning.draft or run.plan
            run.planning = replace(
                run.planning, asked=number, outcome=None, reserve=reserve, draft=drafted
            )
            set_aside(run, reserve)
        case e.PlanAnswered(outcome=outcome, wrong=wrong):
            pay_planner(run, Amount(outcome.usd, outcome.tokens, outcome.seconds))
            faults = (*run.planning.wrong, wrong) if wrong else run.planning.wrong
            run.planning = replace(run.planning, outcome=outcome, wrong=faults)
            if outcome.trouble is None:
                run.waited = None
        case e.PlanApproved(by=by):
            run.planning = replace(run.planning, approved=by or "a person")
        case e.WorkerTookOver():
            pay_planner(run, untold(run))
            withdraw(draft, run.questions, run.at, "the worker whose agent asked is gone")
            if not run.over:
                _left_alone(run, at)
                _cut_reviews(draft)
            run.takeovers += 1
        case e.BaselineTaken(results=results, why=why):
            run.baseline, run.in_the_way = results, why
        case e.PhaseStarted(phase=phase):
            since = run.elapsed(at)
            draft.phase(phase, started_at=at, since=since)
            run.clocks = (*run.clocks, (phase, since))
            draft.agenda.start(run.phases.place(phase))
        case e.AttemptStarted(task=task) as begun:
            draft.of(task).begin(begun, at)
            draft.agenda.begin(run.tasks.place(task))
            run.goes += 1
            call(draft, task, begun.attempt, begun.reserve)
        case e.AttemptEnded(task=task, attempt=number, outcome=outcome):
            withdraw(draft, questions_of(run, task), at, "the agent that asked has ended")
            pay(draft, task, number, Amount(outcome.usd, outcome.tokens, outcome.seconds))
            draft.attempt(task, number, outcome=outcome)
            if outcome.trouble is None or not outcome.trouble.idle:
                run.waited = None
            else:
                run.goes -= 1  # it could not go anywhere
        case e.AttemptCommitted(task=task, attempt=number) as committed:
            draft.attempt(
                task,
                number,
                commit=committed.commit,
                changes=committed.changes,
                restored=committed.restored,
                beyond=committed.beyond,
            )
        case e.AttemptAbandoned(task=task, attempt=number, why=why):
            withdraw(draft, questions_of(run, task), at, "the agent that asked is gone")
            if draft.of(task).seen(number, "outcome") is None:
                pay(draft, task, number, untold(run))
            draft.attempt(task, number, abandoned=why)
        case e.ChecksEnded(task=task, attempt=number, results=results):
            draft.attempt(task, number, results=results)
        case e.ReviewStarted(task=task, attempt=number, reserve=reserve):
            if draft.of(task).seen(number, "reviewing"):
                pay(draft, task, number, untold(run))
            asked = draft.of(task).seen(number, "asked") + 1
            draft.attempt(task, number, reviewing=True, asked=asked)
            call(draft, task, number, reserve)
        case e.TaskReviewed(task=task, attempt=number, review=review):
            pay(draft, task, number, Amount(review.usd, review.tokens, review.seconds))
            if review.trouble is None or not review.trouble.idle:
                run.waited = None
            reviews = (*draft.of(task).seen(number, "reviews"), review)
            draft.attempt(task, number, reviews=reviews, reviewing=False)
        case e.TaskMerged(task=task, commit=commit):
            draft.task(task, merged=commit, over_at=at)
            place = run.tasks.place(task)
            draft.agenda.merge(place)
            run.head = commit
            run.land(commit, place)
        case e.TaskFailed(task=task, why=why):
            cut_review(draft, task)
            draft.task(task, failed=why, over_at=at)
            draft.agenda.lose(run.tasks.place(task))
        case e.TaskSkipped(task=task, why=why, wished=wished):
            skip(draft, task, why, at, wished=wished)
        case e.RebaseChecked(task=task, attempt=number, results=results):
            draft.attempt(task, number, rebased=results)
        case e.TaskReopened(task=task, attempt=number, why=why):
            draft.attempt(task, number, reopened=why)
        case e.MergeHeld(task=task, why=why):
            draft.task(task, held=why)
        case e.TaskReverted(task=task, commit=commit, branch=branch):
            take_back(draft, task, commit, branch)
        case e.TaskRetried(task=task):
            retry(draft, task, at)
        case e.ItemsTicked(items=items, by=by, left=left):
            run.ticked = run.ticked.plus(items)
            _tell(draft, items, by, dict(left), at)
        case e.ItemsUnticked(items=items):
            run.ticked = run.ticked.less(items)
            run.vouched = {each: at for each, at in run.vouched.items() if each not in items}
            draft.agenda.untell(draft.places(items))
        case e.PhaseEnded(phase=phase, passed=passed) as ended:
            told = {"passed": passed, "why": ended.why, "results": ended.results}
            draft.phase(phase, ended_at=at, took=run.phases[phase].seconds(run.elapsed(at)), **told)
            run.clocks = tuple(clock for clock in run.clocks if clock[0] != phase)
            draft.agenda.end(run.phases.place(phase), passed=passed)
        case e.CommandApplied() as applied:
            run.applied = run.applied.union((applied.command,))
            if not applied.why:
                _obey(draft, applied, at)
        case e.RunEnded(status=status, why=why):
            pay_planner(run, untold(run))
            withdraw(draft, run.questions, at, "the run has ended")
            _cut_reviews(draft)
            run.status, run.why, run.ended_at = Status(status), why, at
        case e.RunWaits(until=until, why=why):
            before = run.waited
            since, times = (before.since, before.times) if before else (at, 0)
            # Calls that began together end in the same trouble: that is one wait.
            again = run.waits is not None
            run.waits = run.waited = Wait(until, why, since, times if again else times + 1)
            # Asked again after it.
            run.planning = replace(run.planning, outcome=None)
            _ask_again(draft)
        case e.WaitEnded():
            run.waits = None
        case e.RunOverdue(why=why):
            run.stopping = Winding(Status.LIMIT, why, drop=True)
        case e.RunResumed(budget=budget):
            run.budget = budget or run.budget
            run.waits = run.waited = None
            if run.ended_at is not None:
                _stand(draft, at - run.ended_at)
                run.stills = (*run.stills, (run.ended_at, at))
            run.status, run.why, run.ended_at, run.stopping = Status.RUNNING, "", None, None
            run.in_the_way = ""
            run.clocks = tuple((phase, run.elapsed(at)) for phase, _ in run.clocks)
            run.planning = replace(run.planning, wrong=(), outcome=None)
            _ask_again(draft)
        case e.QuestionAsked() as asked:
            ask(draft, asked, at)
        case e.QuestionAnswered() as answered:
            answer(draft, answered, at)
        case e.QuestionWithdrawn(id=name, why=why):
            withdraw(draft, [one for one in run.questions if one.id == name], at, why)
        case e.PluginFailed(plugin=plugin, hook=hook, why=why):
            run.faults = (*run.faults, f"{plugin} at {hook}: {why}")
        case e.RemarkDismissed(remark=remark, why=why):
            run.dismissed = {**run.dismissed, remark: why}
        case e.RemarkReopened(remark=remark):
            run.dismissed = {key: why for key, why in run.dismissed.items() if key != remark}
            run.taken = {key: names for key, names in run.taken.items() if key != remark}
        case e.RemarkTaken(remark=remark, run=name):
            takers = dict.fromkeys((*run.taken.get(remark, ()), name))
            run.taken = {**run.taken, remark: tuple(takers)}
        case e.DocumentMoved(document=document):
            run.created = moved(run.created, document)
        case e.RunCreated() | e.Unknown():
            pass
        case other:
            assert_never(other)  # pyright: ignore[reportArgumentType]  # `Event` is open for tests


def _left_alone(run: Run, at: float) -> None:
    """Nobody drove it until `at`, when somebody wrote into it."""
    if not run.over:
        run.away += max(at - run.at, 0.0)
        if run.takeovers:  # the first one takes over from who created it
            run.stills = (*run.stills, (run.at, at))


def _obey(draft: RunDraft, applied: e.CommandApplied, at: float) -> None:
    """What a person's command changes by itself."""
    run = draft.run
    match applied.name:
        case "stop":
            drop = applied.how != "finish"
            run.stopping = Winding(Status.STOPPED, "stopped by a person", drop)
        case "pause":
            run.stopping = Winding(Status.PAUSED, "paused by a person")
        case "resume":
            run.stopping = None
        case "skip" if applied.task is not None:
            draft.task(applied.task, unwanted=True)
            draft.agenda.refuse(run.tasks.place(applied.task))
        case "restart":
            run.stopping = None
            restart(draft, at)
        case _:
            pass


def _stand(draft: RunDraft, seconds: float) -> None:
    """Let a time not count in which the run stood still."""
    draft.settle()
    run = draft.run
    run.paused += seconds
    for state in run.tasks.values():
        if state.attempts and state.over_at is None:
            draft.task(state.task.id, stood=state.stood + seconds)


def _tell(
    draft: RunDraft, items: tuple[str, ...], by: str, left: dict[str, str], at: float
) -> None:
    """The document shows these items as done, and cannot show those that are `left`."""
    run = draft.run
    if left or any(item in run.left for item in items):
        kept = {**run.left, **left}
        run.left = {item: why for item, why in kept.items() if item not in items}
    if by == "editor" or any(item in run.vouched for item in items):
        kept = {item: when for item, when in run.vouched.items() if item not in items}
        run.vouched = kept | dict.fromkeys(items, at) if by == "editor" else kept
    if run.agenda is not None:
        run.agenda.tell(draft.places((*items, *left)))


def _ask_again(draft: RunDraft) -> None:
    """Forget what a person was asked to see to, and reviews that ended before there was one."""
    draft.settle()
    for state in tuple(draft.run.begun()):
        if state.held is not None:
            draft.task(state.task.id, held=None)
        attempt = state.attempt
        if attempt is not None and any(review.ending.blameless for review in attempt.reviews):
            reviews = tuple(one for one in attempt.reviews if not one.ending.blameless)
            draft.attempt(state.task.id, attempt.number, reviews=reviews)


def _cut_reviews(draft: RunDraft) -> None:
    """Whatever review is under way ends without a verdict."""
    draft.settle()
    for state in tuple(draft.run.begun()):
        cut_review(draft, state.task.id)
