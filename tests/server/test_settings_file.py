"""Settings as they are written in an editor: faults at their places, hovers, completion."""

import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_server import names, settings_file
from orchestrator_server.toml_lines import entries
from support.lsp_wire import Json, in_process

OURS = settings_file.TABLE


def check(text: str, prefix: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The faults of a text: what each covers, and its words."""
    return [
        (text[fault.start : fault.end], fault.message)
        for fault in settings_file.faults(text, prefix)
    ]


def proposed(marked: str, prefix: tuple[str, ...] = ()) -> list[str]:
    """What may be written at `$0`."""
    text = marked.replace("$0", "")
    return [one.label for one in settings_file.complete(text, prefix, marked.index("$0"))]


@pytest.mark.parametrize(
    ("text", "covers", "message"),
    [
        ("biuld = 'make'\n", "biuld", "There is no setting “biuld”; did you mean “build”?"),
        ("max_restarts = 'x'\n", "'x'", "“max_restarts” must be a whole number"),
        ("max_restarts = -1\n", "-1", "“max_restarts” must be at least 0"),
        ("task_timeout = 'soon'\n", "'soon'", '“task_timeout” must be a time such as "15m"'),
        (
            "ask = 'nver' # é😀\n",
            "'nver'",
            '“ask” must be one of "never", "attached"; did you mean "never"?',
        ),
        (
            "[review]\nlenses = [\n  'speed',\n]\n",
            "[\n  'speed',\n]",
            "“lenses” must be one of",
        ),
        ("[reviews]\n", "reviews", "There is no setting “reviews”; did you mean “review”?"),
        (
            "sandbox = 'off'\n",
            "'off'",
            'Only you can say “sandbox = "off"”, in your own settings, and no project',
        ),
        ("agent = \n", "agent =", "This is no TOML:"),
        ("# é😀\nlint = 3\n", "3", "“lint” must be true or false or text in quotes or a list"),
    ],
)
def test_a_fault_is_told_where_it_stands(text: str, covers: str, message: str) -> None:
    ((found, words),) = check(text)
    assert found == covers
    assert words.startswith(message)


def test_good_settings_have_no_fault() -> None:
    text = (
        'agent = "rehearsal"\nbuild = ["make", "all"]\ntask_timeout = "15m"\nlint = false\n'
        'budget_usd = 2.5\n[review]\nlenses = ["security"]\n[checks.a]\ncommand = "x"\n'
    )
    assert check(text) == []


def test_of_pyproject_only_our_table_is_looked_at() -> None:
    text = '[project]\nname = "x"\nbiuld = 1\n\n[tool.code-orchestrator]\nagnet = "claude"\n'
    assert check(text, OURS) == [("agnet", "There is no setting “agnet”; did you mean “agent”?")]
    assert check("[project]\nname = 'x'\n", OURS) == []
    assert proposed("[project]\n$0", OURS) == []
    assert "agent" in proposed("[tool.code-orchestrator]\n$0", OURS)


def test_keys_and_values_are_proposed() -> None:
    assert "build" in proposed("$0")
    assert "build" not in proposed("build = 'x'\n$0")
    assert proposed("[review]\nle$0") == ["lenses"]
    assert proposed("ask = $0") == ['"never"', '"attached"']
    assert set(proposed("write_statuses = $0")) == {"true", "false"}


def test_a_hover_tells_meaning_default_and_values() -> None:
    found = settings_file.hover("ask = 'never'\n", (), 1)
    assert found is not None
    text, start, end = found
    assert (start, end) == (0, 3)
    assert 'One of "never", "attached".' in text
    assert 'Default: `"attached"`' in text
    assert settings_file.hover("nothing = 1\n", (), 1) is None


@given(st.text(alphabet="ab.[]{}=\"'#\n, 1\\é😀", max_size=60))
def test_reading_never_fails_and_places_lie_in_the_text(text: str) -> None:
    for entry in entries(text):
        assert 0 <= entry.start <= entry.end <= entry.value_start <= len(text)
        assert entry.value_start <= entry.value_end <= len(text)
    settings_file.faults(text, ())
    settings_file.complete(text, (), len(text))
    settings_file.hover(text, (), len(text) // 2)
    with suppress(tomllib.TOMLDecodeError):
        assert set(tomllib.loads(text)) >= {
            entry.path[0] for entry in entries(text) if not entry.table and len(entry.path) == 1
        }


def test_an_editor_gets_all_of_it_and_no_markdown_machinery() -> None:
    uri = "file:///nowhere/.orchestrator.toml"
    text = '# - [ ] A-1: é😀\nbiuld = "make"\nask = "never"\n'
    at: Json = {"textDocument": {"uri": uri}}
    with in_process() as client:
        client.initialize()
        item = {"uri": uri, "languageId": "toml", "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})
        told = client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        (fault,) = told["params"]["diagnostics"]
        assert fault["range"]["start"] == {"line": 1, "character": 0}
        assert fault["range"]["end"] == {"line": 1, "character": 5}
        hover = client.ask("textDocument/hover", {**at, "position": {"line": 2, "character": 1}})
        assert "attached" in hover["contents"]["value"]
        place = {"line": 2, "character": 6}
        found = client.ask("textDocument/completion", {**at, "position": place})
        assert [one["label"] for one in found["items"]] == ['"never"', '"attached"']
        for method in ("codeLens", "documentSymbol", "foldingRange", "documentLink"):
            assert not client.ask(f"textDocument/{method}", at), method
        whole = {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 2}}
        context: Json = {"diagnostics": []}
        asked: Json = {**at, "range": whole, "context": context}
        offered = client.ask("textDocument/codeAction", asked)
        assert all(one["command"] == names.TRACE for one in offered)
