"""What agents without a program of their own leave in the spool file of a job."""

from pathlib import Path

from orchestrator_engine.agents.protocol import Acted, AgentEvent, Ended, Said


def note(spool: Path, event: AgentEvent) -> None:
    """Leave in the spool file what a person who reads it wants to know. Raises `OSError`."""
    match event:
        case Said(text):
            told = f"{text}\n\n"
        case Acted(output=output, diff=diff):
            told = f"{output}\n{diff}\n"
        case Ended(status=status, why=why) if why:
            told = f"{status}: {why}\n"
        case _:
            return
    spool.parent.mkdir(parents=True, exist_ok=True)
    with spool.open("a", encoding="utf-8") as file:
        file.write(told)
