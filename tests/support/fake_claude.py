"""A program that stands in for `claude`: it says what a test wrote down, and can misbehave.

Run as `fake_claude.py SCENARIO ...`; SCENARIO is a JSON file of `write_scenario`: the version, and
steps that are carried out once the prompt was read. Standard library alone, so that it starts fast.

    ["line", text]            say a line (as it is, so that it may be broken)
    ["bytes", text]           say bytes (latin-1) without an end
    ["flood", size, count]    say `count` lines of `size` bytes
    ["stderr", text]          write beside the stream
    ["file", path, text]      write a file
    ["spawn"]                 leave a process in a session of its own that sleeps for an hour
    ["sleep", seconds]
    ["hang"]                  until it is asked to stop, then give the result of an interrupted run
    ["ask", request, path]    put a request, and write the file if the answer is yes
    ["deaf"]                  for ever, whatever it is asked, SIGTERM included
    ["trickle"]               say byte after byte, for ever, and nothing with them
    ["family", folder]        leave a thousand zombies, and one who forked twice, dropped what it
                              knew, and listens to nothing; each writes its number into `folder`
    ["kill"]                  die as if the kernel had killed it
    ["exit", code]
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

INTERRUPTED: dict[str, object] = {
    "type": "result",
    "subtype": "error_during_execution",
    "is_error": True,
    "terminal_reason": "aborted_tools",
    "session_id": "thread-1",
    "model_usage_since_last_result": {
        "fake": {"inputTokens": 10, "outputTokens": 5, "costUSD": 0.5, "costBasis": "list"}
    },
    "permission_denials": [],
}


def main() -> int:
    scenario = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if "--version" in sys.argv:
        sys.stdout.write(scenario["version"] + "\n")
        return 0
    told = {"arguments": sys.argv[2:], "prompt": sys.stdin.readline(), "environment": _seen()}
    Path(scenario["told"]).write_text(json.dumps(told), encoding="utf-8")
    for name, *rest in scenario["steps"]:
        if name == "exit":
            return rest[0]
        _STEPS[name](*rest)
    # Like the real one: it goes when nothing more can be asked of it.
    sys.stdin.read()
    return 0


def _seen() -> dict[str, str]:
    return dict(os.environ)


def _say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _line(text: str) -> None:
    _say(text.encode() + b"\n")


def _bytes(text: str) -> None:
    _say(text.encode("latin-1"))


def _flood(size: int, count: int) -> None:
    for _ in range(count):
        _say(b"x" * size + b"\n")


def _stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _file(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")


def _spawn() -> None:
    subprocess.Popen(
        ["sleep", "3600"],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _hang() -> None:
    for line in sys.stdin:
        if json.loads(line).get("type") == "control_request":
            _line(json.dumps(INTERRUPTED))
            return


def _ask(request: dict[str, object], path: str) -> None:
    _line(json.dumps(request))
    answer = json.loads(sys.stdin.readline())["response"]["response"]
    if answer["behavior"] == "allow":
        Path(path).write_text("asked\n", encoding="utf-8")


def _deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def _trickle() -> None:
    while True:
        _bytes("x")
        time.sleep(0.02)


def _family(folder: str) -> None:
    def stays(name: str) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        Path(folder, name).write_text(str(os.getpid()), encoding="utf-8")

    if os.fork() == 0:
        for _ in range(1000):
            if os.fork() == 0:
                os._exit(0)
        stays("parent")
        time.sleep(3600)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            stays("away")
            os.execve("/bin/sleep", ["sleep", "3600"], {})  # noqa: S606  # as intended
        os._exit(0)
    while not all(Path(folder, name).exists() for name in ("parent", "away")):
        time.sleep(0.01)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_STEPS = {
    "line": _line,
    "bytes": _bytes,
    "flood": _flood,
    "stderr": _stderr,
    "file": _file,
    "spawn": _spawn,
    "sleep": time.sleep,
    "hang": _hang,
    "ask": _ask,
    "deaf": _deaf,
    "trickle": _trickle,
    "family": _family,
    "kill": _kill,
}

if __name__ == "__main__":
    sys.exit(main())
