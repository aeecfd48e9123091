"""What to do next: a pure function of a run.

The worker does what `decide` says and appends what happened; it has no opinions of its own.
"""

from collections.abc import Iterator

from orchestrator_engine import bad_luck, budget, waiting
from orchestrator_engine.actions import (
    Action,
    AskPlan,
    AskReview,
    End,
    FailPhase,
    FailTask,
    PutOff,
    SkipTask,
    StandBack,
    StartAttempt,
    StartPhase,
    TakeBaseline,
    TickItems,
    ValidatePhase,
)
from orchestrator_engine.agenda import Agenda
from orchestrator_engine.attempt import Role
from orchestrator_engine.budget import Today
from orchestrator_engine.faults import brief
from orchestrator_engine.next_step import next_step
from orchestrator_engine.persistent import Numbers
from orchestrator_engine.reacting import end_of_run, worth_repeating
from orchestrator_engine.run import Run, Stage, Status, Winding
from orchestrator_engine.settings import PLANS
from orchestrator_engine.wording import count, listed

NOBODY_ELSE = Today()

SKIPPED = "skipped by a person"
"""Why a task is skipped that a person does not want."""

PLAN_READY = "the plan is ready, and waits for your yes"
"""Why a run pauses whose plan an agent made."""

_WAS = {Stage.FAILED: "failed", Stage.SKIPPED: "was skipped"}


def decide(
    run: Run, busy: frozenset[str] = frozenset(), today: Today = NOBODY_ELSE
) -> tuple[Action, ...]:
    """What to begin now, given the subjects that are `busy`; nothing when there is only to wait.

    Looks at what the agenda has, and never through the plan.
    """
    if run.over or run.agenda is None:
        return ()
    if run.stopping is not None:
        return _wind_down(run, run.stopping, busy, today)
    if (first := _before_anything(run, run.agenda, busy, today)) is not None:
        return first
    actions = (
        *_tick(run, run.agenda, busy),
        *_phases(run, run.agenda, busy),
        *_tasks(run, run.agenda, busy),
    )
    end = next((action for action in actions if isinstance(action, End)), None)
    if end is not None:
        return _close(run, run.agenda, busy, end)
    if not actions and not busy:
        return (_end(run, run.agenda),)
    allowed, reached = _within_budget(run, actions, today)
    if reached is not None and not allowed and not busy:
        waits = isinstance(reached, StandBack) and run.waits is not None
        allowed = () if waits else (reached,)
    return allowed


def _within_budget(
    run: Run, actions: tuple[Action, ...], today: Today
) -> tuple[tuple[Action, ...], StandBack | End | None]:
    """Without the calls of agents that nobody allows now, and what to do where that leaves nothing.

    What is paid for is still finished.
    """
    allowed: list[Action] = []
    reached: StandBack | End | None = None
    waits = run.waits is not None or any(
        isinstance(action, PutOff) and action.trouble.passes for action in actions
    )
    for action in actions:
        if isinstance(action, StartAttempt | AskReview):
            go = isinstance(action, StartAttempt)
            why = budget.task_refusal(run, action.task, go=go)
            if why is not None:
                allowed.append(FailTask(action.task, why))
                continue
            why = budget.refusal(run, today, go=go)
            if why is not None and reached is None:
                held = budget.others_hold(run, today, go=go)
                reached = End(Status.LIMIT, why) if held is None else StandBack(held)
            if why is not None or waits:
                continue
        allowed.append(action)
    return tuple(allowed), reached


