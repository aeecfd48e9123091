"""The recipes of the editors' guide, word for word: what a person copies is what is tested."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "editors.md"


def recipe(heading: str, language: str, number: int = 0) -> str:
    """A block of code under a heading of the guide."""
    sections = re.split(r"^## ", GUIDE.read_text("utf-8"), flags=re.MULTILINE)
    (section,) = (one for one in sections if one.startswith(f"{heading}\n"))
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)[number]
