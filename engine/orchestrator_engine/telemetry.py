"""Traces by OpenTelemetry: off unless the environment names where to send them.

Needs the extra `otel`. Spans of one run have one trace, also after its worker died: the number of
the trace is made of the run's id.
"""

import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from shlex import quote
from typing import TYPE_CHECKING

from orchestrator_engine import genai
from orchestrator_engine.journal import Journal
from orchestrator_engine.places import RunFolder
from orchestrator_engine.recorded import Recorded
from orchestrator_engine.run import Run
from orchestrator_engine.spans import Span, Tracing

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

log = logging.getLogger(__name__)

SERVICE = "service.name"
WANTED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Variables of the standard that name where traces go. Without one nothing is loaded at all."""

LAST = 5.0
"""Seconds that are left for sending once the run has ended."""

MISSING = (
    "OpenTelemetry is not installed here. Install it with: "
    f"{quote(sys.executable)} -m pip install opentelemetry-sdk "
    "opentelemetry-exporter-otlp-proto-http"
)


def follow(
    folder: RunFolder, journal: Journal, environment: Mapping[str, str]
) -> Callable[[], None]:
    """Have a run traced if that is wished for; what comes back sends what is left, and waits."""
    if not any(environment.get(name) for name in WANTED):
        return _nothing
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return _nothing
    try:
        exporting = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ImportError:
        log.warning("no traces: %s", MISSING)
        return _nothing
    exporter: SpanExporter = exporting.OTLPSpanExporter()
    sender = Sender(folder.id, exporter)
    journal.watch(sender.hear)
    return sender.finish


class Sender:
    """Hands the spans of one run to an exporter, from a thread of its own or `at_once`."""

    def __init__(self, run: str, exporter: "SpanExporter", *, at_once: bool = False) -> None:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  # an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  # as above
        from opentelemetry.sdk.trace.export import (  # noqa: PLC0415  # as above
            BatchSpanProcessor,
            SimpleSpanProcessor,
        )
        from opentelemetry.sdk.trace.id_generator import IdGenerator  # noqa: PLC0415  # as above

        sender = self

        class Ids(IdGenerator):
            """Numbers by name, so that a child knows its parent's before that one ends."""

            def generate_span_id(self) -> int:
                return _number(f"{run} {sender._key}", 8)

            def generate_trace_id(self) -> int:
                return _number(run, 16)

        self._run = run
        self._key = ""
        self._tracing = Tracing(run)
        # What the environment says of itself (OTEL_SERVICE_NAME and the like) counts before this.
        named = Resource.create().attributes.get(SERVICE, "")
        unnamed = str(named).startswith("unknown_service")
        resource = Resource.create({SERVICE: "code-orchestrator"} if unnamed else {})
        # Whoever cannot be reached is not waited for at the end of the process either.
        self._provider: TracerProvider = TracerProvider(
            resource=resource, id_generator=Ids(), shutdown_on_exit=False
        )
        made = SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter)
        self._provider.add_span_processor(made)

    def hear(self, _: Run, recorded: Sequence[Recorded], run: Run) -> None:
        """Make spans of what happened."""
        for one in recorded:
            for span in self._tracing.hear(one, run):
                self._send(span)

    def finish(self) -> None:
        """Send what is left, for a bounded time; the library itself has none."""
        sending = threading.Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(LAST)
        if sending.is_alive():
            log.warning("traces may be missing: nobody took them within %g s", LAST)

    def _send(self, span: Span) -> None:
        from opentelemetry import trace  # noqa: PLC0415  # an extra
        from opentelemetry.context import Context  # noqa: PLC0415  # as above

        context = Context()
        if span.parent is not None:
            above = trace.SpanContext(
                trace_id=_number(self._run, 16),
                span_id=_number(f"{self._run} {span.parent}", 8),
                is_remote=True,
                trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
            )
            context = trace.set_span_in_context(trace.NonRecordingSpan(above), context)
        self._key = span.key
        made = self._provider.get_tracer("code_orchestrator").start_span(
            span.name,
            context=context,
            attributes=dict(span.attributes),
            start_time=int(span.begun * 1e9),
        )
        if span.failed:
            made.set_status(trace.StatusCode.ERROR, span.failed)
            made.set_attribute(genai.ERROR, span.failed)
        made.end(int(span.ended * 1e9))


def _number(text: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:size], "big") or 1


def _nothing() -> None:
    """Nothing is traced."""
