"""What is made of a document, for a menu: the recommended mode, why, and all the others."""

from typing import Any

from orchestrator_server.documents import Document
from orchestrator_server.session import Session


async def analyzed(session: Session, document: Document) -> dict[str, Any]:
    """The document as it is now; `mode` is None where there is nothing to run."""
    # A mode that was just written into the settings is to be in the menu.
    await session.surroundings.look(document.uri)
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
        "modes": [{"name": name, "summary": summary} for name, summary in choices.modes.items()],
    }
