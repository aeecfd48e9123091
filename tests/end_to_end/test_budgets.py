"""Budgets, forecasts and waits, from the command line to the branch."""

import json
import time
from pathlib import Path

import pytest

from orchestrator_engine.events import RunWaits
from orchestrator_engine.journal import read
from orchestrator_engine.ledger import Ledger
from orchestrator_engine.money import nanos_of
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from support.claudes import real, real_environment
from support.model_api import Cut, Error, ModelApi, Silence, Text, Tool, Turn
from support.project import Project, look, wait
from support.skips import skip_without

SPEC = "# Shop\n\n- [ ] S-1: One [P2]\n- [ ] S-2: Two [P0]\n- [ ] S-3: Three [P1]\n"
SETTINGS = 'agent_start_delay = "0s"\nretry_delay = "300ms"\nrestart_delay = "50ms"\n'
ROUND = """
## S-{n}, round 1

costs: 0.30usd, 1200 tokens

```text write {n}.txt
{n}
```

costs: 0.20usd, 800 tokens

## S-{n}, review of round 1

costs: 0.10usd

```toml verdict
score = 9

[[remarks]]
file = "{n}.txt"
line = 1
severity = "note"
evidence = "There."
```
"""


def project_in(folder: Path, spec: str) -> Project:
    place = folder / "shop"
    place.mkdir()
    (folder / "state").mkdir()
    (place / "SPEC.md").write_text(spec)
    (place / "SPEC.rehearsal.md").write_text("".join(ROUND.format(n=n) for n in (1, 2, 3)))
    (place / ".orchestrator.toml").write_text(SETTINGS)
    project = Project(place, folder / "state")
    project.git("init", "--quiet", "--initial-branch=main")
    project.git("add", "--all")
    project.git("-c", "user.name=P", "-c", "user.email=p@localhost", "commit", "-qm", "Begin")
    return project


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    return project_in(tmp_path, SPEC)


REHEARSED = ("run", "SPEC.md", "--mode", "build", "--agent", "rehearsal")


def test_a_run_ends_at_its_budget_and_goes_on_with_a_larger_one(shop: Project) -> None:
    ended = shop.try_code_orch(*REHEARSED, "--budget", "0.7usd")
    assert ended.returncode == 5, ended.stdout + ended.stderr
    (folder,) = shop.runs()
    run = look(folder)
    assert run.status is Status.LIMIT
    assert run.why.startswith("the run's budget of $0.70 is used up")
    assert run.spending.nanos <= 1_200_000_000
    assert f"code-orch resume {folder.id} --budget 1.4usd" in ended.stdout
    again = shop.try_code_orch("resume", folder.id, "--budget", "10usd")
    assert again.returncode == 0, again.stdout + again.stderr
    run = look(folder)
    assert run.status is Status.COMPLETED
    assert run.spending.unknown == 0
    assert run.spending.nanos >= 1_800_000_000
    with Ledger(shop.state) as ledger:
        assert ledger.today(time.time(), rehearsed=True).gone.nanos == run.spending.nanos
        assert ledger.today(time.time()).gone.nanos == 0
    assert "The script pretends that it cost" in folder.report.read_text()


def test_a_forecast_is_made_of_earlier_runs_and_says_what_fits(shop: Project) -> None:
    options = ("--agent", "rehearsal", "--mode", "build")
    before = shop.code_orch("forecast", "SPEC.md", *options)
    assert "What it will take is unknown" in before
    shop.code_orch(*REHEARSED)
    (shop.folder / "SPEC.md").write_text(SPEC)
    answer = json.loads(shop.code_orch("forecast", "SPEC.md", *options, "--fit", "3usd", "--json"))
    assert answer["forecast"]["based_on"] == 3
    assert answer["forecast"]["usd"]["likely"] == pytest.approx(1.8)
    assert answer["fit"]["keep"] == ["S-2", "S-3"]
    assert answer["fit"]["leave"] == ["S-1"]
    refused = shop.try_code_orch(*REHEARSED, "--budget", "3usd", "--fit")
    assert refused.returncode == 78
    assert "nobody agreed" in refused.stderr
    assert len(shop.runs()) == 1


def test_a_wrong_limit_is_a_misuse_in_words(shop: Project) -> None:
    told = shop.try_code_orch(*REHEARSED, "--budget", "5eur")
    assert told.returncode == 2
    assert "“5eur” is no amount of money" in told.stderr
    assert shop.runs() == []


# With the real Claude Code, whose model says what was written down.


@pytest.fixture
def claude(tmp_path: Path) -> Project:
    if real() is None:
        skip_without("Claude Code")
    return project_in(tmp_path, "# Shop\n\n- [ ] S-1: One\n")


WROTE = Tool("Write", {"file_path": "1.txt", "content": "1\n"})


