"""What is saved in asking the library's rules may change nothing that they say."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from orchestrator_analyzer.grammar import tokens
from orchestrator_analyzer.phrases import Phrases, phrases

PARTS = (
    *(
        "- ",
        "* ",
        "+",
        "1. ",
        "9)",
        "# ",
        "```",
        "~~~",
        "> ",
        "|",
        "|-|",
        ":-:",
        "a|b",
        "\n|a|\n|-|\n",
        "\n|c|d|\n",
        "---",
        "===",
    ),
    *(
        "a",
        "b\n",
        "\n",
        "\n\n",
        "\r",
        "  ",
        "    ",
        "\t",
        "<!--",
        "-->",
        "<div>",
        "___",
        "***",
        "\0",
    ),
)


def library() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.core.ruler.enableOnly(["normalize", "block"])
    markdown.block.ruler.disable("reference")
    return markdown


_OF_ONE_LINE = frozenset({"heading", "paragraph", "tr", "th", "td"})


def told(tokens: list[Token]) -> list[dict[str, Any]]:
    """Give what is told of blocks; nothing is of what stands in their lines."""
    left: list[dict[str, Any]] = []
    for token in tokens:
        name, _, way = token.type.partition("_")
        is_left_out = token.tag in {"thead", "tbody", "th", "td"} or token.type == "inline"
        if is_left_out or (name in _OF_ONE_LINE and way == "close"):
            continue
        is_closing = token.nesting < 0
        is_list = name in {"bullet", "ordered", "list"}
        left.append(
            {
                "type": token.type,
                "tag": token.tag,
                "nesting": 0 if name in _OF_ONE_LINE else token.nesting,
                "level": 0 if name == "tr" else token.level,
                "map": token.map,
                "info": token.info if is_list else "",
                "markup": "" if is_closing or name == "hr" else token.markup,
            }
        )
    return left


def check(source: str) -> None:
    assert told(tokens(source)) == told(library().parse(source))


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
@settings(max_examples=400)
def test_the_tokens_are_those_of_the_library(source: str) -> None:
    check(source)


@given(st.text(st.sampled_from("-*+1.#`~>|=:a \t\n<!"), max_size=60))
@settings(max_examples=400)
def test_the_tokens_of_tiny_alphabets_are_those_of_the_library(source: str) -> None:
    check(source)


@pytest.mark.parametrize(
    "source",
    [
        "2) 2) \n# a",
        "2) a\n>- b\n    > \n\n\nc",
        "a\n01. b",
        "-\n\n  a",
        "- a\n  - b\n\n  c\n- d",
        "1234567890. a\n-\tb\n\tc",
        "a\n-: b",
    ],
)
def test_entries_of_one_line_are_those_of_the_library(source: str) -> None:
    check(source)


SETS = (
    phrases("depends on, to-do, what's, p1, 依存", "recommend*, empfehl*"),
    phrases("done, not done, 完了, État"),
    phrases("до, à faire, straße, 다음 할 일, id号"),
)
WORDS = (
    "depends on",
    "Depends_ON",
    "to do",
    "p1",
    "recommends",
    "空依存",
    "undone",
    "DONE",
    "é",
    "ÉTAT",
    "État",
    "é\u0301tat",
    "ДО",
    "À faire",
    "STRAßE",
    "strasse",
    "完了",
    "다음  할 일",
    "ID号",
    "\u0130",
    "\u017f",
    " ",
    "_",
    "-",
)


@pytest.mark.parametrize("known", SETS)
@given(st.lists(st.sampled_from(WORDS), max_size=5).map("".join))
def test_a_first_look_at_the_words_loses_no_phrase(known: Phrases, text: str) -> None:
    pattern = known._pattern  # pyright: ignore[reportPrivateUsage]
    found = [match.span() for match in pattern.finditer(text)]
    assert [match.span() for match in known.finditer(text)] == found
    assert (known.search(text) is None) == (not found)
    assert (known.match(text) is None) == (pattern.match(text) is None)
    assert (known.fullmatch(text) is None) == (pattern.fullmatch(text) is None)
    assert known.without(text) == pattern.subn(" ", text)
