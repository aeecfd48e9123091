"""The door of the analyzer: `analyze` a text, or keep a `Workspace` of documents that change.

    analysis = analyze("- [ ] T001 Say hello", "specs/001-hello/tasks.md")
    analysis.recommendation.mode     # Mode.EXEC
    analysis.open_items[0].id        # "T001"

An `Analysis` never changes. What it answers is worked out when first asked for.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from orchestrator_analyzer import edits, outstanding, recommend
from orchestrator_analyzer.hover import hover_text
from orchestrator_analyzer.outline import Symbol, outline
from orchestrator_analyzer.parser import Reading, parse
from orchestrator_analyzer.prompt import prompt_for
from orchestrator_analyzer.recommend import Recommendation
from orchestrator_analyzer.rules import check_all
from orchestrator_analyzer.rules.finding import Finding
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Item, Spec, Status
from orchestrator_analyzer.text import Text, TextEdit, apply


@dataclass(frozen=True)
class Analysis:
    """What one version of a document says. `path` is the hint that was given."""

    text: Text
    path: str = ""
    known: Source | None = field(default=None, repr=False, compare=False)
    """The document taken apart, where that is known; of an edited one, most of it is."""

    @cached_property
    def source(self) -> Source:
        """Give the document taken apart."""
        return self.known or Source(self.text, self.path)

    @cached_property
    def reading(self) -> Reading:
        """Give the document as it was read, for rules and formats."""
        return parse(self.source)

    @property
    def spec(self) -> Spec:
        """Give what the document says: kind, evidence and items."""
        return self.reading.spec

    @cached_property
    def recommendation(self) -> Recommendation:
        """Give the mode to run the document in, or None with the reason."""
        return recommend.recommend(self.spec, self.text.source)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Give what the rules find, in the order of the document."""
        return check_all(self.reading)

    @cached_property
    def open_items(self) -> tuple[Item, ...]:
        """Give what a run should do, in document order.

        A readme may have open boxes; whether to run them is what the recommendation says.
        """
        return outstanding.open_items(self.spec)

    def item(self, handle: str) -> Item | None:
        """Give the item of a handle, or of another name that means one item: an id, an alias."""
        return self.spec.by_name.get(handle)

    def item_at(self, offset: int) -> Item | None:
        """Give the innermost item that an offset stands in, the end of its last line included."""
        index = bisect_right(self._starts, offset) - 1
        item = self.spec.items[index] if index >= 0 else None
        while item is not None and not item.span.start <= offset <= item.span.end:
            item = self.spec.by_handle.get(item.parent) if item.parent else None
        return item

    @cached_property
    def _starts(self) -> list[int]:
        return [item.span.start for item in self.spec.items]

    def find(self, handle: str, title: str) -> Item | None:
        """Find an item of an older version; None where it is gone or its title is another."""
        return edits.find(self.spec, handle, title)

    def set_status(self, handle: str, status: Status) -> tuple[TextEdit, ...]:
        """Give the edits that write a status; none where there is no place to write it."""
        return edits.set_status(self.spec, self.text, handle, status)

    def prompt(self, items: Iterable[Item] | None = None) -> str:
        """Give the prompt for items, or for all that is to do; empty where nothing is."""
        return prompt_for(self.spec, items)

    def hover(self, offset: int) -> str | None:
        """Describe, in markdown, the item that is named at an offset or that begins on its line."""
        item = self._named_at(offset)
        return hover_text(self.spec, item) if item is not None else None

    def _named_at(self, offset: int) -> Item | None:
        around = self.item_at(offset)
        if around is None:
            return None
        for reference in around.references:
            if reference.span.start <= offset <= reference.span.end:
                return self.spec.by_handle.get(reference.target)
        return around if self.text.line_of(offset) == around.line else None

    def outline(self) -> tuple[Symbol, ...]:
        """Give the outermost symbols of the outline."""
        return outline(self.spec)


def analyze(text: str, path: str = "") -> Analysis:
    """Read a document. `path` is only a hint, such as `specs/001-x/tasks.md`. Never raises."""
    return Analysis(Text(text), path)


class Workspace:
    """The documents that are open, by URI, each with the analysis of its present version."""

    def __init__(self) -> None:
        self._analyses: dict[str, Analysis] = {}

    def replace(self, uri: str, text: str) -> Analysis:
        """Open a document, or give an open one a new text."""
        known = self._analyses.get(uri)
        if known is None:
            known = self._analyses[uri] = analyze(text, unquote(uri))
        elif known.text.source != text:
            edited = known.text.edited(known.text.edit_to(text))
            source = known.source.edited(edited)
            known = self._analyses[uri] = Analysis(edited, known.path, source)
        return known

    def change(self, uri: str, changes: Iterable[TextEdit]) -> Analysis:
        """Apply edits that all speak of the present version of an open document.

        Raises `KeyError` for a document that is not open, `ValueError` where edits overlap.
        """
        return self.replace(uri, apply(self._analyses[uri].text.source, changes))

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._analyses.pop(uri, None)

    def analysis(self, uri: str) -> Analysis | None:
        """Give the analysis of a document's present version, or None where it is not open."""
        return self._analyses.get(uri)
