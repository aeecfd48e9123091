"""Where an unexpected error goes: into a file, never over a person's terminal."""

import os
import platform
import sys
import tempfile
import time
import traceback
from pathlib import Path

from orchestrator_engine import __version__
from orchestrator_engine.system.secrets import redactor


def record(error: Exception) -> Path:
    """Write the traceback into a file of its own, and say which."""
    text = "".join(
        (
            f"code-orch {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"command: {' '.join(sys.argv[1:2])}\n\n",
            *traceback.format_exception(error),
        )
    )
    text = redactor().text(text)
    name = f"bug-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        from orchestrator_engine import places  # it may be what is broken

        file = places.state_dir() / name
        file.write_text(text, encoding="utf-8")
    except Exception:  # noqa: BLE001  # the state folder is no help: any writable place will do
        handle, other = tempfile.mkstemp(prefix="code-orch-", suffix=f"-{name}", text=True)
        os.close(handle)
        file = Path(other)
        file.write_text(text, encoding="utf-8")
    return file
