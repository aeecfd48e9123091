"""Programs end as values, and leave nothing behind. The hostile one is in tests/support."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import anyio
import psutil
import pytest

from orchestrator_engine.system import children
from orchestrator_engine.system.processes import (
    Finished,
    Mark,
    program,
    run_program,
    sweep,
    until_orphaned,
)
from support import hostile

ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.fixture
def mark(tmp_path: Path) -> Mark:
    """Unlike that of any other test, also when several run at once."""
    return Mark(f"test-{os.getpid()}-{tmp_path.name}", "t1", 1)


async def run(  # noqa: PLR0913  # what a program is started with
    argv: Sequence[str],
    folder: Path,
    mark: Mark,
    *,
    env: Mapping[str, str] = ENVIRONMENT,
    seconds: float = 120,
    idle_seconds: float | None = None,
    stdin: bytes | None = None,
    on_output: Callable[[bytes], None] | None = None,
    grace: float = 2,
) -> Finished:
    return await run_program(
        argv,
        cwd=folder,
        env=env,
        mark=mark,
        spool=folder / "x.log",
        seconds=seconds,
        idle_seconds=idle_seconds,
        stdin=stdin,
        on_output=on_output,
        grace=grace,
    )


def shell(script: str) -> tuple[str, ...]:
    return ("sh", "-c", script)


def alive(folder: Path) -> list[int]:
    """Of the processes that left their numbers in a folder, those that still run."""
    numbers = [int(path.name) for path in folder.iterdir()]
    return [
        number
        for number in numbers
        if psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    ]


async def test_a_program_ends_with_its_code_and_both_outputs(tmp_path: Path, mark: Mark) -> None:
    finished = await run(shell("echo out; echo err >&2; exit 3"), tmp_path, mark)
    assert (finished.code, finished.why, finished.tail) == (3, "", "out\nerr\n")
    assert (tmp_path / "x.log").read_text() == "out\nerr\n"
    assert 0 <= finished.seconds < 5


async def test_it_sees_the_environment_it_is_given_and_its_mark(tmp_path: Path, mark: Mark) -> None:
    environment = {**ENVIRONMENT, "GREETING": "hello"}
    finished = await run(("env",), tmp_path, mark, env=environment)
    lines = set(finished.tail.splitlines())
    assert f"CODE_ORCH_MARK={mark}" in lines
    assert {line.split("=")[0] for line in lines} <= {"PATH", "GREETING", "CODE_ORCH_MARK"}


async def test_it_works_in_its_folder_and_reads_what_it_is_given(
    tmp_path: Path, mark: Mark
) -> None:
    finished = await run(shell("pwd; wc -c"), tmp_path, mark, stdin=b"x" * 300_000)
    assert finished.tail.split() == [str(tmp_path), "300000"]


async def test_a_program_that_reads_nothing_is_not_waited_for(tmp_path: Path, mark: Mark) -> None:
    finished = await run(("true",), tmp_path, mark, stdin=b"x" * 1_000_000)
    assert finished.code == 0


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("no-such-program",), "program not found: no-such-program"),
        (("./text",), "not executable: ./text"),
        (("./binary",), "not a program: ./binary"),
        (("./script",), "its interpreter was not found: ./script"),
        (("./missing",), "program not found: ./missing"),
        ((), "nothing could not be started"),
        (("a\0b",), "could not be started"),
    ],
)
async def test_what_cannot_be_started_is_a_value(
    tmp_path: Path, mark: Mark, argv: Sequence[str], why: str
) -> None:
    (tmp_path / "text").write_text("words")
    for name, content in (("binary", b"\x7fELF"), ("script", b"#!/no/such/interpreter\n")):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o700)
    finished = await run(argv, tmp_path, mark, stdin=b"x")
    assert finished.code is None
    assert why in finished.why


async def test_a_folder_that_is_not_there_is_a_value(tmp_path: Path, mark: Mark) -> None:
    finished = await run(("true",), tmp_path / "nowhere", mark)
    assert (finished.code, finished.why) == (None, f"no such folder: {tmp_path / 'nowhere'}")


async def test_too_late_is_a_value(tmp_path: Path, mark: Mark) -> None:
    finished = await run(shell("echo begun; sleep 110"), tmp_path, mark, seconds=2)
    assert finished.code is None
    assert finished.why == "not finished after 2 s"
    assert finished.tail == "begun\n"
    assert finished.seconds < 60


async def test_output_is_a_sign_of_life_and_silence_is_none(tmp_path: Path, mark: Mark) -> None:
    script = "for i in 1 2 3 4 5; do echo $i; sleep 0.5; done; sleep 110"
    finished = await run(shell(script), tmp_path, mark, idle_seconds=2)
    assert finished.why == "no sign of life for 2 s"
    assert finished.tail.split() == ["1", "2", "3", "4", "5"]


async def test_a_trickle_does_not_outlast_its_time(tmp_path: Path, mark: Mark) -> None:
    script = "while :; do echo x; sleep 0.05; done"
    finished = await run(shell(script), tmp_path, mark, seconds=3, idle_seconds=2)
    assert finished.why == "not finished after 3 s"


async def test_dying_of_a_signal_is_a_value(tmp_path: Path, mark: Mark) -> None:
    finished = await run(shell("kill -9 $$"), tmp_path, mark)
    assert (finished.code, finished.why) == (None, "killed by signal 9 (SIGKILL)")


async def test_who_holds_the_pipe_open_is_not_waited_for(tmp_path: Path, mark: Mark) -> None:
    begun = time.monotonic()
    finished = await run(shell("sleep 110 & echo done"), tmp_path, mark)
    assert (finished.code, finished.tail) == (0, "done\n")
    assert time.monotonic() - begun < 60


async def test_output_is_told_as_it_comes_whatever_its_bytes_are(
    tmp_path: Path, mark: Mark
) -> None:
    pieces: list[bytes] = []

    def heard(piece: bytes) -> None:
        pieces.append(piece)
        (tmp_path / "heard").touch()

    script = r"printf '\377\000a'; until [ -e heard ]; do sleep 0.02; done; printf b"
    finished = await run(shell(script), tmp_path, mark, on_output=heard)
    assert pieces == [b"\xff\x00a", b"b"]
    assert finished.tail == "\ufffd\x00ab"


async def test_a_flood_without_a_newline_grows_neither_memory_nor_file(
    tmp_path: Path, mark: Mark
) -> None:
    process = psutil.Process()
    before = process.memory_info().rss
    most = size = beats = 0

    def on_output(data: bytes) -> None:
        nonlocal most, size
        size += len(data)
        if size % (64 << 20) < len(data):
            most = max(most, process.memory_info().rss)

    async def beat() -> None:
        nonlocal beats
        while True:
            await anyio.sleep(0.01)
            beats += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(beat)
        flood = ("head", "-c", str(1 << 30), "/dev/zero")
        finished = await run(flood, tmp_path, mark, on_output=on_output, seconds=60)
        assert (finished.code, size) == (0, 1 << 30)
        tasks.cancel_scope.cancel()
    assert most - before < 32 << 20
    assert (tmp_path / "x.log").stat().st_size < (16 << 20) + 200
    # How late they are is measured by the benchmark `survival`.
    assert beats > 10


KEPT = [pytest.param(False, id="by marks"), pytest.param(True, id="by a keeper")]


@pytest.fixture(params=KEPT if children.KEEPS else KEPT[:1])
def hostile_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Arguments of the hostile program that name the ways which can be met here."""
    monkeypatch.setattr(children, "KEEPS", request.param)
    return [] if request.param else ["plain"]


