from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine.agents.script import (
    Append,
    Asks,
    Delete,
    Key,
    Say,
    Script,
    Write,
    confined,
    key_of,
)
from orchestrator_engine.agents.script_reader import NOT_ASKED, parse
from orchestrator_engine.attempt import Ending
from support.agents import REVIEW, WORK

ROUND = Key("GREET-1", 1, 0)


def read(text: str) -> Script:
    return parse(dedent(text).lstrip("\n"))


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def check_problem(text: str, expected: str) -> None:
    found = problems(text)
    assert [line for line in found if expected in line], found


def test_a_round_is_what_it_says_and_does_in_order() -> None:
    script = read("""
        # Notes

        Not said: it stands before the first section.

        ## GREET-1, round 1

        I write *two* files.

        ```python write src/greet.py
        print("hello")
        ```

        - and then
        - I take one away

        ~~~text delete
        old.py
        older name.py
        ~~~

        ```text append NOTES with space.md
        done
        ```
        """)
    assert script.problems == ()
    assert script.sections[ROUND].steps == (
        Say("I write *two* files."),
        Write("src/greet.py", 'print("hello")\n'),
        Say("- and then\n- I take one away"),
        Delete("old.py"),
        Delete("older name.py"),
        Append("NOTES with space.md", "done\n"),
    )
    assert script.sections[ROUND].ending is Ending.DONE


def test_a_block_without_a_verb_is_said() -> None:
    script = read("""
        ## GREET-1, round 1

        ```python
        print("an example")
        ```
        """)
    assert script.sections[ROUND].steps == (Say('```python\nprint("an example")\n```'),)


def test_a_comment_is_for_the_author_alone() -> None:
    script = read("""
        ## GREET-1, round 1

        <!-- to do: say more -->
        """)
    assert script.sections[ROUND].steps == ()
    assert script.problems == ()


def test_a_line_says_how_a_round_ends() -> None:
    script = read("""
        ## GREET-1, round 1

        I look around.
        ends: limit: the account is empty
        """)
    section = script.sections[ROUND]
    assert (section.ending, section.why) == (Ending.LIMIT, "the account is empty")
    assert section.steps == (Say("I look around."),)


def test_a_review_has_a_verdict_and_prose_is_its_summary() -> None:
    script = read("""
        ## GREET-1, review of round 1

        Good,

        ```toml verdict
        score = 9
        [[remarks]]
        file = "a.py"
        line = 3
        severity = "note"
        evidence = "It greets."
        ```

        but short.
        """)
    assert script.problems == ()
    assert script.sections[Key("GREET-1", 1, 1)].verdict == {
        "would_fail": NOT_ASKED,
        "score": 9,
        "remarks": [{"file": "a.py", "line": 3, "severity": "note", "evidence": "It greets."}],
        "summary": "Good,\n\nbut short.",
    }


def test_headings_name_round_and_review() -> None:
    script = read("""
        ## GREET-1 + GREET-2, round 12

        ## A title, with `code` and a comma, round 1

        ## GREET-1, review 2 of round 1

        ends: failed: nothing to say
        """)
    assert script.problems == ()
    assert list(script.sections) == [
        Key("GREET-1 + GREET-2", 12, 0),
        Key("A title, with code and a comma, round 1".removesuffix(", round 1"), 1, 0),
        Key("GREET-1", 1, 2),
    ]


@pytest.mark.parametrize(
    "key", [Key("A", 1, 0), Key("A", 2, 1), Key("A + B", 1, 2)], ids=["work", "review", "again"]
)
def test_a_key_reads_as_the_heading_that_it_looks_for(key: Key) -> None:
    script = parse(f"## {key}\n\nends: failed: no")
    assert list(script.sections) == [key]


def test_a_subject_is_answered_by_the_section_of_its_items() -> None:
    assert key_of(WORK) == Key("GREET-1", 1, 0)
    assert key_of(REVIEW) == Key("GREET-1", 1, 1)


def test_the_dressing_of_a_title_does_not_matter() -> None:
    dressed = parse("## Say `hello` **twice**, round 1\n\nI do.")
    assert list(dressed.sections) == [Key("Say hello twice", 1, 0)]


