"""What a person has a run do through the dashboard: by a POST of JSON, and in no other way."""

import time
from pathlib import Path

import httpx
import pytest

from support.dashboard_stories import Teller, failed
from support.dashboard_wire import NOW, PATIENCE
from support.dashboards import TOKEN, served


def test_s17_s18_s28_only_a_post_of_json_commands(
    client: httpx.Client, stories: list[Teller]
) -> None:
    before = [one.journal.run.seq for one in stories]
    for name in ("stop", "restart", "pause", "resume", "retry", "skip", "answer"):
        assert client.get(f"/{name}", params={"run": stories[0].folder.id}).status_code == 405
    answer = client.post("/stop", content=b"run=x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert [not one.journal.commands() for one in stories] == [True, True]
    assert before == [one.journal.run.seq for one in stories]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("stop", {"run": "r", "how": "hard"}),
        ("stop", {"run": 5}),
        ("stop", {"runn": "r"}),
        ("stop", []),
        ("retry", {"run": "r"}),
        ("skip", {"run": "r", "task": ""}),
        ("answer", {"run": "r", "question": "q1", "answer": "yes"}),
        ("answer", {"run": "r", "question": "q1", "answer": "allow", "message": "x" * 3_000}),
    ],
)
def test_a_body_says_what_is_asked_for_and_nothing_else(
    client: httpx.Client, name: str, body: object
) -> None:
    answer = client.post(f"/{name}", json=body)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_broken_json_is_refused(client: httpx.Client) -> None:
    json_ = {"Content-Type": "application/json"}
    for data in (b"{", b"\xff", b"[" * 5_000, b'{"run": "\\ud800"}'):
        assert client.post("/stop", content=data, headers=json_).status_code in (404, 422)


def test_an_answer_goes_into_the_inbox_of_the_run(
    client: httpx.Client, stories: list[Teller]
) -> None:
    """As a worker would, the test obeys what it finds there."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from orchestrator_engine import commands  # noqa: PLC0415

    story = stories[1]
    body = {"run": story.folder.id, "question": "q1", "answer": "refuse", "message": "use httpx"}
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/answer", json=body)
        deadline = time.monotonic() + PATIENCE
        while not (found := story.journal.commands()) and time.monotonic() < deadline:
            time.sleep(0.02)
        story.tell(*commands.answer(found[0], story.journal.run))
        assert asked.result(PATIENCE).json()["message"]
    settled = story.journal.run.settled["q1"]
    assert (settled.allow, settled.by, settled.message) == (False, "the dashboard", "use httpx")


def test_a_remark_is_dismissed_for_a_reason_and_opened_again(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    story = failed(state, NOW)
    run = story.folder.id
    story.close()
    with served(state) as there, httpx.Client(base_url=there.url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        left = client.get("/view", params={"run": run}).json()["remarks"]
        body = {"run": run, "remark": left["list"][0]["id"], "reason": " "}
        assert client.post("/dismiss", json=body).status_code == 422
        told = client.post("/dismiss", json=body | {"reason": "it is meant so"})
        assert told.status_code == 200, told.text
        after = client.get("/view", params={"run": run}).json()["remarks"]
        assert (after["open"], after["dismissed"]) == (left["open"] - 1, 1)
        (gone,) = after["put_aside"]
        assert (gone["id"], gone["why"]) == (body["remark"], "it is meant so")
        back = client.post("/reopen", json={"run": run, "remark": body["remark"]})
        assert back.status_code == 200, back.text
        assert client.get("/view", params={"run": run}).json()["remarks"] == left
        again = client.post("/dismiss", json=body | {"remark": "nonesuch", "reason": "x"})
        assert again.status_code == 409
