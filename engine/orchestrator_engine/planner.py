"""Having an agent plan before anything is done, and holding its plan against the document."""

import logging

from anyio import to_thread

from orchestrator_engine.agents.answers import Unreadable
from orchestrator_engine.agents.plan_answers import PLAN_SCHEMA, read_plan
from orchestrator_engine.agents.protocol import Access, Ended, Job, Subject
from orchestrator_engine.asking import ask, outcome
from orchestrator_engine.attempt import Ending, Role
from orchestrator_engine.context import Context, SetupFailed
from orchestrator_engine.decide import AskPlan
from orchestrator_engine.events import PlanAnswered, PlanAsked, RunPlanned
from orchestrator_engine.ledger import PLAN, WORK
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Plan
from orchestrator_engine.plan_document import write
from orchestrator_engine.prompts import planning
from orchestrator_engine.replanning import checked
from orchestrator_engine.run import Run
from orchestrator_engine.spending import Amount, Reserve
from orchestrator_engine.system.sandbox import behind
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.system.sweeping import Mark

log = logging.getLogger(__name__)


async def ask_plan(context: Context, action: AskPlan) -> None:
    """Announce the call, ask for a plan, and record what came of it: a plan, or what is wrong.

    Nothing happens where nothing is left to pay for it: then it is decided again.
    """
    number = action.number
    reserve = await context.purse.take(PLAN, number, WORK)
    if reserve is None:
        return
    context.journal.append(PlanAsked(number, reserve))
    ended, seconds = await _asked(context, action, reserve)
    result = outcome(ended, seconds)
    plan = _read(ended, context.plan)
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


def _read(ended: Ended, draft: Plan) -> Plan | tuple[str, ...]:
    """The plan, or what is wrong with it; nothing where its author could not even begin."""
    if ended.status.blameless:
        return ()
    if ended.status is not Ending.DONE:
        return (f"the planner ended {ended.status}: {ended.why}",)
    proposal = read_plan(ended.value)
    return (proposal.why,) if isinstance(proposal, Unreadable) else checked(proposal, draft)


async def _asked(context: Context, action: AskPlan, reserve: Reserve) -> tuple[Ended, float]:
    try:
        await context.place(PLAN, context.run.head)
    except SetupFailed as failed:
        why = failed.words
        return Ended(Ending.FAILED, usd=0.0, tokens=0, why=why), failed.result.seconds
    paths = await to_thread.run_sync(context.repository.paths, context.run.head)
    guides = await to_thread.run_sync(context.guides)
    job = Job(
        subject=Subject(task=PLAN, items=("Plan",), role=Role.PLANNER, round=action.round),
        prompt=planning(context.run, sorted(paths), action.wrong, guides),
        cwd=context.tree(PLAN),
        access=Access.READ,
        limits=context.purse.limits(PLAN, reserve),
        environment=context.agent_environment,
        spool=context.folder.log(PLAN, action.number, Role.PLANNER),
        mark=Mark(context.folder.id, PLAN, action.number),
        schema=PLAN_SCHEMA,
    )
    job = context.equipped(job)
    agent = context.member(Role.PLANNER).agent
    with behind(context.walls_of(job, agent.name)):
        return await ask(agent, job)