def _before_anything(
    run: Run, agenda: Agenda, busy: frozenset[str], today: Today
) -> tuple[Action, ...] | None:
    """What comes before the first task: a look at the project, while nothing has been paid.

    And before any other, whether the agent is away for longer than anybody wants to wait.
    """
    too_long = waiting.too_long(run)
    if too_long is not None:
        return _close(run, agenda, busy, End(Status.PAUSED, too_long))
    wanted = run.created.settings.baseline and run.baseline is None and not agenda.started
    if wanted and run.plan is not None and run.plan.checks:
        return () if TakeBaseline.subject in busy else (TakeBaseline(run.head),)
    if run.in_the_way:
        return _close(run, agenda, busy, End(Status.PAUSED, run.in_the_way))
    if run.created.settings.planner and not run.planning.done and not agenda.started:
        return () if busy or run.waits is not None else (_plan(run, today),)
    if run.plan_ready:
        return _close(run, agenda, busy, End(Status.PAUSED, PLAN_READY))
    return None


def _plan(run: Run, today: Today) -> Action:
    """Have a plan made, before anything is begun; it is sent back at most twice."""
    planning = run.planning
    outcome = planning.outcome
    if outcome is not None and outcome.status.blameless:
        case = bad_luck.met(outcome.status, outcome.trouble)
        why = case.words(outcome.why or outcome.status, "the planner")
        trouble = worth_repeating(run, case)
        if trouble is not None and trouble.passes:
            return PutOff(AskPlan.subject, None, trouble, outcome.until, why)
        return end_of_run(case, why) or End(Status.PAUSED, why)
    if len(planning.wrong) >= PLANS:
        return End(
            Status.PAUSED,
            f"no plan of {PLANS} could be carried out, and the last one has this wrong: "
            f"{brief(planning.wrong[-1])}; without an agent's plan, each item is a task",
        )
    refused = budget.refusal(run, today, go=False)
    if refused is not None:
        held = budget.others_hold(run, today, go=False)
        return End(Status.LIMIT, refused) if held is None else StandBack(held)
    wrong = planning.wrong[-1] if planning.wrong else ()
    return AskPlan(planning.asked + 1, len(planning.wrong) + 1, wrong)


def _wind_down(
    run: Run, winding: Winding, busy: frozenset[str], today: Today
) -> tuple[Action, ...]:
    """Come to the end that a person wants: what is under way is finished, unless it is dropped."""
    assert run.agenda is not None
    if not winding.drop:
        under_way = tuple(_go_on(run, run.agenda, busy, winding=True))
        finishing, _ = _within_budget(run, under_way, today)
        if finishing:
            return (*_tick(run, run.agenda, busy), *finishing)
    everything = len(run.agenda.passed) + len(run.agenda.failed) == len(run.phases)
    # Who asks for an end when all is done is told how it came out.
    end = _end(run, run.agenda) if everything else End(winding.status, winding.why)
    return _close(run, run.agenda, busy, end)


def _close(run: Run, agenda: Agenda, busy: frozenset[str], end: End) -> tuple[Action, ...]:
    """Begin nothing new, let what is under way end, show what is done, and then end the run."""
    return tuple(_tick(run, agenda, busy)) or (() if busy else (end,))


def _tick(run: Run, agenda: Agenda, busy: frozenset[str]) -> Iterator[Action]:
    if agenda.untold and run.created.settings.write_statuses and "document" not in busy:
        assert run.plan is not None
        yield TickItems(tuple(run.plan.items[place].handle for place in agenda.untold))


def _phases(run: Run, agenda: Agenda, busy: frozenset[str]) -> Iterator[Action]:
    for place in agenda.open_:
        yield StartPhase(run.phases.at(place).phase.id)
    for place in agenda.done:
        validate = ValidatePhase(run.phases.at(place).phase.id)
        if validate.subject not in busy:
            yield validate
    for place in agenda.barred:
        yield FailPhase(run.phases.at(place).phase.id, _barrier(run, agenda, place))


def _barrier(run: Run, agenda: Agenda, phase: int) -> str:
    gate = next(gate for gate in agenda.graph.gates[phase] if gate in agenda.failed)
    return f"phase “{run.phases.at(gate).phase.title}” failed"


