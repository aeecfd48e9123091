"""Traces of a run: one tree, with what is known and nothing that anybody wrote."""

import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from orchestrator_engine import events as e
from orchestrator_engine import genai, journal, reign, telemetry
from orchestrator_engine.fold import fold
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run, Status
from orchestrator_engine.spans import Tracing
from orchestrator_engine.telemetry import Sender
from support.plans import begun, plan, task
from support.rooms import FakeAgent, Stage, shell
from support.stories import DONE


async def drive(stage: Stage, environment: dict[str, str] | None = None, **more: Any) -> Run:  # noqa: ANN401
    context = stage.context(FakeAgent(), more.pop("plan", None), **more)
    try:
        with anyio.fail_after(60):
            await reign.heard(context, 0, environment or {})
        return context.run
    finally:
        context.journal.close()


def spans(stage: Stage) -> list[ReadableSpan]:
    exporter = InMemorySpanExporter()
    sender = Sender(stage.folder.id, exporter, at_once=True)
    run: Run | None = None
    for one in journal.read(stage.folder):
        before, run = run, fold([one], run)
        sender.hear(before or run, [one], run)
    sender.finish()
    return list(exporter.get_finished_spans())


async def test_a_run_is_one_tree_of_spans(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await drive(stage, plan=stage.plan(shell("tests", "true")))
    found = spans(stage)
    contexts = [span.context for span in found if span.context is not None]
    ids = {context.span_id for context in contexts}
    (whole,) = [span for span in found if span.parent is None]
    assert whole.name == "invoke_workflow"
    assert dict(whole.attributes or {})[genai.OPERATION] == "invoke_workflow"
    assert len(ids) == len(found)
    assert len({context.trace_id for context in contexts}) == 1
    assert all(span.parent.span_id in ids for span in found if span.parent)
    names = [span.name for span in found]
    assert names.count("invoke_agent claude") == 4  # two tasks, worked at and reviewed
    assert names.count("check tests") == 3  # two attempts and the phase
    assert all((span.end_time or 0) >= (span.start_time or 0) for span in found)


async def test_costs_are_told_where_they_are_known_and_left_out_where_not(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await drive(stage)
    asked = [span for span in spans(stage) if span.name.startswith("invoke_agent")]
    costs = [dict(span.attributes or {}).get(genai.COST) for span in asked]
    assert sorted(map(str, costs)) == ["0.25", "0.25", "0.5", "0.5"]
    assert all(genai.TOKENS not in (span.attributes or {}) for span in asked)


async def test_nothing_that_anybody_wrote_is_in_a_span(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await drive(stage)
    told = " ".join(f"{span.name} {dict(span.attributes or {})}" for span in spans(stage))
    for word in ("do the first", "looked at", "seen there", str(tmp_path)):
        assert word not in told


async def test_nothing_is_loaded_where_nobody_wants_traces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(telemetry, "import_module", refuse)
    run = await drive(Stage(tmp_path))
    assert run.status is Status.COMPLETED


@contextmanager
def collector() -> Generator[tuple[str, list[str]]]:
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", paths
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


async def test_traces_go_to_the_collector_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collector() as (url, paths):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        run = await drive(Stage(tmp_path), {"OTEL_EXPORTER_OTLP_ENDPOINT": url})
    assert run.status is Status.COMPLETED
    assert set(paths) == {"/v1/traces"}


async def test_a_collector_that_is_gone_costs_the_run_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collector() as (url, _):
        pass
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    run = await drive(Stage(tmp_path), {"OTEL_EXPORTER_OTLP_ENDPOINT": url})
    assert run.status is Status.COMPLETED


async def test_a_missing_extra_is_said_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(telemetry, "import_module", missing)
    run = await drive(Stage(tmp_path), {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"})
    assert run.status is Status.COMPLETED
    assert f"{sys.executable} -m pip install opentelemetry-sdk" in caplog.text


class Stuck(InMemorySpanExporter):
    """Takes for ever, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.go.wait(60)
        return super().export(spans)


async def test_a_collector_that_does_not_answer_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(tmp_path)
    await drive(stage)
    monkeypatch.setattr(telemetry, "LAST", 0.05)
    stuck = Stuck()
    sender = Sender(stage.folder.id, stuck)
    run: Run | None = None
    for one in journal.read(stage.folder):
        before, run = run, fold([one], run)
        sender.hear(before or run, [one], run)
    sender.finish()
    assert not stuck.get_finished_spans()
    assert "traces may be missing" in caplog.text
    stuck.go.set()


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, "code-orchestrator"),
        ({"OTEL_SERVICE_NAME": "tea"}, "tea"),
        ({"OTEL_RESOURCE_ATTRIBUTES": "service.name=shop,team=t"}, "shop"),
    ],
)
async def test_the_environment_may_name_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], name: str
) -> None:
    for key in ("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"):
        monkeypatch.delenv(key, raising=False)
    for key, value in variables.items():
        monkeypatch.setenv(key, value)
    stage = Stage(tmp_path)
    await drive(stage)
    assert all(span.resource.attributes["service.name"] == name for span in spans(stage))


def test_the_call_of_the_planner_is_a_span_of_the_run() -> None:
    run = fold(begun(plan((task(1),))))
    tracing = Tracing("r")
    told = [Recorded(9, 1, 5.0, e.PlanAsked(1)), Recorded(10, 1, 8.0, e.PlanAnswered(1, DONE))]
    (span,) = [each for one in told for each in tracing.hear(one, run)]
    assert (span.parent, span.begun, span.ended) == ("run 1", 5.0, 8.0)
    assert span.attributes[genai.ROLE] == "planner"
