"""The names of items: handles that survive edits elsewhere, and aliases that texts use."""

import hashlib
import re
import unicodedata
from collections import Counter

from orchestrator_analyzer.drafts import Draft, Form
from orchestrator_analyzer.statuses import without_status

_HANDLE_WORDS = 32
_COMMENT = re.compile(r"<!--.{0,500}?-->")
_EMPHASIS = re.compile(r"\*\*|~~|(?<!\w)__|__(?!\w)")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_STORY = re.compile(r"user story (\d+)", re.IGNORECASE)


def handles(drafts: list[Draft]) -> list[str]:
    """Give each draft a handle of its own.

    An id that is unique is one. Otherwise it is made of section, title and how often the two have
    occurred so far, so that no edit elsewhere changes it.
    """
    ids = Counter([draft.lead.id for draft in drafts])
    used = {name for name, count in ids.items() if count == 1}
    occurred: dict[str, int] = {}
    given: list[str] = []
    for draft in drafts:
        name = draft.lead.id
        if name is None or ids[name] != 1:
            place = draft.answer(named_place)
            occurred[place] = number = occurred.get(place, 0) + 1
            names = draft.answer(possible_handles, number)
            name = next(name for name in names if name not in used)
            used.add(name)
        given.append(name)
    return given


def named_place(draft: Draft) -> str:
    """Give what the handle of a draft is made of, where that is not its id."""
    return "\0".join((*section_path(draft), draft.lead.id or "", called(draft.lead.title)))


def possible_handles(draft: Draft, number: int) -> tuple[str, ...]:
    """Give the handles that a draft may have, each with more of its digest than the one before."""
    whole = f"{draft.answer(named_place)}\0{number}"
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()
    slug = _slug(called(draft.lead.title))
    return tuple(f"{slug}-{digest[:length]}" for length in (6, 12, len(digest)))


def _slug(title: str) -> str:
    ascii_only = title[:200]
    if not ascii_only.isascii():
        ascii_only = unicodedata.normalize("NFKD", ascii_only).encode("ascii", "ignore").decode()
    slug = _NO_LETTERS.sub("-", ascii_only.casefold())[:_HANDLE_WORDS].strip("-")
    return slug or "item"


def aliases(draft: Draft) -> tuple[str, ...]:
    """Give the names by which texts call an item beside its id: `US1` for "User Story 1"."""
    story = _STORY.match(draft.lead.id or draft.lead.title)
    return () if story is None else (f"US{story[1]}", f"User Story {story[1]}")


def names(drafts: list[Draft], given: list[str]) -> dict[str, str]:
    """Map every name of an item, in lower case, to its handle; the first that has it keeps it."""
    known: dict[str, str] = {}
    for draft, handle in zip(drafts, given, strict=True):
        if draft.lead.id is not None:
            known.setdefault(draft.lead.id.casefold(), handle)
    for draft, handle in zip(drafts, given, strict=True):
        for alias in aliases(draft):
            known.setdefault(alias.casefold(), handle)
    return known


def plain(title: str) -> str:
    """Give a title without marks of emphasis and comments, with single spaces."""
    words = _COMMENT.sub("", title) if "<!--" in title else title
    if "*" in words or "_" in words or "~" in words:
        words = _EMPHASIS.sub("", words)
    return " ".join(words.split()).strip("*_ ")


def called(title: str) -> str:
    """Give the name of an item: its title, plain, without what says how far it is."""
    name = plain(without_status(title))
    return title if name == title else name  # of many thousands, one text is enough


def section_path(draft: Draft) -> tuple[str, ...]:
    """Give the titles of the sections that a draft stands in, the outermost first."""
    if draft.section is None:
        return ()
    if draft.form is Form.HEADING:
        return draft.section.path
    return (*draft.section.path, draft.section.title)
