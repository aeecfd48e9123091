"""What sets one mode apart from another."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to carry a document out.

    `working` and `reviewing` are sentences for the agent that works and for the one that reviews.
    """

    name: str
    summary: str
    working: tuple[str, ...]
    reviewing: tuple[str, ...]
