"""The block grammar of markdown-it-py, asked only what the first character of a line leaves open.

Its rules are tried one after the other on every line, and each of them looks at the line anew. Most
lines begin with a letter, and none but two or three of the rules could match those. The order of
the rules is the library's, and so are those that say where a list, a quote, a fence, HTML or a
table begins. What most lines of a document are is read here: paragraphs, headings and rules.
What is said within a line is not looked at, and nothing tells of it.
"""

import re
from collections.abc import Callable, Mapping
from itertools import accumulate
from string import digits
from typing import Literal

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_Rule = Callable[[StateBlock, int, int, bool], bool]
_ByCharacter = Mapping[str, tuple[_Rule, ...]]

_CODE_INDENT = 4
_TAB = 4
_NEWLINE = re.compile(r"\r\n?")
_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
_MARKER = re.compile(
    r"(?:(?P<number>[0-9]{1,9})(?=[.)]))?(?P<sign>(?(number)[.)]|[-+*]))(?=[ \t]|\Z)"
)
_ORDERED = ("ordered_list_open", "ol")
_BULLET = ("bullet_list_open", "ul")
_SPACES = " \t"
_RULE_OF_TABLE = re.compile(r"(?:-[-:|]|[:|][-:| \t])[-:| \t]*\Z")
_UNDERLINE = re.compile(r"(?:-+|=+)[ \t]*$")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")


def tokens(source: str) -> list[Token]:
    """Give the tokens of the blocks of a text, without what stands in their lines.

    Of a paragraph, a heading and a row, only the opening one is given.
    """
    normal = _NEWLINE.sub("\n", source) if "\r" in source else source
    if not normal:
        return []
    found: list[Token] = []
    state = _Lines(normal.replace("\0", "\ufffd"), _MARKDOWN, found)
    _MARKDOWN.block.tokenize(state, 0, state.lineMax)
    return found


class _Told(Token):
    """A token of which no more is filled in than is asked for."""

    # What most tokens lack is not written into each of them.
    map = None
    markup = ""
    info = ""

    def __init__(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1], level: int) -> None:
        self.type = ttype
        self.tag = tag
        self.nesting = nesting
        self.level = level


