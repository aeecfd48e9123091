"""From a wish to a run: look, ask, start, each in the background and none of it in a hurry.

Nothing here starts a run without a yes. Where the editor can ask, it asks, with a time-out that
means no. Where it cannot, the wish is kept for a while ("armed"), and a second, explicit action
starts it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from orchestrator_engine import api
from orchestrator_engine.places import RunFolder
from orchestrator_engine.run import Run, Status
from orchestrator_server import proposals
from orchestrator_server.documents import Document
from orchestrator_server.editor import Editor
from orchestrator_server.offers import Again, Deed, Wish
from orchestrator_server.placing import MENDING
from orchestrator_server.programs import Refused, answer_of
from orchestrator_server.whose import whose

ASK_SECONDS = 120.0
"""How long a question stays open, and how long an armed wish can be confirmed."""

LATER, NOW, GO_ON, TRUST = "Not now", "Run", "Resume", "Trust this folder"
BEGIN = "Begin it"
FIX = "Have it fixed"

OPEN = "You are asked already: answer that first. (Left alone, the question is withdrawn.)"

T = TypeVar("T")

Want = Wish | Again | Deed
"""What needs a yes before it is done."""

SHOWN = 1500
"""Letters of what a folder would execute that an editor is asked to show at once."""


@dataclass(frozen=True, slots=True)
class Armed:
    """A wish that waits for a second, explicit action until `until` (of the monotonic clock)."""

    wish: Want
    until: float


class Starting:
    """Starts the runs of one session."""

    def __init__(self, editor: Editor, roots: Callable[[], tuple[Path, ...]]) -> None:
        self._editor = editor
        self._roots = roots
        self.settings: Mapping[str, Any] = editor.client.settings
        """What the editor sets for the runs that it starts."""
        self._armed: dict[str, Armed] = {}
        self._busy: set[str] = set()
        self._asking: set[str] = set()
        self._trusting: dict[str, str] = {}
        # Threads that the end of the session does not wait for: a run that was wanted starts.
        self._threads = ThreadPoolExecutor(2, "starting")

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False)

    def armed(self, uri: str) -> Want | None:
        """The wish that can be confirmed for this document at present."""
        armed = self._armed.get(uri)
        if armed is None or armed.until < time.monotonic():
            self._armed.pop(uri, None)
            return None
        return armed.wish

    async def wish(self, wish: Wish, document: Document, path: Path) -> str | None:
        """Do what comes before a run, and start it on a yes; the run's id if it was started."""
        return await self._alone(wish.uri, lambda: self._wish(wish, document, path))

    async def again(self, again: Again, run: Run) -> str | None:
        """Resume a run on a yes, or begin what was to follow it; the id of what does go on."""
        return await self._alone(again.uri, lambda: self._again(again, run))

    async def go_on(self, again: Again) -> str | None:
        """Resume a run that the person has just said should go on; its id if it was resumed."""
        return await self._alone(again.uri, lambda: self._resume(again))

    async def plan(self, wish: Wish, document: Document, path: Path) -> Path:
        """Write the plan of a run as a document; starts nothing. Raises `Refused`."""
        self._refuse(document, path)
        answer = await self._engine(api.plan_argv(path, mode=wish.mode, items=wish.items))
        return Path(str(answer["plan"]))

    async def agree(self, deed: Deed) -> str | None:
        """Do something on a yes; the id of the run that goes on for it, or None."""

        async def work() -> str | None:
            return await deed.do() if await self._agreed(deed, deed.question, deed.yes) else None

        return await self._alone(deed.uri, work)

    async def mend(self, uri: str, words: str, file: Path, remark: str) -> str | None:
        """Have a remark on a file put right, after a yes; the run's id, or None."""
        argv = api.wish_argv(words, mode=MENDING, cwd=file.parent, remark=remark)

        async def work() -> str | None:
            preview = await self._engine(_with(argv, "--dry-run"))
            _refuse_unmanned(preview)
            if not await self._trusted(uri, preview.get("trust")):
                return None
            question = proposals.mending(file, words, preview)
            trusting = self._trusting.pop(uri, None)
            options = ["--trusting", trusting] if trusting else []

            async def do() -> str:
                return str((await self._engine(_with(argv, *options))).get("run"))

            deed = Deed(uri, f"have {file.name} put right", question, FIX, do)
            return await do() if await self._agreed(deed, question, FIX) else None

        return await self._alone(uri, work)

    async def obey(self, folder: RunFolder, command: str, task: str | None = None) -> Run:
        """Have a run obey, and wait until it has; the run as it stands then.

        Raises `errors.Refusal` when it will not.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, partial(api.command, folder, command, task=task)
        )

    async def work(self, work: Callable[[], T]) -> T:
        """What `work` gives, which reads a run's files or waits for its answer."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def program(self, argv: list[str]) -> Mapping[str, Any]:
        """What a program of the engine answers. Raises `Refused`."""
        return await self._engine(argv)

    async def revive(self, folder: RunFolder) -> bool:
        """Let a run go on that died, unasked; False where that is not for us to do.

        Raises `errors.Refusal` when it cannot be started.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, api.revive, folder)

    async def confirm(self, document: Document, path: Path) -> str | None:
        """Start what was armed; the run's id if it was started."""
        wish = self.armed(document.uri)
        if wish is None:
            self._editor.inform("There is nothing to confirm. Choose a run first.")
            return None
        del self._armed[document.uri]
        return await self._alone(document.uri, lambda: self._start(wish, document, path))

    async def _alone(self, uri: str, work: Callable[[], Awaitable[str | None]]) -> str | None:
        """Do one thing at a time with a document, and say it if the engine will not."""
        if uri in self._busy:
            if uri in self._asking:
                self._editor.inform(OPEN)
            return None
        self._busy.add(uri)
        try:
            return await work()
        except Refused as error:
            self._editor.warn(str(error))
            return None
        finally:
            self._busy.discard(uri)

    async def _start(self, wish: Want, document: Document, path: Path) -> str | None:
        if isinstance(wish, Again):
            return await self._resume(wish)
        if isinstance(wish, Deed):
            return await wish.do()
        # The person may have gone on typing while they were asked.
        self._refuse(document, path)
        argv = wish.argv(path)
        trusting = self._trusting.pop(document.uri, None)
        answer = await self._engine(_with(argv, *(["--trusting", trusting] if trusting else [])))
        return str(answer.get("run"))

    def _refuse(self, document: Document, path: Path) -> None:
        """Raise `Refused` for what is not saved, or lies outside of the workspace."""
        roots = self._roots()
        if roots and not document.ours:
            real = path.resolve()
            if not any(real.is_relative_to(root) for root in roots):
                leads = f" leads to {real}, which" if real != path else ""
                raise Refused(
                    f"{path.name}{leads} lies outside of the folders that are open here. Open its "
                    "folder, then try again."
                )
        _refuse_unsaved(document, path)

    def _place(self, path: Path) -> str:
        return whose(path.resolve(), self._roots())

    async def _resume(self, again: Again) -> str:
        answer = await self._engine(api.resume_argv(again.folder))
        return str(answer.get("run"))

    async def _preview(self, wish: Wish, path: Path) -> Mapping[str, Any]:
        """The plan of a run, without any effect. Raises `Refused` when it could not start."""
        return await self._engine(_with(wish.argv(path), "--dry-run"))

    async def _engine(self, argv: list[str]) -> Mapping[str, Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, answer_of, argv, dict(self.settings))

    async def _wish(self, wish: Wish, document: Document, path: Path) -> str | None:
        self._refuse(document, path)
        preview = await self._preview(wish, path)
        _refuse_unmanned(preview)
        if not await self._trusted(wish.uri, preview.get("trust")):
            return None
        place = "" if document.ours else self._place(path)
        question = proposals.run(path, wish, preview, place)
        if not await self._agreed(wish, question, NOW):
            return None
        return await self._start(wish, document, path)

    async def _trusted(self, uri: str, trust: Mapping[str, Any] | None) -> bool:
        """Whether the project may execute what is in it: asked where nobody has allowed that."""
        self._trusting.pop(uri, None)
        if not trust or trust.get("standing") == "trusted":
            return True
        folder, words = trust.get("folder"), str(trust.get("question"))
        if not self._editor.client.asks:
            self._editor.warn(
                f"{folder} is not trusted, and a run would execute what is in it. Look at it and "
                f"allow it in a terminal: code-orch trust {folder}"
            )
            return False
        shown = words if len(words) <= SHOWN else f"{words[:SHOWN]}\n… (code-orch trust shows all)"
        if not await self._yes(uri, shown, TRUST, allows=True):
            return False
        # Of just what was shown: what changes meanwhile is asked about again.
        self._trusting[uri] = str(trust.get("digest"))
        return True

    async def _again(self, again: Again, run: Run) -> str | None:
        place = self._place(Path(run.created.origin.document))
        if run.status is Status.COMPLETED:
            # It goes on no more: what is begun is the run that was to follow it.
            question, yes = proposals.sequel(run, place), BEGIN
        else:
            question, yes = proposals.resumption(run, place), GO_ON
        if not await self._agreed(again, question, yes):
            return None
        return await self._resume(again)

    async def _yes(self, uri: str, question: str, yes: str, *, allows: bool = False) -> bool:
        self._asking.add(uri)
        answers = (LATER, yes)
        try:
            return await self._editor.confirm(question, answers, ASK_SECONDS, allows=allows) == yes
        finally:
            self._asking.discard(uri)

    async def _agreed(self, wish: Want, question: str, yes: str) -> bool:
        """Whether the person says yes now; where we cannot ask, they can confirm it for a while."""
        if self._editor.client.asks:
            return await self._yes(wish.uri, question, yes)
        self._armed[wish.uri] = Armed(wish, time.monotonic() + ASK_SECONDS)
        self._editor.inform(
            f"{question} To start it, choose the code action “Confirm: {wish.words}” "
            "within 2 minutes."
        )
        return False


def _with(argv: list[str], *options: str) -> list[str]:
    """A program with some more options, which come before what is not one."""
    at = argv.index("--") if "--" in argv else len(argv)
    return [*argv[:at], *options, *argv[at:]]


def _refuse_unmanned(preview: Mapping[str, Any]) -> None:
    """Ask nobody about a run that no agent could carry out."""
    why = proposals.unmanned(preview)
    if why:
        raise Refused(why)


def _refuse_unsaved(document: Document, path: Path) -> None:
    """A run carries out what is on the disk, so that must be what the person sees."""
    try:
        saved = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise Refused(f"{path.name} is not saved yet. Save it, then run it.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name} cannot be read: {error}") from error
    # An editor shows a byte order mark and other line ends as if they were not there.
    if _plain(saved) != _plain(document.text):
        raise Refused(f"{path.name} has changes that are not saved. Save it, then run it.")


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n")
