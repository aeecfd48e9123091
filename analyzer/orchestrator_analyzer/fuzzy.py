"""To find an item by a few of its letters, over all documents of a workspace."""

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from orchestrator_analyzer.index import Entry, Index, Indexed
from orchestrator_analyzer.names import fold_name

_MOST = 200
# More letters than this tell nothing more, and a pasted page must not become a pattern.
_LETTERS = 64
_CANDIDATES = 5000


@dataclass(frozen=True, slots=True)
class Match:
    """An item or a document that a query may have meant."""

    entry: Entry
    symbol: Indexed


def search(index: Index, query: str, limit: int = _MOST) -> tuple[Match, ...]:
    """Give what a query finds, the best first: its letters stand in the name in their order.

    An empty query gives whatever comes first.
    """
    wanted = "".join(fold_name(query).split())[:_LETTERS]
    if not wanted:
        everything = (Match(entry, symbol) for entry in index for symbol in entry.symbols)
        return tuple(islice(everything, limit))
    words = " ".join(fold_name(query).split())[:_LETTERS]
    begins = re.compile(rf"\n{re.escape(words)}[^\n]*+")
    # Names that begin with the query are looked for first. Of those, and of all others, a few
    # thousand are enough to choose from: one letter would take as long as the workspace is large.
    found: dict[tuple[str, int], tuple[tuple[int, int], int, Entry, int]] = {}
    letters = frozenset(wanted)
    for pattern in (begins, _pattern(wanted)):
        for entry, line, name in islice(_hits(index, pattern, letters), _CANDIDATES):
            place = entry.uri, line
            if place not in found:
                found[place] = _score(words, name), len(found), entry, line
    best = heapq.nsmallest(limit, found.values())
    return tuple(Match(entry, entry.symbols[line]) for _, _, entry, line in best)


def _hits(
    index: Index, pattern: re.Pattern[str], letters: frozenset[str]
) -> Iterator[tuple[Entry, int, str]]:
    """Give the names that a pattern finds, each with its document and its place there."""
    for entry in index:
        haystack = entry.haystack
        if not all(letter in haystack for letter in letters):
            continue
        line, at = 0, 0
        for hit in pattern.finditer(haystack):
            line += haystack.count("\n", at, hit.start())
            at = hit.start()
            yield entry, line, hit[0][1:]


def _pattern(wanted: str) -> re.Pattern[str]:
    """Build a pattern for the lines that have the letters in their order.

    Each gap takes all up to the next letter and gives nothing back, so that a line is read once.
    """
    gaps = (rf"[^{re.escape(letter)}\n]*+{re.escape(letter)}" for letter in wanted)
    return re.compile(rf"\n{''.join(gaps)}[^\n]*+")


def _score(words: str, name: str) -> tuple[int, int]:
    """Rank a name that has the letters; less is better: the id, its beginning, a word, any part."""
    identifier = name.partition(" ")[0]
    if words in {identifier, name}:
        return 0, len(name)
    if name.startswith(words):
        return 1, len(name)
    place = name.find(words)
    if place > 0:
        return (2 if not name[place - 1].isalnum() else 3), len(name)
    together = words.replace(" ", "")
    if identifier.replace("-", "").startswith(together):
        return 1, len(name)
    initials = "".join(word[0] for word in re.findall(r"\w+", name))
    return (4 if together in initials else 5), len(name)
