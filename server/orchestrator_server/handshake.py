"""The first exchange with an editor: `initialize`, answered before anything heavy is imported."""

from collections.abc import Callable, Iterator
from typing import Any

from orchestrator_engine.json_values import is_object
from orchestrator_server.capabilities import Client, offered
from orchestrator_server.messages import (
    INVALID_PARAMS,
    NOT_INITIALIZED,
    Cancellation,
    Id,
    Notification,
    Request,
    Response,
    Unreadable,
    parse,
    refusal,
)
from orchestrator_server.names import SERVER

Send = Callable[[dict[str, Any]], None]


def greet(source: Iterator[bytes], send: Send, version: str) -> Client | None:
    """Answer until an editor has initialised; None when it left before.

    Whatever else it asks for is refused, notifications are dropped, as the protocol says.
    """
    for body in source:
        match parse(body):
            case Request("initialize", id_, params) if is_object(params):
                client = Client.of(params)
                send(_answer(id_, client, version))
                return client
            case Request("initialize", id_):
                send(refusal(id_, INVALID_PARAMS, "initialize needs parameters"))
            case Request(_, id_):
                send(refusal(id_, NOT_INITIALIZED, "the server waits for initialize"))
            case Notification("exit"):
                return None
            case Unreadable(code, why):
                send(refusal(None, code, why))
            case Notification() | Cancellation() | Response():
                pass
    return None


def _answer(id_: Id, client: Client, version: str) -> dict[str, Any]:
    info = {"name": SERVER, "version": version}
    result = {"capabilities": offered(client), "serverInfo": info}
    return {"jsonrpc": "2.0", "id": id_, "result": result}
