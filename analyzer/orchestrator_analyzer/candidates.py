"""Every place of a document that may be an item, by the way it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, TypeVarTuple

from orchestrator_analyzer.answers import Answering
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.ids import Shape

_Given = TypeVarTuple("_Given")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, eq=False)
class Bunch(Answering):
    """What some parts in a row have of each form; it is the same as long as nothing in them is new.

    Whoever asks the same of all drafts of a document asks its bunches, which remember.
    """

    tasks: list[Draft]
    headings: list[Draft]
    entries: list[Draft]
    rows: list[Draft]
    rules: list[Draft]
    texts: list[Draft]
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )

    @property
    def by_form(self) -> tuple[list[Draft], ...]:
        """Give those of each form."""
        return self.tasks, self.headings, self.entries, self.rows, self.rules, self.texts


@dataclass(frozen=True, eq=False)
class Few(Answering):
    """Some drafts of a bunch, which are those that a format takes of it."""

    drafts: list[Draft]
    _answers: dict[Any, tuple[Any, ...]] = field(
        default_factory=dict[Any, tuple[Any, ...]], init=False, repr=False
    )


@dataclass(slots=True)
class Series:
    """The ids of one shape and prefix: how many there are, how many of them in rows, the first."""

    count: int
    rows: int
    first: Draft


_Name = tuple[Shape | None, str]


class Drafts:
    """Every place that may be an item, by the way it is written."""

    def __init__(self, bunches: Sequence[Bunch]) -> None:
        self.bunches = bunches

    @cached_property
    def tasks(self) -> list[Draft]:
        """Give the entries with a box."""
        return [draft for bunch in self.bunches for draft in bunch.tasks]

    @cached_property
    def headings(self) -> list[Draft]:
        """Give the headings with an id."""
        return [draft for bunch in self.bunches for draft in bunch.headings]

    @cached_property
    def entries(self) -> list[Draft]:
        """Give the entries with an id and without a box."""
        return [draft for bunch in self.bunches for draft in bunch.entries]

    @cached_property
    def rows(self) -> list[Draft]:
        """Give the rows of tables with an id."""
        return [draft for bunch in self.bunches for draft in bunch.rows]

    @cached_property
    def rules(self) -> list[Draft]:
        """Give the paragraphs that begin with the mark of a rule."""
        return [draft for bunch in self.bunches for draft in bunch.rules]

    @cached_property
    def texts(self) -> list[Draft]:
        """Give the paragraphs that head what follows."""
        return [draft for bunch in self.bunches for draft in bunch.texts]

    def answers(
        self, question: Callable[[Bunch, *_Given], _Answer], *given: *_Given
    ) -> list[_Answer]:
        """Give what each bunch answers."""
        return [bunch.answer(question, *given) for bunch in self.bunches]

    @cached_property
    def series(self) -> dict[_Name, Series]:
        """Give what ids there are, by their shapes and prefixes, in the order of their forms."""
        found: dict[_Name, Series] = {}
        for of_form in zip(*self.answers(_series), strict=True):
            for of_bunch in of_form:
                for name, one in of_bunch.items():
                    known = found.get(name)
                    if known is None:
                        found[name] = Series(one.count, one.rows, one.first)
                    else:
                        known.count += one.count
                        known.rows += one.rows
        return found


def _series(bunch: Bunch) -> tuple[dict[_Name, Series], ...]:
    return tuple(map(_series_of, bunch.by_form))


def _series_of(drafts: list[Draft]) -> dict[_Name, Series]:
    found: dict[_Name, Series] = {}
    for draft in drafts:
        lead = draft.lead
        if lead.id is None:
            continue
        one = found.setdefault((lead.shape, prefix(lead.id)), Series(0, 0, draft))
        one.count += 1
        one.rows += draft.form is Form.ROW
    return found
