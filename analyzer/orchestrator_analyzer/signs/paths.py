"""What the path of a document says of its kind."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.candidates import Drafts
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.signs.called import called, is_filled_in
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind
from orchestrator_analyzer.vocabulary.paths import NAMES, PLACES
from orchestrator_analyzer.words import fold

_NEAR = 5
# What the name of a template says where nothing is left to be filled in: it may be about one.
_SLIP = 0.3
_END = re.compile(r"\.[a-z]+$", re.IGNORECASE)
_TEMPLATE = re.compile(r"(?!issue|pull)\w+[\W_]templates?", re.IGNORECASE)
_FOLDERS = re.compile(r"[/\\]")


def signs(source: Source, drafts: Drafts) -> Iterator[Sign]:
    """Read the file's name, and the words of its folders."""
    # A copy is often named after where it came from: `owner__project__docs_plan.md`.
    stem = _END.sub("", source.path.rstrip("/")).rpartition("__")[2]
    near = _near(stem)
    places = [
        Sign(kind, weight, f"its path says {found[0].strip('/_-. ')!r}")
        for pattern, weight, kind in PLACES
        if (found := pattern.search(near)) is not None
    ]
    yield from places
    for pattern, weight, kind in NAMES:
        if (found := pattern.search(stem[-120:])) is not None:
            said = found[0].strip("/_-. ")[-40:]
            slips = _TEMPLATE.fullmatch(said) is not None and is_filled_in(source)
            share = _SLIP if slips else 1
            yield Sign(kind, weight * share, f"the file's name ends in {said!r}")
            return
    # A name in another language says what a title of the same words would say.
    name = fold(_FOLDERS.split(stem)[-1][-80:].replace("-", " "))
    is_prose = not drafts.tasks and all(shape is Shape.NUMBERED for shape, _ in drafts.series)
    for found, weight, kind in called(source, name):
        if kind is DocumentKind.TASK_LIST and is_prose:
            weight /= 2  # noqa: PLW2901  # a plan of which nothing has a box or an id
        if len(found[0]) * 2 >= len(name) or found.end() == len(name):
            yield Sign(kind, weight * 0.8, f"the file's name says {found[0]!r}")
        elif found.start() == 0 and all(sign.kind is not kind for sign in places):
            yield Sign(kind, weight * 0.4, f"the file's name begins with {found[0]!r}")


def _near(stem: str) -> str:
    """Give the name with the folders right above it: those further up are of the machine."""
    return "/".join(["", *_FOLDERS.split(stem)[-_NEAR:]])[-200:]
