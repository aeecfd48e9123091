"""Having an agent plan before anything is done, and holding its plan against the document."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from anyio import to_thread

from orchestrator_engine.actions import AskPlan
from orchestrator_engine.agents.answers import Unreadable
from orchestrator_engine.agents.plan_answers import PLAN_SCHEMA, read_plan
from orchestrator_engine.agents.protocol import Access, Ended, Job, Subject
from orchestrator_engine.asking import ask, outcome
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.events import PlanAnswered, PlanAsked, RunPlanned
from orchestrator_engine.ledger import PLAN, WORK
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Plan
from orchestrator_engine.plan_document.writing import write
from orchestrator_engine.prompts import Piece, planning
from orchestrator_engine.replanning import Proposal, checked, in_pieces, merged
from orchestrator_engine.run import Run
from orchestrator_engine.spending import Amount, Reserve
from orchestrator_engine.system.sandbox import behind
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.system.sweeping import Mark

log = logging.getLogger(__name__)

PIECE = 150_000
"""Characters of items that a planner is handed at once: a longer document is planned in pieces."""


async def ask_plan(context: Context, action: AskPlan) -> None:
    """Announce the call, ask for a plan, and record what came of it: a plan, or what is wrong.

    Nothing happens where nothing is left to pay for it: then it is decided again.
    """
    number = action.number
    reserve = await context.purse.take(PLAN, number, WORK)
    if reserve is None:
        return
    context.journal.append(PlanAsked(number, reserve))
    answers, seconds = await _asked(context, action, reserve)
    result = outcome(_summed(answers), seconds)
    plan = _read(answers, context.plan)
    if isinstance(plan, Plan):
        context.journal.append(PlanAnswered(number, result), RunPlanned(plan))
    else:
        context.journal.append(PlanAnswered(number, result, plan))
    amount = Amount(result.usd, result.tokens, result.seconds)
    await context.purse.settle(PLAN, number, WORK, reserve, amount)


def write_plan(folder: RunFolder, run: Run) -> None:
    """Leave the plan that waits for a yes in the run's folder, unless it is there, and edited."""
    assert run.plan is not None
    origin = run.created.origin
    text = redactor().text(write(run.plan, origin.document, origin.digest[:16]))
    try:
        if folder.plan.exists():
            return
        draft = folder.plan.with_suffix(".new")
        draft.write_text(text, "utf-8")
        draft.replace(folder.plan)
    except OSError as error:
        log.warning("the plan cannot be written: %s", error)


def _read(answers: Sequence[Ended], draft: Plan) -> Plan | tuple[str, ...]:
    """The plan, or what is wrong with it; nothing where its author could not even begin."""
    last = answers[-1]
    if last.status.blameless:
        return ()
    if last.status is not Ending.DONE:
        return (f"the planner ended {last.status}: {last.why}",)
    proposals: list[Proposal] = []
    for each in answers:
        proposal = read_plan(each.value)
        if isinstance(proposal, Unreadable):
            return (proposal.why,)
        proposals.append(proposal)
    return checked(merged(proposals), draft)


def _summed(answers: Sequence[Ended]) -> Ended:
    """All calls as one: the last one's end, and what they cost together."""
    usd, tokens = [each.usd for each in answers], [each.tokens for each in answers]
    return replace(
        answers[-1],
        usd=None if None in usd else sum(each or 0.0 for each in usd),
        tokens=None if None in tokens else sum(each or 0 for each in tokens),
    )


async def _asked(context: Context, action: AskPlan, reserve: Reserve) -> tuple[list[Ended], float]:
    """Ask for the plan of each piece of the document, until one cannot be had."""
    pieces = in_pieces(context.plan.items, PIECE)
    answers: list[Ended] = []
    seconds = 0.0
    for number, items in enumerate(pieces, 1):
        piece = Piece(items, number, len(pieces))
        spent = _summed(answers) if answers else Ended(Ending.DONE, usd=0.0, tokens=0)
        ended, took = await _asked_for(context, action, reserve, piece, spent)
        answers.append(ended)
        seconds += took
        if ended.status is not Ending.DONE:
            break
    return answers, seconds


async def _asked_for(
    context: Context, action: AskPlan, reserve: Reserve, piece: Piece, spent: Ended
) -> tuple[Ended, float]:
    limits = context.purse.limits(PLAN, reserve)
    # What a piece did not say that it cost is taken for nothing here, and for all in the ledger.
    if limits.usd is not None:
        limits = replace(limits, usd=max(limits.usd - (spent.usd or 0.0), 0.0))
    if limits.tokens is not None:
        limits = replace(limits, tokens=max(limits.tokens - (spent.tokens or 0), 0))
    role = str(Role.PLANNER) + (f"-{piece.number}" if piece.number > 1 else "")
    try:
        await context.place(PLAN, context.run.head)
    except SetupFailed as failed:
        why = failed.words
        return Ended(Ending.FAILED, usd=0.0, tokens=0, why=why), failed.result.seconds
    paths = await to_thread.run_sync(context.repository.paths, context.run.head)
    guides = await to_thread.run_sync(context.guides)
    job = Job(
        subject=Subject(task=PLAN, items=("Plan",), role=Role.PLANNER, round=action.round),
        prompt=planning(context.run, sorted(paths), action.wrong, guides, piece),
        cwd=context.tree(PLAN),
        access=Access.READ,
        limits=limits,
        environment=context.agent_environment,
        spool=context.folder.log(PLAN, action.number, role),
        mark=Mark(context.folder.id, PLAN, action.number),
        schema=PLAN_SCHEMA,
    )
    job = context.equipped(job)
    agent = context.member(Role.PLANNER).agent
    with behind(context.walls_of(job, agent.name)):
        return await ask(agent, job)
