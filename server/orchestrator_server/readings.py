"""What the open documents say, found out beside the loop where that is more than a moment's work.

A short document is read when something is asked of it. A longer one is read in a thread, once a
version, and who asks waits for that in turn: `ready` first, then the answers cost next to nothing.
Whatever is large to say is put into JSON in a thread as well, see `aside`.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from cattrs import Converter

from orchestrator_analyzer.analysis import Analysis, Workspace, version
from orchestrator_analyzer.index import Entry, entry_of
from orchestrator_analyzer.rules.finding import Finding
from orchestrator_analyzer.spec import Exists
from orchestrator_server.documents import Document, Documents
from orchestrator_server.giving_back import give_back
from orchestrator_server.messages import Encoded, encoded
from orchestrator_server.surroundings import Surroundings

SHORT = 4_000
"""Characters of a document that is read at once, in some 10 ms on a slow machine."""

THREADS = 2
"""So that what is short need not wait behind one document that is long."""

SWITCH_SECONDS = 0.001
"""How soon a thread that reads makes way for the loop."""

QUIET_SECONDS = 1.0
"""So long after the last reading the memory that it needed for a while is given back."""

Stamp = tuple[frozenset[str], int]


@dataclass(slots=True)
class _Read:
    """A version of a document that was read, with what was found in it by what lay around it.

    `entry` is what other documents may ask of it, where that was wanted.
    """

    analysis: Analysis
    stamp: Stamp
    findings: tuple[Finding, ...]
    entry: Entry | None = None


@dataclass(slots=True)
class _Job:
    """A document that is being read. `done` is for the loop, `result` for whoever cannot wait."""

    result: "Future[_Read]"
    waiting: list["asyncio.Future[None]"] = field(default_factory=list["asyncio.Future[None]"])


class Readings:
    """The analyses of a session. The loop's thread owns it."""

    def __init__(
        self,
        workspace: Workspace,
        documents: Documents,
        surroundings: Surroundings,
        converter: Converter,
    ) -> None:
        self._workspace = workspace
        self._documents = documents
        self._surroundings = surroundings
        self._converter = converter
        self._threads = ThreadPoolExecutor(THREADS, "reading")
        self._jobs: dict[str, _Job] = {}
        self._read: dict[str, _Read] = {}
        self._quiet: asyncio.TimerHandle | None = None
        sys.setswitchinterval(SWITCH_SECONDS)

    def now(self, document: Document) -> Analysis:
        """What the document says as it is now, whoever has to wait for it."""
        job = self._jobs.get(document.uri)
        if job is not None:
            # Two threads must not go on from one version at a time.
            self._take(document.uri, job)
        return self._workspace.replace(document.uri, document.text)

    def findings(self, document: Document) -> tuple[Finding, ...]:
        """What the rules find in the document, as far as is known of what lies around it."""
        analysis, stamp = self.now(document), self._surroundings.stamp(document.uri)
        known = self._read.get(document.uri)
        if known is None or known.analysis is not analysis or known.stamp != stamp:
            known = _Read(analysis, stamp, analysis.check(stamp[0], self._exists(document.uri)))
            self._read[document.uri] = known
        self._surroundings.refresh(document.uri)
        return known.findings

    def is_ready(self, uri: str, *, by_name: bool = False) -> bool:
        """Whether a document can be asked at once; `by_name`, also for the names that it gives."""
        document = self._documents.get(uri)
        if document is None or not document.markdown or len(document.text) <= SHORT:
            return True
        known = self._read.get(uri)
        return (
            known is not None
            and known.analysis.text.source == document.text
            and known.stamp == self._surroundings.stamp(uri)
            and (known.entry is not None or not by_name)
        )

    async def ready(self, uri: str, *, by_name: bool = False) -> None:
        """Wait until a document can be asked; others are answered meanwhile."""
        while not self.is_ready(uri, by_name=by_name):
            job = self._jobs.get(uri)
            if job is None:
                job = self._begin(uri, by_name=by_name)
            await self._heard(job)

    def said(self, document: Document, make: Callable[[], object]) -> object:
        """Give what `make` says of all of a document, `aside` where that is long."""
        if len(document.text) > SHORT:
            return self.aside(make)
        result = make()
        return list(cast("Iterator[object]", result)) if isinstance(result, Iterator) else result

    async def aside(self, make: Callable[[], object]) -> Encoded:
        """What `make` gives, made in a thread and put into JSON there.

        It may ask only what does not change any more: an analysis, places, a glimpse.
        """
        loop = asyncio.get_running_loop()
        # The futures of `run_in_executor` keep each other, and with them megabytes, for as long
        # as the collector does not come by.
        answer: asyncio.Future[Encoded] = loop.create_future()

        def work() -> None:
            try:
                settle = partial(_answered, answer, encoded(make(), self._converter.unstructure))
            except Exception as error:  # noqa: BLE001  # it is raised where it is waited for
                settle = partial(_failed, answer, error)
            with suppress(RuntimeError):  # the loop has closed, nobody waits
                loop.call_soon_threadsafe(settle)

        self._threads.submit(work)
        self._wait_for_quiet()
        return await answer

    def forget(self, uri: str) -> None:
        """Let go of a document that was closed."""
        self._read.pop(uri, None)

    def close(self) -> None:
        """Let go of the threads."""
        if self._quiet is not None:
            self._quiet.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _exists(self, uri: str) -> Exists:
        return self._surroundings.exists(uri)

    def _begin(self, uri: str, *, by_name: bool) -> _Job:
        document = self._documents.get(uri)
        assert document is not None
        before = self._workspace.analysis(uri)
        work = partial(
            _looked_through,
            uri,
            document.text,
            before,
            stamp=self._surroundings.stamp(uri),
            exists=self._exists(uri),
            by_name=by_name,
        )
        job = self._jobs[uri] = _Job(self._threads.submit(work))
        loop = asyncio.get_running_loop()
        # A future keeps its callbacks: one that kept the job would keep the version, too.
        told = [job]

        def over(_: "Future[_Read]") -> None:
            with suppress(RuntimeError):  # the loop has closed, nobody waits
                loop.call_soon_threadsafe(self._over, uri, told.pop())

        job.result.add_done_callback(over)
        return job

    def _wait_for_quiet(self) -> None:
        if self._quiet is not None:
            self._quiet.cancel()
        loop = asyncio.get_running_loop()
        self._quiet = loop.call_later(QUIET_SECONDS, self._give_back)

    def _give_back(self) -> None:
        with suppress(RuntimeError):  # the session has ended, and so have the threads
            self._threads.submit(give_back)

    async def _heard(self, job: _Job) -> None:
        heard = asyncio.get_running_loop().create_future()
        job.waiting.append(heard)
        await heard

    def _over(self, uri: str, job: _Job) -> None:
        self._wait_for_quiet()
        error = job.result.exception() if not job.result.cancelled() else asyncio.CancelledError()
        if self._jobs.get(uri) is job and error is None:
            self._take(uri, job)
        elif self._jobs.get(uri) is job:
            del self._jobs[uri]
        # In the order in which they asked.
        for heard in job.waiting:
            if not heard.done():
                _ = heard.set_result(None) if error is None else heard.set_exception(error)

    def _take(self, uri: str, job: _Job) -> None:
        """Know what a job found; waits for it where it is not over."""
        read = job.result.result()
        del self._jobs[uri]
        if self._documents.get(uri) is not None:
            self._workspace.put(uri, read.analysis, read.entry)
            self._read[uri] = read
            self._surroundings.refresh(uri)


def _answered(future: "asyncio.Future[Encoded]", answer: Encoded) -> None:
    if not future.done():
        future.set_result(answer)


def _failed(future: "asyncio.Future[Encoded]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


def _looked_through(  # noqa: PLR0913  # all that a thread is told
    uri: str, text: str, before: Analysis | None, *, stamp: Stamp, exists: Exists, by_name: bool
) -> _Read:
    """Ask a document all that will be asked of it; the thread's part."""
    analysis = version(uri, text, before)
    _: object = (analysis.reading, analysis.recommendation, analysis.open_items)
    entry = entry_of(uri, analysis.names) if by_name else None
    return _Read(analysis, stamp, analysis.check(stamp[0], exists), entry)