@pytest.mark.parametrize("ending", ["end", "die"])
async def test_nothing_is_left_of_a_program_that_ended(
    tmp_path: Path, mark: Mark, ending: str, hostile_ways: list[str]
) -> None:
    folder = tmp_path / "numbers"
    folder.mkdir()
    argv = (sys.executable, hostile.__file__, ending, str(folder), *hostile_ways)
    finished = await run(argv, tmp_path, mark, grace=0.1)
    assert "all there" in finished.tail
    assert finished.code == (3 if ending == "end" else None)
    assert len(list(folder.iterdir())) == (6 if hostile_ways else 9)
    assert alive(folder) == []


async def test_nothing_is_left_of_a_program_that_is_cancelled(
    tmp_path: Path, mark: Mark, hostile_ways: list[str]
) -> None:
    folder = tmp_path / "numbers"
    folder.mkdir()
    argv = (sys.executable, hostile.__file__, "stay", str(folder), *hostile_ways)
    begun = time.monotonic()
    with anyio.CancelScope() as scope:
        await run(argv, tmp_path, mark, grace=0.1, on_output=lambda _: scope.cancel())
        pytest.fail("it went on")
    assert time.monotonic() - begun < 60
    assert len(list(folder.iterdir())) >= (6 if hostile_ways else 9)
    assert alive(folder) == []


async def test_a_program_gets_time_to_end_by_itself(tmp_path: Path, mark: Mark) -> None:
    script = (
        "trap 'sleep 0.1; echo tidied > tidy; exit 0' TERM; echo up; while :; do sleep 0.02; done"
    )
    with anyio.CancelScope() as scope:
        await run(shell(script), tmp_path, mark, on_output=lambda _: scope.cancel())
    assert (tmp_path / "tidy").read_text() == "tidied\n"


