"""`forecast`: what a run would take; and what to leave out so that it fits into a budget."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestrator_engine import preparing
from orchestrator_engine.budget import limits_in_words
from orchestrator_engine.choices import NOBODY
from orchestrator_engine.cli import output
from orchestrator_engine.cli.flags import source
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.forecast import fitting, how_many, in_words
from orchestrator_engine.forecast import forecast as foretell
from orchestrator_engine.money import in_words as money
from orchestrator_engine.money import usd_of
from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request
from orchestrator_engine.spending import Forecast
from orchestrator_engine.wording import count


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to keep and what to leave out so that a run probably costs no more than `nanos`."""

    nanos: int
    keep: tuple[PlannedItem, ...]
    leave: tuple[PlannedItem, ...]
    forecast: Forecast

    def in_words(self) -> str:
        """The proposal, for a person."""
        limit = money(self.nanos)
        if not self.leave:
            return f"All of it probably fits into {limit}. {in_words(self.forecast)}"
        out = "\n".join(f"  {item.label}  {item.title}" for item in self.leave)
        return (
            f"To fit into {limit}, {count(len(self.leave), 'item')} would be left out:\n{out}\n"
            f"{in_words(self.forecast)}"
        )


def forecast(options: Namespace) -> int:
    """Say what a run of a document would take."""
    prepared = preparing.prepare(
        Request(
            document=options.document,
            cwd=options.cwd or Path.cwd(),
            mode=options.mode,
            agent=options.agent,
            review=True,
            init=True,
            items=tuple(options.items),
            flags=source(options.set or ()),
        ),
        only_looking=True,
    )
    told = prepared.forecast
    assert told is not None
    proposal = propose(prepared, options.fit) if options.fit is not None else None
    if options.json:
        answer: dict[str, object] = {
            "title": prepared.title,
            "agent": prepared.settings.agent,
            "mode": prepared.plan.mode,
            "forecast": asdict(told),
        }
        if proposal is not None:
            answer["fit"] = {
                "usd": usd_of(proposal.nanos),
                "keep": [item.label for item in proposal.keep],
                "leave": [item.label for item in proposal.leave],
                "forecast": asdict(proposal.forecast),
            }
        output.emit(answer)
        return 0
    output.say(f"{prepared.title}\n\n{in_words(told)}")
    output.say("\n".join(_bounds(prepared)))
    if proposal is not None:
        output.say(f"\n{proposal.in_words()}")
    return 0


def propose(prepared: Prepared, nanos: int) -> Proposal:
    """What to leave out so that a run probably costs no more.

    Raises `BadDocument` where nobody knows what tasks cost, or not even one fits.
    """
    told = prepared.forecast
    assert told is not None
    limit = money(nanos)
    if told.usd is None:
        raise BadDocument(
            f"what fits into {limit} cannot be told: {told.source}",
            f"Run it with --budget {usd_of(nanos):g}usd, which stops it there, or choose --items.",
        )
    tasks = how_many(prepared.known, told.source, usd_of(nanos), told.tasks)
    plan = prepared.plan
    keep, leave = fitting(plan, dict(prepared.ranks), tasks)
    if not keep:
        one = foretell(1, prepared.known, told.source)
        raise BadDocument(
            f"not even one task fits into {limit}",
            f"Allow more. {in_words(one)}",
        )
    fits = foretell(tasks, prepared.known, told.source)
    return Proposal(nanos, _items(plan.items, keep), _items(plan.items, leave), fits)


def _items(items: Sequence[PlannedItem], handles: Sequence[str]) -> tuple[PlannedItem, ...]:
    chosen = set(handles)
    return tuple(item for item in items if item.handle in chosen)


def _bounds(prepared: Prepared) -> list[str]:
    settings = prepared.settings
    least, most = settings.calls(prepared.plan.tasks())
    whose = "an agent" if settings.agent == NOBODY else settings.agent
    lines = [f"Between {least} and about {most} calls of {whose}."]
    if settings.planner:
        lines += [
            "What the planner's calls cost is not in the amounts: nobody knows it beforehand."
        ]
    allowed = ", ".join(limits_in_words(settings.budget))
    return [*lines, f"Allowed: {allowed}."] if allowed else lines
