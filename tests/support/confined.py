"""Running something in mount and process namespaces of its own, which end with all that is in them.

Linux, and only where the kernel lets us: `confine` skips the test loudly elsewhere. What runs
inside sees the machine's files, may mount things that nobody else sees, and is killed with all its
descendants when its first process ends.
"""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from support.skips import skip_without

_UNSHARE = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_AS_USER = ("unshare", "--user", "--map-root-user", *_UNSHARE[1:])


@cache
def _way() -> tuple[str, ...] | None:
    """How a namespace can be had here: as root, else as a user, else not."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return None
    for way in (_UNSHARE, _AS_USER):
        done = subprocess.run((*way, "true"), capture_output=True, check=False, timeout=60)
        if done.returncode == 0:
            return way
    return None


def confined(script: str, *arguments: str | Path) -> tuple[str | Path, ...]:
    """The command that runs a shell script with arguments in namespaces of its own."""
    way = _way()
    if way is None:
        skip_without("unshare (namespaces)")
    return (*way, "sh", "-eu", "-c", script, "sh", *arguments)


def confine(
    script: str, *arguments: str | Path, seconds: float = 120, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run it to its end."""
    return subprocess.run(
        confined(script, *arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env=env,
        stdin=subprocess.DEVNULL,
    )
