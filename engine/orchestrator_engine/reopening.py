"""What will not be done, or not be kept, and what waits again with all its rounds."""

from orchestrator_engine.paying import cut_review
from orchestrator_engine.persistent import Numbers
from orchestrator_engine.run import Run, TaskState
from orchestrator_engine.run_draft import RunDraft


def retry(draft: RunDraft, task: str, at: float) -> None:
    """A task waits again, and so does what was stopped for its sake."""
    draft.settle()
    _open(draft, *_for_its_sake(draft.run, task), at)


def restart(draft: RunDraft, at: float) -> None:
    """All that is lost waits again, but for what a person did not want."""
    draft.settle()
    run, agenda = draft.run, draft.agenda
    stopped = (one for one in agenda.lost if not run.tasks.at(one).wished)
    _open(draft, Numbers(stopped), agenda.failed, at)


def skip(draft: RunDraft, task: str, why: str, at: float, *, wished: bool) -> None:
    """A task will not be done; where it had failed, what its failure ended may go on."""
    cut_review(draft, task)
    state = draft.state(task)
    if state.why:
        retry(draft, task, at)
    draft.task(task, skipped=why, over_at=at, unwanted=state.unwanted, wished=wished)
    draft.agenda.lose(draft.run.tasks.place(task))


def take_back(draft: RunDraft, task: str, commit: str, branch: str) -> None:
    """On the run's own branch nothing of the task is left; on another one it is still there."""
    run = draft.run
    draft.task(task, reverted=commit)
    if branch == run.created.branch:
        why = "a person took it back"
        draft.task(task, merged=None, skipped=why, unwanted=True, wished=True)
        run.agenda = draft.agenda.take_back(run.tasks.place(task))
        run.head = commit
        if run.over and run.plan is not None:
            label = run.plan.label(draft.state(task).task)
            run.why = f"{run.why}; since then a person took {label} back"


def _open(draft: RunDraft, tasks: Numbers, phases: Numbers, at: float) -> None:
    """Make tasks that are lost and phases that ended wait again, with all their rounds."""
    run = draft.run
    # While the run stands still, that time is not the task's anyway.
    until = at if run.ended_at is None else run.ended_at
    for place in tasks:
        state = run.tasks.at(place)
        idle = 0.0 if state.over_at is None else max(until - state.over_at, 0.0)
        draft.task(
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
        # What lies between its end and another try is no time of its own.
        since = None if state.took is None else elapsed - state.took
        draft.phase(phase, since=since, took=None, ended_at=None, passed=None, why="", results=())
        run.clocks = (*(one for one in run.clocks if one[0] != phase), (phase, elapsed))
    run.agenda = draft.agenda.reopen(tasks, phases)


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
