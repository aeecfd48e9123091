"""An entry of the index as plain values, so that it can be kept and need not be read again.

    kept = json.dumps(record_of(entry))
    entry_from(entry.uri, entry.text, json.loads(kept))     # the same entry

A record says nothing of its text, and means something beside that very text only.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from orchestrator_analyzer.index import Entry, Indexed
from orchestrator_analyzer.mentions import Range
from orchestrator_analyzer.names import Definition
from orchestrator_analyzer.text import Span, Text

Record = list[Any]


def record_of(entry: Entry) -> Record:
    """Give an entry as lists of texts and numbers, without its address and its text."""
    return [
        [
            [name, [[*_pair(one.span), *_pair(one.whole), *_words(one)] for one in group]]
            for name, group in entry.definitions.items()
        ],
        [
            [name, [at for span in spans for at in _pair(span)]]
            for name, spans in entry.mentions.items()
        ],
        [[one.prefix, one.first, one.last, *_pair(one.span)] for one in entry.ranges],
        [
            [one.name, one.detail, *_pair(one.span), *_pair(one.selection), int(one.is_item)]
            for one in entry.symbols
        ],
        entry.haystack,
        [*entry.far],
    ]


def entry_from(uri: str, text: Text, record: Record) -> Entry:
    """Make the entry again; raises `ValueError`, `TypeError` or `IndexError` for what is none."""
    definitions, mentions, ranges, symbols, haystack, far = record
    return Entry(
        uri=uri,
        text=text,
        definitions={
            name: tuple(
                Definition(called, Span(*at[:2]), Span(*at[2:]), title, detail, bool(is_coined))
                for *at, called, title, detail, is_coined in group
            )
            for name, group in definitions
        },
        mentions={name: tuple(_spans(places)) for name, places in mentions},
        ranges=tuple(Range(prefix, first, last, Span(*at)) for prefix, first, last, *at in ranges),
        symbols=tuple(
            Indexed(name, detail, Span(*at[:2]), Span(*at[2:]), bool(is_item))
            for name, detail, *at, is_item in symbols
        ),
        haystack=haystack,
        far=tuple(far),
    )


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _words(one: Definition) -> tuple[str, str, str, int]:
    return one.name, one.title, one.detail, int(one.is_coined)


def _spans(places: Iterable[int]) -> Iterator[Span]:
    numbers = iter(places)
    return (Span(start, end) for start, end in zip(numbers, numbers, strict=True))