def _tasks(run: Run, agenda: Agenda, busy: frozenset[str]) -> Iterator[Action]:
    """The next step of every task: work under way comes before work not begun."""
    for place in agenda.unwanted | agenda.doomed:
        state = run.tasks.at(place)
        if state.task.id in busy:
            continue
        if state.unwanted:
            yield SkipTask(state.task.id, SKIPPED, wished=True)
        else:
            yield _doom(run, agenda, place)
    free = _free(run, busy)
    for step in _go_on(run, agenda, busy):
        free -= not isinstance(step, FailTask | End)
        yield step
    yield from _begin(run, agenda, busy, free)


def _free(run: Run, busy: frozenset[str]) -> int:
    """How many more tasks may be worked on at once."""
    return run.created.settings.max_concurrent_agents - len(busy & run.tasks.keys())


def _go_on(
    run: Run, agenda: Agenda, busy: frozenset[str], *, winding: bool = False
) -> Iterator[Action]:
    """The next steps of work under way. Giving up and ending take no agent; all else does.

    While the run is `winding` down an attempt is finished, and no other one begun.
    """
    free = _free(run, busy)
    for place in agenda.begun - agenda.unwanted - agenda.doomed:
        state = run.tasks.at(place)
        step = None if state.task.id in busy else next_step(run, state)
        if step is None or (winding and isinstance(step, StartAttempt | End)):
            continue
        if isinstance(step, FailTask | End):
            yield step
        elif free > 0:
            free -= 1
            yield step


def _begin(run: Run, agenda: Agenda, busy: frozenset[str], free: int) -> Iterator[Action]:
    """Begin tasks in the order of the plan, of those that touch the same files one at a time."""
    # One that is busy may wait for its turn to start an agent, and nothing of it is told yet.
    taken = Numbers(run.tasks.place(task) for task in busy & run.tasks.keys())
    ready = agenda.ready - agenda.unwanted - taken
    for place in agenda.begun | taken:
        ready -= agenda.graph.rivals(place)
    while ready and free > 0:
        free -= 1
        place = ready.first()
        ready = ready.minus(place) - agenda.graph.rivals(place)
        state = run.tasks.at(place)
        number = len(state.attempts) + 1
        yield StartAttempt(state.task.id, number, 1, Role.WORKER, run.head, ())


def _doom(run: Run, agenda: Agenda, place: int) -> Action:
    """Skip a task for what it waits for; it is said of the first thing that was not wished."""
    graph = agenda.graph
    state = run.tasks.at(place)
    lost = [run.tasks.at(one) for one in graph.before[place] if one in agenda.lost]
    if not lost:
        return SkipTask(state.task.id, _barrier(run, agenda, graph.phase_of[place]))
    other = next((one for one in lost if not one.wished), lost[0])
    assert run.plan is not None
    label = run.plan.label(other.task)
    why = f"it waits for {label}, which {_WAS[other.stage]}"
    return SkipTask(state.task.id, why, wished=other.wished)


def _end(run: Run, agenda: Agenda) -> End:
    """The end of a run in which nothing is left to do."""
    assert run.plan is not None
    if agenda.failed:
        state = run.phases.at(agenda.failed.first())
        others = len(agenda.failed) - 1
        more = f" (and {count(others, 'other phase')} did not pass either)" if others else ""
        return End(Status.FAILED, f"phase “{state.phase.title}” did not pass: {state.why}{more}")
    all_tasks, merged = len(run.tasks), len(agenda.merged)
    if len(agenda.passed) < len(run.phases) or merged + len(agenda.lost) < all_tasks:
        return End(Status.FAILED, "nothing can be done any more, and the plan is not finished")
    if not merged:
        return End(Status.FAILED, "nothing was done: every task was skipped by a person")
    if not agenda.lost:
        every = "the only task is" if merged == 1 else f"all {merged} tasks are"
        return End(Status.COMPLETED, f"{every} merged and every phase passed")
    names = listed([run.plan.label(run.tasks.at(place).task) for place in agenda.lost])
    done = f"{merged} of {all_tasks} tasks merged and every phase passed"
    return End(Status.COMPLETED, f"{done}; left out by a person: {names}")
