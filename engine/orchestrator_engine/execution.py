"""Having an agent work on a task, and putting what it left behind into git."""

import json
import logging
from dataclasses import replace

import anyio
from anyio import to_thread

import orchestrator_engine
from orchestrator_engine import findings
from orchestrator_engine.actions import CommitAttempt, StartAttempt
from orchestrator_engine.agents.answers import Unreadable
from orchestrator_engine.agents.findings_answers import FINDINGS_SCHEMA, read_findings
from orchestrator_engine.agents.protocol import Access, Ended, Job, Subject
from orchestrator_engine.asking import ask, outcome
from orchestrator_engine.attempt import Ending, Trouble
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.events import AttemptCommitted, AttemptEnded, AttemptStarted
from orchestrator_engine.ledger import WORK
from orchestrator_engine.plan import Task
from orchestrator_engine.prompts import work
from orchestrator_engine.questioning import Asker
from orchestrator_engine.questions import Whom
from orchestrator_engine.rewiring import rewired
from orchestrator_engine.run import Attempt
from orchestrator_engine.spending import Amount, Reserve
from orchestrator_engine.system.git import GitFailed
from orchestrator_engine.system.sandbox import behind
from orchestrator_engine.system.sweeping import Mark
from orchestrator_engine.trust_store import check_git

log = logging.getLogger(__name__)

RESTORED = "Restored"
"""The trailer of an attempt's commit that names a protected path which was put back."""


BEYOND = "Beyond"
"""The trailer of an attempt's commit that names a submodule with work that is not kept."""


async def start_attempt(context: Context, action: StartAttempt) -> None:
    """Announce an attempt, have the agent work, and record how it ended.

    Nothing happens where nothing is left to pay for it: then it is decided again.
    """
    reserve = await context.purse.take(action.task, action.attempt, WORK)
    if reserve is None:
        return
    started = AttemptStarted(
        action.task, action.attempt, action.round, action.role, action.base, reserve
    )
    context.journal.append(started)
    asker = _asker(context, action)
    try:
        await context.place(action.task, action.base)
        ended, seconds = await _asked(context, action, reserve, asker)
        if context.plan.manner.reports and ended.status is Ending.DONE:
            ended = await to_thread.run_sync(_reported, context, action, ended)
    except SetupFailed as failed:
        ended, seconds = _unready(failed), failed.result.seconds
    except anyio.get_cancelled_exc_class():
        # What was cut short may have left half of something that git ignores.
        context.placed.pop(action.task, None)
        raise
    result = outcome(ended, seconds, asker)
    context.journal.append(AttemptEnded(action.task, action.attempt, result))
    amount = Amount(result.usd, result.tokens, result.seconds)
    await context.purse.settle(action.task, action.attempt, WORK, reserve, amount)


async def commit_attempt(context: Context, action: CommitAttempt) -> None:
    """Commit the attempt's worktree; a commit that a dead worker made already is adopted.

    Raises `Rewired` where an agent has put something into git's own settings or hooks.
    """
    for before in context.git:
        await to_thread.run_sync(check_git, context.repository, before)
    state = context.run.tasks[action.task]
    attempt = state.attempt
    assert attempt is not None
    context.journal.append(await to_thread.run_sync(_commit, context, state.task, attempt))


def _asker(context: Context, action: StartAttempt) -> Asker | None:
    """Who asks for its agent, where somebody may be asked at all."""
    settings = context.run.created.settings
    if settings.ask is Whom.NOBODY or settings.permission_mode != "ask":
        return None
    return Asker(context.folder, context.journal, action.task, action.attempt)


async def _asked(
    context: Context, action: StartAttempt, reserve: Reserve, asker: Asker | None
) -> tuple[Ended, float]:
    """Have the agent work. What it had cost when it is cut short is written down all the same."""
    begun = anyio.current_time()

    left: list[Ended] = []
    job = replace(_job(context, action, reserve, asker), left=left.append)
    agent = context.member(action.role).agent
    try:
        with behind(context.walls_of(job, agent.name)):
            return await ask(agent, job, asker)
    except anyio.get_cancelled_exc_class():
        for ended in left:
            stood = asker.stood if asker is not None else 0.0
            result = outcome(ended, anyio.current_time() - begun - stood, asker)
            context.journal.append(AttemptEnded(action.task, action.attempt, result))
        raise


def _job(context: Context, action: StartAttempt, reserve: Reserve, asker: Asker | None) -> Job:
    # What can only be refused is not even offered: an agent that knows makes do without it.
    asks = asker is not None and asker.there
    reports = bool(context.plan.manner.reports)
    settings = context.run.created.settings
    # Walls that are not there hold nothing: then it is as though nobody had said so.
    free = settings.permission_mode == "free" and bool(settings.sandbox)
    may = Access.FREE if free else Access.ASK if asks else Access.EDIT
    task = context.run.tasks[action.task].task
    job = Job(
        subject=Subject(
            task=task.id,
            items=tuple(item.label for item in context.plan.items_of(task)),
            role=action.role,
            round=action.round,
            title=task.title,
        ),
        prompt=work(context.run, task, action.remarks, context.guides()),
        cwd=context.tree(action.task),
        access=Access.READ if reports else may,
        limits=context.purse.limits(action.task, reserve),
        environment=context.agent_environment,
        spool=context.folder.log(action.task, action.attempt, action.role),
        mark=Mark(context.folder.id, action.task, action.attempt),
        schema=FINDINGS_SCHEMA if reports else None,
    )
    return context.equipped(job)


