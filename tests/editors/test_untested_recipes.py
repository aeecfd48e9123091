"""Recipes for editors that cannot be had here: no more than that they name what is documented."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from support.guide import GUIDE, recipe

SERVER = {"command": ["code-orch", "lsp"]}
RECIPES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "Sublime Text": ("clients.code-orchestrator", {**SERVER, "enabled": True}),
    "Zed": ("lsp.marksman.binary", {"path": "code-orch", "arguments": ["lsp"]}),
    "Vim": ("languageserver.code-orchestrator", {"command": "code-orch", "args": ["lsp"]}),
}
DOCUMENTED = {
    "clients": {"enabled", "command", "selector"},
    "lsp": {"path", "arguments"},
    "languageserver": {"command", "args", "filetypes", "rootPatterns"},
}


@pytest.mark.parametrize("editor", RECIPES)
def test_a_recipe_names_the_server_by_keys_that_are_documented(editor: str) -> None:
    where, wanted = RECIPES[editor]
    found = json.loads(recipe(editor, "json"))
    for key in where.split("."):
        found = found[key]
    assert found.items() >= wanted.items()
    assert set(found) <= DOCUMENTED[where.partition(".")[0]]


def test_zed_gives_markdown_to_the_server_that_is_replaced() -> None:
    found = json.loads(recipe("Zed", "json"))
    assert found["languages"]["Markdown"]["language_servers"] == list(found["lsp"])


@pytest.mark.parametrize("editor", ["Sublime Text", "Zed"])
def test_the_guide_says_that_nobody_has_tried_them(editor: str) -> None:
    (section,) = (
        one for one in GUIDE.read_text("utf-8").split("\n## ") if one.startswith(f"{editor}\n")
    )
    assert "(not tested)" in section