def test_a_sweep_ends_what_a_killed_worker_left_and_nothing_else(
    tmp_path: Path, mark: Mark
) -> None:
    folder = tmp_path / "numbers"
    folder.mkdir()
    variables = {**os.environ, "CODE_ORCH_MARK": str(mark)}
    command = [sys.executable, hostile.__file__, "end", folder, "plain"]
    subprocess.run(command, env=variables, check=False, timeout=120)
    others = [
        subprocess.Popen(["sleep", "300"], env={**os.environ, "CODE_ORCH_MARK": value})
        for value in (f"{mark.run}0/t1/1", f"{mark.run}/t1/10", f"x/{mark}")
    ]
    unmarked = next(iter(set(alive(folder)) & set(_children_without_mark(folder))))
    try:
        assert sweep(str(mark), 0.1) == 5
        assert alive(folder) == [unmarked]
        assert [other.poll() for other in others] == [None, None, None]
        assert sweep(mark.run, 0.1) == 1
        assert [other.poll() for other in others] == [None, -signal.SIGTERM, None]
    finally:
        os.kill(unmarked, signal.SIGKILL)
        for other in others:
            other.kill()
            other.wait()


def _children_without_mark(folder: Path) -> list[int]:
    return [number for number in alive(folder) if not psutil.Process(number).environ()]


def test_a_sweep_spares_the_caller_and_those_it_comes_from(tmp_path: Path, mark: Mark) -> None:
    code = (
        "import subprocess, sys\n"
        "from orchestrator_engine.system.processes import sweep\n"
        "child = subprocess.Popen(['sleep', '300'])\n"
        f"print(sweep({mark.run!r}, 0.5), child.wait())"
    )
    command = [sys.executable, "-c", code]
    nested = f"import subprocess; subprocess.run({command!r}, check=True); print('alive')"
    done = subprocess.run(
        [sys.executable, "-c", nested],
        env={**os.environ, "CODE_ORCH_MARK": f"outer/t/1:{mark}"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.split() == [b"1", b"-15", b"alive"]


async def test_what_runs_inside_another_attempt_belongs_to_both(
    tmp_path: Path, mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODE_ORCH_MARK", "outer/t1/1")
    finished = await run(("printenv", "CODE_ORCH_MARK"), tmp_path, mark)
    assert finished.tail == f"outer/t1/1:{mark}\n"


async def test_one_can_talk_with_a_program(tmp_path: Path, mark: Mark) -> None:
    script = 'echo noise >&2; while read line; do echo "got $line"; done; exit 5'
    async with program(
        shell(script),
        cwd=tmp_path,
        env=ENVIRONMENT,
        mark=mark,
        spool=tmp_path / "x.log",
        seconds=120,
    ) as running:
        chunks = running.chunks()
        for word in (b"one", b"two"):
            assert await running.send(word + b"\n")
            assert await anext(chunks) == b"got " + word + b"\n"
        running.close_input()
        assert not await running.send(b"more")
        finished = await running.wait()
    assert (finished.code, finished.why) == (5, "")
    assert "noise" in (tmp_path / "x.log").read_text()


async def test_one_can_leave_a_program_that_was_never_listened_to(
    tmp_path: Path, mark: Mark
) -> None:
    async with program(
        ("yes",), cwd=tmp_path, env=ENVIRONMENT, mark=mark, spool=tmp_path / "x.log", seconds=120
    ) as running:
        number = running.pid
        await anyio.sleep(0.05)
    assert number is not None
    assert not psutil.pid_exists(number)


async def test_no_descriptor_is_left_open(tmp_path: Path, mark: Mark) -> None:
    await run(("true",), tmp_path, mark)
    before = psutil.Process().num_fds()
    for argv in (("true",), ("no-such-program",), ("sleep", "20")):
        await run(argv, tmp_path, mark, seconds=0.1)
    assert psutil.Process().num_fds() == before


async def test_many_programs_run_side_by_side(tmp_path: Path, mark: Mark) -> None:
    results: dict[int, Finished] = {}

    async def one(number: int) -> None:
        own = Mark(mark.run, mark.task, number)
        spool = tmp_path / f"{number}.log"
        argv = shell(f"sleep 0.{number}; exit {number}")
        results[number] = await run_program(
            argv, cwd=tmp_path, env=ENVIRONMENT, mark=own, spool=spool, seconds=120
        )

    async with anyio.create_task_group() as tasks:
        for number in range(8):
            tasks.start_soon(one, number)
    assert {number: finished.code for number, finished in results.items()} == {
        number: number for number in range(8)
    }


async def test_an_orphan_is_told() -> None:
    ours, theirs = os.pipe()
    with anyio.move_on_after(0.1) as scope:
        await until_orphaned(ours)
    assert scope.cancelled_caught
    os.write(theirs, b"noise")
    os.close(theirs)
    with anyio.fail_after(60):
        await until_orphaned(ours)
    os.close(ours)


async def test_who_has_no_parents_pipe_is_an_orphan_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for path in (Path(os.devnull), tmp_path / "empty"):
        descriptor = os.open(path, os.O_RDONLY)
        with anyio.fail_after(60):
            await until_orphaned(descriptor)
        os.close(descriptor)
    with anyio.fail_after(60):
        await until_orphaned(descriptor)