def carry_out(project: Project, *turns: Turn, options: tuple[str, ...] = ()) -> tuple[Run, int]:
    program = real()
    assert program is not None
    environment = real_environment(project.state.parent)
    environment["PATH"] = f"{Path(program).parent}:{project.environment['PATH']}"
    with ModelApi(*turns) as api:
        asked = environment | {"ANTHROPIC_BASE_URL": api.url}
        project.try_code_orch(
            *("build", "SPEC.md", "--agent", "claude", "--no-review", *options), environment=asked
        )
        (folder,) = project.runs()
        wait(lambda: look(folder).over, "the run ends")
    return look(folder), len(api.requests)


def waits_of(project: Project) -> list[RunWaits]:
    (folder,) = project.runs()
    return [each.event for each in read(folder) if isinstance(each.event, RunWaits)]


@pytest.mark.slow
def test_a_limit_of_the_api_is_waited_out_by_the_engine(claude: Project) -> None:
    wait_for_it = Error(429, "rate_limit_error", "slow down", {"retry-after": "12"})
    run, _ = carry_out(claude, wait_for_it, WROTE, Text("Done."))
    assert run.status is Status.COMPLETED, run.why
    (waited,) = waits_of(claude)
    assert "rate limit" in waited.why
    assert run.spending.unknown <= 1


@pytest.mark.slow
def test_an_overloaded_api_is_asked_again_later_and_nothing_is_paid_twice(claude: Project) -> None:
    away = Error(529, "overloaded_error", "overloaded")
    run, _ = carry_out(claude, *[away] * 5, WROTE, Text("Done."))
    assert run.status is Status.COMPLETED, run.why
    assert len(waits_of(claude)) >= 1
    assert run.spending.unknown == 0
    assert run.spending.nanos == 12_000_000  # two answers of the model, each charged once


@pytest.mark.slow
def test_a_connection_that_breaks_is_tried_again_and_nothing_is_paid_twice(
    claude: Project,
) -> None:
    run, _ = carry_out(claude, *[Cut()] * 2, WROTE, Cut(), Text("Done."))
    assert run.status is Status.COMPLETED, run.why
    assert run.spending.unknown == 0
    (folder,) = claude.runs()
    with Ledger(folder.state) as ledger:
        assert ledger.today(time.time()).gone.nanos == run.spending.nanos


@pytest.mark.slow
def test_a_service_that_is_away_for_a_while_costs_nothing_and_ends_nothing(
    claude: Project,
) -> None:
    program = real()
    assert program is not None
    environment = real_environment(claude.state.parent)
    environment["PATH"] = f"{Path(program).parent}:{claude.environment['PATH']}"
    with ModelApi(WROTE, Silence()) as api:
        address = environment | {"ANTHROPIC_BASE_URL": api.url}
        options = ("build", "SPEC.md", "--agent", "claude", "--no-review", "--detach", "--json")
        folder = RunFolder(
            Path(json.loads(claude.try_code_orch(*options, environment=address).stdout)["folder"])
        )
        wait(lambda: len(api.requests) == 2, "the agent waits for its second answer")
    wait(lambda: look(folder).waits is not None, "the run waits: nobody listens any more")
    with ModelApi(WROTE, Text("Done."), port=api.port):
        wait(lambda: look(folder).over, "the run ends")
    run = look(folder)
    assert run.status is Status.COMPLETED, run.why
    stated = [
        each.outcome.usd for state in run.tasks.values() for each in state.attempts if each.outcome
    ]
    assert len(stated) >= 2
    assert run.spending.nanos == sum(nanos_of(usd) for usd in stated if usd is not None)
    with Ledger(folder.state) as ledger:
        assert ledger.today(time.time()).gone.nanos == run.spending.nanos


@pytest.mark.slow
def test_claude_is_stopped_after_the_answer_that_passes_its_budget(claude: Project) -> None:
    writes = [Tool("Write", {"file_path": f"{n}.txt", "content": f"{n}\n"}) for n in range(40)]
    run, requests = carry_out(claude, *writes, options=("--budget", "0.03usd"))
    assert run.status is Status.LIMIT, run.why
    assert run.spending.nanos <= 30_000_000 + 6_000_000  # one answer more
    assert requests <= 7


@pytest.mark.slow
def test_claude_is_stopped_by_its_tokens_and_still_says_what_it_cost(claude: Project) -> None:
    writes = [Tool("Write", {"file_path": f"{n}.txt", "content": f"{n}\n"}) for n in range(40)]
    run, requests = carry_out(claude, *writes, options=("--budget-tokens", "5000"))
    assert run.status is Status.LIMIT, run.why
    assert run.why.startswith("the run's budget of 5k tokens is used up")
    assert requests <= 7
    assert run.spending.unknown == 0
