"""Backlog.md: one task a file, its id and status in the front matter."""

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.ids import Lead, Shape
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, ItemKind


def recognises(source: Source, drafts: Drafts) -> bool:
    """Look for front matter with an id that has a number, and a status."""
    del drafts
    front = source.front_matter
    return "status" in front and any(character.isdecimal() for character in front.get("id", ""))


def read(source: Source, drafts: Drafts, kind: DocumentKind) -> list[Draft]:
    """Take the document as one item; its boxes are the criteria of that."""
    del drafts, kind
    spans = source.front_spans
    title = spans.get("title", spans["id"])
    lead = Lead(
        id=source.text.slice(spans["id"]).strip("\"'"),
        id_span=spans["id"],
        shape=Shape.PREFIXED,
        firm=True,
        title=source.text.slice(title).strip("\"'"),
        title_span=title,
    )
    return [
        Draft(
            form=Form.DOCUMENT,
            lead=lead,
            part=source.parts[0],
            top=0,
            bottom=source.text.line_count,
            block=0,
            line_span=title,
            kind=ItemKind.TASK,
            cells=tuple((name, span) for name, span in spans.items()),
        )
    ]
