"""The progress of every run that is shown, each at one place, whoever noticed how it goes on."""

from orchestrator_server.background import Background
from orchestrator_server.editor import Editor
from orchestrator_server.glimpse import Glimpse
from orchestrator_server.progress import Progress


class Board:
    """One progress a run, by its id."""

    def __init__(self, editor: Editor, background: Background) -> None:
        self._editor = editor
        self._background = background
        self._shown: dict[str, Progress] = {}

    def show(self, glimpse: Glimpse, title: str) -> None:
        """Show a live run as it is now, under that title."""
        name = glimpse.folder.id
        if name not in self._shown:
            self._shown[name] = Progress(self._editor, self._background)
        self._shown[name].show(glimpse, title)

    def shows(self, run: str) -> bool:
        """Whether a run is shown."""
        return run in self._shown

    def end(self, run: str, words: str) -> None:
        """Say how a run ended, where it was shown."""
        progress = self._shown.pop(run, None)
        if progress is not None:
            progress.end(words)

    def run_of(self, token: object) -> str | None:
        """The run whose progress has that token."""
        for run, progress in self._shown.items():
            if progress.token is not None and progress.token == token:
                return run
        return None
