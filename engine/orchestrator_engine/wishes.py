"""What a person asks for in a line instead of a document: made a document of one item."""

import uuid
from pathlib import Path

from orchestrator_engine.errors import BadDocument
from orchestrator_engine.modes.aspects import ASPECTS
from orchestrator_engine.wording import shorten

ENDINGS = (".md", ".markdown")
_TITLE = 80  # characters


def document(wish: str, state: Path) -> Path:
    """The document that a wish means: the markdown file of that name, or a new one of these words.

    Raises `BadDocument` where it is empty, or ends like the name of a file that is not there.
    """
    named = Path(wish)
    try:
        if wish.lower().endswith(ENDINGS) and named.is_file():
            return named
    except (OSError, ValueError):  # longer than a path can be, or with a NUL in it
        pass
    if wish.lower().endswith(ENDINGS):
        if len(wish.split()) > 1:
            hint = "Check the path; or, if that is what you want done, end it with a full stop."
            raise BadDocument(f"there is no file “{wish}”", hint)
        return named
    if not any(sign.isalnum() for sign in wish):  # such as “-”, which elsewhere is standard input
        raise BadDocument("nothing was asked for", "Say it in quotes, or name a markdown file.")
    return _written(in_markdown(wish), state)


def _written(text: str, state: Path) -> Path:
    path = state / "wishes" / f"{uuid.uuid4().hex}.md"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def in_markdown(wish: str) -> str:
    """A document with the wish as its only item, every word of it kept.

    What follows the first line is set in as its continuation, so that lists in it stay part of it.
    """
    first, *rest = wish.replace("\r\n", "\n").replace("\r", "\n").strip("\n ").split("\n")
    # A prompt begins with a heading of its own.
    title = first.lstrip("# ") or first
    lines = [f"# {shorten(title, _TITLE)}", "", f"- [ ] {first.strip()}"]
    lines += [f"  {line}" if line.strip() else "" for line in rest]
    return "\n".join(lines) + "\n"


AUDITS = {name: aspect.wish for name, aspect in ASPECTS.items()}
"""What `audit --type` asks for."""

FULL = "full"
"""The type that is all of them."""


def audit(kind: str, state: Path) -> Path:
    """A document that asks for an audit, or for each of them."""
    wanted = AUDITS.values() if kind == FULL else (AUDITS[kind],)
    items = ["- [ ] " + wish.replace("\n", "\n  ") for wish in wanted]
    return _written("# Audit\n\n" + "\n".join(items) + "\n", state)
