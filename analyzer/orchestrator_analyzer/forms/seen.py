"""Every place of a part that may be an item, by the way it is written."""

from dataclasses import dataclass

from orchestrator_analyzer.drafts import Draft
from orchestrator_analyzer.forms.entries import entry_drafts
from orchestrator_analyzer.forms.headings import heading_drafts
from orchestrator_analyzer.forms.marks import rule_drafts
from orchestrator_analyzer.forms.tasks import task_drafts
from orchestrator_analyzer.forms.texts import text_drafts
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.tables import row_drafts


@dataclass(frozen=True, slots=True)
class Seen:
    """What a part has of each form; which of the ids are believed depends on the whole document."""

    tasks: list[Draft]
    headings: list[Draft]
    entries: list[Draft]
    rows: list[Draft]
    rules: list[Draft]
    texts: list[Draft]

    @property
    def all(self) -> list[Draft]:
        """Give all of them."""
        return [*self.tasks, *self.headings, *self.entries, *self.rows, *self.rules, *self.texts]


def seen(part: Part) -> Seen:
    """Look for all of them in a part."""
    return Seen(
        tasks=task_drafts(part),
        headings=heading_drafts(part),
        entries=entry_drafts(part),
        rows=row_drafts(part),
        rules=rule_drafts(part),
        texts=text_drafts(part),
    )
