"""OpenSSL stays out of the process: 4 MB for connections that a language server never makes.

asyncio and hashlib do without it where Python was built so, and here they believe that it was.
"""

import importlib.util
import sys
from importlib import import_module
from typing import Any

_BRING_IT = ("ssl", "_hashlib")
_CAN_DO_WITHOUT = ("asyncio", "hashlib")
_STAND_IN = (("_md5",), ("_sha1",), ("_sha256", "_sha2"), ("_sha512", "_sha2"), ("_sha3",))
"""Modules that digest in OpenSSL's place: a Python can be built without them, as for FIPS."""


def spare() -> None:
    """Import what can do without OpenSSL, where it is not there yet, without it."""
    if any(name in sys.modules for name in (*_BRING_IT, *_CAN_DO_WITHOUT)):
        return
    if not all(any(map(importlib.util.find_spec, names)) for names in _STAND_IN):
        return
    modules: dict[str, Any] = sys.modules
    modules.update(dict.fromkeys(_BRING_IT))  # `import` refuses a name that stands for None
    try:
        for name in _CAN_DO_WITHOUT:
            import_module(name)
    finally:
        for name in _BRING_IT:
            del modules[name]
