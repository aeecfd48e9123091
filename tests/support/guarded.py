"""Requests to the dashboard's guard and what must come of each: a table, for tests and mutants."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

PORT = 3111
TOKEN = "right-token-0123456789-0123456789"  # noqa: S105  # one of a test
HOST = (b"Host", b"127.0.0.1:3111")
RIGHT = (b"Authorization", b"Bearer " + TOKEN.encode())
JSON = (b"Content-Type", b"application/json")
FREE = ("/health", "/app.js")
SHELL = b"<!doctype html><title>shell</title>"

Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Asked:
    """A request, and the status that it must get; `body` comes in these pieces."""

    what: str
    status: int
    headers: tuple[Header, ...] = (HOST, RIGHT)
    method: str = "GET"
    path: str = "/state"
    query: bytes = b""
    body: tuple[bytes, ...] = ()
    kind: str = "http"
    protocols: tuple[str, ...] = ()


def host(value: bytes) -> tuple[Header, ...]:
    return ((b"Host", value), RIGHT)


def plus(*headers: Header) -> tuple[Header, ...]:
    return (HOST, RIGHT, *headers)


HOSTS = (
    b"127.0.0.1.evil.test:3111",
    b"evil.test:3111",
    b"127.0.0.1:3112",
    b"127.0.0.1",
    b"localhost",
    b"localhost.:3111",
    b"127.0.0.1.:3111",
    b"2130706433:3111",
    b"127.1:3111",
    b"0.0.0.0:3111",
    b"evil@127.0.0.1:3111",
    b"127.0.0.1:3111#.evil.test",
    b"127.0.0.1:3111.evil.test",
    b"xlocalhost:3111",
    b"[::ffff:127.0.0.1]:3111",
    b"127.0.0.1:03111",
    b"127.0.0.1:3111 ",
    b"",
    b"\xff\xfe:3111",
)
ORIGINS = (
    b"null",
    b"https://127.0.0.1:3111",
    b"http://127.0.0.1:3112",
    b"http://127.0.0.1",
    b"http://localhost:5173",
    b"http://evil.test",
    b"http://127.0.0.1:3111/",
    b"http://127.0.0.1:3111.evil.test",
    b"vscode-webview://abc",
    b"file://",
    b"HTTP://127.0.0.1:3111",
    b"",
    b"\xff",
    b"http://127.0.0.1:3111, http://evil.test",
)
TOKENS = (
    b"",
    TOKEN[:-1].encode(),
    TOKEN.encode() + b"x",
    TOKEN.upper().encode(),
    b"x" * 5_000,
    "tökén".encode(),
    b"\xff\xfe\x80",
    b"Bearer",
    b"None",
    TOKEN.encode() + b"\x00",
)
FOLLOWED = (
    (b"Sec-Fetch-Site", b"cross-site"),
    (b"Sec-Fetch-Mode", b"navigate"),
    (b"Sec-Fetch-Dest", b"document"),
)


def asked() -> Iterator[Asked]:  # a table
    """Every request of the table."""
    yield Asked("a right one", 200)
    for name in (b"localhost:3111", b"LOCALHOST:3111", b"127.0.0.1:3111", b"[::1]:3111"):
        yield Asked(f"host {name!r}", 200, host(name))
    for name in HOSTS:
        yield Asked(f"hostile host {name!r}", 421, host(name))
    yield Asked("no host", 400, (RIGHT,))
    yield Asked("two hosts", 400, (HOST, HOST, RIGHT))
    yield Asked("two hosts, one of them foreign", 400, (HOST, (b"host", b"evil.test"), RIGHT))
    for name in (b"http://127.0.0.1:3111", b"http://localhost:3111", b"http://[::1]:3111"):
        yield Asked(f"origin {name!r}", 200, plus((b"Origin", name)))
    for name in ORIGINS:
        yield Asked(f"hostile origin {name!r}", 403, plus((b"Origin", name)))
    same = (b"Origin", b"http://127.0.0.1:3111")
    yield Asked("two origins", 403, plus(same, same))
    yield Asked("an origin beside a foreign one", 403, plus(same, (b"origin", b"http://evil.test")))
    for name in (b"same-origin", b"none"):
        yield Asked(f"site {name!r}", 200, plus((b"Sec-Fetch-Site", name)))
    for name in (b"cross-site", b"same-site", b"junk", b"", b"None", b"same-origin, none"):
        yield Asked(f"site {name!r}", 403, plus((b"Sec-Fetch-Site", name)))
    yield Asked("two sites", 403, plus(*((b"Sec-Fetch-Site", b"same-origin"),) * 2))
    yield Asked("a link that was followed", 200, plus(*FOLLOWED), path="/")
    yield Asked("a link to something else", 403, plus(*FOLLOWED), path="/state")
    yield Asked("a link to a file of the page", 403, plus(*FOLLOWED), path="/app.js")
    yield Asked("a form of another page", 403, plus(*FOLLOWED, JSON), "POST", "/")
    yield Asked("a HEAD of another page", 403, plus(*FOLLOWED), "HEAD", "/")
    for at in range(3):
        without = [*FOLLOWED]
        without[at] = (without[at][0], b"same-site" if at == 0 else b"iframe")
        yield Asked(f"a link that is none ({at})", 403, plus(*without), path="/")
    yield Asked("a link with no mode", 403, plus(FOLLOWED[0], FOLLOWED[2]), path="/")
    yield Asked("a link with no destination", 403, plus(*FOLLOWED[:2]), path="/")
    yield Asked("a WebSocket that was followed", 403, plus(*FOLLOWED), path="/", kind="websocket")
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "FOO", "get", ""):
        yield Asked(f"method {method}", 405, method=method)
    yield Asked("HEAD", 200, method="HEAD")
    yield Asked("a POST without a body", 200, method="POST", path="/stop")
    post = partial(Asked, method="POST", path="/stop")
    yield post("a POST of JSON", 200, plus(JSON), body=(b"{}",))
    mixed = (b"content-type", b"Application/JSON; charset=utf-8")
    yield post("a POST of JSON with a charset", 200, plus(mixed), body=(b"{}",))
    for kind in (
        b"text/plain",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=x",
        b"text/plain; application/json",
        b"application/jsonp",
        b"",
    ):
        yield post(f"a POST of {kind!r}", 415, plus((b"Content-Type", kind)))
    yield post("a POST of two kinds", 415, plus(JSON, JSON))
    text = (b"Content-Type", b"text/plain")
    yield Asked("a GET says what it likes of a body", 200, plus(text))
    yield from _sizes()
    yield from _tokens()
    yield from _sockets()


def _sizes() -> Iterator[Asked]:
    fields = tuple((f"x-{at}".encode(), b"1") for at in range(62))
    yield Asked("64 fields", 200, plus(*fields))
    yield Asked("65 fields", 431, plus(*fields, (b"x-more", b"1")))
    room = 16 * 1024 - sum(len(key) + len(value) for key, value in plus()) - 1
    yield Asked("16 KiB of header", 200, plus((b"x", b"a" * room)))
    yield Asked("a byte more", 431, plus((b"x", b"a" * (room + 1))))
    long_name = (b"x" * (room + 2), b"")
    yield Asked("a name that is too long", 431, plus(long_name))
    post = partial(Asked, method="POST", path="/stop")
    most = 64 * 1024
    length = (b"Content-Length", str(most).encode())
    yield post("64 KiB of body", 200, plus(JSON, length), body=(b"a" * most,))
    more = (b"Content-Length", str(most + 1).encode())
    yield post("a body that says it is too large", 413, plus(JSON, more))
    huge = (b"Content-Length", b"9" * 5_000)
    yield post("a length of 5,000 digits", 413, plus(JSON, huge))
    ten = (b"Content-Length", b"0000000001")
    yield post("a length of ten digits", 413, plus(JSON, ten))
    nine = (b"Content-Length", b"000000001")
    yield post("a length of nine digits", 200, plus(JSON, nine), body=(b"1",))
    for value in (b"-1", b"1, 1", b"+5", b"", b"0x10", b"1 "):
        odd = (b"Content-Length", value)
        yield post(f"a length of {value!r}", 400, plus(JSON, odd))
    small = (b"Content-Length", b"2")
    yield post("two lengths", 400, plus(JSON, small, small))
    chunked = (b"Transfer-Encoding", b"chunked")
    yield post("a length and chunks", 400, plus(JSON, small, chunked))
    pieces = (b"a" * 32_768,) * 2
    yield post("chunks that come to 64 KiB", 200, plus(JSON, chunked), body=pieces)
    yield post("chunks that come to more", 413, plus(JSON, chunked), body=(*pieces, b"a"))


def _tokens() -> Iterator[Asked]:
    for path in ("/state", "/", "/stop", "/nonesuch", "/health/", "/%2e%2e/health", "/app.js/x"):
        yield Asked(f"no token for {path}", 401, (HOST,), path=path)
    for path in FREE:
        yield Asked(f"no token is needed for {path}", 200, (HOST,), path=path)
        wrong = (HOST, (b"Authorization", b"Bearer wrong"))
        yield Asked(f"a wrong token does no harm at {path}", 200, wrong, path=path)
    for token in TOKENS:
        value = b"Bearer " + token
        yield Asked(f"token {token[:30]!r}", 401, (HOST, (b"Authorization", value)))
    for value in (TOKEN.encode(), b"Basic " + TOKEN.encode(), b"Token " + TOKEN.encode()):
        yield Asked(f"authorization {value[:9]!r}", 401, (HOST, (b"Authorization", value)))
    lower = (b"authorization", b"bearer " + TOKEN.encode())
    yield Asked("a bearer in small letters", 200, (HOST, lower))
    spaced = (b"authorization", b"Bearer   " + TOKEN.encode() + b" ")
    yield Asked("a bearer with more spaces", 200, (HOST, spaced))
    yield Asked("a token in the query", 200, (HOST,), query=b"token=" + TOKEN.encode())
    yield Asked("among others", 200, (HOST,), query=b"a=b&token=" + TOKEN.encode() + b"&c=d")
    coded = "".join(f"%{ord(letter):02x}" for letter in TOKEN).encode()
    yield Asked("percent-encoded", 200, (HOST,), query=b"token=" + coded)
    yield Asked("a wrong one in the query", 401, (HOST,), query=b"token=wrong")
    yield Asked("another name", 401, (HOST,), query=b"xtoken=" + TOKEN.encode())
    yield Asked("its name in other bytes", 401, (HOST,), query=b"%74oken=" + TOKEN.encode())
    yield Asked("bytes in the query", 401, (HOST,), query=b"token=%ff%fe\xff")
    wrong = (HOST, (b"Authorization", b"Bearer wrong"))
    yield Asked("a right one beside a wrong one", 200, wrong, query=b"token=" + TOKEN.encode())
    cookie = (HOST, (b"Cookie", b"token=" + TOKEN.encode()))
    yield Asked("a cookie is no token", 401, cookie)
    yield Asked("subprotocols are for WebSockets", 401, (HOST,), protocols=(f"orch.token.{TOKEN}",))


def _sockets() -> Iterator[Asked]:
    ws = partial(Asked, kind="websocket", path="/ws")
    shown = ("orch.v1", f"orch.token.{TOKEN}")
    yield ws("a WebSocket", 101, (HOST,), protocols=shown)
    yield ws("a WebSocket with a header", 101)
    yield ws("a WebSocket with a query", 101, (HOST,), query=b"token=" + TOKEN.encode())
    yield ws("a WebSocket without a token", 401, (HOST,), protocols=("orch.v1",))
    none = ("orch.v1", "orch.token.")
    yield ws("a WebSocket with an empty token", 401, (HOST,), protocols=none)
    wrong = ("orch.token.wrong",)
    yield ws("a WebSocket with a wrong token", 401, (HOST,), protocols=wrong)
    bare = (TOKEN,)
    yield ws("a WebSocket with the bare token", 401, (HOST,), protocols=bare)
    foreign = (HOST, (b"Origin", b"http://evil.test"))
    yield ws("a WebSocket of a foreign page", 403, foreign, protocols=shown)
    rebound = ((b"Host", b"evil.test:3111"),)
    yield ws("a WebSocket of a rebound name", 421, rebound, protocols=shown)
    near = (HOST, (b"Sec-Fetch-Site", b"same-site"))
    yield ws("a WebSocket of another port", 403, near, protocols=shown)
    yield ws("a WebSocket where pages need none", 401, (HOST,), path="/health")
    yield ws("a WebSocket where the page is", 401, (HOST,), path="/")
