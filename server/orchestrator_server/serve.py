"""The life of a language-server process: from its first byte to its exit code.

Start reading here for how it lives, in `app.py` for what it answers.
What is imported at the top is what `initialize` needs; everything else waits until that is
answered.
"""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import NoReturn

from orchestrator_server import log
from orchestrator_server.framing import Broken
from orchestrator_server.handshake import greet
from orchestrator_server.transport import Wire, claim_stdio

FLUSH_SECONDS = 0.5
"""How long the last messages may take to be read by the editor."""

GRACE_SECONDS = 0.08
"""How long the loop has for cleaning up once the editor is gone; the kernel frees the rest."""


def _nothing() -> None:
    """What happens where nobody has anything to add."""


def _spare_the_collector() -> None:
    """What was imported stays for good: it need not be looked through again and again.

    A large document is hundreds of thousands of objects that are made at once, and none of them is
    garbage; looking for some among them would take a third of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _let_dead_runs_go_on() -> None:
    """Start what died with the machine, or with whoever drove it; nobody else may be there to."""
    from orchestrator_engine import api  # noqa: PLC0415  # see above
    from orchestrator_engine.errors import Refusal  # noqa: PLC0415
    from orchestrator_engine.places import state_dir  # noqa: PLC0415

    try:
        for folder in api.resume_all(state_dir()):
            logging.getLogger(__name__).info("run %s had died, and goes on", folder.id)
    except Refusal as refusal:
        logging.getLogger(__name__).warning("%s", refusal.message)


def _settle_in() -> None:
    _spare_the_collector()
    # Beside the session, which it must neither delay nor outlive.
    threading.Thread(target=_let_dead_runs_go_on, daemon=True).start()


def serve() -> NoReturn:
    """Serve the editor on standard input and output until one of us leaves, and exit.

    The exit code is 0 after `shutdown`, else 1.
    """
    log.install()
    wire = Wire(*claim_stdio())

    def insist() -> None:
        # In the reader's thread: the loop may be deep in an analysis, and nobody waits for it.
        time.sleep(GRACE_SECONDS)
        os._exit(0 if wire.shut else 1)

    try:
        code = connect(wire, insist, _settle_in)
    except KeyboardInterrupt:
        code = 1
    # Threads that cannot be stopped (a read that never ends) are not waited for.
    os._exit(code)


def connect(
    wire: Wire, insist: Callable[[], None] = _nothing, imported: Callable[[], None] = _nothing
) -> int:
    """Serve the editor at the other end of the wire, and give the exit code.

    `insist` is called, in another thread, as soon as the editor's stream has ended; `imported`
    once everything is there that a session needs.
    """
    ours = version("code-orchestrator")
    try:
        client = greet(wire.bodies, wire.writer.send, ours)
        if client is None:
            return 1
        wire.read_on(insist)
        from orchestrator_server.connection import hold  # noqa: PLC0415  # see above

        imported()
        return hold(client, wire, ours)
    except Broken:
        return 1
    finally:
        wire.writer.close(FLUSH_SECONDS)
