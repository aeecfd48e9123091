"""Other people's words inside our markdown, so that nothing in them can break the page."""

import re

_LIVE = re.compile(r"([\\`*_\[\]<>|~&#$])")
_TICKS = re.compile(r"`+")
_IN_QUOTE = re.compile(r"[<]|!(?=\[)")


def inline(text: str) -> str:
    """A text within a line, a heading or a cell of a table, shown as it is."""
    return _LIVE.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A name or a command in code marks, whatever backticks it has itself.

    A cell of a table splits at a bar even within code, so a bar is written as its look-alike.
    """
    plain = " ".join(text.split()).replace("|", "\N{BROKEN BAR}")
    if not plain:
        return "` `"
    fence = "`" * (_longest_ticks(plain) + 1)
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{space}{plain}{space}{fence}"


def quote(text: str) -> str:
    """Somebody's words as a block quote: their headings, fences and lists end with the quote."""
    lines = _IN_QUOTE.sub(r"\\\g<0>", text.strip()).splitlines() or ["(no words)"]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def fenced(text: str, language: str = "text") -> str:
    """Output as a block of code, inside a fence longer than any within it."""
    body = "\n".join(text.strip("\n").splitlines())
    fence = "`" * max(3, _longest_ticks(body) + 1)
    return f"{fence}{language}\n{body}\n{fence}"


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
