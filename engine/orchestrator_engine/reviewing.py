"""Having somebody other than the author look at an attempt."""

from collections.abc import Mapping
from dataclasses import replace

from anyio import to_thread

from orchestrator_engine.actions import AskReview
from orchestrator_engine.agents.answers import VERDICT_SCHEMA, Unreadable, read_verdict
from orchestrator_engine.agents.protocol import Access, Ended, Job, Limits, Subject
from orchestrator_engine.asking import ask
from orchestrator_engine.attempt import Ending, Role, Trouble
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.counting import is_code
from orchestrator_engine.ecosystems.manifests import is_manifest
from orchestrator_engine.events import ReviewStarted, TaskReviewed
from orchestrator_engine.ledger import review as review_number
from orchestrator_engine.prompts import review as review_prompt
from orchestrator_engine.protected import is_test
from orchestrator_engine.review import Review, Verdict, first_lines, judge, unheld
from orchestrator_engine.run import Attempt, TaskState
from orchestrator_engine.spending import Amount, Reserve
from orchestrator_engine.system.sandbox import behind
from orchestrator_engine.system.sweeping import Mark


async def ask_review(context: Context, action: AskReview) -> None:
    """Announce a review, ask for it in a fresh thread, and record the verdict.

    Nothing happens where nothing is left to pay for it: then it is decided again.
    """
    state = context.run.tasks[action.task]
    attempt = state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    part = review_number(attempt.asked + 1)
    reserve = await context.purse.take(action.task, attempt.number, part)
    if reserve is None:
        return
    context.journal.append(ReviewStarted(action.task, attempt.number, reserve))
    review = await _ask(context, state, action.lens, state.base, reserve)
    context.journal.append(TaskReviewed(action.task, attempt.number, review))
    amount = Amount(review.usd, review.tokens, review.seconds)
    await context.purse.settle(action.task, attempt.number, part, reserve, amount)


async def _ask(
    context: Context, state: TaskState, lens: str, base: str, reserve: Reserve
) -> Review:
    attempt = state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    task = state.task.id
    try:
        await context.place(task, attempt.commit)
    except SetupFailed as failed:
        return replace(_unready(failed), lens=lens)
    diff = await to_thread.run_sync(context.repository.diff, base, attempt.commit)
    guides = await to_thread.run_sync(context.guides)
    prompt = review_prompt(context.run, state, diff, guides, lens)
    job = _job(context, task, attempt, prompt, context.purse.limits(task, reserve))
    agent = context.member(Role.REVIEWER).agent
    with behind(context.walls_of(job, agent.name)):
        ended, seconds = await ask(agent, job)
    review = await to_thread.run_sync(_review, context, state, ended, seconds)
    if review.score is not None:
        behaves = _behaving(context, attempt, first_lines(diff))
        more = unheld(review.would_fail, behaves)
        review = replace(review, remarks=(*review.remarks, *more))
    return replace(review, lens=lens)


def _behaving(context: Context, attempt: Attempt, lines: Mapping[str, int]) -> dict[str, int]:
    """The changed files that behave somehow, with a line of the change: neither tests nor texts."""
    if context.plan.manner.reports:
        return {}
    return {
        change.path: lines.get(change.path, 1)
        for change in attempt.changes
        if is_code(change.path) and not is_test(change.path) and not is_manifest(change.path)
    }


def _job(context: Context, task: str, attempt: Attempt, prompt: str, limits: Limits) -> Job:
    number = len(attempt.reviews) + 1
    job = Job(
        subject=Subject(
            task=task,
            items=tuple(item.label for item in context.plan.items_of(context.run.tasks[task].task)),
            role=Role.REVIEWER,
            round=attempt.round,
            review=number,
            title=context.run.tasks[task].task.title,
        ),
        prompt=prompt,
        cwd=context.tree(task),
        access=Access.READ,
        limits=limits,
        environment=context.agent_environment,
        spool=context.folder.log(task, attempt.number, f"review-{attempt.asked + 1}"),
        mark=Mark(context.folder.id, task, attempt.number),
        schema=VERDICT_SCHEMA,
    )
    return context.equipped(job)


def _unready(failed: SetupFailed) -> Review:
    why = failed.words
    seconds = failed.result.seconds
    return Review(Verdict.UNREVIEWED, None, "", (), 0.0, seconds, why, Ending.FAILED, 0)


def _review(context: Context, state: TaskState, ended: Ended, seconds: float) -> Review:
    """What is left of a reviewer's answer: a verdict, or none with the reason."""
    seconds = round(seconds, 3)

    def unreviewed(why: str, trouble: Trouble | None = ended.trouble) -> Review:
        return Review(
            Verdict.UNREVIEWED,
            None,
            ended.text,
            (),
            ended.usd,
            seconds,
            why,
            ended.status,
            ended.tokens,
            trouble,
            ended.until,
        )

    if ended.status is not Ending.DONE:
        return unreviewed(f"the reviewer {ended.status}: {ended.why}")
    answer = read_verdict(ended.value, context.tree(state.task.id))
    if isinstance(answer, Unreadable):
        return unreviewed(answer.why, Trouble.FORM)
    verdict = judge(
        answer.score,
        answer.remarks,
        known=_lengths(context, state, {remark.file for remark in answer.remarks}),
        least=context.run.created.settings.min_task_score,
        missing=answer.missing,
    )
    why = "no remark points into the change" if verdict is Verdict.UNREVIEWED else ""
    return Review(
        verdict,
        answer.score,
        answer.summary,
        answer.remarks,
        ended.usd,
        seconds,
        why,
        tokens=ended.tokens,
        would_fail=answer.would_fail,
        missing=answer.missing,
    )


def _lengths(context: Context, state: TaskState, files: set[str]) -> dict[str, int]:
    """Of `files`, those that the task changed and how many lines they have, before or after."""
    repository, attempt = context.repository, state.attempt
    assert attempt is not None
    assert attempt.commit is not None
    assert state.base is not None
    commits = (state.base, attempt.commit)
    changed = {change.path for change in repository.changes(*commits)}
    return {
        file: max(_lines(repository.read(commit, file)) for commit in commits)
        for file in files & changed
    }


def _lines(content: bytes | None) -> int:
    """How many lines there are to point at: an empty file, and one that is gone, have one."""
    return 1 if not content else content.count(b"\n") + (not content.endswith(b"\n"))
