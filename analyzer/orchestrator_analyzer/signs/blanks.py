"""What was left to be filled in: blanks, empty labels, entries and cells."""

import re

from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.signs.stretches import totals
from orchestrator_analyzer.source import Source

_BLANK = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}|(?<![{$`\w])\{[^\W\d_][\w /-]{1,40}\}(?!\})|<%[^%\n]{1,120}%>"
    # A tag such as [HIGH] or an id such as [H-01] is no blank, a link is none, nor is a box.
    r"|(?<![\]!\w])\[(?!NEEDS|[A-Za-z]{0,8}-?\d|(?:HIGH|MEDIUM|LOW|CRITICAL|INFO|RELEASE|CHANGE|UPDATE)\])"
    r"[^\W\d_a-z][^\[\]\n`]{3,80}\](?![(:\[])"
    r"|<(?:your|insert|describe|name|title|date)\b[^<>\n]{0,60}>"
    r"|\b(?:YYYY|XXX|DD/MM|MM/DD|dd\.mm|TT\.MM|JJ/MM|HH:MM|hh:mm|yyyy-mm)\b|_{5,}"
    r"|(?m:^[ \t]*(?:\d+\.|[-*])[ \t]*(?:\[ \][ \t]*)?(?:\.\.\.|…)?$)"
    r"|(?m:^[ \t]*(?:[-*][ \t]+)?\*\*[^*\n]{2,40}\*\*[ \t]*[:\uff1a]?[ \t]*$)"
    r"(?=\n[ \t]*(?:\n|[-*][ \t]+\*\*))"
    r"|(?m:^[ \t]*\|(?:[ \t]*[\w#]{0,3}[ \t]*\|){3,}[ \t]*$)"
)


def blanks_in(source: Source) -> int:
    """Count what was left to be filled in."""
    return totals(source.text, _count)[0]


@remembered(texts=1024, longest=16_000)
def _count(stretch: str) -> tuple[int, ...]:
    return (sum(1 for _ in _BLANK.finditer(stretch)),)
