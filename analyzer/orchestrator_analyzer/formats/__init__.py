"""The formats that documents are written in: a new one is a file here and a line in the table."""

from collections.abc import Callable
from dataclasses import dataclass

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.formats import (
    audit,
    backlog_md,
    free,
    kiro,
    openspec,
    own_plan,
    plans,
    speckit,
    taskmaster,
    tracey,
)
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write specs.

    `recognises` says whether a document is written in it; `read` picks from everything that looks
    like an item what the format says is one.
    """

    name: str
    recognises: Callable[[Source, Drafts], bool]
    read: Callable[[Source, Drafts, DocumentKind], list[Draft]]


FORMATS: tuple[Format, ...] = (
    Format(own_plan.NAME, own_plan.recognises, own_plan.read),
    Format("Backlog.md", backlog_md.recognises, backlog_md.read),
    Format("task-master", taskmaster.recognises, taskmaster.read),
    Format("OpenSpec", openspec.recognises, openspec.read),
    Format("spec-kit", speckit.recognises, speckit.read),
    Format("Kiro", kiro.recognises, kiro.read),
    Format("tracey", tracey.recognises, tracey.read),
    Format("plan", plans.recognises, plans.read),
    Format("audit report", audit.recognises, audit.read),
    Format("free form", free.recognises, free.read),
)


def format_of(source: Source, drafts: Drafts) -> Format:
    """Give the first format that a document is written in; free form takes what is left."""
    return next(known for known in FORMATS if known.recognises(source, drafts))
