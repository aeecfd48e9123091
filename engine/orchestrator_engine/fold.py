"""A run is a fold over its events, in the order they were written: one case an event."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, assert_never

from orchestrator_engine import events as e
from orchestrator_engine.agenda import Agenda
from orchestrator_engine.draft import Draft
from orchestrator_engine.graph import Graph
from orchestrator_engine.persistent import Names, Numbers, Table
from orchestrator_engine.questions import Question, Settled
from orchestrator_engine.run import (
    PhaseState,
    Run,
    Status,
    TaskState,
    Wait,
    Winding,
    moved,
)
from orchestrator_engine.spending import (
    NOTHING_RESERVED,
    Amount,
    Reserve,
)

_BESIDE = (e.RemarkDismissed, e.RemarkTaken, e.DocumentMoved)
"""What may be written into a run by somebody who does not drive it."""


def fold(recorded: Iterable[e.Recorded], onto: Run | None = None) -> Run:
    """The run after these events, in the order of `seq`.

    `onto` is the run before them, and stays as it was. Raises `ValueError` when the first event of
    all is not the run's creation, or when a number is missing in the sequence.
    """
    folding = _Folding(onto) if onto is not None else None
    for record in recorded:
        if folding is None:
            if not isinstance(record.event, e.RunCreated):
                raise ValueError("a journal begins with the creation of its run")
            folding = _Folding(
                Run(
                    created=record.event,
                    started_at=record.at,
                    head=record.event.origin.base,
                    budget=record.event.settings.budget,
                )
            )
        elif record.seq != folding.run.seq + 1:
            raise ValueError(
                f"event {folding.run.seq + 1} is missing: the next one is {record.seq}"
            )
        else:
            if record.epoch != folding.run.epoch and isinstance(record.event, _BESIDE):
                folding.left_alone(record.at)
            folding.apply(record)
        folding.run.seq = record.seq
        folding.run.epoch = record.epoch
        folding.run.at = record.at
    if folding is None:
        raise ValueError("the journal is empty")
    return folding.end()


class _Folding:
    """A run that is being changed: its own copy, which nobody else sees before the end.

    What happened to a task is gathered and made one change: a long journal has much of each.
    """

    def __init__(self, before: Run) -> None:
        self.run = replace(before, agenda=before.agenda and before.agenda.copy())
        self._drafts: dict[str, Draft] = {}

    def end(self) -> Run:
        """The run, with everything in it."""
        self._settle()
        return self.run

    def left_alone(self, at: float) -> None:
        """Nobody drove it until `at`, when somebody wrote into it who does not drive it either."""
        if not self.run.over:
            self._away(at)

    def apply(self, record: e.Recorded) -> None:  # noqa: C901, PLR0912, PLR0915  # one case an event
        """What an event says, said of the run."""
        run, at = self.run, record.at
        match record.event:
            case e.RunPlanned(plan=plan):
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
                self._pay_planner(self._untold())
                draft = run.planning.draft or run.plan
                run.planning = replace(
                    run.planning, asked=number, outcome=None, reserve=reserve, draft=draft
                )
                self._set_aside(reserve)
            case e.PlanAnswered(outcome=outcome, wrong=wrong):
                self._pay_planner(Amount(outcome.usd, outcome.tokens, outcome.seconds))
                faults = (*run.planning.wrong, wrong) if wrong else run.planning.wrong
                run.planning = replace(run.planning, outcome=outcome, wrong=faults)
                if outcome.trouble is None:
                    run.waited = None
            case e.PlanApproved(by=by):
                run.planning = replace(run.planning, approved=by or "a person")
            case e.WorkerTookOver():
                self._pay_planner(self._untold())
                self._withdraw(run.questions, run.at, "the worker whose agent asked is gone")
                if not run.over:
                    self._away(at)
                    self._settle()
                    for state in tuple(run.begun()):
                        self._cut_review(state.task.id)
                run.takeovers += 1
            case e.BaselineTaken(results=results, why=why):
                run.baseline, run.in_the_way = results, why
            case e.PhaseStarted(phase=phase):
                since = run.elapsed(at)
                self._phase(phase, started_at=at, since=since)
                run.clocks = (*run.clocks, (phase, since))
                self._agenda.start(run.phases.place(phase))
            case e.AttemptStarted(task=task) as begun:
                self._draft(task).begin(begun, at)
                self._agenda.begin(run.tasks.place(task))
                run.goes += 1
                self._call(task, begun.attempt, begun.reserve)
            case e.AttemptEnded(task=task, attempt=number, outcome=outcome):
                self._withdraw(self._questions(task), at, "the agent that asked has ended")
                self._pay(task, number, Amount(outcome.usd, outcome.tokens, outcome.seconds))
                self._change(task, number, outcome=outcome)
                if outcome.trouble is None or not outcome.trouble.idle:
                    run.waited = None
                else:
                    run.goes -= 1  # it could not go anywhere
            case e.AttemptCommitted(task=task, attempt=number) as committed:
                self._change(
                    task,
                    number,
                    commit=committed.commit,
                    changes=committed.changes,
                    restored=committed.restored,
                    beyond=committed.beyond,
                )
            case e.AttemptAbandoned(task=task, attempt=number, why=why):
                self._withdraw(self._questions(task), at, "the agent that asked is gone")
                if self._draft(task).seen(number, "outcome") is None:
                    self._pay(task, number, self._untold())
                self._change(task, number, abandoned=why)
            case e.ChecksEnded(task=task, attempt=number, results=results):
                self._change(task, number, results=results)
            case e.ReviewStarted(task=task, attempt=number, reserve=reserve):
                if self._draft(task).seen(number, "reviewing"):
                    self._pay(task, number, self._untold())
                asked = self._draft(task).seen(number, "asked") + 1
                self._change(task, number, reviewing=True, asked=asked)
                self._call(task, number, reserve)
            case e.TaskReviewed(task=task, attempt=number, review=review):
                self._pay(task, number, Amount(review.usd, review.tokens, review.seconds))
                if review.trouble is None or not review.trouble.idle:
                    run.waited = None
                reviews = (*self._draft(task).seen(number, "reviews"), review)
                self._change(task, number, reviews=reviews, reviewing=False)
            case e.TaskMerged(task=task, commit=commit):
                self._task(task, merged=commit, over_at=at)
                place = run.tasks.place(task)
                self._agenda.merge(place)
                run.head = commit
                run.land(commit, place)
            case e.TaskFailed(task=task, why=why):
                self._cut_review(task)
                self._task(task, failed=why, over_at=at)
                self._agenda.lose(run.tasks.place(task))
            case e.TaskSkipped(task=task, why=why, wished=wished):
                self._skip(task, why, at, wished=wished)
            case e.RebaseChecked(task=task, attempt=number, results=results):
                self._change(task, number, rebased=results)
            case e.TaskReopened(task=task, attempt=number, why=why):
                self._change(task, number, reopened=why)
            case e.MergeHeld(task=task, why=why):
                self._task(task, held=why)
            case e.TaskReverted(task=task, commit=commit, branch=branch):
                self._take_back(task, commit, branch)
            case e.TaskRetried(task=task):
                self._settle()
                self._open(*_for_its_sake(run, task), at)
            case e.ItemsTicked(items=items, by=by, left=left):
                run.ticked = run.ticked.plus(items)
                self._tell(items, by, dict(left), at)
            case e.ItemsUnticked(items=items):
                run.ticked = run.ticked.less(items)
                run.vouched = {each: at for each, at in run.vouched.items() if each not in items}
                self._agenda.untell(self._places(items))
            case e.PhaseEnded(phase=phase, passed=passed) as ended:
                took = run.phases[phase].seconds(run.elapsed(at))
                self._phase(
                    phase,
                    took=took,
                    ended_at=at,
                    passed=passed,
                    why=ended.why,
                    results=ended.results,
                )
                run.clocks = tuple(clock for clock in run.clocks if clock[0] != phase)
                self._agenda.end(run.phases.place(phase), passed=passed)
            case e.CommandApplied() as applied:
                run.applied = run.applied.union((applied.command,))
                if not applied.why:
                    self._obey(applied, at)
            case e.RunEnded(status=status, why=why):
                self._pay_planner(self._untold())
                self._withdraw(run.questions, at, "the run has ended")
                self._settle()
                for state in tuple(run.begun()):
                    self._cut_review(state.task.id)
                run.status, run.why, run.ended_at = Status(status), why, at
            case e.RunWaits(until=until, why=why):
                before = run.waited
                since, times = (before.since, before.times) if before else (at, 0)
                # Calls that began together end in the same trouble: that is one wait.
                again = run.waits is not None
                run.waits = run.waited = Wait(until, why, since, times if again else times + 1)
                # Asked again after it.
                run.planning = replace(run.planning, outcome=None)
                self._settle()
                for state in tuple(run.begun()):
                    self._ask_again(state)
            case e.WaitEnded():
                run.waits = None
            case e.RunOverdue(why=why):
                run.stopping = Winding(Status.LIMIT, why, drop=True)
            case e.RunResumed(budget=budget):
                run.budget = budget or run.budget
                run.waits = run.waited = None
                if run.ended_at is not None:
                    self._stand(at - run.ended_at)
                    run.stills = (*run.stills, (run.ended_at, at))
                run.status, run.why, run.ended_at, run.stopping = Status.RUNNING, "", None, None
                run.in_the_way = ""
                run.clocks = tuple((phase, run.elapsed(at)) for phase, _ in run.clocks)
                run.planning = replace(run.planning, wrong=(), outcome=None)
                self._settle()
                for state in tuple(run.begun()):
                    self._ask_again(state)
            case e.QuestionAsked() as asked:
                run.asked += 1
                run.thinking = at if run.thinking is None else run.thinking
                run.questions = (*run.questions, _question(asked, at))
                self._change(asked.task, asked.attempt, asking=self._asking(asked.task))
            case e.QuestionAnswered() as answered:
                self._answer(answered, at)
            case e.QuestionWithdrawn(id=name, why=why):
                self._withdraw([one for one in run.questions if one.id == name], at, why)
            case e.PluginFailed(plugin=plugin, hook=hook, why=why):
                run.faults = (*run.faults, f"{plugin} at {hook}: {why}")
            case e.RemarkDismissed(remark=remark, why=why):
                run.dismissed = {**run.dismissed, remark: why}
            case e.RemarkTaken(remark=remark, run=name):
                run.taken = {**run.taken, remark: name}
            case e.DocumentMoved(document=document):
                run.created = moved(run.created, document)
            case e.RunCreated() | e.Unknown():
                pass
            case other:
                assert_never(other)  # pyright: ignore[reportArgumentType]  # `Event` is open for tests

    @property
    def _agenda(self) -> Agenda:
        """The agenda of a run that has a plan, ready to be changed."""
        if self.run.agenda is None:
            raise ValueError("something was done before there was a plan")
        return self.run.agenda

    def _questions(self, task: str) -> list[Question]:
        return [one for one in self.run.questions if one.task == task]

    def _asking(self, task: str) -> float | None:
        """Since when a task waits for an answer, if it does."""
        return min((one.at for one in self._questions(task)), default=None)

    def _answer(self, answered: e.QuestionAnswered, at: float) -> None:
        """An answer to a question that is open; there is none to any other."""
        run = self.run
        question = next((one for one in run.questions if one.id == answered.id), None)
        if question is None:
            raise ValueError(f"there is no open question {answered.id}")
        remember = answered.allow and answered.remember
        how = Settled(answered.allow, remember, answered.by, answered.message)
        run.unheard = None if answered.by else at
        if answered.allow:
            draft = self._draft(question.task)
            allowed = (*draft.seen(question.attempt, "allowed"), question.title)
            draft.change(question.attempt, {"allowed": allowed})
        if remember:
            run.allowed = {**run.allowed, question.key: question.title}
        self._close(question, how, at)

    def _withdraw(self, questions: Iterable[Question], at: float, why: str) -> None:
        for question in questions:
            self._close(question, Settled(allow=False, message=why, withdrawn=True), at)

    def _close(self, question: Question, how: Settled, at: float) -> None:
        """Let a question be open no more, and the time since it was asked not count."""
        run = self.run
        begun = self._draft(question.task).seen(question.attempt, "asking")
        run.settled = {**run.settled, question.id: how}
        run.questions = tuple(one for one in run.questions if one.id != question.id)
        since = self._asking(question.task)
        self._change(question.task, question.attempt, asking=since)
        if since is None:
            stood = self._state(question.task).stood + max(at - begun, 0.0)
            self._task(question.task, stood=stood)
        if not run.questions and run.thinking is not None:
            run.paused += max(at - run.thinking, 0.0)
            run.thinking = None

    def _obey(self, applied: e.CommandApplied, at: float) -> None:
        """What a person's command changes by itself."""
        run = self.run
        match applied.name:
            case "stop":
                drop = applied.how != "finish"
                run.stopping = Winding(Status.STOPPED, "stopped by a person", drop)
            case "pause":
                run.stopping = Winding(Status.PAUSED, "paused by a person")
            case "resume":
                run.stopping = None
            case "skip" if applied.task is not None:
                self._task(applied.task, unwanted=True)
                self._agenda.refuse(run.tasks.place(applied.task))
            case "restart":
                run.stopping = None
                self._settle()
                agenda = self._agenda
                stopped = (one for one in agenda.lost if not run.tasks.at(one).wished)
                self._open(Numbers(stopped), agenda.failed, at)
            case _:
                pass

    def _skip(self, task: str, why: str, at: float, *, wished: bool) -> None:
        self._cut_review(task)
        state = self._state(task)
        if state.why:
            self._settle()
            # Nobody waits for it any more: what its failure ended may go on.
            self._open(*_for_its_sake(self.run, task), at)
        self._task(task, skipped=why, over_at=at, unwanted=state.unwanted, wished=wished)
        self._agenda.lose(self.run.tasks.place(task))

    def _stand(self, seconds: float) -> None:
        """Let a time not count in which the run stood still."""
        self._settle()
        run = self.run
        run.paused += seconds
        for state in run.tasks.values():
            if state.attempts and state.over_at is None:
                self._task(state.task.id, stood=state.stood + seconds)

    def _away(self, at: float) -> None:
        """Nobody drove the run since it was last heard of."""
        run = self.run
        run.away += max(at - run.at, 0.0)
        if run.takeovers:  # the first one takes over from who created it
            run.stills = (*run.stills, (run.at, at))

    def _open(self, tasks: Numbers, phases: Numbers, at: float) -> None:
        """Make tasks that are lost and phases that ended wait again, with all their rounds."""
        self._settle()
        run = self.run
        # While the run stands still, that time is not the task's anyway.
        until = at if run.ended_at is None else run.ended_at
        for place in tasks:
            state = run.tasks.at(place)
            idle = 0.0 if state.over_at is None else max(until - state.over_at, 0.0)
            self._task(
                state.task.id,
                stood=state.stood + idle,
                failed=None,
                skipped=None,
                over_at=None,
                unwanted=False,
                wished=False,
                reverted=None,
                earlier=len(state.attempts),
                forgiven=state.spending,
            )
        for place in phases:
            state, elapsed = run.phases.at(place), run.elapsed(at)
            phase = state.phase.id
            since = None if state.took is None else elapsed - state.took
            self._phase(
                phase, since=since, took=None, ended_at=None, passed=None, why="", results=()
            )
            run.clocks = (*(one for one in run.clocks if one[0] != phase), (phase, elapsed))
        run.agenda = self._agenda.reopen(tasks, phases)

    def _tell(self, items: tuple[str, ...], by: str, left: dict[str, str], at: float) -> None:
        run = self.run
        if left or any(item in run.left for item in items):
            kept = {**run.left, **left}
            run.left = {item: why for item, why in kept.items() if item not in items}
        if by == "editor" or any(item in run.vouched for item in items):
            kept = {item: when for item, when in run.vouched.items() if item not in items}
            run.vouched = kept | dict.fromkeys(items, at) if by == "editor" else kept
        if run.agenda is not None:
            run.agenda.tell(self._places((*items, *left)))

    def _places(self, items: tuple[str, ...]) -> Numbers:
        places = self._agenda.graph.items
        return Numbers(places[item] for item in items if item in places)

    def _take_back(self, task: str, commit: str, branch: str) -> None:
        """On the run's own branch nothing of the task is left; on another one it is still there."""
        self._task(task, reverted=commit)
        if branch == self.run.created.branch:
            why = "a person took it back"
            self._task(task, merged=None, skipped=why, unwanted=True, wished=True)
            self.run.agenda = self._agenda.take_back(self.run.tasks.place(task))
            self.run.head = commit
            if self.run.over and self.run.plan is not None:
                label = self.run.plan.label(self._state(task).task)
                self.run.why = f"{self.run.why}; since then a person took {label} back"

    def _untold(self) -> Amount:
        """Something had begun, and nobody will ever say what it cost."""
        return Amount(0.0, 0) if self.run.rehearsal else Amount(None, None)

    def _call(self, task: str, number: int, reserve: Reserve) -> None:
        """A call of an agent begins."""
        self._change(task, number, reserve=reserve)
        self._set_aside(reserve)

    def _set_aside(self, reserve: Reserve) -> None:
        held = self.run.reserved
        if reserve != NOTHING_RESERVED:
            self.run.reserved = Reserve(
                (held.nanos or 0) + (reserve.nanos or 0), (held.tokens or 0) + (reserve.tokens or 0)
            )

    def _pay_planner(self, amount: Amount) -> None:
        """The planner's call is over, if there is one."""
        run = self.run
        reserve = run.planning.reserve
        if reserve is None:
            return
        run.planning = replace(run.planning, reserve=None)
        run.reserved = run.reserved.less(reserve) if reserve != NOTHING_RESERVED else run.reserved
        run.spending = run.spending.plus(amount, reserve)

    def _pay(self, task: str, number: int, amount: Amount) -> None:
        """A call of an agent is over, and what was set aside for it is free again."""
        draft = self._draft(task)
        reserve: Reserve = draft.seen(number, "reserve")
        if reserve != NOTHING_RESERVED:
            draft.change(number, {"reserve": NOTHING_RESERVED})
            held = self.run.reserved
            self.run.reserved = Reserve(
                (held.nanos or 0) - (reserve.nanos or 0), (held.tokens or 0) - (reserve.tokens or 0)
            )
        self.run.spending = self.run.spending.plus(amount, reserve)
        draft.fields["spending"] = draft.spending.plus(amount, reserve)

    def _cut_review(self, task: str) -> None:
        attempt = self._state(task).attempt
        if attempt is not None and attempt.reviewing:
            self._pay(task, attempt.number, self._untold())
            self._change(task, attempt.number, reviewing=False)

    def _ask_again(self, state: TaskState) -> None:
        """Forget what a person was asked to see to, and reviews that ended before there was one."""
        if state.held is not None:
            self._task(state.task.id, held=None)
        attempt = state.attempt
        if attempt is not None and any(review.ending.blameless for review in attempt.reviews):
            reviews = tuple(one for one in attempt.reviews if not one.ending.blameless)
            self._change(state.task.id, attempt.number, reviews=reviews)

    def _phase(self, phase: str, **fields: Any) -> None:  # noqa: ANN401  # fields of `PhaseState`
        run = self.run
        run.phases = run.phases.changed({phase: replace(run.phases[phase], **fields)})

    def _task(self, task: str, **fields: Any) -> None:  # noqa: ANN401  # fields of `TaskState`
        self._draft(task).fields.update(fields)

    def _change(self, task: str, number: int, **fields: Any) -> None:  # noqa: ANN401  # of `Attempt`
        self._draft(task).change(number, fields)

    def _draft(self, task: str) -> "Draft":
        draft = self._drafts.get(task)
        if draft is None:
            draft = self._drafts[task] = Draft(self.run.tasks[task])
        return draft

    def _settle(self) -> None:
        """Make the changes that were gathered."""
        done = {task: draft.done() for task, draft in self._drafts.items()}
        self._drafts = {}
        self.run.tasks = self.run.tasks.changed(done)

    def _state(self, task: str) -> TaskState:
        if task in self._drafts:
            self._settle()
        return self.run.tasks[task]


