"""What is made of a document, for a menu: the recommended mode, why, and all the others."""

from collections.abc import Iterator
from typing import Any

from orchestrator_engine.api import MODES, own_modes
from orchestrator_engine.documents import project
from orchestrator_server.documents import Document, path_of
from orchestrator_server.session import Session


def analyzed(session: Session, document: Document) -> dict[str, Any]:
    """The document as it is now; `mode` is None where there is nothing to run."""
    choices = session.choices(document)
    spec, recommendation = choices.analysis.spec, choices.analysis.recommendation
    return {
        "title": spec.title or document.uri.rpartition("/")[2],
        "kind": spec.kind.value.replace("-", " "),
        "mode": choices.mode,
        "confidence": recommendation.confidence,
        "reasons": [{"text": one.text, "line": one.line} for one in recommendation.reasons],
        "open": len(choices.analysis.open_items),
        "live": choices.live.run.title if choices.live is not None else None,
        "modes": [{"name": name, "summary": summary} for name, summary in _modes(document)],
    }


def _modes(document: Document) -> Iterator[tuple[str, str]]:
    """The names of all modes that can be chosen, with what they are for; the project's own last."""
    yield from ((mode.name, mode.summary) for mode in MODES.values())
    path = path_of(document.uri)
    top = project(path) if path is not None else None
    yield from own_modes(top).items() if top is not None else ()
