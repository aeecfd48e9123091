"""`docs/README.md`: the pages that there are, by their titles."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
INDEX = DOCS / "README.md"

_FIRST = ("first-run", "your-own-spec", "your-agent", "settings", "recovery")
_EDITORS = ("editors", "vscode", "neovim", "dashboard")
_TRUE = ("reliability", "honesty", "not-promised")


def index() -> str:
    """The index, with every page but those of single rules."""
    guides = {page.stem: page for page in (DOCS / "guides").glob("*.md")}
    rest = sorted(guides.keys() - {*_FIRST, *_EDITORS}, key=lambda name: _title(guides[name]))
    others = {page.stem: page for page in DOCS.glob("*.md") if page != INDEX}
    parts = (
        ("Begin", [guides[name] for name in _FIRST]),
        ("Where you work", [guides[name] for name in _EDITORS if name in guides]),
        ("How it works", [guides[name] for name in rest]),
        ("Look it up", [*sorted((DOCS / "reference").glob("*.md")), DOCS / "rules" / "README.md"]),
        (
            "How far it can be relied on",
            [others[name] for name in (*_TRUE, *sorted(others.keys() - {*_TRUE}))],
        ),
    )
    lines = ["# Documentation", "", "<!-- made by dev.py schema -->", ""]
    lines += ["New here? [Your first run](guides/first-run.md).", ""]
    for title, pages in parts:
        lines += [f"## {title}", ""]
        lines += [f"- [{_title(page)}]({page.relative_to(DOCS).as_posix()})" for page in pages]
        lines.append("")
    return "\n".join(lines)


def _title(page: Path) -> str:
    found = re.search(r"^# (.+)$", page.read_text("utf-8"), re.MULTILINE)
    assert found is not None, f"{page} has no title"
    return found[1]
