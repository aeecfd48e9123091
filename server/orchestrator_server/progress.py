"""A run's work-done progress, or messages at its milestones for an editor that shows none."""

import uuid

from lsprotocol import types as lsp

from orchestrator_engine.share import percentage as percentage_of
from orchestrator_server import states
from orchestrator_server.background import Background
from orchestrator_server.editor import Editor
from orchestrator_server.glimpse import Glimpse


class Progress:
    """Shows one run at a time, the one whose id is `shown`; no percentage of one goes backwards."""

    def __init__(self, editor: Editor, background: Background) -> None:
        self._editor = editor
        self._background = background
        self.shown: str | None = None
        self.token: str | None = None
        self._percentage = 0
        self._message = ""
        self._phases: set[str] = set()

    def show(self, glimpse: Glimpse, title: str) -> None:
        """Show a live run as it is now, under that title; says nothing when nothing has changed."""
        if self.shown != glimpse.folder.id:
            self.end("Another run has begun.")
            self._begin(glimpse, title)
        if not self._editor.client.shows_progress:
            self._milestones(glimpse, title)
            return
        if self.token is None:
            # The editor has not made room yet. An editor that is busy is not waited for.
            return
        percentage = percentage_of(glimpse.run)
        if percentage < self._percentage:
            # It may never fall in one progress, and is the same everywhere: there is more to do.
            self.end("There is more to do.")
            self._begin(glimpse, title)
            return
        message = states.progress(glimpse.run)
        if (percentage, message) == (self._percentage, self._message):
            return
        self._percentage, self._message = percentage, message
        self._editor.progress(
            self.token,
            lsp.WorkDoneProgressReport(message=message, percentage=percentage, cancellable=True),
        )

    def end(self, words: str) -> None:
        """Say how it ended."""
        if self.token is not None:
            self._editor.progress(self.token, lsp.WorkDoneProgressEnd(message=words))
        self.drop()

    def drop(self) -> None:
        """Show nothing any more; the run itself goes on."""
        self.shown, self.token = None, None

    def _begin(self, glimpse: Glimpse, title: str) -> None:
        run = glimpse.run
        self.shown, self.token = glimpse.folder.id, None
        self._percentage, self._message = percentage_of(run), states.progress(run)
        if self._editor.client.shows_progress:
            self._background.spawn(self._create(title, glimpse.folder.id))
        else:
            self._phases = {state.phase.id for state in run.phases.values() if state.ended_at}
            self._editor.inform(f"{title}: running, {self._message}")

    async def _create(self, title: str, shown: str) -> None:
        # A token of its own for every time it is shown: one that was ended must not come again.
        token = f"{shown}/{uuid.uuid4().hex[:8]}"
        if not await self._editor.create_progress(token) or self.shown != shown:
            return
        self.token = token
        self._editor.progress(
            token,
            lsp.WorkDoneProgressBegin(
                title=title,
                message=self._message,
                percentage=self._percentage,
                cancellable=True,
            ),
        )

    def _milestones(self, glimpse: Glimpse, title: str) -> None:
        run = glimpse.run
        for state in run.phases.values():
            if state.ended_at is not None and state.phase.id not in self._phases:
                self._phases.add(state.phase.id)
                passed = "passed" if state.passed else f"failed: {state.why}"
                told = f"{state.phase.title} {passed} ({states.merged(run)})"
                self._editor.inform(f"{title}: {told}")
