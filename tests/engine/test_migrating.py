"""Settings of the earlier tool are read as text: literal values are translated, code is refused."""

import json
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.cli import main
from orchestrator_engine.config import FILE, Keys
from orchestrator_engine.config.earlier_tool import NAMES, translate
from orchestrator_engine.config.literals import Entry, IsCode, entries

WHOLE = """\
// What this project needs.
export default {
  buildCommand: "pnpm run build",
  devCommand: 'pnpm run dev',
  testCommand: `pnpm test`, /* all of
                               them */
  devServerPort: 3000,
  turnTimeout: 15 * 60_000,
  phaseTimeout: 2 * 3600_000,
  totalTimeout: 24 * 3600 * 1000,
  "minTaskScore": 8,
  maxReviewCycles: 3,
  maxConcurrentClaude: 2,
  claudeMinDelayMs: 1500,
  allowUnsafePermissions: false,
  plugins: ["./mine.mjs"],
};
"""


def test_every_literal_setting_is_carried_over() -> None:
    made = translate(WHOLE, NAMES[0])
    keys = Keys.model_validate(tomllib.loads(made.text))
    assert keys.build == ("/bin/sh", "-c", "pnpm run build")
    assert (keys.dev_port, keys.min_task_score, keys.max_review_cycles) == (3000, 8, 3)
    assert (keys.task_timeout, keys.phase_timeout, keys.run_timeout) == (900, 7200, 86_400)
    assert (keys.max_concurrent_agents, keys.agent_start_delay) == (2, 1.5)
    assert keys.permission_mode == "ask"
    why = "a plugin of the earlier tool is JavaScript; write it anew for this one"
    assert made.notes == ((16, f"plugins: {why}"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import('x');\nexport default { };", 1),
        ("const c = { a: 1 };\nconst d = change(c);\nexport default c;", 3),
        ("const c = { a: 1 };\nconst d = f()\nc.a = 2\nexport default c;", 3),
        ("export default other;", 1),
        ("let n = 1;\nn = 2;\nexport default { a: n };", 2),
        ("export default {\n a() { },\n};", 2),
        ("export default {};\nprocess.exit(1);", 2),
        ("const c = { a: 1 };\nc.a = 2;\nexport default c;", 2),
        ("export default defineConfig({});", 1),
        ("export default {\n a: 1", 2),
        ("", 1),
    ],
)
def test_code_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(IsCode) as caught:
        entries(text)
    assert caught.value.line == line


@pytest.mark.parametrize("value", ["f()", "`${x}`", "1 + 2", "process.env.X ?? [1, {b: 2}]", "-f"])
def test_a_value_that_is_code_is_named_and_the_others_are_read(value: str) -> None:
    text = f"export default {{\n minTaskScore: {value},\n testCommand: 'x',\n}};"
    made = translate(text, "x")
    assert tomllib.loads(made.text) == {"test": "x"}
    ((line, note),) = made.notes
    assert line == 2
    assert note.startswith("minTaskScore: ")
    assert "it is not executed to find out" in note
    assert "# min_task_score = …" in made.text


AROUND = """\
"use strict";
import os from "node:os";
import {
  join,
} from "node:path"
import data from "./data.json" with { type: "json" };
const { cpus } = require("os");
const MINUTE = 60 * 1000
const testCommand = "npm test";
const cores = os
  .cpus().length;
const settings = {
  ...data,
  turnTimeout: 15 * MINUTE,
  testCommand,
  maxConcurrentClaude: cores,
  minTaskScore: 8,
};
export default settings;
"""


def test_what_stands_before_the_settings_is_carried_over_as_words() -> None:
    made = translate(AROUND, NAMES[0])
    assert tomllib.loads(made.text) == {
        "task_timeout": "15m",
        "test": "npm test",
        "min_task_score": 8,
    }
    assert '# import { join, } from "node:path"\n#   nothing is brought in here' in made.text
    assert "# const cores = os .cpus().length;\n" in made.text
    assert [(line, note.partition(":")[0]) for line, note in made.notes] == [
        (2, 'import os from "node'),
        (3, 'import { join, } from "node'),
        (6, 'import data from "./data.json" with { type'),
        (7, 'const { cpus } = require("os");'),
        (10, "const cores = os .cpus().length;"),
        (13, "...data"),
        (16, "maxConcurrentClaude"),
    ]


@pytest.mark.parametrize(
    ("value", "key", "setting"),
    [
        ("3600 * 1000 + 5", "totalTimeout", "run_timeout"),
        ('"npm test" + " -- --ci"', "testCommand", "test"),
        ("5 - 2", "maxRestarts", "max_restarts"),
        ("5 -2", "maxRestarts", "max_restarts"),
        ("3000 || process.env.PORT", "devServerPort", "dev_port"),
        ('"npm test".replace("test", "run x")', "testCommand", "test"),
        ('"a"\n  .concat("b")', "testCommand", "test"),
        ("4\n  in table", "maxRestarts", "max_restarts"),
        ("4, other = 5", "maxRestarts", "max_restarts"),
        ("[4][0]", "maxRestarts", "max_restarts"),
        ("4 // half\u2028 + 5", "maxRestarts", "max_restarts"),
    ],
)
def test_the_begin_of_an_expression_is_no_value(value: str, key: str, setting: str) -> None:
    made = translate(f"const it = {value}\nexport default {{ {key}: it }}", "x")
    assert tomllib.loads(made.text) == {}
    assert f"# {setting} = …\n" in made.text
    assert made.notes[-1][1].startswith(f"{key}: “it” is code, and it is not executed")


