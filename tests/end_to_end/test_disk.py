"""Disks that are full, fail or lose power: nothing that was acknowledged is lost."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from orchestrator_engine.places import RunFolder
from orchestrator_engine.store import SqliteStore
from support import store_writer
from support.confined import confine
from support.project import tiny
from support.runs import a_run
from support.skips import skip_without

WRITER = (sys.executable, store_writer.__file__)


@pytest.mark.slow
def test_a_run_on_a_full_disk_pauses_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    project = tiny(tmp_path, tasks=4)
    script = """
    mount -t tmpfs -o size=2m,mode=700 tmpfs "$1"
    cd "$2"; python=$3
    orch() { "$python" -m orchestrator_engine "$@"; }
    sed -i 's/pace: 0/pace: 0.2/' SPEC.rehearsal.md
    orch run SPEC.md --trust --mode build --detach --json > ../begun
    until ls "$1"/runs/*/worktrees/* > /dev/null 2>&1; do sleep 0.1; done
    cat /dev/zero > "$1/junk" 2>/dev/null || true
    for try in $(seq 300); do
      orch status --json > ../then || true
      if grep -q '"paused"' ../then; then break; fi
      sleep 0.1
    done
    cp ../then ../paused
    rm "$1/junk"
    orch resume > ../resumed 2>&1 && echo "resumed"
    orch status --json > ../ended
    """
    done = confine(
        script, project.state, project.folder, sys.executable, seconds=110, env=project.environment
    )
    assert done.returncode == 0, done.stderr
    assert "resumed" in done.stdout, (tmp_path / "resumed").read_text()
    paused = (tmp_path / "paused").read_text()
    assert "the disk is full" in paused, json.loads(paused)["runs"][0]["why"]
    assert '"completed"' in (tmp_path / "ended").read_text()
    for number in range(1, 5):
        assert project.git("branch", "--list", "code-orch/*") != ""
        branch = project.git("for-each-ref", "--format=%(refname)", "refs/heads/code-orch")
        assert project.git("show", f"{branch}:t-{number}.txt").startswith(f"T-{number}")


def durable(path: Path) -> int:
    """The number of the last event in a copy of a store that a writer was torn from."""
    store = SqliteStore(path, write=True)
    try:
        rows = store.read()
    finally:
        store.close()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return len(rows)


@pytest.mark.slow
@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
def test_a_disk_that_fails_is_never_reported_as_success(tmp_path: Path, call: str) -> None:
    if sys.platform != "linux" or shutil.which("strace") is None:
        skip_without("strace")
    for when in (*range(1, 9), 15, 30):
        folder = a_run(tmp_path / str(when))
        said = tmp_path / f"{when}.trace"
        inject = f"inject={call}:error=EIO:when={when}"
        command = ("strace", "-f", "-qq", "-o", said, "-P", folder.store, "-P", journal(folder))
        with subprocess.Popen(
            (*command, "-e", f"trace={call}", "-e", inject, *WRITER, folder.store, "0"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as writer:
            assert writer.stdout is not None
            try:
                # It ends by itself: a call to the system that failed is not simply tried again.
                acknowledged = [int(line) for line in writer.stdout]
                assert writer.wait(120) != 0
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(writer.pid, signal.SIGKILL)
        assert said.read_text().count("(INJECTED)") == 1, f"{call} {when}"
        assert durable(folder.store) >= max(acknowledged, default=0), f"{call} {when}"


def journal(folder: RunFolder) -> Path:
    return folder.store.with_name(f"{folder.store.name}-journal")


POWER = """
truncate -s 24m "$1/disk"
mkfs.ext4 -q -F "$1/disk"
mkdir -p "$1/live" "$1/later"
mount -o loop "$1/disk" "$1/live"
cp -r "$2/." "$1/live/"
sync
: > "$1/said"
"$3" "$4" "$1/live/$5" 0 > "$1/said" &
writer=$!
sleep "$6"
kill -STOP $writer
cp "$1/said" "$1/acknowledged"
cp "$1/disk" "$1/cut"
kill -9 $writer
mount -o loop "$1/cut" "$1/later"
cp -r "$1/later/." "$1/copy"
umount "$1/later"
wait $writer || true
umount "$1/live"
"""


def cut(where: Path, dice: random.Random) -> tuple[int, int]:
    """One power cut: the last event that was acknowledged, and the last that is there."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        skip_without("a loop device (root, mkfs.ext4)")
    begun = where / "begun"
    folder = a_run(begun)
    inside = folder.store.relative_to(begun)
    (where / "copy").mkdir()
    done = confine(
        POWER,
        where,
        begun,
        sys.executable,
        store_writer.__file__,
        inside,
        f"{dice.uniform(0.5, 1.5)}",
    )
    if "loop" in done.stderr:
        skip_without("a loop device (root, mkfs.ext4)")
    assert done.returncode == 0, done.stderr
    lines = (where / "acknowledged").read_text().split("\n")[:-1]
    return int(lines[-1]) if lines else 0, durable(where / "copy" / inside)


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_power_cut(tmp_path: Path) -> None:
    check_power_cuts(tmp_path, 3)


@pytest.mark.torture
def test_what_was_acknowledged_survives_many_power_cuts(tmp_path: Path) -> None:
    check_power_cuts(tmp_path, 25)


def check_power_cuts(where: Path, cuts: int) -> None:
    dice = random.Random(4)
    total = 0
    for number in range(cuts):
        folder = where / str(number)
        folder.mkdir()
        acknowledged, there = cut(folder, dice)
        assert there >= acknowledged, f"cut {number}"
        total += acknowledged
        shutil.rmtree(folder)
    assert total > 0
    sys.stdout.write(f"{cuts} power cuts, {total} acknowledged events, none lost\n")
