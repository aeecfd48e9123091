"""A plan as a document."""

import hashlib
import json
import re
from collections.abc import Iterator

from orchestrator_engine.plan import Plan, Task
from orchestrator_engine.plan_document.front import MARK, front_matter
from orchestrator_engine.plan_document.naming import PLAIN, named, names_of, on_one_line
from orchestrator_engine.plan_document.values import LEFT_OUT
from orchestrator_engine.prompts import span
from orchestrator_engine.wording import command

_ABOUT = (
    "> Delete, move, rename or add tasks and phases as you like, then run this file: "
    "`code-orch run` takes it as it stands."
)


def write(plan: Plan, document: str, base: str) -> str:
    """The plan as a document, ending in a newline; `document` and `base` as in `PlanDocument`."""
    numbers = [int(task.id[1:]) for task in plan.tasks() if re.fullmatch(r"T\d{1,6}", task.id)]
    body = "\n".join(_body(plan)) + "\n"
    front = {
        "document": document,
        "mode": plan.mode,
        "base": base,
        "tasks": str(max(numbers, default=0)),
        "made": _digest(body),
    }
    lines = ["---", f"{MARK}: plan", *(f"{key}: {_value(text)}" for key, text in front.items())]
    return "\n".join([*lines, "---", "", body])


def edited(text: str) -> bool:
    """Whether somebody changed a plan since it was written, or nobody can tell."""
    front, begin = front_matter(text.splitlines())
    body = text.split("\n", begin)[-1]
    return front.get("made") != _digest(body.removeprefix("\n"))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:12]


def _body(plan: Plan) -> list[str]:
    lines = [f"# {on_one_line(plan.title)}", "", _ABOUT]
    lines += [
        f"> Check {check.name}: {span(command(check.command))} ({check.source})"
        for check in plan.all_checks
    ]
    if plan.reasons:
        lines += ["", *(f"- {on_one_line(reason)}" for reason in plan.reasons)]
    names = names_of(plan.items)
    for number, phase in enumerate(plan.phases, 1):
        lines += ["", f"## Phase {number}: {on_one_line(phase.title)}"]
        lines += ["", f"Why: {on_one_line(phase.why)}"] if phase.why else []
        for task in phase.tasks:
            lines += ["", f"### {task.id}: {on_one_line(task.title)}", ""]
            lines += _fields(task, names)
    if plan.left_out:
        lines += ["", f"## {LEFT_OUT}", ""]
        lines += [f"- {named(label)}: {on_one_line(why)}" for label, why in plan.left_out]
    return lines


def _fields(task: Task, names: dict[str, str]) -> Iterator[str]:
    yield f"- Serves: {', '.join(named(names[item]) for item in task.items)}"
    if task.after:
        yield f"- After: {', '.join(named(other) for other in task.after)}"
    if task.files:
        yield f"- Files: {', '.join(span(path) for path in task.files)}"


def _value(text: str) -> str:
    return text if PLAIN.fullmatch(text) and ": " not in text else json.dumps(text)
