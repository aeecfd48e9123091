"""What a session spares itself, and that nothing is another for it.

The types of the protocol are the same, whether all are finished at once or each when used; digests
are the same without OpenSSL, which can still be imported by whoever needs it.
"""

import json
import subprocess
import sys
from hashlib import blake2b, sha256

import pytest

TELL = """
import json, sys
if sys.argv[1] == "spared":
    from orchestrator_server import lsp_types
    lsp_types.spare()
import attrs
from lsprotocol import types
from pygls.protocol import default_converter
converter = default_converter()
made = {name: one for name, one in vars(types).items() if isinstance(one, type)}
before = sum("__attrs_attrs__" in vars(one) for one in made.values())
told = {}
for name, one in made.items():
    if attrs.has(one):
        fields = attrs.fields(one)
        told[name] = [(f.name, str(f.type), str(f.default), f.init, f.eq) for f in fields]
place = {"line": 1, "character": 2}
range_ = {"start": place, "end": place}
diagnostic = {"range": range_, "message": "m", "severity": 1, "code": "c", "tags": [1]}
asked = {
    "textDocument/codeAction": {
        "textDocument": {"uri": "u"}, "range": range_, "context": {"diagnostics": [diagnostic]}
    },
    "textDocument/didChange": {
        "textDocument": {"uri": "u", "version": 1},
        "contentChanges": [{"range": range_, "text": "t"}, {"text": "all"}],
    },
    "workspace/executeCommand": {"command": "c", "arguments": [{"a": [1, None, "x"]}]},
    "$/progress": {"token": "t", "value": {"kind": "end"}},
}
for method, params in asked.items():
    wanted = types.METHOD_TO_TYPES[method][2]
    one = converter.structure(params, wanted)
    assert one == converter.structure(params, wanted) and converter.unstructure(one) == params
    told[method] = repr(one)
first, last = types.Position(1, 2), types.Position(line=1, character=3)
assert first < last and first != last and types.Range(first, last) == types.Range(first, last)
assert types.Range(first, last) != types.Range(first, first)
try:
    types.Position(1)
except TypeError as error:
    told["missing"] = str(error)
try:
    types.Position(-1, 0)
except ValueError as error:
    told["negative"] = str(error)
class Begin(types.WorkDoneProgressBegin):
    pass
told["subclass"] = converter.unstructure(Begin(title="t"))
print(json.dumps([before, told]))
"""


@pytest.fixture(scope="module")
def told() -> list[list[object]]:
    """How many types there were at first, and what is said of all, of either sort."""
    found = [
        subprocess.run(
            [sys.executable, "-c", TELL, how], capture_output=True, check=True, timeout=120
        ).stdout
        for how in ("spared", "at once")
    ]
    return [json.loads(one) for one in found]


def test_types_that_were_spared_are_the_same_once_they_are_used(told: list[list[object]]) -> None:
    spared, at_once = told
    assert spared[1] == at_once[1]


def test_hardly_any_are_finished_before_they_are_used(told: list[list[object]]) -> None:
    (few, _), (all_, _) = told
    assert isinstance(few, int)
    assert isinstance(all_, int)
    assert few * 10 < all_


WITHOUT = """
import sys
from orchestrator_server import without_openssl
without_openssl.spare()
assert not {"ssl", "_hashlib", "_ssl"} & sys.modules.keys()
import asyncio, hashlib
print(hashlib.sha256(b"tea").hexdigest(), hashlib.blake2b(b"tea", digest_size=16).hexdigest())
asyncio.run(asyncio.sleep(0))
assert "_hashlib" not in sys.modules
import ssl
ssl.create_default_context()
"""


BUILT_WITHOUT = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "_sha256" or name == "_sha2" else find(name)
from orchestrator_server import without_openssl
without_openssl.spare()
assert not {"asyncio", "hashlib", "ssl"} & sys.modules.keys()
"""


def test_a_python_whose_only_digests_are_those_of_openssl_keeps_it() -> None:
    subprocess.run([sys.executable, "-c", BUILT_WITHOUT], check=True, timeout=120)


def test_digests_are_the_same_without_openssl_and_it_can_still_be_had() -> None:
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, check=True, timeout=120, text=True
    )
    expected = [sha256(b"tea").hexdigest(), blake2b(b"tea", digest_size=16).hexdigest()]
    assert found.stdout.split() == expected