class _Lines(StateBlock):
    """The lines of a text, as the rules go through them."""

    def __init__(self, source: str, markdown: MarkdownIt, found: list[Token]) -> None:
        super().__init__("", markdown, {}, found)
        lines = source.split("\n")
        if not lines[-1].strip(" \t"):
            del lines[-1]  # nothing stands behind the last end of a line
        ends = list(accumulate([len(line) + 1 for line in lines], initial=-1))
        shifts = [len(line) - len(line.lstrip(" \t")) for line in lines]
        columns = shifts.copy()
        if "\t" in source:
            for number, shift in enumerate(shifts):
                if shift and "\t" in lines[number][:shift]:
                    columns[number] = len(lines[number][:shift].expandtabs(_TAB))
        # A line more spares the rules to ask whether there is a next one.
        self.src = source
        self.bMarks = [*[end + 1 for end in ends[:-1]], len(source)]
        self.eMarks = [*ends[1:], len(source)]
        self.tShift = [*shifts, 0]
        self.sCount = [*columns, 0]
        self.bsCount = [0] * len(self.sCount)
        self.lineMax = len(lines)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        if nesting < 0:
            self.level -= 1
        token = _Told(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: ARG002, FBT001, N802, N803  # theirs
        """Leave out what stands in the lines."""
        return ""


class _Blocks(ParserBlock):
    """Goes from block to block."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  # theirs
        """Read the blocks between two lines, as deep as the library goes."""
        line, has_gap = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= state.md.options.maxNesting:
                state.line = endLine
                break
            _begin(state, line, endLine)
            state.tight = not has_gap
            line = state.line
            has_gap = has_gap or (line - 1 < endLine and state.isEmpty(line - 1))
            if line < endLine and state.isEmpty(line):
                has_gap = True
                state.line = line = line + 1


def _begin(state: StateBlock, line: int, end: int) -> None:
    """Read the block that begins on a line."""
    if _may_be_table(state, line) and _table(state, line, end, False):  # noqa: FBT003
        return
    indent = state.sCount[line] - state.blkIndent
    if indent >= _CODE_INDENT and rules_block.code(state, line, end, False):  # noqa: FBT003
        return
    for rule in _INTERRUPTS.get(_first_character(state, line), _NONE):
        if rule(state, line, end, False):  # noqa: FBT003
            return
    _words(state, line, end)


def _words(state: StateBlock, line: int, end: int) -> None:
    """Read a paragraph, or the heading that it is where it is underlined."""
    around, state.parentType = state.parentType, "paragraph"
    below, level = line + 1, 0
    while below < end and not state.isEmpty(below):
        indent = state.sCount[below] - state.blkIndent
        # What is further in goes on with the paragraph, and in a quote what is not marked as such.
        if indent < _CODE_INDENT:
            start = state.bMarks[below] + state.tShift[below]
            if indent >= 0 and _UNDERLINE.match(state.src, start, state.eMarks[below]):
                level = 1 if state.src[start] == "=" else 2
                break
            if state.sCount[below] >= 0 and _interrupts(state, below, end):
                break
        below += 1
    if level:
        state.line = below + 1
        token = state.push("heading_open", f"h{level}", 0)
        token.markup = "=" if level == 1 else "-"
    else:
        state.line = below
        token = state.push("paragraph_open", "p", 0)
    token.map = [line, state.line]
    state.parentType = around


def _interrupts(state: StateBlock, line: int, end: int) -> bool:
    """Say whether a line ends the paragraph before it."""
    if _may_be_table(state, line) and rules_block.table(state, line, end, True):  # noqa: FBT003
        return True
    rules = _INTERRUPTS.get(_first_character(state, line), _NONE)
    return any(rule(state, line, end, True) for rule in rules)  # noqa: FBT003


def _heading(state: StateBlock, line: int, _: int, silent: bool) -> bool:  # noqa: FBT001  # theirs
    """Read a heading that begins with its signs."""
    start = state.bMarks[line] + state.tShift[line]
    found = _HEADING.match(state.src, start, state.eMarks[line])
    if found is None or state.is_code_block(line):
        return False
    if not silent:
        state.line = line + 1
        token = state.push("heading_open", f"h{found.end() - start}", 0)
        token.markup = found[0]
        token.map = [line, state.line]
    return True


def _rule(state: StateBlock, line: int, _: int, silent: bool) -> bool:  # noqa: FBT001  # theirs
    """Read a line between two sections."""
    start = state.bMarks[line] + state.tShift[line]
    found = _RULE.match(state.src, start, state.eMarks[line])
    if found is None or state.is_code_block(line):
        return False
    if not silent:
        state.line = line + 1
        state.push("hr", "hr", 0).map = [line, state.line]
    return True


def _table(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # theirs
    """Read a table as its rows; the library would take each cell apart as well.

    Whether one begins is for the library to say. It ends one early in which 65,536 cells are
    missing, lest it write them all; nothing is written here.
    """
    if not rules_block.table(state, line, end, True):  # noqa: FBT003
        return False
    if silent:
        return True
    around, state.parentType = state.parentType, "table"
    opening = state.push("table_open", "table", 1)
    below = line + 2
    while below < end and not _ends_table(state, below, end):
        below += 1
    for row in (line, *range(line + 2, below)):
        state.push("tr_open", "tr", 0).map = [row, row + 1]
    opening.map = [line, below]
    state.push("table_close", "table", -1)
    state.line, state.parentType = below, around
    return True


def _list(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # theirs
    """Read a list, as the library does; whether it is a tight one is not looked at."""
    indent = state.sCount[line]
    if indent - state.blkIndent >= _CODE_INDENT:
        return False
    if 0 <= state.listIndent <= indent - _CODE_INDENT and indent < state.blkIndent:
        return False
    marker = _marker(state, line)
    if marker is None:
        return False
    if silent:
        # A list that ends a paragraph counts from one, and says something in its first line.
        is_within = state.parentType == "paragraph" and indent >= state.blkIndent
        return not is_within or (
            int(marker["number"] or 1) == 1 and state.skipSpaces(marker.end()) < state.eMarks[line]
        )
    sign, around = marker["sign"], state.parentType
    state.parentType = "list"
    opening = state.push(*(_ORDERED if marker["number"] else _BULLET), 1)
    opening.markup = sign
    first = line
    while marker is not None and marker["sign"] == sign:
        _entry(state, line, end, marker)
        line = state.line
        if line >= end or not 0 <= state.sCount[line] - state.blkIndent < _CODE_INDENT:
            break
        rules = _INTERRUPTS_LIST.get(_first_character(state, line), _NONE)
        if any(rule(state, line, end, True) for rule in rules):  # noqa: FBT003
            break
        marker = _marker(state, line)
    state.push(opening.type.replace("open", "close"), opening.tag, -1)
    opening.map = [first, line]
    state.line, state.parentType = line, around
    return True


def _marker(state: StateBlock, line: int) -> re.Match[str] | None:
    start = state.bMarks[line] + state.tShift[line]
    return _MARKER.match(state.src, start, state.eMarks[line])


def _entry(state: StateBlock, line: int, end: int, marker: re.Match[str]) -> None:
    """Read an entry of a list, which begins on a line with its marker."""
    source, last = state.src, state.eMarks[line]
    begin, column = marker.end(), state.sCount[line] + marker.end() - marker.start()
    at, initial = begin, column
    while at < last and (character := source[at]) in _SPACES:
        column += 1 if character == " " else _TAB - (column + state.bsCount[line]) % _TAB
        at += 1
    # What stands further in than this is code, whose own indent begins behind one space.
    inner = column - initial if at < last and column - initial <= _CODE_INDENT else 1
    token = state.push("list_item_open", "li", 1)
    token.markup = marker["sign"]
    token.info = marker["number"] or ""
    before = state.tShift[line], state.sCount[line], state.listIndent
    state.listIndent, state.blkIndent = state.blkIndent, initial + inner
    state.tShift[line], state.sCount[line] = at - state.bMarks[line], column
    if at >= last and state.isEmpty(line + 1):
        state.line = min(line + 2, end)
    else:
        _within_entry(state, line, end)
    state.blkIndent = state.listIndent
    state.tShift[line], state.sCount[line], state.listIndent = before
    state.push("list_item_close", "li", -1)
    token.map = [line, state.line]


def _within_entry(state: StateBlock, line: int, end: int) -> None:
    """Read the blocks of an entry; most have one paragraph of one line, and then comes the next."""
    if (
        state.level < state.md.options.maxNesting
        and not state.isEmpty(line)
        and _first_character(state, line) not in _INTERRUPTS
        and 0 <= state.sCount[line] - state.blkIndent < _CODE_INDENT
        and not _may_be_table(state, line)
    ):
        _words(state, line, end)
        line = state.line
        if line < end and state.isEmpty(line):
            state.line = line = line + 1
        if line >= end or (not state.isEmpty(line) and state.sCount[line] < state.blkIndent):
            return
    state.md.block.tokenize(state, line, end)


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    indent = state.sCount[line] - state.blkIndent
    if not 0 <= indent < _CODE_INDENT:
        return True
    if not state.src[state.bMarks[line] : state.eMarks[line]].strip(MD_TRIM_CHARS):
        return True
    rules = _INTERRUPTS.get(_first_character(state, line), _NONE)
    return any(rule(state, line, end, True) for rule in rules)  # noqa: FBT003


def _first_character(state: StateBlock, line: int) -> str:
    at = state.bMarks[line] + state.tShift[line]
    return state.src[at : at + 1]


def _may_be_table(state: StateBlock, line: int) -> bool:
    """Look at the line below, of which a table consists of bars, dashes and colons only."""
    below = line + 1
    if below >= state.lineMax:
        return False
    at = state.bMarks[below] + state.tShift[below]
    if state.src[at : at + 1] not in _RULES_OF_TABLES:
        return False
    return _RULE_OF_TABLE.match(state.src, at, state.eMarks[below]) is not None


def _interrupter(rules: _ByCharacter) -> _Rule:
    def interrupt(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        found = rules.get(_first_character(state, line), _NONE)
        return any(rule(state, line, end, silent) for rule in found)

    return interrupt


_LIST_MARKERS = dict.fromkeys(digits, (_list,))
_INTERRUPTS_LIST: _ByCharacter = {
    **dict.fromkeys("`~", (rules_block.fence,)),
    ">": (rules_block.blockquote,),
    **dict.fromkeys("*-_", (_rule,)),
}
_INTERRUPTS: _ByCharacter = {
    **_INTERRUPTS_LIST,
    **dict.fromkeys("*-", (_rule, _list)),
    "+": (_list,),
    **_LIST_MARKERS,
    "<": (rules_block.html_block,),
    "#": (_heading,),
}
_NONE: tuple[_Rule, ...] = ()
_RULES_OF_TABLES = frozenset("|-:")


def _engine() -> MarkdownIt:
    markdown = MarkdownIt("commonmark")
    markdown.block = _Blocks()
    # The library's lists and quotes ask by these names what ends them; a definition such as
    # `[id]: url` is a line like others. That there is code says what four spaces mean.
    ruler = markdown.block.ruler
    ruler.enableOnly(["code", "list", "heading"])
    ruler.at("list", _interrupter(_INTERRUPTS_LIST), {"alt": ["list"]})
    ruler.at("heading", _interrupter(_INTERRUPTS), {"alt": ["blockquote"]})
    return markdown


_MARKDOWN = _engine()
