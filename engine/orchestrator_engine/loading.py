"""Whether tests failed by themselves, or could not even be loaded: which shows nothing of a bug.

A test that imports what the old code does not have fails there whatever it tests. So where tests
are tried on the code as it was, that alone is no proof.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from orchestrator_engine.runners import counted, plain

_ENDS = re.compile(r"^[^\s:]+\.py:\d+: (\w[\w.]*)$", re.MULTILINE)
"""How pytest ends the trace of a test: the place, and the kind of exception."""

_COLLECTING = re.compile(r"^_+ ERROR collecting .*$", re.MULTILINE)
_NO_SUCH_NAME = re.compile(r"^E?\s*AttributeError: module .* has no attribute .*$", re.MULTILINE)
_IMPORTS = ("ImportError", "ModuleNotFoundError")
_BLOCK = re.compile(r"^={20,}\n(?:ERROR|FAIL): ", re.MULTILINE)

_OTHERS = re.compile(
    r"^.*(?:ERR_MODULE_NOT_FOUND|Cannot find (?:module|package)|does not provide an export named"
    r"|Test suite failed to run|Failed to (?:load|resolve import)"
    r"|\[(?:build|setup) failed\]|could not compile|^error\[E\d+\]|COMPILATION ERROR"
    r"|Compilation failed|: error CS\d+|An error occurred while loading"
    r"|cannot load such file).*$",
    re.MULTILINE,
)
_FILE = re.compile(r"\.(?:[cm]?[jt]sx?|rb|php|go|rs|java|kt|cs)$")
_SAID = re.compile(r"^(?:E\s+)?((?:ImportError|ModuleNotFoundError)\b.*)$", re.MULTILINE)


def unloaded(output: str) -> str:
    """What kept all tests that failed from being run; empty where one failed by itself.

    Empty, too, where nobody can tell.
    """
    text = plain(output)
    kinds = [*_of_pytest(text), *_of_unittest(text)]
    if kinds:
        if not all(kinds):
            return ""
        said = _SAID.search(text) or _NO_SUCH_NAME.search(text)
        return said[0].removeprefix("E").strip() if said else "it cannot be imported"
    found = _OTHERS.search(text)
    if found is None:
        return ""
    counts = counted(text)
    by_itself = counts is not None and counts.failed > sum(
        _FILE.search(name) is not None for name in counts.failures
    )
    unnamed = counts is not None and not counts.failures
    return "" if by_itself and not (unnamed and "while loading" in found[0]) else found[0].strip()


def _of_pytest(text: str) -> Iterator[bool]:
    """For each test that failed, whether it could not be loaded."""
    yield from (True for _ in _COLLECTING.findall(text))
    names = len(_NO_SUCH_NAME.findall(text))
    for kind in _ENDS.findall(text):
        if kind == "AttributeError" and names:
            names -= 1
            yield True
        else:
            yield kind in _IMPORTS


def _of_unittest(text: str) -> Iterator[bool]:
    begins = [match.start() for match in _BLOCK.finditer(text)]
    for begin, end in pairwise([*begins, len(text)]):
        block = text[begin:end]
        told = re.findall(r"^(\w[\w.]*)(?:: .*)?$", block.partition("\nRan ")[0], re.MULTILINE)
        raised = [kind for kind in told if kind.endswith(("Error", "Exception", "Failure"))]
        if raised:
            yield raised[-1] in _IMPORTS or (
                raised[-1] == "AttributeError" and _NO_SUCH_NAME.search(block) is not None
            )
