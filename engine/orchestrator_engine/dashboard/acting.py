"""Having a run do what a person asked for on the page: through its inbox, as every face does."""

import json
import subprocess
from typing import Any

from orchestrator_engine import approving
from orchestrator_engine.api import resume_argv
from orchestrator_engine.commanding import command
from orchestrator_engine.dashboard.bodies import (
    AboutRun,
    AboutTask,
    Answer,
    Approve,
    Dismiss,
    Reopen,
    Stop,
)
from orchestrator_engine.dismissing import dismiss, reopen
from orchestrator_engine.errors import NotDone, Refusal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.questions import Choice

BY = "the dashboard"
_PATIENCE = 60.0

SAID = {
    "stop": "The run is stopping; what is done is kept.",
    "restart": "What was under way is begun again, and what had failed is tried again.",
    "pause": "Nothing new is begun; what is under way is finished, and then the run is paused.",
    "resume": "The run goes on.",
    "approve": "The plan is carried out.",
    "retry": "The task is tried again.",
    "skip": "The task is left out, and so is what waits for it.",
    "answer": "The answer was given.",
    "dismiss": "The remark is dismissed, and counted as such in the run's report.",
    "reopen": "The remark is open again.",
}


class NotResumed(Refusal):
    """The run could not be let go on."""

    name = "not-resumed"


def act(name: str, folder: RunFolder, body: AboutRun) -> dict[str, Any]:
    """Do it, and wait for the run's own answer; what to tell the person. Raises `Refusal`."""
    match body:
        case Stop(how=how):
            command(folder, name, how=how)
        case AboutTask(task=task):
            command(folder, name, task=task)
        case Answer(question=question, answer=answer, message=message):
            more = Choice(answer).as_data(question, by=BY, message=message)
            command(folder, name, more=more)
        case Dismiss(remark=remark, reason=reason):
            dismiss(folder, remark, reason, BY)
        case Reopen(remark=remark):
            reopen(folder, remark, BY)
        case Approve(number=number):
            _approve(folder, number)
        case _ if name == "resume":
            run = _resume(folder)
            if run != folder.id:
                return {"run": run, "message": f"Run {run} begins, which mends what was found."}
        case _:
            command(folder, name)
    return {"run": folder.id, "message": SAID[name]}


def _approve(folder: RunFolder, number: int) -> None:
    # As a terminal does: where a person edited the plan's file, what they made of it is meant.
    waiting = approving.waiting(folder)
    if waiting.number != number:
        raise NotDone("the plan is another one by now", "Look at it first, then approve it.")
    approving.approve(waiting, BY)


def _resume(folder: RunFolder) -> str:
    """Let it go on, or have the run begun that follows it; the id of the one that goes on."""
    # A process of its own, as for editors: what asks whether the project is trusted is large.
    try:
        done = subprocess.run(
            resume_argv(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            cwd=folder.path,
        )
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise NotResumed(f"the run could not be let go on: {error}", _TRY) from error
    if "error" in told:
        raise NotResumed(str(told.get("message", "")), str(told.get("hint", _TRY)))
    return str(told.get("run", folder.id))


_TRY = "try it in a terminal: code-orch resume"
