"""The modes that the engine offers: what each asks of those who work and those who review.

Adding a mode is a file here and a line in `MODES`.
"""

from orchestrator_engine.modes.build import BUILD
from orchestrator_engine.modes.exec import EXEC
from orchestrator_engine.modes.feature import FEATURE
from orchestrator_engine.modes.mode import Mode

__all__ = ["MODES", "Mode"]

MODES: dict[str, Mode] = {mode.name: mode for mode in (BUILD, FEATURE, EXEC)}