@pytest.mark.parametrize(
    "text",
    [
        "const a = ['x']; const o = {testCommand: a}; const n = a.push('y'); export default o",
        "const a = ['x']; const b = a; const n = b.push('y'); export default {testCommand: a}",
        "const a = ['x']; const b = a; const n = a.push('y'); export default {testCommand: b}",
        "const a = ['x']; const b = [a]; const n = b[0].push('y'); export default {testCommand: a}",
        "const a = ['x']; const b = {c: a}; const n = f(b); export default {testCommand: a}",
        "const f = () => a.pop(); const a = ['x']; const n = f(); export default {testCommand: a}",
        "const a = ['x']; const n = `${a.push('y')}`; export default {testCommand: a}",
        "const a = ['x']; export default {testCommand: a, n: a.push('y')}",
        "const a = ['x']; export default {...a.splice(0), testCommand: a}",
    ],
)
def test_a_list_that_code_may_have_changed_is_no_value(text: str) -> None:
    made = translate(text, "x")
    assert tomllib.loads(made.text) == {}
    assert "# test = …\n" in made.text
    told = [note for _, note in made.notes if note.startswith("testCommand: ")]
    assert ["and may change it, and it is not executed" in note for note in told] == [True]


def test_what_code_cannot_change_keeps_its_value() -> None:
    text = "const a = ['x']; const n = 4; const b = f(n, g.a); export default {testCommand: a, n}"
    assert tomllib.loads(translate(text, "x").text) == {"test": ["x"]}


def test_a_name_that_is_given_twice_has_the_value_given_last() -> None:
    with pytest.raises(IsCode):
        entries("var a = { testCommand: 'x' }; var a = 5; export default a")


def test_a_statement_is_told_by_itself_and_in_brief() -> None:
    text = f"const key = 'sesame'; const a = f();import b from 'b'; const c = [{'g(), ' * 99}]"
    made = translate(text + "\nexport default {}", "x")
    assert "sesame" not in made.text
    first, second, third = [line for line in made.text.split("\n")[1:] if line[2:3].strip()]
    assert (first, second) == ("# const a = f();", "# import b from 'b';")
    assert third.startswith("# const c = [g(), g(), ")
    assert len(third) == len("# ") + 200


@pytest.mark.parametrize("sign", ["\u2028", "\x0b", "\x85", "\x0c", "\r"])
def test_only_a_line_feed_begins_a_line_of_the_old_file(sign: str) -> None:
    made = translate(f"const a = 1;{sign}\nconst q = f()\nexport default {{}}", "x")
    assert made.notes == ((2, "const q = f(): “f” is code, and it is not executed to find out"),)


def test_other_ways_to_export_are_read() -> None:
    for text in (
        "module.exports = { a: [1, 'b'], }",
        "const c = {a: [1, 'b']};\nexport default c;",
    ):
        assert entries(text) == (Entry("a", [1, "b"], 1),)


@given(st.text(alphabet="{}[]:,;*'\"`\\/$ab1.\n -", max_size=60).map("export default {{{}".format))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(IsCode):
        translate(text, "x")


@given(
    st.text(alphabet="const import=;{}()'a1.\n ", max_size=60).map("{}\nexport default a".format)
)
def test_any_text_before_the_settings_is_read_or_refused(text: str) -> None:
    with suppress(IsCode):
        translate(text, "x")


@given(st.text(max_size=30))
def test_a_text_arrives_as_it_was(text: str) -> None:
    made = translate(f"export default {{ testCommand: {json.dumps('x' + text)} }}", "x")
    assert tomllib.loads(made.text)["test"] == "x" + text


def test_migrate_writes_the_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAMES[0]).write_text(WHOLE)
    there = ["config", "migrate", "--cwd", str(tmp_path)]
    assert main(there) == 0
    said = capsys.readouterr()
    assert f"Wrote {tmp_path / FILE}" in said.out
    assert f"{tmp_path / NAMES[0]}:16: not carried over: plugins" in said.err
    assert main(there) == 78
    assert "is there already" in capsys.readouterr().err
    assert main([*there, "--force", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"][0]["line"] == 16


def test_migrate_executes_nothing_and_says_where_code_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / NAMES[1]).write_text("export default {\n  testCommand: make(),\n};\n")
    assert main(["config", "migrate", "--cwd", str(tmp_path)]) == 0
    told = capsys.readouterr().err
    assert f"{NAMES[1]}:2: not carried over: testCommand: “make” is code" in told
    assert tomllib.loads((tmp_path / FILE).read_text()) == {}


def test_a_value_that_cannot_be_used_here_is_named_and_the_others_are_carried_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = "export default {\n  minTaskScore: 70,\n  buildCommand: [null],\n  testCommand: 'x',\n};"
    (tmp_path / NAMES[0]).write_text(old)
    assert main(["config", "migrate", "--cwd", str(tmp_path)]) == 0
    told = capsys.readouterr().err
    assert f"{NAMES[0]}:2: not carried over: minTaskScore: min_task_score: should be less" in told
    assert f"{NAMES[0]}:3: not carried over: buildCommand: a value within is null" in told
    assert tomllib.loads((tmp_path / FILE).read_text()) == {"test": "x"}


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(min_value=0) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
OLD_KEYS = st.sampled_from(
    ["buildCommand", "minTaskScore", "turnTimeout", "maxRestarts", "plugins"]
)


@given(st.dictionaries(OLD_KEYS | st.text(max_size=9), LITERALS, max_size=4))
def test_whatever_an_earlier_file_held_what_is_written_can_be_used(old: dict[str, object]) -> None:
    text = json.dumps(old).replace("Infinity", "1e999").replace("NaN", "0")
    made = translate(f"export default {text}", "x")
    Keys.model_validate(tomllib.loads(made.text))
    assert all("\n" not in note for _, note in made.notes)
