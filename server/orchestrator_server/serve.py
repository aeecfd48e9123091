"""The life of a language-server process: from its first byte to its exit code.

Start reading here for how it lives, in `app.py` for what it answers.
What is imported at the top is what `initialize` needs; everything else waits until that is
answered.
"""

import gc
import os
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
        code = connect(wire, insist, _spare_the_collector)
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
        from orchestrator_server import lsp_types, without_openssl  # noqa: PLC0415  # see above

        without_openssl.spare()
        lsp_types.spare()
        from orchestrator_server.connection import hold  # noqa: PLC0415  # it uses them

        imported()
        return hold(client, wire, ours)
    except Broken:
        return 1
    finally:
        wire.writer.close(FLUSH_SECONDS)