def _question(asked: e.QuestionAsked, at: float) -> Question:
    return Question(
        asked.id,
        asked.task,
        asked.attempt,
        asked.tool,
        asked.title,
        asked.input,
        asked.diff,
        asked.paths,
        asked.key,
        at,
    )


def _for_its_sake(run: Run, task: str) -> tuple[Numbers, Numbers]:
    """The tasks and phases that are open again when a task is: itself, and what it stopped."""
    agenda = run.agenda
    assert agenda is not None
    graph = agenda.graph
    tasks, phases = Numbers(), Numbers()
    waiting = [run.tasks.place(task)]
    while waiting:
        place = waiting.pop()
        if place in tasks:
            continue
        tasks = tasks.plus(place)
        more = [*graph.behind[place]]
        ended = [graph.phase_of[place]]
        while ended:
            phase = ended.pop()
            if phase in phases or (phase not in agenda.failed and phase not in agenda.passed):
                continue
            phases = phases.plus(phase)
            barred = [one for one in graph.gated[phase] if one not in agenda.started]
            ended += barred
            more += [one for gated in barred for one in graph.members[gated]]
        waiting += [one for one in more if _was_stopped(run.tasks.at(one))]
    return tasks, phases


def _was_stopped(state: TaskState) -> bool:
    """Whether it was skipped for the sake of something else."""
    return state.skipped is not None and not state.unwanted
