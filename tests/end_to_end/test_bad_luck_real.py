"""The table of bad luck with the real Claude Code in whole runs, and what a person sees of each.

One run meets what concerns a task, task by task; another what concerns every task, and goes on
each time that it was mended. No network and no key: the model is on loopback.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from subprocess import CompletedProcess

import psutil
import pytest

from orchestrator_engine.attempt import Ending, Outcome, Trouble
from orchestrator_engine.bad_luck import met
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Stage, Status, TaskState
from orchestrator_engine.waiting import MARGIN
from support import partition
from support.claudes import fake, real, real_environment
from support.model_api import Body, Error, ModelApi, Silence, Text, Tool, Turn
from support.project import Project, look, wait
from support.skips import skip_without

PATIENCE = 300.0
HOURS = 4 * 3600

pytestmark = pytest.mark.slow


@dataclass
class Model:
    """What the model says to each task: the last turn again and again."""

    said: dict[str, Iterator[Turn]]
    prompts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def __call__(self, body: Body) -> Turn:
        asked = json.dumps(body["messages"])
        task = re.search(r"Task (T\d+): ", asked)
        assert task is not None, asked
        self.prompts.setdefault(task[1], []).append(asked)
        return next(self.said[task[1]])


def turns(*first: Turn, then: Turn) -> Iterator[Turn]:
    return chain(first, repeat(then))


def write(path: str) -> Tool:
    return Tool("Write", {"file_path": path, "content": "hello\n"})


def project_in(folder: Path, items: Iterable[str], settings: str = "") -> Project:
    place = folder / "shop"
    place.mkdir()
    (folder / "state").mkdir()
    boxes = "".join(f"- [ ] S-{n}: {words}\n" for n, words in enumerate(items, 1))
    (place / "SPEC.md").write_text(f"# Shop\n\n{boxes}")
    quick = 'agent_start_delay = "0s"\nretry_delay = "300ms"\nrestart_delay = "50ms"\n'
    (place / ".orchestrator.toml").write_text(quick + settings)
    project = Project(place, folder / "state")
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qm", "Begin")
    return project


def orch(project: Project, api: ModelApi, *arguments: str) -> CompletedProcess[str]:
    program = real()
    assert program is not None
    environment = real_environment(project.state.parent)
    environment["PATH"] = f"{Path(program).parent}:{project.environment['PATH']}"
    asked = environment | {"ANTHROPIC_BASE_URL": api.url}
    return project.try_code_orch(*arguments, environment=asked, seconds=PATIENCE)


def begin(project: Project, api: ModelApi, *options: str) -> RunFolder:
    asked = ("build", "SPEC.md", "--agent", "claude", "--detach", "--json", *options)
    told = orch(project, api, *asked)
    assert told.returncode == 0, told.stderr
    return RunFolder(Path(json.loads(told.stdout)["folder"]))


def until(folder: RunFolder, stage: str, state: Callable[[Run], bool]) -> None:
    wait(lambda: state(look(folder)), stage, seconds=PATIENCE)


def kill_claude(folder: RunFolder) -> None:
    """Do to the agent what the kernel does when there is no memory left."""
    program = real()
    assert program is not None
    for process in psutil.process_iter(["exe", "environ"]):
        carries = folder.id in json.dumps(process.info["environ"] or {})
        if carries and process.info["exe"] == str(Path(program).resolve()):
            process.kill()


# What concerns a task.

ITEMS = (
    "more than fits",
    "nothing",
    "what is elsewhere",
    "what nobody can judge",
    "what takes memory",
)
TOO_LONG = Error(400, "invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum")


@dataclass(frozen=True)
class Day:
    run: Run
    folder: RunFolder
    report: str
    shown: str
    prompts: dict[str, list[str]]

    def task(self, number: int) -> TaskState:
        return self.run.tasks[f"T{number}"]

    def outcomes(self, number: int) -> list[Outcome]:
        ends = [attempt.outcome for attempt in self.task(number).attempts]
        return [end for end in ends if end is not None]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    if real() is None:
        skip_without("Claude Code")
    folder = tmp_path_factory.mktemp("day")
    project = project_in(folder, ITEMS)
    verdict = {
        "missing": [],
        "would_fail": "nothing that is checked here",
        "score": 9,
        "summary": "Fine.",
        "remarks": [{"file": "5.txt", "line": 1, "severity": "note", "evidence": "There."}],
    }
    judged = (write("5.txt"), Text("Done."), Tool("StructuredOutput", verdict))
    model = Model(
        {
            "T1": turns(then=TOO_LONG),
            "T2": turns(then=Text("There is nothing to do.")),
            "T3": turns(write("../elsewhere.txt"), then=Text("I was not allowed to.")),
            "T4": turns(write("4.txt"), Text("Done."), then=Text("Eight of ten.")),
            "T5": turns(Silence(), *judged, then=Text("That is my verdict.")),
        }
    )
    with ModelApi(by=model) as api:
        run = begin(project, api)
        until(run, "the fifth task is at work", lambda _: "T5" in model.prompts)
        kill_claude(run)
        until(run, "the run ends", lambda run: run.over)
        shown = orch(project, api, "show", run.id).stdout
    return Day(look(run), run, run.report.read_text(), shown, model.prompts)


def test_a_prompt_that_is_too_long_is_tried_with_less_and_then_given_up(day: Day) -> None:
    assert [end.trouble for end in day.outcomes(1)] == [Trouble.TOO_LONG] * 2
    first, *_, last = day.prompts["T1"]
    assert "Where this stands" in first
    assert "Where this stands" not in last
    assert day.task(1).stage is Stage.FAILED
    assert "split the item into smaller ones" in day.task(1).why


def test_an_agent_that_changes_nothing_is_told_and_then_given_up(day: Day) -> None:
    assert [end.status for end in day.outcomes(2)] == [Ending.DONE] * 2
    assert "changed nothing" in day.prompts["T2"][-1]
    assert day.task(2).why.startswith("no progress between two rounds: the agent says it is done")


def test_refused_edits_are_named_and_the_task_is_given_up(day: Day) -> None:
    (end,) = day.outcomes(3)
    assert end.status is Ending.DENIED
    assert day.task(3).why.startswith("the agent was refused what it needed: ")
    assert "elsewhere.txt" in day.report
    assert not (day.folder.state.parent / "elsewhere.txt").exists()


def test_a_review_whose_answer_breaks_the_schema_is_asked_for_twice(day: Day) -> None:
    (attempt,) = day.task(4).attempts
    assert [review.trouble for review in attempt.reviews] == [Trouble.FORM] * 2
    assert day.task(4).why.startswith("nobody could review it: ")
    assert day.task(4).merged is None


def test_a_killed_agent_is_tried_once_more_and_the_task_is_done(day: Day) -> None:
    killed, done = day.outcomes(5)
    assert (killed.status, killed.trouble) == (Ending.FAILED, Trouble.KILLED)
    assert killed.usd is None
    assert done.status is Ending.DONE
    assert day.task(5).merged is not None


@pytest.mark.parametrize("number", range(1, 5))
def test_the_report_and_show_give_the_reason_of_each(day: Day, number: int) -> None:
    first = day.task(number).why.partition(" (")[0]
    for told in (day.report, day.shown):
        assert first in re.sub(r"\\|\s+", " ", told).replace("  ", " ")


def test_what_a_killed_agent_cost_is_unknown_and_never_zero(day: Day) -> None:
    assert day.run.spending.unknown >= 1
    assert "unknown, not zero" in day.report


def test_a_silent_stream_is_tried_once_more_and_then_given_up(tmp_path: Path) -> None:
    if real() is None:
        skip_without("Claude Code")
    project = project_in(tmp_path, ["one"], 'idle_timeout = "3s"\n')
    with ModelApi(by=lambda _: Silence()) as api:
        folder = begin(project, api, "--no-review")
        until(folder, "the run ends", lambda run: run.over)
    state = look(folder).tasks["T1"]
    ends = [(each.outcome.status, each.outcome.trouble) for each in state.attempts if each.outcome]
    assert ends == [(Ending.TIMEOUT, Trouble.SILENT)] * 2
    words = met(Ending.TIMEOUT, Trouble.SILENT).words("no sign of life for 3 s")
    assert state.why == f"twice: {words}"


# What concerns every task.

PAUSES = [
    (Error(400, "invalid_request_error", "Your credit balance is too low."), Trouble.BILLING),
    (Error(404, "not_found_error", "model: claude-x"), Trouble.MODEL),
    (Error(401, "authentication_error", "invalid x-api-key"), Trouble.LOGIN),
]


def test_what_a_person_must_mend_pauses_the_run_and_a_limit_of_hours_is_waited_for(
    tmp_path: Path,
) -> None:
    if real() is None:
        skip_without("Claude Code")
    project = project_in(tmp_path, ["one"])
    moods: list[Iterator[Turn]] = []
    with ModelApi(by=lambda _: next(moods[-1])) as api:
        folder = None
        for error, trouble in PAUSES:
            moods.append(repeat(error))
            if folder is None:
                folder = begin(project, api, "--no-review")
            else:
                orch(project, api, "resume", folder.id, "--detach")
            until(folder, f"{trouble}", lambda run, met=trouble: paused_for(run, met))
            words = met(Ending.UNAVAILABLE, trouble).words("")[: -len(" ()")]
            assert look(folder).why.startswith(words)
            assert words in orch(project, api, "status", folder.id).stdout
        assert folder is not None
        lifted = int(time.time()) + HOURS
        limit = f"Claude AI usage limit reached|{lifted}"
        moods.append(repeat(Error(429, "rate_limit_error", limit, {"retry-after": str(HOURS)})))
        orch(project, api, "resume", folder.id, "--detach")
        until(folder, "the run waits", lambda run: run.waits is not None)
        waits = look(folder).waits
        assert waits is not None
        assert waits.until == lifted + MARGIN
        assert "has used up what it may for now" in orch(project, api, "status", folder.id).stdout
        moods.append(turns(write("1.txt"), then=Text("Done.")))
        orch(project, api, "resume", folder.id, "--detach")
        until(folder, "the run ends", lambda run: run.over and run.status is not Status.PAUSED)
    run = look(folder)
    assert run.status is Status.COMPLETED, run.why
    assert run.spending.unknown == 0


def paused_for(run: Run, trouble: Trouble) -> bool:
    attempts = run.tasks["T1"].attempts if run.plan else ()
    end = attempts[-1].outcome if attempts else None
    return run.status is Status.PAUSED and end is not None and end.trouble is trouble


# What keeps a run from beginning.


@pytest.mark.parametrize("version", [None, "2.1.100 (Claude Code)"], ids=["missing", "too old"])
def test_a_run_does_not_begin_without_an_agent_that_will_do(
    tmp_path: Path, version: str | None
) -> None:
    project = project_in(tmp_path, ["one"])
    folders = [str(Path(shutil.which("git") or "").parent)]
    if version is not None:
        folders.insert(0, str(Path(fake(tmp_path, version=version).program).parent))
    told = project.try_code_orch(
        *("build", "SPEC.md", "--agent", "claude"), environment={"PATH": ":".join(folders)}
    )
    assert told.returncode != 0
    wanted = "is not installed, or not on the PATH" if version is None else "2.1.100 is too old, "
    assert wanted in told.stderr
    assert "npm install -g @anthropic-ai/claude-code" in told.stderr
    assert project.runs() == []


# What comes between the agent and its model.


@pytest.mark.parametrize("seconds", [3, pytest.param(30, marks=pytest.mark.torture)])
def test_a_network_that_goes_away_for_a_while_costs_nothing_twice(
    tmp_path: Path, seconds: int
) -> None:
    if real() is None:
        skip_without("Claude Code")
    alone = ("unshare", "-rn")
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        skip_without("unshare (namespaces)")
    project_in(tmp_path, ["one"])
    script = (sys.executable, partition.__file__, str(tmp_path), str(seconds))
    told = subprocess.run(
        [*alone, *script],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(Path(partition.__file__).parents[1])},
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert (found["away"], found["status"]) == (True, "completed"), found
    assert found["unknown"] == 0
    assert found["nanos"] == found["ledger"]
