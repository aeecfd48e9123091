"""What a person is told before they say yes to a run: pure, of what the engine says of it."""

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from orchestrator_engine.choices import NOBODY, REHEARSAL
from orchestrator_engine.run import Run
from orchestrator_engine.trust import UNASKED
from orchestrator_engine.wording import count
from orchestrator_server import states
from orchestrator_server.offers import Wish


def run(path: Path, wish: Wish, preview: Mapping[str, Any], place: str = "") -> str:
    """What a person needs to know before they say yes; what the engine does not say is left out.

    `place` is where the document lies, if its name could mean another one, too.
    """
    plan = preview.get("plan", {})
    size = count(len(plan.get("items", ())), "item")
    tasks = [task for phase in plan.get("phases", ()) for task in phase.get("tasks", ())]
    if tasks:
        size += f" in {count(len(tasks), 'task')}"
    mode = plan.get("mode") or wish.mode
    named = f"the plan {path.name}" if wish.plan else path.name
    named += f" in {place}" if place else ""
    agent = preview.get("agent")
    what = f"{mode} {named}: {size}"
    # Where no agent works, the question says so in its first word.
    what = f"Rehearsal: {what}" if agent == "rehearsal" else what[:1].upper() + what[1:]
    if agent:
        what += f", agent {agent}"
    branch = preview.get("branch") or preview.get("returns_to")
    earlier = preview.get("continues")
    where = f" that begins at {branch}" if branch else ""
    if earlier:
        where = f" that begins where run {earlier} ended"
    said = [f"{what}, on a branch of its own{where}.", *notes(preview)]
    trust: Mapping[str, Any] = preview.get("trust") or {}
    if trust.get("standing") == "trusted":
        said.append("You trust this folder.")
    return " ".join(said)


def mending(file: Path, words: str, preview: Mapping[str, Any]) -> str:
    """What a person needs to know before a remark is put right: the question, the remark, notes.

    `words` is what the agent is asked, which quotes the remark as markdown does.
    """
    remark = words.replace("\n> ", "\n")
    question = f"Have {preview.get('agent')} put this right in {file.name}?\n{remark}"
    return "\n\n".join((question, *notes(preview)))


def notes(preview: Mapping[str, Any]) -> list[str]:
    """What the engine adds; who reads it has been asked already whether they trust the folder."""
    return [note for note in preview.get("notes", ()) if note != UNASKED]


def unmanned(preview: Mapping[str, Any]) -> str | None:
    """Why there is no agent to do it, as the engine says; None where there is one."""
    if preview.get("agent") != NOBODY:
        return None
    said = (note for note in notes(preview) if note.startswith("It could not start now"))
    return next(said, "No coding agent is there that could do it.")


def sequel(run: Run, place: str = "") -> str:
    """What a person needs to know before a run begins that mends what this one found."""
    then = run.created.then
    assert then is not None
    agent = then.agent or run.created.settings.agent
    question = f"Begin the run that mends what the run of {_named(run, place)} found: agent "
    question += f"{agent}, from the branch {run.created.branch}, "
    question += "with the limits that were agreed on when the two were started."
    if agent == REHEARSAL:
        return f"Rehearsal: {question[:1].lower()}{question[1:]}"
    return f"{question} It costs money of its own."


def _named(run: Run, place: str) -> str:
    name = PurePath(run.created.origin.document).name
    return f"{name} in {place}" if place else name


def resumption(run: Run, place: str = "") -> str:
    """What a person needs to know before a run goes on; `place` as for `run`."""
    question = f"Resume the run of {_named(run, place)}: {states.resumption(run)}, agent "
    question += f"{run.created.settings.agent}, on its branch {run.created.branch}."
    if run.rehearsal:
        return f"Rehearsal: {question[:1].lower()}{question[1:]}"
    return f"{question} It cost {states.cost(run)} so far, and what is left may cost more."
