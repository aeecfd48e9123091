"""What the worker does about a run by writing alone, and what it cuts short: pure functions."""

from collections.abc import Iterable, Iterator

from orchestrator_engine import actions as a
from orchestrator_engine import events as e
from orchestrator_engine.recover import abandon
from orchestrator_engine.run import Run

STOPPED = "the run was stopped"
SKIPPED = "the task is to be skipped"
RESTARTED = "the run was restarted"


def outright(action: a.Action, run: Run) -> tuple[e.Event, ...]:
    """The events of an action that is only written down; none for one that a room carries out."""
    match action:
        case a.StartPhase(phase=phase):
            return (e.PhaseStarted(phase),)
        case a.FailTask(task=task, why=why):
            return (e.TaskFailed(task, why),)
        case a.SkipTask(task=task, why=why, wished=wished):
            cut = (each for each in abandon(run, frozenset(), SKIPPED) if each.task == task)
            return (*cut, e.TaskSkipped(task, why, wished))
        case a.FailPhase(phase=phase, why=why):
            return (e.PhaseEnded(phase, passed=False, why=why, results=()),)
        case a.End(status=status, why=why):
            return (*abandon(run, frozenset(), STOPPED), e.RunEnded(status, why))
        case _:
            return ()


def begun_again(run: Run) -> tuple[e.Event, ...]:
    """The events of a restart, once nothing is under way any more."""
    return tuple(abandon(run, frozenset(), RESTARTED))


def cut_short(run: Run, busy: Iterable[a.Action], *, restarting: bool) -> Iterator[a.Action]:
    """The actions under way that are not to be waited for."""
    for action in busy:
        if isinstance(action, a.TickItems):
            # It is short, and a stopped run's document tells the truth too.
            continue
        dropped = restarting or (run.stopping is not None and run.stopping.drop)
        held = run.stopping is not None or run.waits is not None
        if dropped or (held and _awaits_its_turn(run, action)) or _is_moot(run, action):
            yield action


def _awaits_its_turn(run: Run, action: a.Action) -> bool:
    """Whether it is an attempt whose agent has not been started yet."""
    return isinstance(action, a.StartAttempt) and (
        len(run.tasks[action.task].attempts) < action.attempt
    )


def _is_moot(run: Run, action: a.Action) -> bool:
    """Whether it is about a task that a person wants skipped, or a phase that is open again."""
    if isinstance(action, a.ValidatePhase):
        return run.agenda is None or run.phases.place(action.phase) not in run.agenda.done
    state = run.tasks.get(action.subject)
    return state is not None and state.unwanted
