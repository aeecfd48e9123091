"""The process that drives one run, and what its exit codes mean."""

import logging
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import anyio
from anyio import to_thread

import orchestrator_engine
from orchestrator_engine import (
    agents,
)
from orchestrator_engine import events as e
from orchestrator_engine.agents.protocol import Agent, Job
from orchestrator_engine.agents.recorder import Recorder
from orchestrator_engine.attempt import Role
from orchestrator_engine.context import Context, Member
from orchestrator_engine.errors import Refusal
from orchestrator_engine.journal import Journal
from orchestrator_engine.leaving import leave_report, leave_summary
from orchestrator_engine.one_worker import CRASHED, GONE, OVER, REFUSED
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recover import abandon
from orchestrator_engine.reign import first_of, heard
from orchestrator_engine.run import Status
from orchestrator_engine.store import Fenced
from orchestrator_engine.system import logs
from orchestrator_engine.system.children import holding
from orchestrator_engine.system.environment import allowed
from orchestrator_engine.system.git import Repository
from orchestrator_engine.system.keeper import adopt_orphans
from orchestrator_engine.system.locks import Taken, locked
from orchestrator_engine.system.processes import until_orphaned
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.system.sweeping import sweep
from orchestrator_engine.takeover import ledger_of

log = logging.getLogger(__name__)

LAST_ONES = 10.0
"""Seconds that a worker waits for the last processes of the one before it."""


def main(arguments: list[str]) -> int:
    """Drive the run in the folder that is the first argument.

    With `hold` and a reason behind it, only write down that it waits for a person, and why.
    """
    logs.to_stderr("worker")
    folder = RunFolder(Path(arguments[0]))
    adopt_orphans()
    code = GONE
    try:
        with alone(folder) as swept:
            if arguments[1:]:
                code = hold(folder, swept, arguments[2])
            else:
                code = anyio.run(drive, folder, swept)
    except* Taken:
        log.error("the worker before, or something that it started, does not end")  # noqa: TRY400  # as below
        code = CRASHED
    except* Fenced:
        log.warning("another worker has this run")
    except* Refusal as refusals:
        refusal = first_of(refusals)
        log.error("%s: %s", refusal.message, refusal.hint)  # noqa: TRY400  # an answer, no bug
        with suppress(OSError):
            folder.given_up.write_text(f"{refusal.message}; {refusal.hint}\n", "utf-8")
        code = REFUSED
    return code


async def drive(folder: RunFolder, swept: int) -> int:
    """Take a run over and drive it to its end; the exit code of the process.

    `swept` processes of the worker before had to be ended.
    """
    journal = await to_thread.run_sync(Journal.take_over, folder, f"worker {os.getpid()}")
    created = journal.run.created
    logging.getLogger().setLevel(logs.number(created.settings.log_level))
    crew = muster(folder, created, os.environ)
    main = crew[Role.WORKER]
    context = Context(
        folder=folder,
        journal=journal,
        repository=Repository(Path(created.origin.repository), folder.id, folder.state),
        agent=main.agent,
        environment=allowed(os.environ),
        agent_environment=main.environment,
        ledger=ledger_of(folder, journal.run),
        account=main.account,
        crew=crew,
    )
    code = GONE
    try:
        async with anyio.create_task_group() as group:

            async def go_when_orphaned() -> None:
                await until_orphaned()
                log.warning("the supervisor is gone, and so am I")
                group.cancel_scope.cancel()

            group.start_soon(go_when_orphaned)
            await heard(context, swept, os.environ)
            code = OVER
            group.cancel_scope.cancel()
    finally:
        journal.close()
    if code == OVER:
        await to_thread.run_sync(leave_summary, folder)
    return code


def hold(folder: RunFolder, swept: int, why: str) -> int:
    """Pause a run whose workers crash, so that every face can say so; the exit code."""
    journal = Journal.take_over(folder, f"worker {os.getpid()}")
    try:
        journal.append(e.WorkerTookOver(os.getpid(), orchestrator_engine.__version__, swept))
        if not journal.run.over:
            abandoned = abandon(journal.run, frozenset(), why)
            journal.append_last(*abandoned, e.RunEnded(Status.PAUSED, why))
        leave_report(folder, journal.run)
    finally:
        journal.close()
    leave_summary(folder)
    return OVER


@contextmanager
def alone(folder: RunFolder) -> Generator[int]:
    """Hold the worker's lock; how many processes had to be ended before it was free.

    Whoever has it knows that nothing is left of the worker before, nor of what that one started.
    Raises `Taken` when something of it does not end.
    """
    swept = sweep(folder.id)
    with locked(folder.worker_lock, LAST_ONES) as lock, holding(lock.descriptor):
        yield swept


def muster(
    folder: RunFolder, created: e.RunCreated, environment: Mapping[str, str]
) -> dict[Role, Member]:
    """Those who are asked, by role; each sees its own keys and nobody else's."""
    settings = created.settings
    made: dict[str, Member] = {}
    for name in dict.fromkeys(settings.choice(role).agent for role in Role):
        adapter = agents.adapter(name, settings.tools)
        agent = adapter.make(Path(created.origin.document))
        made[name] = Member(
            recorded(agent, folder) if settings.record else agent,
            allowed(environment, adapter.environment),
            agents.account(name, environment, settings.tools),
        )
    return {role: made[settings.choice(role).agent] for role in Role}


def recorded(agent: Agent, folder: RunFolder) -> Recorder:
    """The agent, with a recording of each of its jobs in the run's folder."""

    def place(job: Job) -> Path:
        # Named like the spool file of the job.
        return folder.recordings / f"{job.spool.stem}.jsonl"

    return Recorder(agent, place, redactor().value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
