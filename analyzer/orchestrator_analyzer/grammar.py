"""The block grammar of markdown-it-py, asked only what the first character of a line leaves open.

Its rules are tried one after the other on every line, and each of them looks at the line anew. Most
lines begin with a letter, and none but two or three of the rules could match those. The rules are
the library's own, and so is their order: what is saved is asking them in vain.
"""

from collections.abc import Callable, Mapping
from string import digits

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_Rule = Callable[[StateBlock, int, int, bool], bool]
_ByCharacter = Mapping[str, tuple[_Rule, ...]]

_CODE_INDENT = 4

_LIST_MARKERS = dict.fromkeys(digits, (rules_block.list_block,))
_INTERRUPTS_LIST: _ByCharacter = {
    **dict.fromkeys("`~", (rules_block.fence,)),
    ">": (rules_block.blockquote,),
    **dict.fromkeys("*-_", (rules_block.hr,)),
}
_INTERRUPTS: _ByCharacter = {
    **_INTERRUPTS_LIST,
    **dict.fromkeys("*-", (rules_block.hr, rules_block.list_block)),
    "+": (rules_block.list_block,),
    **_LIST_MARKERS,
    "<": (rules_block.html_block,),
    "#": (rules_block.heading,),
}
_NONE: tuple[_Rule, ...] = ()


def tokens(source: str) -> list[Token]:
    """Give the block tokens of a text; what stands in a line is not looked at."""
    return _MARKDOWN.parse(source)


def _engine() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    # Inline structure is not asked for, and a definition such as `[id]: url` is a line like others.
    markdown.core.ruler.enableOnly(["normalize", "block"])
    # The library lets its rules be replaced by name. One takes each chain's place; the first one
    # matches always, so that the others are never reached where a block begins.
    ruler = markdown.block.ruler
    ruler.enableOnly(["code", "fence", "list", "heading"])
    ruler.at("code", _begin)
    ruler.at("fence", _interrupt_paragraph, {"alt": ["paragraph", "reference"]})
    ruler.at("list", _interrupter(_INTERRUPTS_LIST), {"alt": ["list"]})
    ruler.at("heading", _interrupter(_INTERRUPTS), {"alt": ["blockquote"]})
    return markdown


def _begin(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # theirs
    """Read the block that begins on a line."""
    if _may_be_table(state, line) and _table(state, line, end, silent):
        return True
    indent = state.sCount[line] - state.blkIndent
    if indent >= _CODE_INDENT and rules_block.code(state, line, end, silent):
        return True
    for rule in _INTERRUPTS.get(_first_character(state, line), _NONE):
        if rule(state, line, end, silent):
            return True
    is_longer = line + 1 < end and not state.isEmpty(line + 1)
    if is_longer and rules_block.lheading(state, line, end, silent):
        return True
    return rules_block.paragraph(state, line, end, silent)


def _interrupt_paragraph(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Say whether a line ends the paragraph before it."""
    if _may_be_table(state, line) and _table(state, line, end, silent):
        return True
    rules = _INTERRUPTS.get(_first_character(state, line), _NONE)
    return any(rule(state, line, end, silent) for rule in rules)


def _interrupter(rules: _ByCharacter) -> _Rule:
    def interrupt(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        found = rules.get(_first_character(state, line), _NONE)
        return any(rule(state, line, end, silent) for rule in found)

    return interrupt


def _table(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
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
    _row(state, line)
    below = line + 2
    while below < end and not _ends_table(state, below, end):
        _row(state, below)
        below += 1
    opening.map = [line, below]
    state.push("table_close", "table", -1)
    state.line, state.parentType = below, around
    return True


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    indent = state.sCount[line] - state.blkIndent
    if not 0 <= indent < _CODE_INDENT:
        return True
    if not state.src[state.bMarks[line] : state.eMarks[line]].strip(MD_TRIM_CHARS):
        return True
    rules = _INTERRUPTS.get(_first_character(state, line), _NONE)
    return any(rule(state, line, end, True) for rule in rules)  # noqa: FBT003


def _row(state: StateBlock, line: int) -> None:
    state.push("tr_open", "tr", 1).map = [line, line + 1]
    state.push("tr_close", "tr", -1)


def _first_character(state: StateBlock, line: int) -> str:
    at = state.bMarks[line] + state.tShift[line]
    return state.src[at : at + 1]


def _may_be_table(state: StateBlock, line: int) -> bool:
    """Look at the line below, of which a table consists of bars, dashes and colons only."""
    below = line + 1
    if below >= state.lineMax:
        return False
    at = state.bMarks[below] + state.tShift[below]
    return state.src[at : at + 1] in _RULES_OF_TABLES


_RULES_OF_TABLES = frozenset("|-:")
_MARKDOWN = _engine()
