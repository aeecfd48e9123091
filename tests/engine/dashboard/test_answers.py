"""What the dashboard answers to who may ask: what the store says, in its shapes."""

import time
from pathlib import Path

import httpx
import pytest

from orchestrator_engine.dashboard.app import PAGE
from orchestrator_engine.dashboard.guard import CSP
from orchestrator_engine.system.locks import Lock
from support.dashboard_stories import Teller, running
from support.dashboard_wire import NOW, PATIENCE
from support.dashboards import TOKEN, served

SECRET = "sk-ant-api03-" + "q7" * 24


def test_metrics_are_told_to_who_has_the_token(client: httpx.Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "\ncode_orchestrator_runs{group=" in answer.text


def test_s3_s9_the_page_is_the_same_for_who_may_look(client: httpx.Client) -> None:
    for path in PAGE:
        answer = client.get(path)
        assert answer.status_code == 200
        assert TOKEN not in answer.text
    assert client.get("/", headers={"Authorization": ""}, params={"token": TOKEN}).is_success


@pytest.mark.parametrize("path", ["/health", "/state", "/nonesuch", "/app.js", "/"])
def test_s19_s20_s37_every_answer_has_the_headers(client: httpx.Client, path: str) -> None:
    for answer in (client.get(path), httpx.get(f"{client.base_url}{path}", timeout=PATIENCE)):
        headers = answer.headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        for name in headers:
            assert not name.startswith("access-control")
            assert name not in ("set-cookie", "server", "date")


def test_the_overview_and_the_view_say_what_the_store_says(
    client: httpx.Client, stories: list[Teller]
) -> None:
    told = client.get("/state").json()
    assert told["kind"] == "overview"
    assert told["groups"]["asks"] == [stories[1].folder.id]
    assert told["groups"]["running"] == [stories[0].folder.id]
    assert len(told["groups"]["failed"]) == 1
    run = client.get("/view", params={"run": stories[0].folder.id}).json()
    assert run["progress"]["merged"] == 3
    assert client.get("/state", params={"run": stories[0].folder.id}).json()["seq"] == run["seq"]
    task = client.get("/task", params={"run": stories[0].folder.id, "task": "T2"}).json()
    assert "SHOP-2" in task["words"][0]["words"]
    params = {"run": stories[0].folder.id, "task": "T2", "attempt": "1"}
    assert client.get("/diff", params=params).json()["patch"].startswith("diff --git")


def test_runs_are_compared_and_found_again(client: httpx.Client, stories: list[Teller]) -> None:
    bad = client.get("/history", params={"text": "reminders"}).json()
    assert [run["title"] for run in bad["runs"]] == ["Reminders by mail"]
    params = {"run": bad["runs"][0]["run"], "other": stories[0].folder.id}
    told = client.get("/compare", params=params).json()
    assert [run["run"] for run in told["runs"]] == [*params.values()]
    assert {item["item"]: item["alike"] for item in told["items"]}["SHOP-2"] is False


def test_s46_a_log_is_at_most_200_rows_and_can_be_searched(
    client: httpx.Client, stories: list[Teller]
) -> None:
    run = stories[0].folder.id
    rows = client.get("/logs", params={"run": run}).json()["rows"]
    assert 0 < len(rows) <= 200
    assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)
    assert all(len(row["words"]) <= 4_000 for row in rows)
    warned = client.get("/logs", params={"run": run, "level": "warning"}).json()["rows"]
    assert warned
    assert {row["level"] for row in warned} <= {"warning", "error"}
    found = client.get("/logs", params={"run": run, "text": "SENT IT BACK"}).json()["rows"]
    assert len(found) == 1
    before = client.get("/logs", params={"run": run, "before": rows[3]["seq"]}).json()["rows"]
    assert before == rows[:3]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/view?run=nonesuch", 404),
        ("/view?run=../../etc", 404),
        ("/view?run=%00", 404),
        ("/task?run={run}", 400),
        ("/task?run={run}&task=../T1", 404),
        ("/diff?run={run}&task=T1&attempt=9", 404),
        ("/diff?run={run}&task=T1&attempt=-1", 400),
        ("/diff?run={run}&task=T1&attempt=1e9", 400),
        ("/logs?run={run}&level=loud", 400),
        ("/logs?run={run}&before=%D9%A1", 400),
        ("/compare?run={run}", 400),
        ("/history?offset=99999999999", 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client: httpx.Client, stories: list[Teller], path: str, wanted: int
) -> None:
    answer = client.get(path.format(run=stories[0].folder.id))
    assert answer.status_code == wanted
    assert answer.json()["message"]


def test_s47_s48_no_secret_is_shown_wherever_it_came_from(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    story = running(state, NOW)
    story.folder.patch("T1", 1).write_text(f"+key = '{SECRET}'\n+x = 'https://a:{'p4' * 9}@b/'\n")
    run = {"run": story.folder.id}
    with served(state) as there, httpx.Client(base_url=there.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        for path, params in (
            ("/state", {}),
            ("/view", run),
            ("/logs", run),
            ("/diff", run | {"task": "T1", "attempt": "1"}),
        ):
            text = client.get(path, params=params).text
            assert SECRET not in text
            assert "p4" * 9 not in text
            assert TOKEN not in text
        assert "[redacted]" in text
    story.close()


def test_a_lock_of_the_supervisor_is_what_makes_a_run_live(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    story = running(state, NOW)
    with served(state) as there, httpx.Client(base_url=there.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        assert client.get("/state").json()["runs"][0]["state"] == "crashed"
        lock = Lock(story.folder.supervisor_lock)
        deadline = time.monotonic() + PATIENCE
        while client.get("/state").json()["runs"][0]["state"] != "running":
            assert time.monotonic() < deadline
        lock.release()
        while client.get("/state").json()["runs"][0]["state"] != "crashed":
            assert time.monotonic() < deadline
    story.close()
