"""Pictures of terminals: a screen with its colours, drawn by the browser for the guide."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from support import browsers

_ESCAPE = re.compile(r"\x1b\[([\d;:]*)m|\x1b[()]\w|\x0e|\x0f")
_EXTENDED = {38: "ink", 48: "paper", 58: "line"}
_CELL = 10
"""Pixels of a cell: whole ones, as else there are seams between cells."""
_PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; display: inline-block; background: {paper}; }}
pre {{ margin: 0; padding: 16px 18px; color: {ink}; background: {paper};
  font: 16.61px/22px "DejaVu Sans Mono", monospace; }}
span {{ display: inline-block; height: 22px; overflow: hidden; vertical-align: top; }}
</style><pre>{text}</pre>"""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell looks; colours are CSS's, "" for the terminal's own."""

    ink: str = ""
    paper: str = ""
    line: str = ""
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    reversed: bool = False


def picture(screen: str, path: Path, ink: str = "#e0e2ea", paper: str = "#14161b") -> None:
    """Draw what `tmux capture-pane -e` gives of a program that uses true colours."""
    page = _PAGE.format(ink=ink, paper=paper, text="".join(_spans(screen.rstrip("\n"), ink, paper)))
    with (
        browsers.browser() as chromium,
        browsers.context(chromium, device_scale_factor=1.5) as made,
    ):
        shown = made.new_page()
        shown.set_content(page)
        path.parent.mkdir(parents=True, exist_ok=True)
        shown.locator("body").screenshot(path=path)


def plain(screen: str) -> str:
    """A screen without its colours."""
    return _ESCAPE.sub("", screen)


def _spans(screen: str, ink: str, paper: str) -> Iterator[str]:
    look, at = _Look(), 0
    for escape in _ESCAPE.finditer(screen):
        yield from _cells(screen[at : escape.start()], look, ink, paper)
        at = escape.end()
        if escape[1] is not None:
            look = _next(look, [int(code or 0) for code in re.split("[;:]", escape[1])])
    yield from _cells(screen[at:], look, ink, paper)


def _cells(text: str, look: _Look, ink: str, paper: str) -> Iterator[str]:
    """Boxes as wide as their cells: a letter of another font may not push what follows it."""
    front, back = look.ink or ink, look.paper or paper
    if look.reversed:
        front, back = back, front
    style = f"color:{front}"
    style += f";background:{back}" if back != paper else ""
    style += ";font-weight:bold" if look.bold else ""
    style += ";font-style:italic" if look.italic else ""
    style += f";text-decoration:underline {look.line}" if look.underlined else ""
    for piece in re.findall(r"\n|[ -~]+|.", text):
        if piece == "\n":
            yield piece
            continue
        width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in piece)
        yield f'<span style="width:{_CELL * width}px;{style}">{html.escape(piece)}</span>'


def _next(look: _Look, codes: list[int]) -> _Look:
    """The look after the codes of one escape sequence (SGR)."""
    while codes:
        code = codes.pop(0)
        match code:
            case 0:
                look = _Look()
            case 1:
                look = replace(look, bold=True)
            case 3:
                look = replace(look, italic=True)
            case 4:
                look = replace(look, underlined=True)
            case 7:
                look = replace(look, reversed=True)
            case 22 | 23 | 24 | 27:
                names = {22: "bold", 23: "italic", 24: "underlined", 27: "reversed"}
                look = replace(look, **{names[code]: False})
            case 39 | 49 | 59:
                look = replace(look, **{_EXTENDED[code - 1]: ""})
            case 38 | 48 | 58:
                assert codes[0] == 2, "only true colours are drawn"  # SGR's
                red, green, blue = codes[1:4]
                del codes[:4]
                look = replace(look, **{_EXTENDED[code]: f"#{red:02x}{green:02x}{blue:02x}"})
            case _:
                pass
    return look
