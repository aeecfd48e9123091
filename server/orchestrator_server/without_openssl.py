"""OpenSSL stays out of the process: 4 MB for connections that a language server never makes.

asyncio and hashlib do without it where Python was built so, and here they believe that it was.
"""

import sys
from importlib import import_module
from typing import Any

_BRING_IT = ("ssl", "_hashlib")
_CAN_DO_WITHOUT = ("asyncio", "hashlib")


def spare() -> None:
    """Import what can do without OpenSSL, where it is not there yet, without it."""
    if any(name in sys.modules for name in (*_BRING_IT, *_CAN_DO_WITHOUT)):
        return
    modules: dict[str, Any] = sys.modules
    modules.update(dict.fromkeys(_BRING_IT))  # `import` refuses a name that stands for None
    try:
        for name in _CAN_DO_WITHOUT:
            import_module(name)
    finally:
        for name in _BRING_IT:
            del modules[name]
