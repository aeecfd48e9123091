"""What an open text is to us: a document to run, a plan, a prompt, a page of ours, or a source.

A plan and a prompt say so themselves, in their front matter.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

KEY = "code-orchestrator"
"""The key of the front matter whose value says that a text is a plan or a prompt."""

_HEAD = 8_000
_LINE = re.compile(r"([A-Za-z][A-Za-z0-9 _-]*):[ \t]*(.*?)[ \t]*")
_MARKDOWN = frozenset({"markdown", "md", "rmd", "quarto", "mdx", "pandoc"})
_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mdx")


class Role(StrEnum):
    """What a text is to us."""

    DOCUMENT = "document"
    PLAN = "plan"
    PROMPT = "prompt"
    PAGE = "page"
    SOURCE = "source"


def is_markdown(uri: str, language: str) -> bool:
    """Whether a text is to be read as a document: by what the editor calls it, or by its name."""
    return language.lower() in _MARKDOWN or uri.lower().endswith(_ENDINGS)


def front_matter(text: str) -> Mapping[str, str]:
    """The plain `key: value` lines of a text's front matter, quotes aside; empty without one."""
    if not text.startswith(("---\n", "---\r\n")):
        return {}
    found: dict[str, str] = {}
    for line in text[:_HEAD].splitlines()[1:]:
        if line.rstrip() in ("---", "..."):
            return found
        matched = _LINE.fullmatch(line)
        if matched is not None:
            found[matched[1]] = matched[2].strip("\"'")
    return {}


def body(text: str) -> str:
    """What stands below the front matter."""
    lines = text.splitlines(keepends=True)
    if not front_matter(text):
        return text
    end = next(at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    return "".join(lines[end + 1 :])


def said(text: str) -> Role | None:
    """The role that a text gives itself."""
    match front_matter(text).get(KEY):
        case "plan":
            return Role.PLAN
        case "prompt":
            return Role.PROMPT
        case _:
            return None
