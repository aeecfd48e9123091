"""Worktrees in which only checks run: each is its own, however many look at once."""

from pathlib import Path

import anyio
import pytest

from support.rooms import FakeAgent, Stage

pytestmark = pytest.mark.anyio


async def test_two_looks_at_once_never_share_a_worktree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    stage = Stage(tmp_path)
    context = stage.context(FakeAgent())
    begin = stage.repository.head()
    inside: set[Path] = set()
    used: set[Path] = set()

    async def look(all_in: anyio.Event) -> None:
        async with context.clean(begin) as tree:
            assert tree not in inside
            inside.add(tree)
            used.add(tree)
            if len(inside) == 3:
                all_in.set()
            await all_in.wait()
            inside.discard(tree)

    with anyio.fail_after(120):
        for _ in range(2):
            all_in = anyio.Event()
            async with anyio.create_task_group() as group:
                for _ in range(3):
                    group.start_soon(look, all_in)
            # Worktrees of tasks come and go meanwhile, and their number says nothing.
            await context.place("T1", begin)
    assert len(used) == 3


async def test_what_a_check_that_was_cut_short_left_behind_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_STATE_DIR", str(tmp_path / "state"))
    stage = Stage(tmp_path, {".gitignore": "cache/\n"})
    context = stage.context(FakeAgent())
    begin = stage.repository.head()
    with anyio.move_on_after(120) as scope:
        async with context.clean(begin) as tree:
            (tree / "cache").mkdir()
            scope.cancel()
            await anyio.sleep_forever()
    async with context.clean(begin) as tree:
        assert not (tree / "cache").exists()
        (tree / "cache").mkdir()
    async with context.clean(begin) as tree:
        assert (tree / "cache").exists()
