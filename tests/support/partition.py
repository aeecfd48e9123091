"""A run of the real Claude Code whose network goes away in the middle of an answer, and comes back.

Run as `partition.py FOLDER SECONDS` in a network namespace of its own (`unshare -rn`), where the
loopback is all there is; FOLDER holds a project `shop` and gets its `state`. Prints what came of
it as JSON.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from orchestrator_engine.ledger import Ledger
from orchestrator_engine.places import RunFolder
from support.claudes import real, real_environment
from support.model_api import Body, ModelApi, Text, Tool, Turn
from support.project import Project, look, wait

TURNS = (
    Tool("Write", {"file_path": "1.txt", "content": "1\n"}),
    Tool("Edit", {"file_path": "1.txt", "old_string": "1", "new_string": "one"}),
    Text("Done."),
)


def loopback(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def main(folder: Path, seconds: float) -> None:
    project = Project(folder / "shop", folder / "state")
    away = threading.Event()

    def back() -> None:
        time.sleep(seconds)
        loopback("up")

    def answer(body: Body) -> Turn:
        used = str(body["messages"]).count("'tool_result'")
        if used == 1 and not away.is_set():
            away.set()
            loopback("down")
            threading.Thread(target=back).start()
        return TURNS[used]

    loopback("up")
    program = real()
    assert program is not None
    environment = real_environment(folder)
    environment["PATH"] = f"{Path(program).parent}:{project.environment['PATH']}"
    with ModelApi(by=answer) as api:
        environment["ANTHROPIC_BASE_URL"] = api.url
        options = ("build", "SPEC.md", "--agent", "claude", "--no-review", "--detach", "--json")
        told = project.try_code_orch(*options, environment=environment)
        run = RunFolder(Path(json.loads(told.stdout)["folder"]))
        wait(lambda: look(run).over, "the run ends", seconds=240)
    ended = look(run)
    with Ledger(project.state) as ledger:
        gone = ledger.today(time.time()).gone.nanos
    found = {
        "away": away.is_set(),
        "status": str(ended.status),
        "why": ended.why,
        "nanos": ended.spending.nanos,
        "ledger": gone,
        "unknown": ended.spending.unknown,
        "attempts": len(ended.tasks["T1"].attempts),
        "requests": len(api.requests),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
