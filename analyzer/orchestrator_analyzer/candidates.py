"""Every place of a document that may be an item, by the way it is written."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.ids import Shape


@dataclass(frozen=True)
class Drafts:
    """Every place that may be an item, by the way it is written."""

    tasks: list[Draft]
    headings: list[Draft]
    entries: list[Draft]
    rows: list[Draft]
    rules: list[Draft]
    texts: list[Draft]

    @property
    def by_form(self) -> tuple[list[Draft], ...]:
        """Give those of each form."""
        return self.tasks, self.headings, self.entries, self.rows, self.rules, self.texts

    @property
    def all(self) -> list[Draft]:
        """Give all of them."""
        return [draft for drafts in self.by_form for draft in drafts]

    @cached_property
    def series(self) -> dict[tuple[Shape | None, str], list[Draft]]:
        """Give those with ids, by the shape and the prefix of these."""
        found: dict[tuple[Shape | None, str], list[Draft]] = {}
        for draft in chain.from_iterable(self.by_form):
            lead = draft.lead
            if lead.id is not None:
                series = lead.shape, prefix(lead.id)
                if series in found:
                    found[series].append(draft)
                else:
                    found[series] = [draft]
        return found
