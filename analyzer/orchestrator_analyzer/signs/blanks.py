"""What was left to be filled in: blanks, empty labels, entries and cells."""

import re

BLANK = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}|(?<![{$`\w/])\{[^\W\d_][\w /-]{1,40}\}(?!\})|<%[^%\n]{1,120}%>"
    # A tag such as [HIGH] or an id such as [H-01] is no blank, a link is none, nor is a box.
    r"|(?<![\]!\w])\[(?!NEEDS|[A-Za-z]{0,8}-?\d|(?:HIGH|MEDIUM|LOW|CRITICAL|INFO|RELEASE|CHANGE|UPDATE)\])"
    r"[^\W\d_a-z][^\[\]\n`]{3,80}\](?![(:\[])"
    r"|<(?:your|insert|describe|name|title|date)\b[^<>\n]{0,60}>"
    r"|\b(?:YYYY|XXX|DD/MM|MM/DD|dd\.mm|TT\.MM|JJ/MM|HH:MM|hh:mm|yyyy-mm)\b|_{5,}"
    r"|(?m:^[ \t]*(?:\d+\.|[-*])[ \t]*(?:\[ \][ \t]*)?(?:\.\.\.|…)?$)"
    r"|(?m:^[ \t]*(?:[-*][ \t]+)?\*\*[^*\n]{2,40}\*\*[ \t]*+(?:[:\uff1a][ \t]*+)?$)"
    r"(?=\n[ \t]*(?:\n|[-*][ \t]+\*\*))"
    r"|(?m:^[ \t]*\|(?:[ \t]*+(?:[\w#]{1,3}[ \t]*+)?\|){3,}[ \t]*$)"
    # A label with nothing behind it or beneath it, before another entry of the same list.
    r"|(?m:^(?P<indent>[ \t]*)[-*][ \t]+[^\W\d_][^:*\n]{1,40}[:\uff1a][ \t]*$)"
    r"(?=\n(?P=indent)[-*][ \t])"
)

# What every blank has, in words that are found faster than asking each character of a text for all
# of the above: most parts of most documents have none of it.
_MARKS = (
    *("YYYY", "XXX", "DD/MM", "MM/DD", "dd.mm", "TT.MM", "JJ/MM", "HH:MM", "hh:mm", "yyyy-mm"),
    "_____",
)
_IN_LINE = re.compile(r"\{\{|\{[^\W\d_]|<[%yidnt]|\[[^\W\d_a-z]")
_ON_LINE = re.compile(
    r"\n[ \t]*(?:(?:\d+\.|[-*])[ \t]*(?:\[ \][ \t]*)?(?:\.\.\.|…)?(?:\n|\Z)"
    r"|\|(?:[ \t]*+(?:[\w#]{1,3}[ \t]*+)?\|){3}"
    r"|(?:[-*][ \t]+)?\*\*[^*\n]{2,40}\*\*[ \t]*+(?:[:\uff1a][ \t]*+)?\n"
    r"|[-*][ \t]+[^\W\d_][^:*\n]{1,40}[:\uff1a][ \t]*\n)"
)


def count_blanks(text: str) -> int:
    """Count what a text leaves to be filled in."""
    may_have = (
        any(mark in text for mark in _MARKS)
        or _IN_LINE.search(text) is not None
        or _ON_LINE.search("\n" + text) is not None
    )
    return sum(1 for _ in BLANK.finditer(text)) if may_have else 0
