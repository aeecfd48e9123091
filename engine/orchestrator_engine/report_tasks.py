"""Task by task, in the report: what was asked for, what each attempt came to, and how it ended."""

from collections.abc import Iterator

from orchestrator_engine.attempt import CheckResult, Ending, Outcome
from orchestrator_engine.durations import in_words
from orchestrator_engine.markdown import code, fenced, inline, quote
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.review import Review, Verdict, gap
from orchestrator_engine.run import Attempt, Run, Stage, TaskState
from orchestrator_engine.wording import activity, check_ending, score, size, task_name

SHORT = 10
"""Letters of a commit's name that tell it from others."""


def tasks(run: Run) -> Iterator[str]:
    """Every task of the plan, in its order."""
    yield "## Task by task"
    for state in run.tasks.values():
        assert run.plan is not None
        yield f"### {inline(task_name(run, state.task.id))}"
        for item in run.plan.items_of(state.task):
            yield from _asked(item)
        for attempt in state.attempts:
            yield from _attempt(run, attempt)
            if attempt.reopened is not None:
                yield "So it was done again on top of that."
            elif attempt.abandoned is None and attempt is not state.attempts[-1]:
                yield "So it was sent back to be mended."
        yield _end_of(run, state)


def _asked(item: PlannedItem) -> Iterator[str]:
    yield f"Asked for (line {item.line} of the document):"
    yield quote(item.words or item.title)


def _attempt(run: Run, attempt: Attempt) -> Iterator[str]:
    yield f"#### Attempt {attempt.number}" + (" (mending)" if attempt.round > 1 else "")
    if attempt.abandoned is not None:
        yield f"It was cut short and thrown away: {inline(attempt.abandoned)}."
    if attempt.allowed:
        yield "A person allowed it:"
        yield "\n".join(f"- {code(title)} was allowed" for title in attempt.allowed)
    outcome = attempt.outcome
    if outcome is None:
        return
    if outcome.refusals:
        yield "It was **refused**:"
        yield "\n".join(f"- {code(refusal)}" for refusal in outcome.refusals)
    yield from _said(outcome)
    if attempt.commit is not None:
        yield from _changes(attempt)
    if attempt.results is not None:
        yield from checks(attempt.results) if attempt.results else ["No checks are known."]
    for review in attempt.reviews:
        yield from _review(run, review)
    if attempt.rebased:
        yield "Checked again, on top of what was merged meanwhile:"
        yield from checks(attempt.rebased)
    if attempt.reopened is not None:
        yield "It was accepted, and **could not be merged**:"
        yield quote(attempt.reopened)


def _said(outcome: Outcome) -> Iterator[str]:
    if outcome.status is not Ending.DONE:
        yield f"The agent did not finish ({outcome.kind}): {inline(outcome.why.rstrip('.'))}."
    elif outcome.text.strip():
        yield "The agent said:"
    else:
        yield "The agent said nothing."
    if outcome.text.strip():
        yield quote(outcome.text)


def _changes(attempt: Attempt) -> Iterator[str]:
    if not attempt.changes:
        yield "It changed nothing."
    else:
        lines = [f"It changed {size(attempt)}:", ""]
        for change in attempt.changes:
            binary = change.added is None or change.removed is None
            extent = "binary" if binary else f"+{change.added} -{change.removed}"
            lines.append(f"- {code(change.path)} ({extent})")
        yield "\n".join(lines)
    if attempt.restored:
        paths = ", ".join(code(path) for path in attempt.restored)
        yield f"It had also changed protected files, which were put back: {paths}."
    if attempt.beyond:
        paths = ", ".join(code(path) for path in attempt.beyond)
        yield f"It had also worked inside submodules, which is **not kept**: {paths}."


def checks(results: tuple[CheckResult, ...]) -> Iterator[str]:
    """How checks ended, with the end of what those said that failed."""
    for result in results:
        mark = "" if result.passed else "**"
        ending = f"{mark}{inline(check_ending(result))}{mark}"
        yield f"Check {inline(result.name)}: {ending}, {in_words(result.seconds)}."
        if not result.passed and result.tail.strip():
            yield fenced(result.tail)


def _review(run: Run, review: Review) -> Iterator[str]:
    least = run.created.settings.min_task_score
    who = f"The reviewer of {review.lens}" if review.lens else "The reviewer"
    match review.verdict:
        case Verdict.APPROVED:
            yield f"{who} approved it, {score(review)}:"
        case Verdict.REJECTED:
            yield f"{who} **sent it back**, {score(review)} ({least} are needed):"
        case Verdict.UNREVIEWED:
            why = review.why or "the answer could not be relied on"
            through = f" ({review.lens})" if review.lens else ""
            yield f"**Unreviewed**{through}: {inline(why)}."
    if review.summary.strip():
        yield quote(review.summary)
    if review.missing:
        yield "Asked for in the item's words, and missing:"
        yield "\n".join(f"- {inline(each)}" for each in review.missing)
    if review.would_fail and not gap(review.would_fail) and not run.rehearsal:
        yield f"If this broke, it says, this would fail: {inline(review.would_fail)}"
    if review.remarks:
        yield "\n".join(
            f"- {code(f'{remark.file}:{remark.line}')} ({remark.severity}): "
            f"{inline(remark.evidence)}"
            for remark in review.remarks
        )


def _end_of(run: Run, state: TaskState) -> str:
    if state.reverted is not None:
        by = f"by commit {code(state.reverted[:SHORT])}"
        if state.merged is None:
            return f"It was merged, and **taken back** {by}."
        merged = code(state.merged[:SHORT])
        return f"Merged as commit {merged}, and **taken back** {by} on another branch."
    match state.stage:
        case Stage.MERGED:
            unreviewed = "" if run.created.settings.review else ", **unreviewed**"
            return f"Merged as commit {code((state.merged or '')[:SHORT])}{unreviewed}."
        case Stage.FAILED:
            return f"**Given up**: {inline(state.why)}."
        case Stage.SKIPPED:
            return f"**Not begun**: {inline(state.why)}."
        case _:
            return f"So far: {activity(state)}."
