"""How a request is answered in JSON, and what is said of one that makes no sense."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from orchestrator_engine.dashboard.bodies import AboutRun
from orchestrator_engine.errors import NoSuchPlace, NoSuchRun, NoSuchTask, Refusal
from orchestrator_engine.viewing import as_json

Answer = Callable[[Request], Awaitable[Mapping[str, Any]]]

_DIGITS = 9
_ABSENT = (NoSuchRun, NoSuchTask, NoSuchPlace)


class Bad(Exception):  # noqa: N818  # it is an answer, not a mishap
    """A request that makes no sense: its status and why."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.hint = status, message, hint


def answering(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that says in JSON what `answer` returns, or why not."""

    async def endpoint(request: Request) -> Response:
        try:
            return in_json(200, await answer(request))
        except Bad as bad:
            return _refused(bad.status, "bad-request", bad.message, bad.hint)
        except _ABSENT as absent:
            return _refused(404, "not-found", absent.message, absent.hint)
        except Refusal as refusal:
            return _refused(409, refusal.name, refusal.message, refusal.hint)

    return endpoint


def in_json(status: int, value: Mapping[str, Any]) -> Response:
    """An answer with that value, fit to be shown."""
    return Response(as_json(value), status, media_type="application/json")


def _refused(status: int, name: str, message: str, hint: str) -> Response:
    return in_json(status, {"error": name, "message": message, "hint": hint})


def asked(request: Request, name: str) -> str:
    """What was said for that name; raises `Bad` where nothing was."""
    value = request.query_params.get(name)
    if not value:
        raise Bad(400, f"{name} is missing")
    return value


def number(request: Request, name: str, default: int) -> int:
    """The whole number that was said for that name; raises `Bad` where it is none."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Bad(400, f"{name} is a whole number")
    return int(text)


def body(shape: type[AboutRun], data: bytes) -> AboutRun:
    """The body of a command; raises `Bad` where it says anything else."""
    try:
        return shape.model_validate_json(data or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        raise Bad(422, f"{place}: {first['msg']}") from None
