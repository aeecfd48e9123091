"""What linters, type checkers and formatters print, and that only what is new is held against."""
# ruff: noqa: E501  # recorded lines are as long as tools print them

from dataclasses import replace

import pytest

from orchestrator_engine.attempt import CheckResult
from orchestrator_engine.counting import judged_by_problems
from orchestrator_engine.problems import KEPT, problems

RUFF = """\
F401 [*] `os` imported but unused
 --> src/tea.py:1:8
  |
1 | import os
  |        ^^
help: Remove unused import: `os`

Found 1 error.
[*] 1 fixable with the `--fix` option.
"""
RUFF_CONCISE = "src/tea.py:1:8: F401 [*] `os` imported but unused\nFound 1 error.\n"
MYPY = (
    'src/tea.py:3: error: Incompatible return value type (got "str", expected "int")  [return-value]\n'
    "src/tea.py:3: note: See the docs\nFound 1 error in 1 file (checked 2 source files)\n"
)
PYRIGHT = (
    "/tree/src/tea.py\n"
    '  /tree/src/tea.py:3:12 - error: Type "str" is not assignable to return type "int"\n'
    "1 error, 0 warnings, 0 informations\n"
)
TSC = "src/tea.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.\n"
ESLINT = """\

/tree/src/tea.js
  1:7   error    'a' is assigned a value but never used  no-unused-vars
  2:10  warning  Unexpected console statement            no-console

✖ 2 problems (1 error, 1 warning)
"""
CLIPPY = """\
warning: unused variable: `x`
 --> src/lib.rs:2:9
  |
error: this loop never actually loops
 --> src/lib.rs:9:5
"""
GOLANGCI = "tea.go:3:2: declared and not used: x (typecheck)\n\tx := 1\n\t^\n"
VET = "# example.com/tea\n./tea.go:7:2: result of fmt.Sprintf call not used\n"
RUBOCOP = "lib/tea.rb:3:1: C: Style/FrozenStringLiteralComment: Missing comment.\n"
BLACK = "would reformat src/tea.py\n\nOh no!\n1 file would be reformatted.\n"
RUFF_FORMAT = "Would reformat: src/tea.py\n1 file would be reformatted\n"
PRETTIER = (
    "Checking formatting...\n[warn] src/tea.ts\n[warn] Code style issues found in the above file.\n"
)
RUSTFMT = "Diff in src/lib.rs:3:\n fn a() {}\n"
DOTNET = "/tree/Tea.cs(3,5): warning CS0219: The variable 'x' is assigned [/tree/Tea.csproj]\n"


@pytest.mark.parametrize(
    ("output", "first", "number"),
    [
        (RUFF, "src/tea.py: F401 [*] `os` imported but unused", 1),
        (RUFF_CONCISE, "src/tea.py: F401 [*] `os` imported but unused", 1),
        (MYPY, "src/tea.py: error: Incompatible return value type", 1),
        (PYRIGHT, 'src/tea.py: error: Type "str" is not assignable', 1),
        (TSC, "src/tea.ts: error TS2322: Type 'string'", 1),
        (ESLINT, "src/tea.js: error 'a' is assigned a value but never used no-unused-vars", 2),
        (CLIPPY, "src/lib.rs: warning: unused variable: `x`", 2),
        (GOLANGCI, "tea.go: declared and not used: x (typecheck)", 1),
        (VET, "tea.go: result of fmt.Sprintf call not used", 1),
        (RUBOCOP, "lib/tea.rb: C: Style/FrozenStringLiteralComment: Missing comment.", 1),
        (BLACK, "src/tea.py: not formatted", 1),
        (RUFF_FORMAT, "src/tea.py: not formatted", 1),
        (PRETTIER, "src/tea.ts: not formatted", 1),
        (RUSTFMT, "src/lib.rs: not formatted", 1),
        (DOTNET, "Tea.cs: warning CS0219: The variable 'x'", 1),
    ],
)
def test_the_usual_tools_are_understood(output: str, first: str, number: int) -> None:
    found = problems(output, "/tree")
    assert found is not None
    assert found.number == number
    assert found.names[0].startswith(first)


@pytest.mark.parametrize("output", ["", "All checks passed!\n", "sh: 1: eslint: not found\n"])
def test_where_nothing_is_listed_nobody_knows(output: str) -> None:
    assert problems(output) is None


def looked(output: str) -> CheckResult:
    found = problems(output)
    return CheckResult("lint", False, 1, 0.1, output[-50:], "", "log", problems=found)


def test_what_was_there_before_is_not_held_against_the_work_where_ever_it_has_moved() -> None:
    before = looked(RUFF_CONCISE)
    moved = looked(RUFF_CONCISE.replace(":1:8", ":14:8"))
    assert judged_by_problems(moved, before).passed
    more = judged_by_problems(looked(RUFF_CONCISE + "a.py:1:1: E1 new\n"), before)
    assert not more.passed
    assert more.why == "1 more than before the run: a.py: E1 new"


def test_twice_the_same_problem_is_one_more() -> None:
    twice = looked(RUFF_CONCISE + RUFF_CONCISE)
    assert not judged_by_problems(twice, looked(RUFF_CONCISE)).passed


def test_what_has_no_names_because_there_are_too_many_is_compared_by_number() -> None:
    many = looked("".join(f"a.py:{n}:1: E{n} bad\n" for n in range(KEPT + 1)))
    assert many.problems is not None
    assert many.problems.names == ()
    assert judged_by_problems(many, many).passed
    assert not judged_by_problems(
        replace(many, problems=replace(many.problems, number=KEPT + 2)), many
    ).passed


def test_a_tool_that_is_missing_judges_nobody_and_that_is_said() -> None:
    missing = CheckResult("lint", False, 127, 0.1, "eslint: not found", "", "log")
    result = judged_by_problems(missing, missing)
    assert result.passed
    assert not result.tried
    assert result.why == "not tried: it failed before the run, too (exit code 127)"


def test_a_linter_that_was_content_before_is_believed() -> None:
    assert not judged_by_problems(looked(RUFF), None).passed
    well = CheckResult("lint", True, 0, 0.1, "", "", "log")
    assert not judged_by_problems(looked(RUFF), well).passed
