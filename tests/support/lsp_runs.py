"""A run that a test drives by hand: a real journal in a real state folder, and no agent at all."""

import json
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine import api, commands, journal
from orchestrator_engine import events as e
from orchestrator_engine.attempt import Change, CheckResult, Ending, Outcome, Role
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_engine.plan import Plan, PlannedItem, Task
from orchestrator_engine.questions import Whom
from orchestrator_engine.review import Remark, Review, Severity, Verdict
from orchestrator_engine.system.locks import Lock
from orchestrator_engine.then import Then
from support.plans import ORIGIN, created, phases

SPEC = """\
# Greeter

## The words

- [ ] GREET-1: Greet a person by name
- [ ] GREET-2: Greet nobody in particular
"""
ITEMS = {"GREET-1": "Greet a person by name", "GREET-2": "Greet nobody in particular"}
OUTCOME = Outcome(Ending.DONE, "done", "", 0.0, 100, None, 1.0)
REMARK = Remark("greet.py", 1, Severity.NOTE, "as asked")


class HandMadeRun:
    """A run of a document with one task an item; alive from its making until `die`."""

    def __init__(
        self,
        document: Path,
        name: str = "20261122-120000-aaaa",
        then: Then | None = None,
        **settings: Any,  # noqa: ANN401  # fields of Settings
    ) -> None:
        self.folder = RunFolder(state_dir() / "runs" / name)
        origin = replace(ORIGIN, document=str(document.resolve()), repository=str(document.parent))
        start = replace(
            created(), title="Greeter", origin=origin, branch=f"code-orch/{name}", then=then
        )
        start = replace(start, settings=replace(start.settings, ask=Whom.ATTACHED, **settings))
        tasks = tuple(
            Task(f"T{number}", title, (handle,), ())
            for number, (handle, title) in enumerate(ITEMS.items(), 1)
        )
        items = tuple(
            PlannedItem(handle, handle, title, title, (), 5) for handle, title in ITEMS.items()
        )
        plan = Plan("Greeter", "build", (), items, phases(tasks), ())
        self.folder.path.mkdir(parents=True)
        self._lock: Lock | None = Lock(self.folder.supervisor_lock)
        journal.create(self.folder, start, e.RunPlanned(plan))
        self.journal = journal.Journal.take_over(self.folder, "a test")
        self.append(e.PhaseStarted("P1"))

    def append(self, *events: e.Event) -> None:
        self.journal.append(*events)

    def begin(self, task: str, attempt: int = 1) -> None:
        self.append(e.AttemptStarted(task, attempt, attempt, Role.WORKER, "base"))

    def reject(self, task: str, attempt: int = 1) -> None:
        self._reviewed(task, attempt, Verdict.REJECTED, 4)

    def ask(self, command: str, task: str = "T1", attempt: int = 1) -> str:
        """Have the agent of a task ask for a command; the question's id."""
        name = f"q{self.journal.run.asked + 1}"
        asked = e.QuestionAsked(
            name, task, attempt, "Bash", f"Bash {command}", command, key=command
        )
        self.append(asked)
        return name

    def obey(self) -> None:
        """Answer every command, as a worker would."""
        for command in self.journal.commands():
            self.append(*commands.answer(command, self.journal.run))

    def merge(self, task: str, attempt: int = 1) -> None:
        self._reviewed(task, attempt, Verdict.APPROVED, 8)
        self.append(e.TaskMerged(task, attempt, "c0ffee12deadbeef"))

    def fail(self, task: str, why: str = "a check failed") -> None:
        self.append(e.TaskFailed(task, why))

    def end(self, status: str = "completed", why: str = "all is merged") -> None:
        self.append(e.RunEnded(status, why))
        self.die()

    def fall_short(self) -> None:
        """Have the first task merged and the second failed."""
        self.begin("T1")
        self.merge("T1")
        self.begin("T2")
        self.fail("T2")
        self.end("failed", "GREET-2 failed: a check failed")

    def die(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def commands(self) -> list[tuple[str, object]]:
        return [(command.name, command.data) for command in self.journal.commands()]

    def wait_for_command(self, name: str, seconds: float = 60.0) -> object:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for command in self.journal.commands():
                if command.name == name:
                    return command.data
            time.sleep(0.01)
        raise AssertionError(f"no command {name} came")

    def close(self) -> None:
        self.die()
        self.journal.close()

    def _reviewed(self, task: str, attempt: int, verdict: Verdict, points: int) -> None:
        review = Review(verdict, points, "read", (REMARK,), 0.0, 1.0, "")
        passed = CheckResult("test", passed=True, code=0, seconds=0.1, tail="", why="", log="")
        self.append(
            e.AttemptEnded(task, attempt, OUTCOME),
            e.AttemptCommitted(task, attempt, "abc123", (Change("greet.py", 3, 1),)),
            e.ChecksEnded(task, attempt, (passed,)),
            e.ReviewStarted(task, attempt),
            e.TaskReviewed(task, attempt, review),
        )


@contextmanager
def hand_made_run(
    document: Path, name: str = "20261122-120000-aaaa", then: Then | None = None
) -> Generator[HandMadeRun]:
    run = HandMadeRun(document, name, then)
    try:
        yield run
    finally:
        run.close()


class FakeEngine:
    """Stands in for the program that plans and starts runs, and writes down what it was asked."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._asked = folder / "asked.jsonl"
        self.preview: dict[str, object] = {"plan": {"items": [1, 2]}}
        self.answer: dict[str, object] = {"run": "r", "folder": "f"}
        self._program = folder / "engine.py"
        self._planner = folder / "planner.py"
        self._planned = folder / "planned.json"
        self.plan = folder / "PLAN.md"

        def start_argv(document: Path, **options: object) -> list[str]:
            given = {key: str(one) if key == "cwd" else one for key, one in options.items()}
            asked = {"document": str(document), **given}
            script = (
                "import sys\n"
                "dry = '--dry-run' in sys.argv\n"
                "import os, json\n"
                f"asked = json.loads({json.dumps(asked)!r})\n"
                "told = os.environ.get('ORCHESTRATOR_EDITOR_SETTINGS')\n"
                "if told: asked['settings'] = json.loads(told)\n"
                "asked = json.dumps(asked)\n"
                f"if not dry: open({str(self._asked)!r}, 'a').write(asked + chr(10))\n"
                f"{'' if 'remark' not in given else self._taking(given['remark'])}\n"
                f"print({json.dumps(self.preview)!r} if dry else {json.dumps(self.answer)!r})\n"
            )
            self._program.write_text(script)
            return [sys.executable, str(self._program)]

        def wish_argv(words: str, **options: object) -> list[str]:
            cwd = str(options.pop("cwd"))
            return start_argv(Path(cwd), words=words, **options)

        def plan_argv(document: Path, **options: object) -> list[str]:
            self._planned.write_text(json.dumps({"document": str(document), **options}))
            answer = json.dumps({"plan": str(self.plan)})
            self._planner.write_text(f"print({answer!r})")
            return [sys.executable, str(self._planner)]

        monkeypatch.setattr(api, "start_argv", start_argv)
        monkeypatch.setattr(api, "wish_argv", wish_argv)
        monkeypatch.setattr(api, "plan_argv", plan_argv)

    def _taking(self, remark: object) -> str:
        folder = state_dir() / "runs" / str(self.answer["run"])
        return (
            "from pathlib import Path\n"
            "from orchestrator_engine.dismissing import take\n"
            "from orchestrator_engine.places import RunFolder\n"
            f"if not dry: take({remark!r}, RunFolder(Path({str(folder)!r})))\n"
        )

    def planned(self) -> dict[str, object] | None:
        return json.loads(self._planned.read_text()) if self._planned.exists() else None

    def started(self) -> list[dict[str, object]]:
        if not self._asked.exists():
            return []
        return [json.loads(line) for line in self._asked.read_text().splitlines()]
