"""A plan as a markdown document, for a person to read, edit and run; and back. Pure.

Front matter says what it is and what it was made of, `##` are phases, `###` are tasks. What may be
changed is read back: titles, order, phases, what a task serves, waits for and touches, and which
tasks there are. Checks are for reading only: which commands run is for the settings to say.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from orchestrator_engine.modes import MODES
from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
from orchestrator_engine.prompts import span
from orchestrator_engine.replanning import inside
from orchestrator_engine.wording import command

MARK = "code-orchestrator"
"""The key of the front matter that says, with the value `plan`, that a document is a plan."""

LEFT_OUT = "Not covered"
UNSERVED = "no task of the plan serves it"
"""Why an item is left out of which nobody says why."""

_ABOUT = (
    "> Delete, move, rename or add tasks and phases as you like, then run this file: "
    "`code-orch run` takes it as it stands."
)
_FIELDS = ("serves", "after", "files", "why")
_HEADING = re.compile(r"(#{1,3})(?:[ \t]+(.*))?$")
_TASK = re.compile(r"(?P<id>[A-Za-z0-9][\w.-]*)(?:\s*[:\u2013\u2014]\s*|\s+|$)(?P<title>.*)$")
_PHASE = re.compile(r"Phase \d+(?:: |:$)")
_FIELD = re.compile(r"\s*(?:[-*+]\s+)?\**(?P<name>[A-Za-z]+)\**[ \t]*:\**[ \t]*(?P<value>.*)$")
_BULLET = re.compile(r"[-*+]\s+(.*)$")
_NAMES = re.compile(r"(?P<ticks>`+)(?P<quoted>.+?)(?<!`)(?P=ticks)(?!`)|(?P<plain>[^,`]+)")
_PLAIN = re.compile(r"[\w./#](?:[\w./#: -]*\w)?")
_FENCE = re.compile(r"\s*(```|~~~)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a `line` (from 1); a `warning` keeps nobody from running the plan."""

    line: int
    message: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class WrittenTask:
    """A task as it stands on its `line`; `items` are names of items, `after` ids of tasks."""

    id: str
    title: str
    line: int
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenPhase:
    """A phase as it stands on its `line`."""

    title: str
    line: int
    why: str = ""
    tasks: tuple[WrittenTask, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan as somebody wrote it, held against nothing yet.

    `document` is the path of what it plans, from the plan's own folder, `base` the beginning of the
    SHA-256 of the text that was planned, `tasks` the highest number of a task when it was made.
    """

    title: str
    document: str
    mode: str
    base: str
    tasks: int = 0
    reasons: tuple[str, ...] = ()
    phases: tuple[WrittenPhase, ...] = ()
    left_out: tuple[tuple[str, str, int], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A plan held against its document: None where a fault is more than a warning."""

    plan: Plan | None
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What has to be mended before it can be run."""
        return tuple(fault for fault in self.faults if not fault.warning)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What a person should know who runs it."""
        return tuple(fault for fault in self.faults if fault.warning)


def is_plan(text: str) -> bool:
    """Whether a document says of itself that it is a plan."""
    return _front(text.removeprefix("\ufeff").splitlines())[0].get(MARK) == "plan"


# Writing


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
    front, begin = _front(text.splitlines())
    body = text.split("\n", begin)[-1]
    return front.get("made") != _digest(body.removeprefix("\n"))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:12]


def _body(plan: Plan) -> list[str]:
    lines = [f"# {_line(plan.title)}", "", _ABOUT]
    lines += [
        f"> Check {check.name}: {span(command(check.command))} ({check.source})"
        for check in (*plan.setup, *plan.checks)
    ]
    if plan.reasons:
        lines += ["", *(f"- {_line(reason)}" for reason in plan.reasons)]
    names = _names(plan.items)
    for number, phase in enumerate(plan.phases, 1):
        lines += ["", f"## Phase {number}: {_line(phase.title)}"]
        lines += ["", f"Why: {_line(phase.why)}"] if phase.why else []
        for task in phase.tasks:
            lines += ["", f"### {task.id}: {_line(task.title)}", ""]
            lines += _fields(task, names)
    if plan.left_out:
        lines += ["", f"## {LEFT_OUT}", ""]
        lines += [f"- {_name(label)}: {_line(why)}" for label, why in plan.left_out]
    return lines


