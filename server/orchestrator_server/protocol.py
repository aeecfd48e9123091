"""JSON-RPC as its specification has it: pygls, with its way of handling messages replaced.

pygls 2.1 leaves requests unanswered when their parameters are odd, cancels only what has not
begun, and forgets none of what it asked. What stays of it is its typed face: one method for each
message to the editor, and the converter of LSP's types. Every request is answered exactly once,
and the type that sees to it is `_Pending`.
"""

import asyncio
import enum
import logging
from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any
from uuid import uuid4

from cattrs import Converter, transform_error
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter

from orchestrator_server.messages import (
    CANCELLED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    Cancellation,
    Encoded,
    Id,
    Message,
    Notification,
    Request,
    Response,
    Unreadable,
    answer,
    notification,
    refusal,
)
from orchestrator_server.names import SERVER
from orchestrator_server.transport import Wire, Writer

Handler = Callable[[Any], object]
"""Takes a message's parameters; gives the result of a request, or an awaitable of it."""

log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818  # it is an answer, not a mishap
    """A handler's refusal of a request whose parameters make no sense."""


class _Pending:
    """A request that has not been answered yet. Its first answer is its only one."""

    def __init__(self, id_: Id, writer: Writer) -> None:
        self.id = id_
        self.task: asyncio.Future[object] | None = None
        self._writer = writer
        self._answered = False

    def answer(self, result: object) -> None:
        """Send the result, which holds nothing but what JSON has, or is in JSON already."""
        if self._answered:
            return
        if isinstance(result, Encoded):
            self._writer.write(answer(self.id, result))
        else:
            self._writer.send({"jsonrpc": "2.0", "id": self.id, "result": result})
        self._answered = True

    def refuse(self, code: int, message: str) -> None:
        """Send an error."""
        if not self._answered:
            self._writer.send(refusal(self.id, code, message))
            self._answered = True

    def cancel(self) -> None:
        """Answer at once, then let the handler know; what it still says is not sent."""
        self.refuse(CANCELLED, "cancelled")
        if self.task is not None:
            self.task.cancel()


