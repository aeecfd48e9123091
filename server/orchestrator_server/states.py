"""How a run and its items stand, in the few words that fit a lens, a hover or a progress."""

from orchestrator_engine.attempt import Role
from orchestrator_engine.run import Run, Stage, Status, TaskState
from orchestrator_engine.share import percentage
from orchestrator_engine.spending import money
from orchestrator_engine.wording import (
    activity,
    count,
    not_ticked,
    score,
    shorten,
    spending_of,
    task_name,
)
from orchestrator_server.glimpse import Glimpse

_COMMIT = 8


def current(run: Run) -> TaskState | None:
    """The task that waits for an answer, or else the one begun last that somebody works on."""
    if run.question is not None:
        return run.tasks[run.question.task]
    under_way = [state for state in run.tasks.values() if state.attempts and not state.stage.over]
    return max(under_way, key=lambda state: state.attempts[-1].at, default=None)


def progress(run: Run) -> str:
    """One line about a live run: tasks, phase, what goes on, and cost."""
    parts = [f"{kept(run)}/{len(run.tasks)}"]
    state = current(run)
    if run.stopping is not None:
        parts.append("stopping")
    elif state is not None:
        parts.append(run.phases[state.phase].phase.title)
        parts.append(f"{_name(run, state)}: {doing(state)}")
    parts.append(cost(run))
    return " · ".join(parts)


def doing(state: TaskState) -> str:
    """What goes on with a task, with its round when it is not the first, and its last score."""
    attempt = state.attempt
    words = activity(state)
    if attempt is None:
        return words
    if attempt.round > 1 or attempt.role is Role.FIXER:
        words += f", round {attempt.round}"
    rated = [one for one in state.attempts if one.review is not None]
    if rated and not state.stage.over:
        words += f", last score {score(rated[-1].review)}"
    return words


def lens(glimpse: Glimpse) -> str:
    """A live run in the document's first lens."""
    run = glimpse.run
    state = current(run)
    parts = [f"running {kept(run)}/{len(run.tasks)}"]
    if state is not None:
        parts.append(f"{_name(run, state)} {activity(state)}")
    return " · ".join([*parts, cost(run)])


def by_item(run: Run) -> dict[str, list[TaskState]]:
    """The tasks that serve each item, by its handle."""
    found: dict[str, list[TaskState]] = {}
    for state in run.tasks.values():
        for handle in state.task.items:
            found.setdefault(handle, []).append(state)
    return found


def of_item(run: Run, tasks: list[TaskState], most: int | None = None) -> str:
    """How an item stands in a run whose `tasks` serve it: stage, score, commit, cost.

    With `most`, no reason has more characters than that.
    """
    return ", ".join(_of_task(run, state, most) for state in tasks)


def ending(glimpse: Glimpse, title: str | None = None, *, buttons: bool = False) -> str:
    """How a run ended, for a message; or that nobody drives it any more.

    `title` is told instead of the run's own, where that could mean another one, too.
    With `buttons` the message itself offers what can be done then.
    """
    run = glimpse.run
    title, done = title or run.title, merged(run)
    if glimpse.crashed:
        words = f"Crashed: {done} · {title}. What is done is safe."
        return (
            words
            if buttons
            else (
                f"{words} Let it go on with the code action “Resume the run”, "
                f"or with: code-orch resume {glimpse.folder.id}"
            )
        )
    if run.plan_ready:
        return (
            f"The plan of {title} is ready ({plan(run)}), and waits for your yes: choose the "
            "code action “Carry out the plan”, or type: "
            f"code-orch approve {glimpse.folder.id}"
        )
    words = f"{run.status.capitalize()}: {done} · {title} · {cost(run)}."
    if run.status is not Status.COMPLETED and run.why:
        words += f" Why: {run.why}."
    if any(state.merged is not None for state in run.tasks.values()):
        words += f" The work is on the branch {run.created.branch}."
    if run.left:
        words += f" Done, and not ticked: {'; '.join(not_ticked(run))}."
    return words + _then(glimpse)


def _then(glimpse: Glimpse) -> str:
    """What follows a run by itself, in words after its end."""
    sequel = glimpse.sequel
    if sequel is not None:
        words = sequel.words(glimpse.folder.id)
        return f" {words}" if words else ""
    if glimpse.run.created.then is None or glimpse.run.status is not Status.COMPLETED:
        return ""
    return " A run that mends what it found follows by itself."


def kept(run: Run) -> int:
    """How many tasks are done and kept: neither failed nor left out nor taken back."""
    return sum(one.stage is Stage.MERGED for one in run.tasks.values())


def merged(run: Run) -> str:
    """How much of a run is done and kept: `2 of 5 tasks`."""
    return f"{kept(run)} of {count(len(run.tasks), 'task')}"


def resumption(run: Run) -> str:
    """What is there already when a run is resumed: `2 of 5 tasks are done`."""
    return f"{merged(run)} {'is' if len(run.tasks) == 1 else 'are'} done"


def plan(run: Run) -> str:
    """How large a plan is that waits for a yes: `5 tasks`."""
    return count(len(run.tasks), "task")


def cost(run: Run) -> str:
    """What a run cost so far; what is not known is a question mark."""
    return money(run.spending, rehearsal=run.rehearsal)


def _of_task(run: Run, state: TaskState, most: int | None) -> str:
    words, why = activity(state), state.why if most is None else shorten(state.why, most)
    if state.reverted is not None and state.stage is Stage.SKIPPED:
        words, why = "taken back", ""
    parts = [f"{words} ({why})" if why else words]
    attempt = state.attempt
    if attempt is not None and attempt.review is not None:
        parts.append(score(attempt.review))
    if state.merged is not None:
        parts.append(state.merged[:_COMMIT])
    if state.attempts:
        parts.append(money(spending_of(state), rehearsal=run.rehearsal))
    return " · ".join(parts)


def _name(run: Run, state: TaskState) -> str:
    assert run.plan is not None
    labels = " + ".join(item.label for item in run.plan.items_of(state.task))
    return labels or task_name(run, state.task.id)


def line(glimpse: Glimpse | None, others: int = 0, title: str | None = None) -> dict[str, object]:
    """A run in a line for a status bar; `others` are runs that go on beside it.

    `title` as for `ending`.
    """
    if glimpse is None:
        return {
            "text": "",
            "tooltip": "",
            "live": False,
            "done": 0,
            "total": 0,
            "percent": None,
            "usd": None,
            "waits": False,
            "run": None,
        }
    run = glimpse.run
    total, waits = len(run.tasks), run.question is not None and glimpse.live
    share = percentage(run)
    if glimpse.live:
        text = f"{kept(run)}/{total} · {share}% · {cost(run)}"
        text = f"asks · {text}" if waits else text
        text += f" (+{others})" if others > 0 else ""
        tooltip = f"{title or run.title}: {progress(run)}"
    else:
        status = "crashed" if glimpse.crashed else str(run.status)
        status = "plan waits" if run.plan_ready else status
        text, tooltip = f"{status} {kept(run)}/{total} · {cost(run)}", ending(glimpse, title)
    known = not run.spending.unknown
    return {
        "text": text,
        "tooltip": tooltip,
        "live": glimpse.live,
        "done": kept(run),
        "total": total,
        "percent": share,
        "usd": run.spending.usd if known else None,
        "waits": waits,
        "run": glimpse.folder.id,
    }