def test_pace_is_seconds_a_step() -> None:
    assert read("---\npace: 0.25\n---\n\n## A, round 1\n").pace == 0.25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\npace: fast\n---\n", "line 2: pace is a number of seconds"),
        ("---\npace: nan\n---\n", "line 2: pace is a number of seconds"),
        ("---\npace: -1\n---\n", "line 2: pace is a number of seconds"),
        ("---\nspeed: 1\n---\n", "line 2: “speed” is no setting"),
        ("---\npace: 1\n", "line 1: the front matter is never closed"),
        ("## GREET-1, round one\n", "line 1: “GREET-1, round one” is no heading"),
        ("## GREET-1, round 0\n", "line 1: “GREET-1, round 0” is no heading"),
        ("## A, round 1\n\n## A, round 1\n", "line 3: there is a section “A, round 1” already"),
        ("```text write a\n```\n", "line 1: the block belongs to no section"),
        ("## A, round 1\n\n```sh run\nls\n```\n", "line 3: a rehearsal runs nothing"),
        ("## A, round 1\n\n```write a.py\n```\n", "line 3: the language comes first"),
        ("## A, round 1\n\n```text paint a.py\n```\n", "line 3: “paint” is nothing that"),
        ("## A, round 1\n\n```text write\n```\n", "line 3: there is no path"),
        ("## A, round 1\n\n```text write a\nfor ever\n", "line 3: the block is never closed"),
        ("## A, round 1\n\n```text delete\n\n```\n", "line 3: there is nothing to delete"),
        ("## A, round 1\n\n```text delete\na\n../b\n```\n", "line 5: “../b” leaves the repository"),
        ("## A, round 1\n\n- ```text write a\n  b\n  ```\n", "line 3: a block that does something"),
        ("## A, round 1\n\nends: done: well\n", "line 3: an end reads"),
        ("## A, round 1\n\nends: failed\n", "line 3: an end reads"),
        ("## A, round 1\n\nends: failed: no\n\nBut yes.\n", "line 5: nothing comes after the end"),
        ("## A, round 1\n\n```toml verdict\n```\n", "line 3: only a review gives a verdict"),
        ("## A, review of round 1\n\nFine.\n", "line 1: “A, review of round 1” gives no verdict"),
        ("## A, review of round 1\n\n```text write a\n```\n", "line 3: a review changes nothing"),
        (
            "## A, review of round 1\n\n```toml verdict\nscore = 8\nscore = \n```\n",
            "line 5: the verdict is no TOML",
        ),
        (
            "## A, review of round 1\n\n```toml verdict\nscore = 11\n```\n",
            "line 3: the verdict breaks the schema: score: input should be less than or equal",
        ),
        (
            "## A, review of round 1\n\n```toml verdict\nscore = 8\nsummary = 'x'\n```\n",
            "line 3: the summary is the text around the block",
        ),
        (
            "## A, review of round 1\n```toml verdict\nscore = 8\n```\n```toml verdict\n```\n",
            "line 5: a review gives one verdict",
        ),
        (
            "## A, review of round 1\n```toml verdict\nscore = 8\n```\nends: failed: x\n",
            "line 5: a review that gives a verdict ends well",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, expected: str) -> None:
    check_problem(text, expected)


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../x",
        "a/../../x",
        "C:/x",
        "a\\b",
        ".git/config",
        "sub/.GIT/hooks/x",
        "",
        ".",
    ],
)
def test_a_path_stays_in_the_repository(path: str) -> None:
    assert confined(path) is not None


@pytest.mark.parametrize("path", ["a", "a/b c.py", ".github/ci.yml", ".gitignore", "a..b", "é.md"])
def test_ordinary_paths_are_fine(path: str) -> None:
    assert confined(path) is None


LINES = """
---
pace: 1
## A, round 1
## A, review of round 1
# x
```text write a
```toml verdict
```
~~~
score = 8
ends: failed: x
ends:
- x
> ```text write a
    code
<!--
""".splitlines()


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=20))
def test_reading_never_fails_and_is_repeatable(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert parse(text) == parse(text)
    for problem in parse(text).problems:
        assert 1 <= problem.line <= len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def test_a_round_may_ask_and_a_review_may_not() -> None:
    script = read("""
        ## GREET-1, round 1

        First
        asks: pip install tea
        then

        ## GREET-1, review of round 1

        asks: nothing
        ends: failed: I may not
        """)
    assert script.sections[ROUND].steps == (Say("First"), Asks("pip install tea"), Say("then"))
    assert [str(one) for one in script.problems] == [
        "line 9: a review asks for nothing: it only says what it saw"
    ]
    check_problem("## GREET-1, round 1\n\nasks:\n", "a question reads “asks: pip install requests”")
