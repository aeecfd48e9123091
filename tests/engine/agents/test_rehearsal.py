import os
from pathlib import Path
from textwrap import dedent

import pytest

from orchestrator_engine.agents.protocol import (
    Access,
    Acted,
    Acting,
    Ended,
    Limits,
    Refused,
    Said,
    Started,
)
from orchestrator_engine.agents.rehearsal import Rehearsal, script_of, unified_diff
from orchestrator_engine.agents.script_reader import NOT_ASKED
from orchestrator_engine.attempt import Ending
from support.agents import REVIEW, Person, ended, job, told


def rehearsal(folder: Path, text: str) -> Rehearsal:
    script = folder / "SPEC.rehearsal.md"
    script.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return Rehearsal(script)


WRITES = """
    ## GREET-1, round 1

    I write it.

    ```text write hello.txt
    hello
    ```
    """


def test_the_script_stands_beside_the_spec() -> None:
    assert script_of(Path("docs/SPEC.md")) == Path("docs/SPEC.rehearsal.md")
    assert script_of(Path("a.b.markdown")) == Path("a.b.rehearsal.md")


async def test_it_tells_each_step_and_ends_done(tmp_path: Path) -> None:
    assert await told(rehearsal(tmp_path, WRITES), job(tmp_path)) == [
        Started(thread=None, model="rehearsal"),
        Said("I write it."),
        Acting("rehearsal-1", "Write", "Write hello.txt"),
        Acted(
            "rehearsal-1",
            ok=True,
            output="Write hello.txt",
            diff="--- /dev/null\n+++ b/hello.txt\n@@ -0,0 +1 @@\n+hello\n",
        ),
        Ended(Ending.DONE, text="I write it.", usd=0.0, tokens=0),
    ]
    assert (tmp_path / "tree" / "hello.txt").read_text() == "hello\n"


async def test_a_file_can_be_changed_appended_to_and_deleted(tmp_path: Path) -> None:
    work = job(tmp_path)
    (work.cwd / "old.txt").write_text("old\n")
    agent = rehearsal(
        tmp_path,
        """
        ## GREET-1, round 1

        ```text write deep/er/new.txt
        one
        ```
        ```text append deep/er/new.txt
        two
        ```
        ```text delete
        old.txt
        ```
        """,
    )
    events = await told(agent, work)
    assert [event.diff.splitlines()[2:] for event in events if isinstance(event, Acted)] == [
        ["@@ -0,0 +1 @@", "+one"],
        ["@@ -1 +1,2 @@", " one", "+two"],
        ["@@ -1 +0,0 @@", "-old"],
    ]
    assert (work.cwd / "deep/er/new.txt").read_text() == "one\ntwo\n"
    assert not (work.cwd / "old.txt").exists()


async def test_what_has_no_section_ends_failed_with_exactly_that_reason(tmp_path: Path) -> None:
    end = await ended(rehearsal(tmp_path, "## OTHER, round 1"), job(tmp_path))
    assert end.status is Ending.FAILED
    assert end.why == (
        "a rehearsal does only what is written down: "
        "SPEC.rehearsal.md has no section “GREET-1, round 1”"
    )


async def test_a_review_gives_its_verdict_as_value(tmp_path: Path) -> None:
    agent = rehearsal(
        tmp_path,
        """
        ## GREET-1, review of round 1

        It is short.

        ```toml verdict
        score = 6
        [[remarks]]
        file = "hello.txt"
        line = 1
        severity = "major"
        evidence = "There is no name in it."
        ```
        """,
    )
    end = await ended(agent, job(tmp_path, subject=REVIEW, access=Access.READ))
    assert end.status is Ending.DONE
    assert end.value == {
        "would_fail": NOT_ASKED,
        "score": 6,
        "summary": "It is short.",
        "remarks": [
            {
                "file": "hello.txt",
                "line": 1,
                "severity": "major",
                "evidence": "There is no name in it.",
            }
        ],
    }


async def test_a_written_end_is_how_it_ends(tmp_path: Path) -> None:
    agent = rehearsal(tmp_path, "## GREET-1, round 1\n\nends: unavailable: the agent is away\n")
    end = await ended(agent, job(tmp_path))
    assert (end.status, end.why) == (Ending.UNAVAILABLE, "the agent is away")


ASKS = """
    ## GREET-1, round 1

    I need a package.

    asks: pip install tea

    ```text write hello.txt
    hello
    ```
    """


async def test_it_asks_for_a_command_and_goes_on_whatever_the_answer(tmp_path: Path) -> None:
    for person in (Person(allow=True), Person(allow=False), None):
        events = await told(rehearsal(tmp_path, ASKS), job(tmp_path), person)
        end = events[-1]
        assert isinstance(end, Ended)
        assert end.status is Ending.DONE
        assert (tmp_path / "tree" / "hello.txt").exists()
        yes = person is not None and person.allow
        assert any(isinstance(one, Refused) for one in events) != yes
        no = ("Shell: Shell pip install tea was not allowed",)
        assert end.refusals == (() if yes else no)
        for asked in person.asked if person is not None else ():
            assert (asked.tool, asked.input) == ("Shell", "pip install tea")


