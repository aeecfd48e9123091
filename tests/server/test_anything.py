"""Whatever an editor sends, each request gets exactly one answer and the server goes on."""

from collections import Counter
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from orchestrator_server import app, names
from support.lsp_runs import SPEC
from support.lsp_wire import Json, in_process

URI = "file:///nowhere/SPEC.md"
DOCUMENT: Json = {"uri": URI, "version": 2, "languageId": "markdown", "text": SPEC}
CONTEXT: Json = {"diagnostics": []}
Some = st.SearchStrategy[Any]


def record(**fields: Some) -> Some:
    """Objects with some of these fields."""
    required: dict[str, Some] = {}
    return st.fixed_dictionaries(required, optional=fields)


WORDS: Some = st.sampled_from(["", "id", "method", "jsonrpc", "2.0", URI, "é😀\u2028\ud800"])
NUMBERS: Some = st.sampled_from([0, 1, -1, 4, 2**31 - 1, 2**53, 1.5])
JSON: Some = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
POSITIONS = record(line=NUMBERS, character=NUMBERS)
RANGES = record(start=POSITIONS, end=POSITIONS)
PARAMS = JSON | record(
    textDocument=st.just(DOCUMENT) | JSON,
    position=POSITIONS | JSON,
    range=RANGES | JSON,
    context=st.just(CONTEXT) | JSON,
    contentChanges=st.lists(record(text=WORDS, range=RANGES | JSON), max_size=3) | JSON,
    command=st.sampled_from([names.STOP, names.REPORT, names.CONFIRM]) | WORDS,
    arguments=st.lists(JSON, max_size=2),
    token=JSON,
    id=NUMBERS,
)
METHODS = st.sampled_from([*app.TABLE, "$/cancelRequest", "no/such", "$/odd", "initialize"])
MESSAGES = st.lists(st.tuples(METHODS, st.booleans(), PARAMS), max_size=12)


# Not shrunk: each example is a session, and what is found can be read as it is.
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(MESSAGES)
def test_every_request_is_answered_exactly_once(messages: list[tuple[str, bool, Any]]) -> None:
    with in_process() as client:
        client.initialize()
        client.open(URI, SPEC)
        asked: list[int] = []
        for method, wants_answer, params in messages:
            if wants_answer:
                asked.append(client.request(method, params))
            else:
                client.notify(method, params)
        for id_ in asked:
            client.answer_to(id_)
        client.settle()
        answers = Counter(_id(message) for message in client.seen if "method" not in message)
        assert all(answers[id_] == 1 for id_ in asked)


def _id(message: Json) -> Any:  # noqa: ANN401  # whatever JSON there is
    return message.get("id")
