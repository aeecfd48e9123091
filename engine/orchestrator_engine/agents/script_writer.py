"""A first rehearsal script for a plan, and what of a script does not fit to a plan."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from orchestrator_engine.agents.protocol import Subject
from orchestrator_engine.agents.script import Key, Problem, Script, key_of, meant, plain
from orchestrator_engine.attempt import Role
from orchestrator_engine.modes import Demand
from orchestrator_engine.plan import CheckKind, Plan, Task

FAILING = "FAIL"
"""What the ids of failing tests begin with, as `test --fix` mends them."""

FOLDER = "rehearsal"
"""Where the first script writes to: nobody's files."""

_BEGIN = """\
---
pace: 0.2
---

# Rehearsal: {title}

This part is for people. The agent does what stands under the headings with two #, and it does it
for real, in a worktree of its own. As it stands, each task writes one file into `{folder}/`: put
what you want to see done in its place. The guide is docs/guides/rehearsal.md of Code Orchestrator.
"""

_WORK = """\
## {label}, round 1

{title}{files}

```text {how} {path}
{label}
```
"""

_LOOK = """\
## {label}, round 1

I look, and change nothing: what I find becomes a report.

```toml findings
summary = "I looked through it."

[[findings]]
title = "An example: put what you want to see found in its place"
severity = "minor"
file = "{seen}"
line = 1
evidence = "It stands there."
suggestion = "Nothing has to be done about it."
```
"""

_REVIEW = """\
## {label}, review of round 1

It is there.

```toml verdict
score = 9

[[remarks]]
file = "{path}"
line = 1
severity = "note"
evidence = "It says what it is for."
```
"""


def first_script(plan: Plan, *, review: bool, seen: str = "README.md") -> str:
    """A script that carries the plan out from one end to the other, to be changed by a person.

    `seen` is a file that is there, for what an audit finds.
    """
    reports = bool(plan.manner.reports)
    parts = [_BEGIN.format(title=_line(plan.title), folder=FOLDER)]
    done: set[Key] = set()
    names = Counter(work_key(plan, task) for task in plan.tasks())
    for task in plan.tasks():
        key = work_key(plan, task)
        if key in done:
            continue  # of two items with one name, both are answered by one section
        done.add(key)
        told = {
            "label": re.sub(r"[\\`*_\[\]<>&!#]", r"\\\g<0>", key.items),
            "title": _sentence(task.title),
            # What answers two tasks has to change something for the second one, too.
            "how": "append" if names[key] > 1 else "write",
            "path": f"findings/{plan.mode}-*.md"
            if reports
            else f"{FOLDER}/{_file_name(key.items)}-{task.id}.txt",
            "seen": seen,
            "files": f" (The item names {', '.join(task.files)}.)" if task.files else "",
        }
        parts.append((_LOOK if reports else _WORK).format(**told))
        if review:
            parts.append(_REVIEW.format(**told))
    return "\n".join(parts)


def to_add(plan: Plan) -> str:
    """What has to be added to a first script by hand before a run of it can pass, or nothing."""
    if not any(check.kind is CheckKind.TEST for check in plan.checks):
        return ""
    words = {
        Demand.REPRODUCED: "a test that fails on the code as it is and passes with the rest of it",
        Demand.ONLY_TESTS: "tests, and nothing but tests: other files are refused",
    }
    return next((words[one] for one in plan.manner.demands if one in words), "")


PLANNED = key_of(Subject("", ("Plan",), Role.PLANNER, 1)).items
"""What the sections are called that answer a planner."""


def misfits(plan: Plan, script: Script, done: Iterable[str] = ()) -> Iterator[Problem]:
    """The sections that answer no task, and then the tasks that no section answers (line 0).

    `done` are the labels of items that are over: their sections have answered already.
    """
    if any(key.items == PLANNED for key in script.sections):
        return  # it plans for itself, and its tasks are not those of the document
    wanted = {work_key(plan, task).items for task in plan.tasks()}
    over = {plain(label) for label in done}
    later = found_later(plan)
    for key, section in script.sections.items():
        if later and re.fullmatch(rf"{later}-[0-9]+", key.items):
            continue  # it answers an item of the run that follows
        if key.items not in wanted and key.items not in over:
            what = f"“{key}” answers no task of the plan{meant(key.items, sorted(wanted))}"
            yield Problem(section.line, what)
    for task in plan.tasks():
        key = work_key(plan, task)
        if key not in script.sections:
            yield Problem(0, f"nothing answers “{key}”: the task would fail")


def found_later(plan: Plan) -> str:
    """What the ids begin with of what such a run finds and the one after it mends, or nothing."""
    return FAILING if plan.mode == "test" else plan.manner.reports


def mends(plan: Plan, script: Script) -> bool:
    """Whether the script has a section for anything that such a run may find."""
    return any(key.items.startswith(f"{found_later(plan)}-") for key in script.sections)


def work_key(plan: Plan, task: Task) -> Key:
    """The section that the first go at a task is answered by."""
    items = tuple(item.label for item in plan.items_of(task))
    return key_of(Subject(task.id, items, Role.WORKER, 1))


def _line(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str) -> str:
    # As words alone: what begins a title may be what begins a block of markdown.
    return "I carry this out: " + _line(text).replace("`", "'")


def _file_name(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", label).strip("-")[:40] or "item"
