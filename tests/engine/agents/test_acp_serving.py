"""What an ACP agent reads and writes through us, and what it is not served."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.agents.protocol import (
    Access,
)
from orchestrator_engine.attempt import Ending
from support.acps import Step, fake
from support.agents import ended, files_in, job, told
from support.fake_acp_words import DONE, said


def written(path: str, content: object = "hello\n") -> Step:
    return ("call", "fs/write_text_file", {"path": path, "content": content})


async def test_files_of_the_worktree_are_given_and_written(tmp_path: Path) -> None:
    work = job(tmp_path)
    (work.cwd / "a.txt").write_text("1\n2\n3\n")
    lines = {"path": str(work.cwd / "a.txt"), "line": 2, "limit": 1}
    read = ("call", "fs/read_text_file", lines)
    one = fake(tmp_path, read, written(str(work.cwd / "sub" / "new.txt")), said("x"), DONE)
    assert (await ended(one.agent, work)).status is Ending.DONE
    assert [each.get("result") for each in one.answered()] == [{"content": "2\n"}, {}]
    assert files_in(work.cwd / "sub") == {"new.txt": b"hello\n"}


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "../out.txt", "link/out.txt", "file", ".git/hooks/x", "", ".", "a\0b"]
)
async def test_no_file_outside_is_given_or_written(tmp_path: Path, path: str) -> None:
    work = job(tmp_path)
    (tmp_path / "out.txt").write_text("secret\n")
    (work.cwd / "link").symlink_to(tmp_path)
    (work.cwd / "file").symlink_to(tmp_path / "out.txt")
    one = fake(tmp_path, ("call", "fs/read_text_file", {"path": path}), written(path), DONE)
    end = await ended(one.agent, work)
    assert all("error" in each for each in one.answered())
    assert "secret" not in json.dumps(one.answered()[0])
    assert (tmp_path / "out.txt").read_text() == "secret\n"
    assert len(end.refusals) == 1


async def test_who_may_only_look_writes_nothing_through_us(tmp_path: Path) -> None:
    work = job(tmp_path, access=Access.READ)
    one = fake(tmp_path, written("new.txt"), said("x"), DONE)
    assert (await ended(one.agent, work)).refusals
    assert files_in(work.cwd) == {}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("terminal/create", {"command": "touch", "args": ["made.txt"]}),
        ("elicitation/create", {"message": "your password?"}),
        ("fs/write_text_file", {"path": "made.txt", "content": "x", "sessionId": "another"}),
        ("fs/write_text_file", {"path": "made.txt", "content": 7}),
        ("nothing/like_it", {}),
    ],
)
async def test_what_is_not_served_is_answered_by_an_error(
    tmp_path: Path, method: str, params: dict[str, Any]
) -> None:
    one = fake(tmp_path, ("call", method, params), said("x"), DONE)
    work = job(tmp_path)
    await told(one.agent, work)
    assert "error" in one.answered()[0]
    assert files_in(work.cwd) == {}