def _reported(context: Context, action: StartAttempt, ended: Ended) -> Ended:
    """Make a report of what an agent found the only change in its worktree."""
    task = context.run.tasks[action.task].task
    tree = context.tree(task.id)
    mode = context.plan.manner
    found = read_findings(ended.value, tree)
    if isinstance(found, Unreadable):
        return replace(ended, status=Ending.FAILED, why=found.why, trouble=Trouble.FORM)
    context.repository.reset_worktree(tree, action.base)
    names = findings.ids(mode.reports, task.id, len(found.findings))
    asked = "\n\n".join(item.words for item in context.plan.items_of(task))
    report = tree / findings.FOLDER / f"{mode.name}-{context.folder.id}-{task.id}.md"
    report.parent.mkdir(exist_ok=True)
    report.write_text(findings.in_markdown(found, task.title, asked, names), "utf-8")
    sarif = findings.in_sarif(found, mode.name, orchestrator_engine.__version__, names)
    report.with_suffix(".sarif").write_text(sarif, "utf-8")
    return replace(ended, text=found.summary)


def _unready(failed: SetupFailed) -> Ended:
    return Ended(Ending.FAILED, usd=0.0, tokens=0, why=failed.words)


def _commit(context: Context, task: Task, attempt: Attempt) -> AttemptCommitted:
    repository = context.repository
    kept = context.kept(task.id, attempt.number)
    tree = context.tree(task.id)
    about = f"Attempt {attempt.number} of {task.id}, run {context.folder.id}."
    message = f"{task.title}\n\n{about}\n"
    commit = repository.resolve(kept)
    restored: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    if commit is None:
        submodules = repository.submodules(context.run.created.origin.base)
        beyond = repository.leave_submodules(tree, attempt.base, submodules)
        message += _noted(BEYOND, beyond)
        commit = repository.commit_tree(tree, attempt.base, message)
        _record(context, task, attempt, commit)
        restored = _unasked(context, task, commit)
        if commit is not None and restored:
            repository.restore(tree, attempt.base, restored)
        if repository.leads_elsewhere(tree):
            restored += (".git",)
        if commit is not None and restored:
            message += _noted(RESTORED, restored)
            commit = repository.commit_tree(tree, attempt.base, message)
        commit = commit or attempt.base
        _keep(context, task, commit, kept)
    elif commit != attempt.base:
        noted = repository.trailers(commit)
        restored = tuple(json.loads(path) for path in noted.get(RESTORED, ()))
        beyond = tuple(json.loads(path) for path in noted.get(BEYOND, ()))
    changes = repository.changes(attempt.base, commit)
    return AttemptCommitted(task.id, attempt.number, commit, changes, restored, beyond)


def _keep(context: Context, task: Task, commit: str, kept: str) -> None:
    """Give the commit its name, and the worktree that commit."""
    try:
        context.repository.keep(context.tree(task.id), commit, kept)
    except GitFailed:
        # A killed git may have left a lock.
        context.repository.move(kept, commit, None)
    else:
        context.fresh[task.id] = commit


def _noted(trailer: str, paths: tuple[str, ...]) -> str:
    return "".join(f"\n{trailer}: {json.dumps(path)}" for path in paths)


def _record(context: Context, task: Task, attempt: Attempt, commit: str | None) -> None:
    """Keep what the agent did, before any of it is undone; a run does without where it cannot."""
    if commit is None:
        return
    file = context.folder.patch(task.id, attempt.number)
    draft = file.with_suffix(".new")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        draft.write_bytes(context.repository.patch(attempt.base, commit))
        draft.replace(file)
    except OSError as error:
        log.warning("what the agent changed cannot be kept: %s", error)


def _unasked(context: Context, task: Task, commit: str | None) -> tuple[str, ...]:
    """The protected paths that the task has changed so far and no item asked for."""
    base = context.run.tasks[task.id].base
    if commit is None or base is None:
        return ()
    repository = context.repository
    changes = repository.changes(base, commit)
    after = repository.those_in(commit, [change.path for change in changes])
    after -= repository.retyped(base, commit)
    guard = context.guard(task)
    bent = (change.path for change in changes if not guard.asked_for(change.path))
    return (
        *guard.violations(changes, after),
        *(path for path in bent if _rewired(context, path, commit)),
    )


def _rewired(context: Context, path: str, commit: str) -> bool:
    """Whether a manifest that stood at the run's beginning judges the work otherwise now."""
    before = context.repository.read(context.run.created.origin.base, path)
    after = context.repository.read(commit, path)
    return before is not None and rewired(path, before, after or b"")
