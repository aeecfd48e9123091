"""Which of the offered modes a document is run in when nobody says."""

from orchestrator_analyzer.recommend import Recommendation
from orchestrator_engine.modes import MODES


def choose(recommendation: Recommendation) -> str | None:
    """The recommended mode, or the best alternative that is offered; None: nothing to run."""
    if recommendation.mode is None:
        return None
    wished = (recommendation.mode, *recommendation.alternatives)
    return next((str(mode) for mode in wished if str(mode) in MODES), "exec")
