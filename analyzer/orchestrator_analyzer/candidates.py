"""Every place of a document that may be an item, by the way it is written."""

from dataclasses import dataclass

from orchestrator_analyzer.drafts import Draft


@dataclass(frozen=True, slots=True)
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