async def test_a_person_may_think_longer_than_a_rehearsal_may_take(tmp_path: Path) -> None:
    work = job(tmp_path, limits=Limits(seconds=3.0, idle_seconds=3.0))
    end = await ended(rehearsal(tmp_path, ASKS), work, Person(allow=True, seconds=3.2))
    assert end.status is Ending.DONE


async def test_reading_access_refuses_to_write(tmp_path: Path) -> None:
    work = job(tmp_path, access=Access.READ)
    events = await told(rehearsal(tmp_path, WRITES), work)
    assert Refused("Write", "“hello.txt” was not touched: this job may only look") in events
    assert isinstance(events[-1], Ended)
    assert events[-1].status is Ending.DENIED
    assert list(work.cwd.iterdir()) == []


@pytest.mark.parametrize("link", ["folder", "file", "dangling", "git"])
async def test_a_link_that_leads_out_is_not_followed(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    work = job(tmp_path)
    (work.cwd / ".git").mkdir()
    target, path = {
        "folder": (outside, "link/kept.txt"),
        "file": (outside / "kept.txt", "link"),
        "dangling": (outside / "new.txt", "link"),
        "git": (work.cwd / ".git", "link/config"),
    }[link]
    (work.cwd / "link").symlink_to(target)
    agent = rehearsal(tmp_path, f"## GREET-1, round 1\n\n```text write {path}\nstolen\n```\n")
    assert (await ended(agent, work)).status is Ending.DENIED
    assert [path.read_text() for path in outside.iterdir()] == ["kept"]
    assert list((work.cwd / ".git").iterdir()) == []


async def test_a_file_that_cannot_be_changed_ends_failed_with_the_reason(tmp_path: Path) -> None:
    agent = rehearsal(tmp_path, "## GREET-1, round 1\n\n```text delete\nnot-there\n```\n")
    end = await ended(agent, job(tmp_path))
    assert end.status is Ending.FAILED
    assert end.why == "“not-there” cannot be changed: there is no such file"


async def test_pace_counts_against_both_limits(tmp_path: Path) -> None:
    agent = rehearsal(tmp_path, "---\npace: 5\n---\n" + dedent(WRITES))
    late = await ended(agent, job(tmp_path, limits=Limits(seconds=0.05, idle_seconds=9)))
    idle = await ended(agent, job(tmp_path, limits=Limits(seconds=9, idle_seconds=0.05)))
    assert (late.status, late.why) == (Ending.TIMEOUT, "not done within 0.05 s")
    assert (idle.status, idle.why) == (Ending.TIMEOUT, "no sign of life for 0.05 s")


async def test_the_spool_tells_what_was_said_and_done(tmp_path: Path) -> None:
    work = job(tmp_path)
    await told(rehearsal(tmp_path, WRITES), work)
    assert "I write it." in work.spool.read_text()
    assert "+hello" in work.spool.read_text()


async def test_a_spool_that_cannot_be_written_ends_failed(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    end = await ended(rehearsal(tmp_path, WRITES), job(tmp_path))
    assert end.status is Ending.FAILED
    assert "task-1.1.log cannot be written" in end.why


async def test_the_probe_finds_a_script_that_can_be_obeyed(tmp_path: Path) -> None:
    probe = await rehearsal(tmp_path, WRITES).probe()
    assert (probe.found, probe.missing) == (True, None)


async def test_the_probe_tells_the_mistakes_of_the_whole_script(tmp_path: Path) -> None:
    agent = rehearsal(tmp_path, "## A\n\n## B\n\n## C\n\n## D\n\n## E, round 1\n")
    missing = (await agent.probe()).missing or ""
    assert missing.startswith("SPEC.rehearsal.md: line 1: “A” is no heading")
    assert missing.endswith("; and 1 more")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            None,
            "there is no script SPEC.rehearsal.md beside the spec: write one (`code-orch rehearse`",
        ),
        (b"## A, round 1\n\xff", "line 2 is not UTF-8"),
    ],
    ids=["missing", "not UTF-8"],
)
async def test_a_script_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes | None, expected: str
) -> None:
    script = tmp_path / "SPEC.rehearsal.md"
    if content is not None:
        script.write_bytes(content)
    agent = Rehearsal(script)
    probe = await agent.probe()
    assert not probe.found
    assert expected in (probe.missing or "")
    end = await ended(agent, job(tmp_path))
    assert (end.status, end.why) == (Ending.UNAVAILABLE, probe.missing)


def test_a_diff_reads_as_git_writes_it() -> None:
    assert unified_diff("a", b"x\x0cy", b"x\x0cz\n") == (
        "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\x0cy\n\\ No newline at end of file\n+x\x0cz\n"
    )
    assert unified_diff("a", b"\xff", b"") == "Binary file a differs\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_script_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    agent = rehearsal(tmp_path, WRITES)
    agent.script.chmod(0)
    assert "Permission denied" in ((await agent.probe()).missing or "")
