"""The state of a long run, kept beside its journal: a face then folds only what came after.

The journal stays the truth. A kept state is believed for the very event that it was made at, by the
very code that made it, and is passed by where anything about it is odd; who drives a run never
reads it.
"""

import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import orchestrator_engine
from orchestrator_engine import agenda as agendas
from orchestrator_engine import (
    answering,
    choices,
    draft,
    events,
    graph,
    json_values,
    listeners,
    money,
    paying,
    persistent,
    plan,
    questions,
    recorded,
    reopening,
    review,
    run,
    run_draft,
    settings,
    spending,
    then,
    visible,
)
from orchestrator_engine import attempt as attempts
from orchestrator_engine import fold as folding
from orchestrator_engine.places import RunFolder
from orchestrator_engine.store import Row

LONG = 2000
"""Events that are folded fast enough without."""

CODE = (
    *(agendas, answering, attempts, choices, draft, events, folding, graph, json_values, listeners),
    *(money, paying, persistent, plan, questions, recorded, reopening, review, run, run_draft),
    *(settings, spending, then, visible),
)
"""The modules that say what a state is: a state of other code is none."""

_ONCE = ("agenda", "tasks", "phases", "ticked", "applied", "_landed")
"""The fields of a run that are written in a way of their own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A state that was kept at event `seq`, whose row is recognised by its `anchor`."""

    seq: int
    anchor: list[Any]
    body: bytes

    def run(self) -> run.Run | None:
        """The state itself; None when it cannot be read."""
        try:
            return _structured(json.loads(self.body))
        except Exception:  # noqa: BLE001  # whatever is odd about it: the journal has it all
            return None


def due(seq: int, kept: int) -> bool:
    """Whether to keep the state at event `seq`, with the last one kept at `kept`.

    The longer a run, the more rarely: all of it together costs the same for each event.
    """
    return seq - kept >= max(LONG, seq // 4)


def anchor(row: Row) -> list[Any]:
    """What tells the row of an event from another one with its number."""
    entry = row.entry
    return [row.seq, row.epoch, row.at, entry.kind, zlib.crc32(entry.data.encode())]


def keep(folder: RunFolder, state: run.Run, row: Row) -> None:
    """Keep the state at the event of that row, which is its last; a run does without, too."""
    code = _code()
    if code is None:
        return
    body = json.dumps(_unstructured(state), separators=(",", ":")).encode()
    head = {"code": code, "sum": zlib.crc32(body), "anchor": anchor(row)}
    draft = folder.snapshot.with_suffix(".new")
    try:
        draft.write_bytes(json.dumps(head).encode() + b"\n" + body)
        draft.replace(folder.snapshot)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def kept(folder: RunFolder) -> Kept | None:
    """The state that is kept beside a journal, if this code made it and nothing happened to it."""
    try:
        head, _, body = folder.snapshot.read_bytes().partition(b"\n")
        told: dict[str, Any] = json.loads(head)
        if told["code"] != _code() or told["sum"] != zlib.crc32(body):
            return None
        return Kept(int(told["anchor"][0]), told["anchor"], body)
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


@cache
def _code() -> list[Any] | None:
    """What tells this code from any other that would make or read a state; None if unknown."""
    names = [module.__file__ for module in CODE]
    try:
        sources = [Path(name).read_bytes() for name in (__file__, *filter(None, names))]
    except OSError:
        return None
    return [orchestrator_engine.__version__, zlib.crc32(b"\0".join(sources))]


@cache
def _converter() -> Any:  # noqa: ANN401  # cattrs' converter is generic over everything
    # Imported on first use: `code-orch --version` must not pay for it.
    from cattrs import Converter  # noqa: PLC0415

    made = Converter(detailed_validation=False, omit_if_default=True)
    made.register_unstructure_hook(persistent.Numbers, persistent.Numbers.as_hex)
    made.register_unstructure_hook(persistent.Vector, list)
    # A table is twice as fast as asking the enumeration, and there are thousands to ask.
    for each in (attempts.Role, attempts.Ending, review.Verdict, review.Severity):
        made.register_structure_hook(each, _members(each))
    return made


def _members(enumeration: type[StrEnum]) -> Callable[[str, Any], StrEnum]:
    known = {member.value: member for member in enumeration}
    return lambda value, _: known[value]


@cache
def _for_states() -> Any:  # noqa: ANN401  # the same
    """For what has come of tasks and phases, which are the plan's own."""
    made = _converter().copy()
    made.register_structure_hook(plan.Task, _as_it_is)
    made.register_structure_hook(plan.Phase, _as_it_is)
    return made


def _as_it_is(value: object, _: object) -> object:
    return value


def _unstructured(state: run.Run) -> dict[str, Any]:
    plain = _converter().unstructure
    data = {
        each.name: plain(getattr(state, each.name))
        for each in fields(run.Run)
        if each.name not in _ONCE
    }
    data["tasks"] = [_but(plain(one), "task", "phase") for one in state.tasks.values()]
    data["phases"] = [_but(plain(one), "phase") for one in state.phases.values()]
    data["ticked"] = state.ticked.chosen.as_hex()
    data["applied"] = sorted(state.applied)
    agenda = state.agenda
    data["agenda"] = agenda and {
        each.name: plain(getattr(agenda, each.name))
        for each in fields(agendas.Agenda)
        if each.name != "graph"
    }
    return data


def _but(data: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        del data[name]
    return data


def _structured(data: dict[str, Any]) -> run.Run:
    make = _converter().structure
    types = run.Run.__annotations__
    told = {name: make(data[name], types[name]) for name in data.keys() - set(_ONCE)}
    planned: plan.Plan = told["plan"]
    agenda = _agenda(data["agenda"], graph.Graph(planned))
    state_of = _for_states().structure
    tasks = [(task, phase.id) for phase in planned.phases for task in phase.tasks]
    states: list[run.TaskState] = [
        state_of({**each, "task": task, "phase": phase}, run.TaskState)
        for (task, phase), each in zip(tasks, data["tasks"], strict=True)
    ]
    phases = zip(planned.phases, data["phases"], strict=True)
    return run.Run(
        **told,
        agenda=agenda,
        tasks=persistent.Table((state.task.id, state) for state in states),
        phases=persistent.Table(
            (phase.id, state_of({**each, "phase": phase}, run.PhaseState)) for phase, each in phases
        ),
        ticked=persistent.Names(agenda.graph.items, persistent.Numbers.of_hex(data["ticked"])),
        applied=frozenset(data["applied"]),
        _landed={state.merged: at for at, state in enumerate(states) if state.merged is not None},
    )


def _agenda(data: dict[str, Any], hangs: graph.Graph) -> agendas.Agenda:
    # A set of numbers is a text, and a number for each is a list.
    told: dict[str, Any] = {
        name: persistent.Numbers.of_hex(value)
        if isinstance(value, str)
        else persistent.Vector[int](value)
        for name, value in data.items()
    }
    return agendas.Agenda(hangs, **told)
