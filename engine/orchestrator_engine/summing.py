"""A run in a line, made of all that its journal says."""

from orchestrator_engine.forecast import ENOUGH, samples
from orchestrator_engine.review import Verdict
from orchestrator_engine.run import Run, Stage, Status
from orchestrator_engine.share import percentage
from orchestrator_engine.summary import CRASHED, RUNNING, Summary
from orchestrator_engine.wording import task_name


def of(run: Run, name: str, now: float, *, driven: bool) -> Summary:
    """The summary of a run with the id `name`; `driven` says that its supervisor lives."""
    states = run.tasks.values()
    reviews = [state.attempt.review for state in states if state.merged and state.attempt]
    state = str(run.status) if run.over else RUNNING if driven else CRASHED
    origin, settings = run.created.origin, run.created.settings
    # Of a run that nobody drives the agent that asked is gone.
    question = run.question if state == RUNNING else None
    return Summary(
        run=name,
        state=state,
        why=run.waits.why if run.waits is not None and not run.over else run.why,
        title=run.title,
        rehearsal=run.rehearsal,
        document=origin.document,
        repository=origin.repository,
        branch=run.created.branch,
        agent=settings.agent,
        mode=run.plan.mode if run.plan is not None else "",
        tasks=len(run.tasks),
        over=run.done(),
        merged=sum(state.stage is Stage.MERGED for state in states),
        attempts=sum(len(state.attempts) for state in states),
        scores=tuple(
            review.score
            for review in reviews
            if review and review.verdict is Verdict.APPROVED and review.score is not None
        ),
        started_at=run.started_at,
        ended_at=run.ended_at,
        seconds=None if state == CRASHED else run.seconds(now),
        usd=run.spending.usd,
        unknown=run.spending.unknown,
        tokens=run.spending.tokens,
        waits_until=run.waits.until if run.waits is not None and not run.over else None,
        samples=tuple(samples(run)[:ENOUGH]),
        asks=question,
        asks_for=task_name(run, question.task) if question is not None else "",
        approval=run.plan_ready and state != RUNNING,
        percent=percentage(run),
        winding=_winding(run) if state == RUNNING else "",
        day_nanos=run.budget.day.nanos,
        day_tokens=run.budget.day.tokens,
    )


def _winding(run: Run) -> str:
    if run.stopping is None:
        return ""
    return "pausing" if run.stopping.status is Status.PAUSED else "stopping"
