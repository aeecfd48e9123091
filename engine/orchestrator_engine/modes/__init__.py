"""The modes that the engine offers: what each asks of those who work and those who review.

Adding a mode is a file here and a line in `MODES`.
"""

from orchestrator_engine.modes.audit import AUDIT
from orchestrator_engine.modes.build import BUILD
from orchestrator_engine.modes.exec import EXEC
from orchestrator_engine.modes.feature import FEATURE
from orchestrator_engine.modes.fix import FIX
from orchestrator_engine.modes.mode import Demand, Mode
from orchestrator_engine.modes.refactor import REFACTOR
from orchestrator_engine.modes.review import REVIEW
from orchestrator_engine.modes.test import TEST

__all__ = ["MODES", "Demand", "Mode"]

MODES: dict[str, Mode] = {
    mode.name: mode for mode in (BUILD, FEATURE, FIX, AUDIT, TEST, REVIEW, REFACTOR, EXEC)
}
