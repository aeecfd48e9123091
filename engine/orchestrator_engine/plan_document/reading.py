"""A plan out of a document: all that is written, held against nothing yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from orchestrator_engine.plan_document.front import MARK, front_matter
from orchestrator_engine.plan_document.values import (
    LEFT_OUT,
    Fault,
    PlanDocument,
    WrittenPhase,
    WrittenTask,
)

_DIGITS = 6
"""No plan has as many tasks as a number with more of them."""

_FIELDS = ("serves", "after", "files", "why")

_HEADING = re.compile(r"(#{1,3})(?:[ \t]+(.*))?$")

_TASK = re.compile(r"(?P<id>[A-Za-z0-9][\w.-]*)(?:\s*[:\u2013\u2014]\s*|\s+|$)(?P<title>.*)$")

_PHASE = re.compile(r"Phase \d+(?:: |:$)")

_FIELD = re.compile(r"\s*(?:[-*+]\s+)?\**(?P<name>[A-Za-z]+)\**[ \t]*:\**[ \t]*(?P<value>.*)$")

_BULLET = re.compile(r"[-*+]\s+(.*)$")

_NAMES = re.compile(r"(?P<ticks>`+)(?P<quoted>.+?)(?<!`)(?P=ticks)(?!`)|(?P<plain>[^,`]+)")

_FENCE = re.compile(r"\s*(```|~~~)")


def read(text: str) -> PlanDocument:
    """A plan as it is written, with what cannot be read among its faults. Never raises."""
    lines = text.removeprefix("\ufeff").split("\n")
    front, begin = front_matter(lines)
    reader = _Reader()
    fence = ""
    for number, written in enumerate(lines[begin:], begin + 1):
        line = written.removesuffix("\r")
        mark = _FENCE.match(line)
        if mark is not None and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        elif fence:
            continue
        elif (heading := _HEADING.match(line)) is not None:
            reader.heading(len(heading[1]), (heading[2] or "").strip(), number)
        else:
            reader.words(line, number)
    known = front.get(MARK) == "plan"
    missing = [] if known else [Fault(1, f"the front matter does not say “{MARK}: plan”")]
    missing += [
        Fault(1, f"the front matter does not say which {what} (“{what}: …”)")
        for what in ("document", "mode")
        if known and not front.get(what)
    ]
    count = front.get("tasks", "")
    return PlanDocument(
        title=reader.title,
        document=front.get("document", ""),
        mode=front.get("mode", ""),
        base=front.get("base", ""),
        tasks=int(count) if count.isascii() and count.isdecimal() and len(count) <= _DIGITS else 0,
        reasons=tuple(reader.reasons),
        phases=tuple(reader.phases),
        left_out=tuple(reader.left_out),
        faults=(*missing, *reader.faults),
    )


@dataclass(slots=True)
class _Reader:
    """What has been read so far, from the top down."""

    title: str = ""
    reasons: list[str] = field(default_factory=list[str])
    phases: list[WrittenPhase] = field(default_factory=list[WrittenPhase])
    left_out: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    faults: list[Fault] = field(default_factory=list[Fault])
    at: str = ""
    """Where it stands: at the `top`, in a `phase`, a `task`, or among what is `left out`."""

    def heading(self, level: int, text: str, line: int) -> None:
        if level == 1:
            self.title, self.at = text, "top"
        elif level == 2:  # noqa: PLR2004  # a phase
            if text.casefold() == LEFT_OUT.casefold():
                self.at = "left out"
                return
            self.at = "phase"
            self.phases.append(WrittenPhase(_PHASE.sub("", text, count=1).strip(), line))
        else:
            self._task(text, line)

    def _task(self, text: str, line: int) -> None:
        found = _TASK.match(text)
        if found is None:
            self.faults.append(Fault(line, "a task begins with its id, such as “### T1: Title”"))
            self.at = ""
            return
        if not self.phases:
            self.phases.append(WrittenPhase("Everything", line))
        phase = self.phases[-1]
        task = WrittenTask(found["id"], found["title"].strip(), line)
        self.phases[-1] = replace(phase, tasks=(*phase.tasks, task))
        self.at = "task"

    def words(self, text: str, line: int) -> None:
        bullet = _BULLET.match(text)
        if self.at == "top" and bullet:
            self.reasons.append(bullet[1].strip())
        elif self.at == "left out" and bullet:
            self._leave_out(bullet[1], line)
        elif self.at in ("phase", "task") and (found := _FIELD.match(text)):
            self._field(found["name"].lower(), found["value"].strip(), line)

    def _leave_out(self, text: str, line: int) -> None:
        quoted = _NAMES.match(text)
        if quoted is not None and quoted["quoted"] is not None:
            name, rest = _unpadded(quoted["quoted"]), text[quoted.end() :]
        else:
            name, _, rest = text.partition(": ")
            name = name.strip().removesuffix(":")
        self.left_out.append((name.strip(), rest.strip().removeprefix(":").strip(), line))

    def _field(self, name: str, value: str, line: int) -> None:
        phase = self.phases[-1]
        if name not in _FIELDS:
            near = get_close_matches(name, _FIELDS, 1, 0.75)
            if near:
                words = f"“{name}” says nothing here; did you mean “{near[0].capitalize()}”?"
                self.faults.append(Fault(line, words))
        elif name == "why" and self.at == "phase":
            self.phases[-1] = replace(phase, why=value)
        elif name != "why" and self.at == "task":
            task = phase.tasks[-1]
            values = tuple(dict.fromkeys((*_of(task, name), *_listed(value))))
            task = replace(task, **{"items" if name == "serves" else name: values})
            self.phases[-1] = replace(phase, tasks=(*phase.tasks[:-1], task))


def _of(task: WrittenTask, name: str) -> tuple[str, ...]:
    return {"serves": task.items, "after": task.after, "files": task.files}[name]


def _listed(text: str) -> Iterator[str]:
    for found in _NAMES.finditer(text):
        name = found["plain"].strip() if found["quoted"] is None else _unpadded(found["quoted"])
        if name:
            yield name


def _unpadded(text: str) -> str:
    """What stands in a code span: one blank at both ends is not part of it."""
    padded = text.startswith(" ") and text.endswith(" ") and text.strip()
    return text[1:-1] if padded else text
