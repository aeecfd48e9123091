"""Files that get another name: what documents say of them, and the runs of a document follow.

Nothing of this is for the loop: documents are read and runs are told.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from orchestrator_analyzer.moving import Move, moved
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Span, Text, TextEdit
from orchestrator_engine import api, documents
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder
from orchestrator_server.documents import path_of
from orchestrator_server.roles import KEY, body, front_matter

_SUBJECT = re.compile(r"^document:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Renames:
    """Files and folders with the paths that they have before and after."""

    pairs: tuple[tuple[Path, Path], ...]

    @classmethod
    def of(cls, uris: Iterable[tuple[str, str]]) -> "Renames":
        """Read addresses; those that are no files are left out."""
        paths = ((path_of(old), path_of(new)) for old, new in uris)
        return cls(tuple((old, new) for old, new in paths if old is not None and new is not None))

    def resolved(self) -> "Renames":
        """The same, with links in the way followed, as runs name their documents."""
        return Renames(
            tuple(
                (old.parent.resolve() / old.name, new.parent.resolve() / new.name)
                for old, new in self.pairs
            )
        )

    def goal(self, path: str) -> str | None:
        """Where what lies at a path lies afterwards; None where it stays."""
        for old, new in self.pairs:
            if path == str(old) or path.startswith(f"{old}/"):
                return str(new) + path[len(str(old)) :]
        return None

    def edits(self, texts: Mapping[str, str]) -> dict[str, tuple[TextEdit, ...]]:
        """The edits of those documents, by their addresses, that say something of it."""
        names = {form for old, _ in self.pairs for form in (old.name, quote(old.name))}
        found: dict[str, tuple[TextEdit, ...]] = {}
        for uri, text in texts.items():
            path = path_of(uri)
            if path is None:
                continue
            there = self.goal(str(path))
            if there is None and not any(name in text for name in names):
                continue
            edits = tuple(self._of_document(text, path, Path(there or path)))
            if edits:
                found[uri] = edits
        return found

    def _of_document(self, text: str, here: Path, there: Path) -> Iterator[TextEdit]:
        top = documents.project(here)
        move = Move(str(here), str(there), self.goal, _exists, str(top or ""))
        yield from self._subject(text, here, there)
        yield from moved(Source(Text(text), str(here)), move)

    def _subject(self, text: str, here: Path, there: Path) -> Iterator[TextEdit]:
        """What a plan or a prompt is about, in its front matter."""
        if KEY not in front_matter(text):
            return
        written = _SUBJECT.search(text, 0, len(text) - len(body(text)))
        if written is None or not written[1]:
            return
        old = (here.parent / written[1]).resolve()
        new = self.goal(str(old))
        if new is None and (here.parent == there.parent or not old.exists()):
            return
        goal = Path(new or old)
        absolute = Path(written[1]).is_absolute()
        said = str(goal) if absolute else _relative(goal, there.parent)
        if said != written[1]:
            yield TextEdit(Span(*written.span(1)), said)


def follow(folders: Iterable[RunFolder], renames: Renames) -> list[str]:
    """Tell runs where their documents lie now; the ids of those that were told.

    One that is not told would be taken for a run of whatever comes to lie at the old place.
    """
    goal = renames.resolved().goal
    told: list[str] = []
    for folder in folders:
        try:
            new = goal(api.created_by(folder).origin.document)
            if new is not None:
                api.tell_move(folder, Path(new))
                told.append(folder.id)
        except (Refusal, OSError) as error:
            log.warning("run %s does not know that its document has moved: %s", folder.id, error)
    return told


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False
