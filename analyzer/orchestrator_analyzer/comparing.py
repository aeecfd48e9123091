"""What the rest of a document can tell of the parts that an edit made anew, beside the old ones.

What it knows of a part is what was asked about it: its heading, the answers of `Part.answer`, and
those about its drafts.
"""

from collections.abc import Callable, Iterable

from orchestrator_analyzer.choose import Chosen, counts
from orchestrator_analyzer.criteria import announces, criteria_in_cells, entries_beneath, listed
from orchestrator_analyzer.drafts import Draft, chosen_again
from orchestrator_analyzer.forms.seen import Seen
from orchestrator_analyzer.handles import named_place, possible_handles
from orchestrator_analyzer.nodes import facts_of, speaks_of_waiting
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.signs import JUDGED
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.tables import columns_of
from orchestrator_analyzer.templates import has_blank

# What concerns nobody but the items of a part, which are put together anew.
_OWN = frozenset[Callable[..., object]](
    {
        *(announces, entries_beneath, listed, chosen_again, facts_of, named_place),
        *(possible_handles, criteria_in_cells, columns_of, speaks_of_waiting),
    }
)


class Compared:
    """Which drafts of the old parts became which of the new ones, found as they are compared.

    `is_to_be_judged` says that something is another that only the kind of a document hangs on.
    `own` are questions, beside those known here, whose answers concern nobody but their part.
    """

    def __init__(self, own: Iterable[Callable[..., object]]) -> None:
        self._own = _OWN.union(own)
        self.drafts: dict[Draft, Draft] = {}
        self.is_to_be_judged = False
        self._parts: set[Part] = set()

    def are_alike(self, old: Part, new: Part) -> bool:
        """Say whether the rest of a document cannot tell a part from an older one."""
        self._parts.add(old)
        head, other = old.head, new.head
        if head is None or other is None:
            same_heads = head is other
        else:
            same_heads = (head.title, head.level) == (other.title, other.level)
        goes_on = old.goes_on is new.goes_on and old.above == new.above
        return goes_on and same_heads and self._answer_alike(old, new)

    def _answer_alike(self, old: Part | Draft, new: Part | Draft) -> bool:
        for question, given, answer in old.answered():
            if question in self._own:
                continue
            other = new.answer(question, *given)  # pyright: ignore[reportArgumentType] - it was asked before
            if isinstance(answer, Draft) and isinstance(other, Draft):
                if not self._are_drafts_alike(answer, other):
                    return False
            elif (drafts := _drafts_in(answer)) is not None:
                others = _drafts_in(other) or []
                if len(drafts) != len(others):
                    return False
                if not all(map(self._are_drafts_alike, drafts, others)):
                    return False
            elif answer != other:
                if question not in JUDGED:
                    return False
                self.is_to_be_judged = True
        return True

    def _are_drafts_alike(self, old: Draft, new: Draft) -> bool:
        self.drafts[old] = new
        if _key(old) != _key(new) or not self._answer_alike(old, new):
            return False
        if _marked(old) != _marked(new):
            self.is_to_be_judged = True
        bare = old.known_bare
        return bare is None or bare is old or self._are_drafts_alike(bare, new.bare)

    def chosen(self, old: Chosen) -> Chosen | None:
        """Give what has become of an item; None where it cannot be told."""
        known = (old.draft, *old.mentions)
        drafts = [self.drafts.get(one) if one.part in self._parts else one for one in known]
        found = [draft for draft in drafts if draft is not None]
        # Of several that have one id, titles say which are the same.
        is_of_several = old.is_twin or len(known) > 1
        if len(found) < len(known) or (is_of_several and not all(map(_called_alike, known, found))):
            return None
        return found[0].named_again(tuple(found[1:]), is_twin=old.is_twin)


def _called_alike(old: Draft, new: Draft) -> bool:
    return old is new or old.lead.title.casefold() == new.lead.title.casefold()


def _key(draft: Draft) -> tuple[object, ...]:
    """Give what the choice of items may know of a draft."""
    lead, text = draft.lead, draft.part.text
    title = None
    if lead.id is not None:
        # What counts may be compared with others of its number; a blank says there is a template.
        title = lead.title if counts(draft) else (bool(lead.title), has_blank(lead.title[:400]))
        if not lead.title.strip(" \t*_:`\uff1a-"):
            title = text.source
    return (
        *(lead.id, lead.shape, lead.firm, title, draft.form, draft.bottom is None, draft.kind),
        *(draft.box is None, tuple(head for head, _ in draft.cells)),
    )


def _marked(draft: Draft) -> Status | None:
    """Give what only the kind of a document hangs on, beside what is counted."""
    return None if draft.written is None else draft.written.status


def _drafts_in(answer: object) -> list[Draft] | None:
    if isinstance(answer, Seen):
        return answer.all
    if isinstance(answer, list) and answer and isinstance(answer[0], Draft):
        return answer  # pyright: ignore[reportUnknownVariableType]
    return None
