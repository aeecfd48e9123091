"""What a person asks for in a line instead of a document: made a document of one item."""

import uuid
from pathlib import Path

from orchestrator_engine.errors import BadDocument
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
    if not wish.strip():
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
    lines = [f"# {shorten(first, _TITLE)}", "", f"- [ ] {first.strip()}"]
    lines += [f"  {line}" if line.strip() else "" for line in rest]
    return "\n".join(lines) + "\n"


AUDITS = {
    "security": """\
Audit the security of this project
What could an attacker reach or change: input that becomes code, commands, queries, paths or pages;
missing or wrong checks of who may do what; secrets in code or logs; weak cryptography; unsafe
defaults; dependencies that are known to be broken.""",
    "performance": """\
Audit the performance of this project
What becomes slow or large with more data, users or time: work repeated in loops, queries within
queries, everything read at once, blocking where others wait, what is never freed.""",
    "quality": """\
Audit the quality of this project
What will hurt the next person: errors swallowed or untrue, code that nobody calls, the same thing
in several places, names that mislead, tests that cannot fail, behaviour that no test holds.""",
    "a11y": """\
Audit the accessibility of this project
What keeps people out, by WCAG 2.2 AA: names and roles, keyboard, focus, contrast, motion, labels
and errors of forms, structure, languages, text alternatives.""",
}
"""What `audit --type` asks for."""

FULL = "full"
"""The type that is all of them."""


def audit(kind: str, state: Path) -> Path:
    """A document that asks for an audit, or for each of them."""
    wanted = AUDITS.values() if kind == FULL else (AUDITS[kind],)
    items = ["- [ ] " + wish.replace("\n", "\n  ") for wish in wanted]
    return _written("# Audit\n\n" + "\n".join(items) + "\n", state)
