"""An agent of the Agent Client Protocol: it does what a test wrote down, and can misbehave.

Run as `fake_acp.py SCENARIO ...`; SCENARIO is a JSON file of `acps.fake`: what is answered to each
request by its method (a result, or an object with `error`), and the steps that a prompt sets off.
Standard library alone, so that it starts fast. What it was told stands in the file `told`, a line
each.

    ["update", update]        tell something of the thread
    ["line", text]            say a line (as it is, so that it may be broken)
    ["bytes", text]           say bytes (latin-1) without an end
    ["flood", size, count]    say `count` lines of `size` bytes
    ["stderr", text]          write beside the protocol
    ["file", path, text]      write a file
    ["spawn"]                 leave a process in a session of its own that sleeps for an hour
    ["ask", call, path]       ask for a tool, and write the file if the answer is yes
    ["write", path, text]     have the client write a file, and tell how that went
    ["call", method, params]  want something of the client, and wait for the answer
    ["hang"]                  until it is told to stop
    ["deaf"]                  for ever, whatever it is told, SIGTERM included
    ["kill"]                  die as if the kernel had killed it
    ["exit", code]
    ["end", result]           answer the prompt (an object with `error` for a failure)
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SCENARIO: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
THREAD = "thread-1"
OPTIONS = [
    {"optionId": "always", "name": "Always", "kind": "allow_always"},
    {"optionId": "yes", "name": "Yes", "kind": "allow_once"},
    {"optionId": "no", "name": "No", "kind": "reject_once"},
]


def main() -> int:
    if "--version" in sys.argv:
        sys.stdout.write(f"fake {SCENARIO['version']}\n")
        return 0
    _note({"arguments": sys.argv[2:], "environment": dict(os.environ)})
    while (message := _heard()) is not None:
        if message.get("method") == "session/prompt":
            code = _carry_out(message["id"])
            if code is not None:
                return code
        elif "id" in message and "method" in message:
            if message["method"] == "session/load":
                _tell_the_past()
            _answer(message["id"], SCENARIO["answers"].get(message["method"], {}))
    return 0


def _tell_the_past() -> None:
    for name, *rest in SCENARIO.get("past", []):
        if name == "update":
            _STEPS[name](*rest)


def _carry_out(number: object) -> int | None:
    for name, *rest in SCENARIO["steps"]:
        if name == "exit":
            return rest[0]
        if name == "end":
            _answer(number, rest[0])
        elif name == "hang":
            _until_stopped(number)
        else:
            _STEPS[name](*rest)
    return None


def _heard() -> dict[str, Any] | None:
    line = sys.stdin.readline()
    if not line:
        return None
    message = json.loads(line)
    _note(message)
    return message


def _note(message: dict[str, Any]) -> None:
    with Path(SCENARIO["told"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(message) + "\n")


def _say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _line(text: str) -> None:
    _say(text.encode() + b"\n")


def _message(**fields: object) -> None:
    _line(json.dumps({"jsonrpc": "2.0", **fields}))


def _answer(number: object, answer: dict[str, Any]) -> None:
    if set(answer) == {"error"}:
        _message(id=number, error=answer["error"])
    else:
        _message(id=number, result=answer)


def _update(update: dict[str, Any]) -> None:
    _message(method="session/update", params={"sessionId": THREAD, "update": update})


def _call(method: str, params: dict[str, Any]) -> dict[str, Any]:
    _message(id="mine", method=method, params={"sessionId": THREAD, **params})
    while (message := _heard()) is not None:
        if message.get("id") == "mine":
            return message
    sys.exit(9)


def _ask(call: dict[str, Any], path: str) -> None:
    answer = _call("session/request_permission", {"toolCall": call, "options": OPTIONS})
    if answer["result"]["outcome"].get("optionId") == "yes":
        Path(path).write_text("asked\n", encoding="utf-8")


def _write(path: str, text: str) -> None:
    use = {"toolCallId": "w1", "kind": "edit"}
    _update({"sessionUpdate": "tool_call", **use, "title": f"Write {path}"})
    answer = _call("fs/write_text_file", {"path": path, "content": text})
    done = {"status": "completed" if "result" in answer else "failed"}
    diff = {"type": "diff", "path": path, "oldText": None, "newText": text}
    _update({"sessionUpdate": "tool_call_update", **use, **done, "content": [diff]})


def _until_stopped(number: object) -> None:
    while (message := _heard()) is not None:
        if message.get("method") == "session/cancel":
            _answer(number, {"stopReason": "cancelled"})
            return


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


def _deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_STEPS = {
    "update": _update,
    "line": _line,
    "bytes": _bytes,
    "flood": _flood,
    "stderr": _stderr,
    "file": _file,
    "spawn": _spawn,
    "ask": _ask,
    "write": _write,
    "call": _call,
    "deaf": _deaf,
    "kill": _kill,
}

if __name__ == "__main__":
    sys.exit(main())