class Protocol(LanguageServerProtocol):
    """One connection. `receive` takes what the editor says; the loop's thread owns everything."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self._pending: dict[Id, _Pending] = {}

    def attach(self, wire: Wire, routes: Mapping[str, Handler], left: Callable[[], None]) -> None:
        """Speak over `wire`, let `routes` answer, and call `left` when the editor says `exit`."""
        self._wire = wire
        self._routes = routes
        self._left = left

    def receive(self, message: Message) -> None:
        """Handle one message. Never raises."""
        match message:
            case Request():
                self._request(message)
            case Notification("exit"):
                self._left()
            case Notification():
                self._notification(message)
            case Cancellation(id_):
                self._wire.inbox.settle(id_)
                if pending := self._pending.get(id_):
                    pending.cancel()
            case Response():
                self._response(message)
            case Unreadable(code, why):
                self._write(refusal(None, code, why))

    def _request(self, request: Request) -> None:
        pending = _Pending(request.id, self._wire.writer)
        if self._wire.inbox.cancelled(request.id):
            pending.refuse(CANCELLED, "cancelled")
        elif request.id in self._pending:
            pending.refuse(INVALID_REQUEST, "another request with this id is being answered")
        elif self._wire.shut:
            pending.refuse(INVALID_REQUEST, "the server is shutting down")
        elif request.method == lsp.INITIALIZE:
            pending.refuse(INVALID_REQUEST, "the server is initialized already")
        elif request.method == lsp.SHUTDOWN:
            self._shut_down()
            pending.answer(None)
        elif (handler := self._routes.get(request.method)) is None:
            pending.refuse(METHOD_NOT_FOUND, f"{request.method} is not offered")
        else:
            self._handle(pending, request.method, handler, request.params)

    def _handle(self, pending: _Pending, method: str, handler: Handler, params: object) -> None:
        def begin() -> object:
            return handler(self._structured(method, params))

        if (result := self._settle(pending, method, begin)) is not None:
            self._await(pending, method, result)

    def _await(self, pending: _Pending, method: str, result: Awaitable[object]) -> None:
        task = asyncio.ensure_future(result)
        pending.task = task
        self._pending[pending.id] = pending

        def ended(task: asyncio.Future[object]) -> None:
            del self._pending[pending.id]
            self._settle(pending, method, task.result)

        task.add_done_callback(ended)

    def _settle(
        self, pending: _Pending, method: str, outcome: Callable[[], object]
    ) -> Awaitable[object] | None:
        """Answer with what `outcome` gives or raises; what is to be awaited is only given back."""
        try:
            result = outcome()
            if isawaitable(result):
                return result
            is_plain = isinstance(result, Encoded)
            pending.answer(result if is_plain else self._converter.unstructure(result))
        except Refused as error:
            pending.refuse(INVALID_PARAMS, str(error))
        except asyncio.CancelledError:
            pending.refuse(CANCELLED, "cancelled")
        except Exception as error:
            # One of the two places where a bug is caught: around one request.
            log.exception("%s failed", method)
            pending.refuse(INTERNAL_ERROR, f"{method} failed: {error!r}")
        return None

    def _notification(self, notification: Notification) -> None:
        method = notification.method
        handler = self._routes.get(method)
        if handler is None or self._wire.shut or _wants_an_answer(method):
            return
        try:
            handler(self._structured(method, notification.params))
        except Refused as error:
            log.warning("%s: %s", method, error)
        except Exception:
            log.exception("%s failed", method)

    def _structured(self, method: str, params: object) -> object:
        """The parameters as LSP's types have them. Raises `Refused` where they cannot be read."""
        wanted = lsp.METHOD_TO_TYPES[method][2]
        if wanted is None:
            return None
        try:
            return self._converter.structure({} if params is None else params, wanted)
        except Exception as error:
            raise Refused("; ".join(transform_error(error, path="params"))) from error

    def _response(self, response: Response) -> None:
        if not isinstance(response.id, str):  # ours are words
            return
        future = self._request_futures.pop(response.id, None)
        wanted = self._result_types.pop(response.id, None)
        if future is None or future.done():
            return
        if response.error is not None:
            future.set_exception(ClientRefused(response.error))
            return
        if wanted is None:  # LSP does not know the question
            future.set_result(response.result)
            return
        answer = {"jsonrpc": "2.0", "id": response.id, "result": response.result}
        try:
            future.set_result(self._converter.structure(answer, wanted).result)
        except Exception as error:  # noqa: BLE001  # the converter's errors have no common type
            future.set_exception(ClientRefused(f"an answer that cannot be read: {error!r}"))

    def _shut_down(self) -> None:
        self._wire.shut = True
        for pending in tuple(self._pending.values()):
            pending.cancel()

    async def ask(self, method: str, params: object, seconds: float | None) -> Any:  # noqa: ANN401
        """Ask the editor and wait for its answer for at most `seconds` (None: as long as it takes).

        Raises `ClientRefused` when it answers with an error and `TimeoutError` when it does not
        answer; a question that nobody waits for any more is withdrawn and forgotten.
        """
        id_ = str(uuid4())
        try:
            async with asyncio.timeout(seconds):
                return await self.send_request_async(method, params, id_)
        except (TimeoutError, asyncio.CancelledError):
            self.notify(lsp.CANCEL_REQUEST, lsp.CancelParams(id=id_))
            raise
        finally:
            self._request_futures.pop(id_, None)
            self._result_types.pop(id_, None)

    @property
    def converter(self) -> Converter:
        """What makes plain values of LSP's types; any thread may ask it."""
        return self._converter

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification that LSP does not know; its parameters are plain JSON."""
        self._write({"jsonrpc": "2.0", "method": method, "params": params})

    def tell_encoded(self, method: str, head: dict[str, Any], name: str, rest: Encoded) -> None:
        """Send a notification of which the last parameter is in JSON already."""
        self._wire.writer.write(notification(method, head, name, rest))

    def _send_data(self, data: Any) -> None:  # noqa: ANN401  # the signature of pygls
        self._write(self._converter.unstructure(data))

    def _write(self, message: dict[str, Any]) -> None:
        self._wire.writer.send(message)


class ClientRefused(Exception):  # noqa: N818  # it is the editor's answer
    """The editor answered a request of ours with an error."""


class Server(LanguageServer):
    """pygls' server, for its typed methods; starting and stopping it is `serve.py`'s business."""

    protocol: Protocol  # pyright: ignore[reportIncompatibleVariableOverride]  # made from protocol_cls

    def __init__(self, version: str) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]  # pygls passes *args on
            SERVER, version, protocol_cls=Protocol, converter_factory=_converter
        )

    def report_server_error(self, error: Exception, source: object) -> None:
        """Keep pygls' own troubles in the log: nobody can do anything about them in an editor."""
        log.error("%s: %s", source, error)


def _converter() -> Converter:
    """Pygls' converter, which takes a value it does not know for what it is."""
    converter = default_converter()
    for known in vars(lsp).values():
        if isinstance(known, type) and issubclass(known, enum.Enum):
            converter.register_structure_hook(known, _lenient)
            converter.register_unstructure_hook(known, _plain)
    return converter


def _lenient(value: object, known: type[enum.Enum]) -> object:
    """Editors are ahead of the types: a new value must not make the whole message unreadable."""
    try:
        return known(value)
    except ValueError:
        return value


def _plain(value: object) -> object:
    return value.value if isinstance(value, enum.Enum) else value


_NOTIFICATIONS = frozenset(
    method
    for method, types in lsp.METHOD_TO_TYPES.items()
    if types[0].__name__.endswith("Notification")
)


def _wants_an_answer(method: str) -> bool:
    """Whether it is a request: one without an id cannot be answered, and nothing comes of it."""
    return method not in _NOTIFICATIONS