def _fields(task: Task, names: dict[str, str]) -> Iterator[str]:
    yield f"- Serves: {', '.join(_name(names[item]) for item in task.items)}"
    if task.after:
        yield f"- After: {', '.join(_name(other) for other in task.after)}"
    if task.files:
        yield f"- Files: {', '.join(span(path) for path in task.files)}"


def _names(items: Sequence[PlannedItem]) -> dict[str, str]:
    """By handle, the name that means this item alone: its label where that does."""
    labels = [_line(item.label) for item in items]
    handles = {_line(item.handle) for item in items}
    return {
        item.handle: label
        if labels.count(label) == 1 and (label not in handles or label == _line(item.handle))
        else item.handle
        for item, label in zip(items, labels, strict=True)
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _name(text: str) -> str:
    line = _line(text)
    return line if _PLAIN.fullmatch(line) and ": " not in line else span(line)


def _value(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and ": " not in text else json.dumps(text)


# Reading


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


def read(text: str) -> PlanDocument:
    """A plan as it is written, with what cannot be read among its faults. Never raises."""
    lines = text.removeprefix("\ufeff").split("\n")
    front, begin = _front(lines)
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
        tasks=int(count) if count.isascii() and count.isdecimal() and len(count) < 7 else 0,  # noqa: PLR2004
        reasons=tuple(reader.reasons),
        phases=tuple(reader.phases),
        left_out=tuple(reader.left_out),
        faults=(*missing, *reader.faults),
    )


def _front(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The fields of the front matter, and the number of its lines; none where it has no end."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    found: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return found, number
        key, _, value = line.partition(":")
        found[key.strip().lower()] = _unquoted(value.strip())
    return {}, 0


def _unquoted(value: str) -> str:
    if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
        try:
            return str(json.loads(value)) if value[0] == '"' else value[1:-1]
        except ValueError:
            return value[1:-1]
    return value


# Holding it against the document


def fit(
    written: PlanDocument,
    draft: Plan,
    settled: frozenset[str] = frozenset(),
    only: Iterable[str] = (),
    modes: Iterable[str] = (),
) -> Fitted:
    """The plan that is written, of the items of `draft`, or what is wrong, by line.

    `draft` is the plan that the document's open items make by themselves, `settled` are names of
    items of it that are not open any more, and `only` names tasks or items, if not all are meant.
    `modes` are those that the project has beside ours.
    """
    known = tuple(dict.fromkeys((*MODES, *modes)))
    chosen = frozenset(_line(name) for name in only)
    return _Fitting(written, draft, settled, chosen, known).fitted()


@dataclass(slots=True)
class _Fitting:
    written: PlanDocument
    draft: Plan
    settled: frozenset[str]
    only: frozenset[str]
    modes: tuple[str, ...]
    faults: list[Fault] = field(default_factory=list[Fault])
    handles: dict[str, str] = field(default_factory=dict[str, str])
    lines: dict[str, int] = field(default_factory=dict[str, int])

    def fitted(self) -> Fitted:
        written = self.written
        self.faults += written.faults
        # The draft's mode is one that there is, be it one of ours or of the person's own.
        modes = self.modes
        if written.mode and written.mode not in (*modes, self.draft.mode):
            near = get_close_matches(written.mode, modes, 1, 0.5)
            mean = f"; did you mean “{near[0]}”?" if near else f"; there are {', '.join(modes)}"
            self._wrong(1, f"there is no mode “{written.mode}”{mean}")
        by_name = {name: handle for handle, name in _names(self.draft.items).items()}
        own = {item.handle: item.handle for item in self.draft.items}
        self.handles = {_line(name): handle for name, handle in (own | by_name).items()}
        phases = self._phases()
        tasks = [task for phase in phases for task in phase.tasks]
        if not tasks and not self._errors():
            self._wrong(1, "the plan has no task that can be done")
        self._order(phases)
        self._sharing(phases)
        left_out = self._uncovered(tasks)
        faults = tuple(sorted(dict.fromkeys(self.faults), key=lambda fault: fault.line))
        if self._errors():
            return Fitted(None, faults)
        served = {item for task in tasks for item in task.items}
        plan = replace(
            self.draft,
            title=written.title or self.draft.title,
            mode=written.mode,
            reasons=written.reasons,
            items=tuple(item for item in self.draft.items if item.handle in served),
            phases=tuple(phases),
            left_out=left_out,
        )
        return Fitted(plan, faults)

    def _errors(self) -> bool:
        return any(not fault.warning for fault in self.faults)

    def _wrong(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message))

    def _warn(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message, warning=True))

    def _phases(self) -> list[Phase]:
        served = {
            task.id: self._served(task) for phase in self.written.phases for task in phase.tasks
        }
        for phase in self.written.phases:
            for task in phase.tasks:
                if task.id in self.lines:
                    line = self.lines[task.id]
                    self._wrong(task.line, f"line {line} has a task {task.id} already")
                self.lines.setdefault(task.id, task.line)
        phases: list[Phase] = []
        for phase in self.written.phases:
            made = [(self._task(task, served), self._kept(task, served)) for task in phase.tasks]
            tasks = tuple(task for task, kept in made if kept)
            if tasks:
                after = (phases[-1].id,) if phases else ()
                number = f"P{len(phases) + 1}"
                phases.append(Phase(number, phase.title, tasks, after, phase.why))
        return phases

    def _served(self, task: WrittenTask) -> tuple[str, ...]:
        """The handles of the items that a task serves, and are still open."""
        found: list[str] = []
        for name in task.items:
            key = _line(name)
            if key in self.handles:
                found.append(self.handles[key])
            elif key in self.settled:
                words = f"{name} is not open any more in the document: {task.id} leaves it out"
                self._warn(task.line, words)
            else:
                self._wrong(task.line, f"{task.id} serves {name}, {self._no_item(key)}")
        return tuple(dict.fromkeys(found))

    def _no_item(self, name: str) -> str:
        near = get_close_matches(name, self.handles, 1, 0.5)
        return f"and there is no such item{f'; did you mean {near[0]}?' if near else ''}"

    def _kept(self, task: WrittenTask, served: dict[str, tuple[str, ...]]) -> bool:
        names = {_line(task.id), *map(_line, task.items), *served[task.id]}
        if self.only and self.only.isdisjoint(names):
            return False
        if not task.items:
            words = f"{task.id} serves no item, so nobody asked for it: add “- Serves: …”"
            self._wrong(task.line, words)
        # All that it served is settled, which has been said.
        return bool(served[task.id])

    def _task(self, task: WrittenTask, served: dict[str, tuple[str, ...]]) -> Task:
        after: list[str] = []
        for name in task.after:
            if name in self.lines:
                other = next(one for one in self._tasks() if one.id == name)
                if self._kept(other, served):
                    after.append(name)
            elif self._was_taken_out(name):
                self._warn(task.line, f"{task.id} does not wait for {name}, which is taken out")
            else:
                near = get_close_matches(name, self.lines, 1, 0.5)
                mean = f"; did you mean {near[0]}?" if near else ""
                self._wrong(task.line, f"{task.id} waits for {name}: there is no such task{mean}")
        for path in task.files:
            if not inside(path):
                self._wrong(task.line, f"{task.id} names {path}, which is not inside the project")
        return Task(task.id, _line(task.title), served[task.id], tuple(after), task.files)

    def _tasks(self) -> Iterator[WrittenTask]:
        return (task for phase in self.written.phases for task in phase.tasks)

    def _was_taken_out(self, name: str) -> bool:
        """Whether the plan had such a task when it was made."""
        number = name.removeprefix("T")
        return (
            name != number
            and number.isascii()
            and number.isdecimal()
            and 0 < int(number[:7]) <= self.written.tasks
        )

    def _order(self, phases: Sequence[Phase]) -> None:
        place = {task.id: at for at, phase in enumerate(phases) for task in phase.tasks}
        tasks = {task.id: task for phase in phases for task in phase.tasks}
        for task in tasks.values():
            for name in task.after:
                if place.get(name, -1) > place[task.id]:
                    words = f"{task.id} waits for {name}, which is in a later phase"
                    self._wrong(self.lines[task.id], words)
        circle = _circle(tasks)
        if circle:
            words = f"these tasks wait for each other in a circle: {' → '.join(circle)}"
            self._wrong(self.lines[circle[0]], words)
            return
        self._against_the_document(tasks, place)

    def _against_the_document(self, tasks: dict[str, Task], place: dict[str, int]) -> None:
        """Say where the order is another than the document's: a person may know better."""
        before = {name: _before(tasks, name) for name in tasks}
        serving: dict[str, list[str]] = {}
        for task in tasks.values():
            for item in task.items:
                serving.setdefault(item, []).append(task.id)
        drafted = {task.id: task for task in self.draft.tasks()}
        for late in drafted.values():
            for early in (drafted[name] for name in late.after):
                pairs = (
                    (one, other)
                    for item in late.items
                    for one in serving.get(item, ())
                    for first in early.items
                    for other in serving.get(first, ())
                )
                for one, other in pairs:
                    if one == other or other in before[one] or place[other] < place[one]:
                        continue
                    waits = f"{self.draft.label(late)} waits for {self.draft.label(early)}"
                    words = f"{waits} in the document, but {one} does not wait for {other}"
                    self._warn(self.lines[one], words)

    def _sharing(self, phases: Sequence[Phase]) -> None:
        for phase in phases:
            tasks = {task.id: task for task in phase.tasks}
            for at, one in enumerate(phase.tasks):
                for other in phase.tasks[at + 1 :]:
                    shared = sorted(set(one.files) & set(other.files))
                    if not shared or self._errors():
                        continue
                    if one.id in _before(tasks, other.id) or other.id in _before(tasks, one.id):
                        continue
                    words = f"{one.id} and {other.id} both change {', '.join(shared)}"
                    self._warn(self.lines[other.id], f"{words}: they are not done side by side")

    def _uncovered(self, tasks: Sequence[Task]) -> tuple[tuple[str, str], ...]:
        """The items that no task serves, with the reason; each of them is said."""
        served = {item for task in tasks for item in task.items}
        said: dict[str, tuple[str, int]] = {}
        for name, why, line in self.written.left_out:
            handle = self.handles.get(_line(name))
            if handle is not None and handle in served:
                self._warn(line, f"{name} stands under “{LEFT_OUT}”, and a task serves it")
            elif handle is not None:
                said[handle] = (why or UNSERVED, line)
            elif _line(name) not in self.settled:
                self._warn(line, f"there is no item {name} to leave out")
        out: list[tuple[str, str]] = []
        for item in self.draft.items:
            if item.handle in served:
                continue
            if item.handle in said:
                out.append((item.label, said[item.handle][0]))
            elif not self.only:
                out.append((item.label, UNSERVED))
                self._warn(1, f"no task serves {item.label}: it will not be done")
        return tuple(out)


def _before(tasks: dict[str, Task], name: str) -> set[str]:
    """All that a task waits for, near and far; itself where that is a circle."""
    seen: set[str] = set()
    waiting = [*tasks[name].after]
    while waiting:
        other = waiting.pop()
        if other in tasks and other not in seen:
            seen.add(other)
            waiting += tasks[other].after
    return seen


def _circle(tasks: dict[str, Task]) -> list[str]:
    """Tasks that wait for each other, the first one once more at the end; nothing where none do."""
    for name in tasks:
        if name not in _before(tasks, name):
            continue
        trail = [name]
        while True:
            after = next(
                other
                for other in tasks[trail[-1]].after
                if other in tasks and (other == name or name in _before(tasks, other))
            )
            if after in trail:
                return [*trail[trail.index(after) :], after]
            trail.append(after)
    return []
