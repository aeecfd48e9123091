"""Settings: what can be set (`keys`), where it is read (`reading`, `layers`), what comes of it.

Begin with `layers.load`. A key that does not exist or a value that cannot be used is refused with
file and line; nothing is silently taken for something else.
"""

from orchestrator_engine.config.chosen import Config
from orchestrator_engine.config.keys import Keys
from orchestrator_engine.config.layers import load
from orchestrator_engine.config.lookup import TABLE
from orchestrator_engine.config.reading import FILE, PROJECT_FILE, Source

__all__ = ["FILE", "PROJECT_FILE", "TABLE", "Config", "Keys", "Source", "load"]
