"""Steering runs: pause, go on, begin again, and single tasks tried again, left out, taken back.

What lets agents work, or takes something away, is done after a yes only.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from orchestrator_engine import api
from orchestrator_engine.errors import NotDone
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Stage, Status, TaskState
from orchestrator_engine.wording import count, listed, task_name
from orchestrator_server import states
from orchestrator_server.arguments import Arguments
from orchestrator_server.offers import Deed
from orchestrator_server.session import Session
from orchestrator_server.targets import Target, target_of, tasks_of

Steer = Callable[[Session, Target, Arguments], Awaitable[None]]

_TRY, _LEAVE, _TAKE, _AGAIN = "Try again", "Leave it out", "Take it back", "Begin again"
_YES = "Carry it out"

_SHOWN = 6
"""Tasks of a plan that a question names."""


async def stop(session: Session, target: Target, arguments: Arguments) -> None:
    """Stop a live run."""
    if target.glimpse.live:
        await session.engine.stop(target.glimpse.folder, arguments.how)
    else:
        session.editor.inform("No run of this document is going on.")


async def pause(session: Session, target: Target, _arguments: Arguments) -> None:
    """Let a run come to a rest."""
    if not target.glimpse.live:
        session.editor.inform(f"{target.run.title} is not going on.")
        return
    await session.starting.obey(target.glimpse.folder, "pause")
    session.editor.inform(
        f"{target.run.title}: nothing new is begun. What is under way is finished, and then the "
        "run is paused."
    )


async def restart(session: Session, target: Target, _arguments: Arguments) -> None:
    """Begin what is under way again, and try again what failed."""
    run = target.run
    if run.status is Status.COMPLETED:
        session.editor.inform(f"{run.title} is completed: there is nothing to begin again.")
        return
    question = (
        f"Begin again what is under way in {run.title}, and try again what failed: "
        f"{states.resumption(run)}, and stays. {_costs(target)}"
    )
    await _agree(session, target, "begin again", question, _AGAIN, "restart", None)


async def approve(session: Session, target: Target, arguments: Arguments) -> None:
    """Say yes to the plan of an agent, which is shown beside the question."""
    folder, run = target.glimpse.folder, target.run
    if not run.plan_ready:
        session.editor.inform(f"{run.title} has no plan that waits for a yes.")
        return
    waiting = await session.starting.work(lambda: api.waiting_plan(folder))
    if arguments.number not in (None, waiting.number):
        session.editor.inform(f"{run.title} has another plan by now. Look at it first.")
        return
    if folder.plan.exists():
        await session.editor.show(folder.plan)
    tasks = [*waiting.plan.tasks()]
    size = f"{count(len(tasks), 'task')} in {count(len(waiting.plan.phases), 'phase')}"
    named = listed([task.title for task in tasks], _SHOWN)
    edited = " as you edited it" if waiting.text else ""
    question = (
        f"Carry out the plan of {run.title}{edited}: {size} ({named})? All of it is in "
        f"{folder.plan}; what you save there counts. {_costs(target)}"
    )

    async def do() -> str:
        await session.starting.work(partial(_say_yes, folder, waiting.number, session.answering.by))
        _follow(session, target)
        return folder.id

    await session.starting.agree(Deed(target.uri, "carry out the plan", question, _YES, do))


def _say_yes(folder: RunFolder, number: int, by: str) -> None:
    # Read once more: they may have saved the plan while they were asked.
    waiting = api.waiting_plan(folder)
    if waiting.number != number:
        raise NotDone("the plan is another one by now", "Look at it first, then say yes to it.")
    api.approve_plan(waiting, by)


async def retry(session: Session, target: Target, arguments: Arguments) -> None:
    """Have tasks tried again that failed or were skipped."""
    failed = (Stage.FAILED, Stage.SKIPPED)
    tasks = _wanted(session, target, arguments, failed, "There is nothing to try again")
    if not tasks:
        return
    names = _names(target, tasks)
    why = f" It {tasks[0].stage}: {tasks[0].why}." if len(tasks) == 1 and tasks[0].why else ""
    question = f"Try {names} again?{why} {_costs(target)}"
    await _agree(session, target, f"try {names} again", question, _TRY, "retry", tasks)


async def skip(session: Session, target: Target, arguments: Arguments) -> None:
    """Leave tasks out, with what waits for them."""
    left = tuple(stage for stage in Stage if stage is not Stage.MERGED)
    tasks = _wanted(session, target, arguments, left, "There is nothing to leave out")
    if not tasks:
        return
    names = _names(target, tasks)
    goes_on = "" if target.glimpse.live else " The run goes on for the rest."
    question = f"Leave {names} out of the run, with what waits for it?{goes_on}"
    await _agree(session, target, f"leave {names} out", question, _LEAVE, "skip", tasks)


async def revert(session: Session, target: Target, arguments: Arguments) -> None:
    """Take a task back by a commit of its own; says first what builds on it."""
    tasks = _wanted(
        session, target, arguments, (Stage.MERGED,), "There is nothing that could be taken back"
    )
    if not tasks:
        return
    state, names = tasks[-1], _names(target, tasks[-1:])
    argv = api.revert_argv(target.glimpse.folder, state.task.id)
    looked = await session.starting.program([*argv, "--dry-run"])
    built = [f"{one['task']} ({one['why']})" for one in looked.get("built_on_it", ())]
    builds = f" It stays what builds on it: {listed(built)}." if built else ""
    question = f"Take {names} back, by a commit on the branch {looked.get('branch')}?{builds}"

    async def do() -> None:
        done = await session.starting.program(argv)
        await _open_again(session, target, state)
        merged = f" Merge it: git merge {done['branch']}" if done.get("merged_by_you") else ""
        session.editor.inform(
            f"{names} is taken back: commit {str(done.get('commit'))[:10]} on the branch "
            f"{done.get('branch')}.{merged}"
        )
        session.editor.redraw.changed(target.glimpse.folder.id)

    await session.starting.agree(Deed(target.uri, f"take {names} back", question, _TAKE, do))


async def steered(session: Session, arguments: Arguments, steer: Steer) -> None:
    """Find the run, then do it."""
    target = await target_of(session, arguments)
    if target is not None:
        await steer(session, target, arguments)


async def _agree(  # noqa: PLR0913, PLR0917  # all that is asked and done
    session: Session,
    target: Target,
    words: str,
    question: str,
    yes: str,
    command: str,
    tasks: list[TaskState] | None,
) -> None:
    """Have the run obey on a yes, task by task, and follow it from then on."""
    folder = target.glimpse.folder

    async def do() -> str:
        for task in [None] if tasks is None else [one.task.id for one in tasks]:
            await session.starting.obey(folder, command, task)
        _follow(session, target)
        return folder.id

    await session.starting.agree(Deed(target.uri, words, question, yes, do))


def _follow(session: Session, target: Target) -> None:
    run = target.glimpse.folder.id
    session.runs.want(run)
    uri = session.feed.following(run)
    if uri is not None:
        session.feed.expect(uri, run, target.run.ended_at)


async def _open_again(session: Session, target: Target, state: TaskState) -> None:
    """Untick the items of a task in the editor, which the engine leaves to us while it is open."""
    document = session.document(session.feed.following(target.glimpse.folder.id))
    plan = target.run.plan
    if document is None or plan is None or not session.client.edits:
        return
    analysis, places = session.analysis(document), session.places(document)
    edits = [
        places.edit(edit)
        for planned in plan.items_of(state.task)
        if (item := analysis.find(planned.handle, planned.title)) is not None
        for edit in analysis.untick(item.handle)
    ]
    if edits:
        label = "Open again what was taken back"
        await session.editor.edit(document.uri, document.version, label, edits)


def _wanted(
    session: Session,
    target: Target,
    arguments: Arguments,
    stages: tuple[Stage, ...],
    nothing: str,
) -> list[TaskState]:
    """The tasks that are meant and stand so; without any named, all of them that do."""
    named = tasks_of(target.run, arguments)
    found = [one for one in named or target.run.tasks.values() if one.stage in stages]
    if not named and len(found) > 1:
        names = listed([task_name(target.run, one.task.id) for one in found], 5)
        session.editor.inform(f"Put the cursor on the item that you mean: {names}.")
        return []
    if not found:
        stand = f": {_names(target, named)} is {named[0].stage}" if named else ""
        session.editor.inform(f"{nothing}{stand}.")
    return found


def _names(target: Target, tasks: list[TaskState]) -> str:
    return listed([task_name(target.run, one.task.id) for one in tasks])


def _costs(target: Target) -> str:
    run = target.run
    if run.rehearsal:
        return "It is a rehearsal, and costs nothing."
    agent = run.created.settings.agent
    return f"{agent} works on it; the run cost {states.cost(run)} so far, and may cost more."
