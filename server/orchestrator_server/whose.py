"""Where a run belongs, in a name, for who sees several that may have one title."""

from collections.abc import Sequence
from pathlib import Path


def whose(document: Path, roots: Sequence[Path], others: Sequence[Path] = ()) -> str:
    """The name of the root in which a document lies; empty where nothing else could be meant.

    `others` are the documents of other runs with the same title. One of them in the same root is
    told apart by the path in it.
    """
    if not roots[1:] and not others:
        return ""
    around = [root for root in roots if document.is_relative_to(root)]
    if not around:
        return document.parent.name
    root = max(around, key=lambda one: len(one.parts))
    alike = any(other.name == root.name for other in roots if other != root)
    name = f"{root.parent.name}/{root.name}" if alike else root.name
    if any(other.is_relative_to(root) for other in others):
        return f"{name}/{document.relative_to(root).as_posix()}"
    return name
