"""Secrets taken out of texts before anything is stored or shown.

What is known to be one: the values of this process's own secret variables, and texts in the shape
that a well-known service gives its keys. Anything else cannot be told from other text, and stays.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from orchestrator_engine.json_values import is_object, is_series

GONE = "[redacted]"
"""What stands in a secret's place."""

SECRET_NAMES = re.compile(
    r"(?:^|_)(?:(?:API|ACCESS|PRIVATE|SECRET|ENCRYPTION|SIGNING|MASTER|AUTH)_?KEY(?:_ID)?|KEY|TOKEN"
    r"|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|PAT|CREDENTIALS?|AUTH|DSN|COOKIE)(?:_|$)"
    r"|(?:APIKEY|TOKEN|SECRET|PASSWORD)$|(?:DATABASE|REDIS|MONGO(?:DB)?|AMQP|BROKER)_UR[IL]$",
    re.IGNORECASE,
)
"""Names of variables that hold a secret, and of no others that are common."""

SHORTEST = 8
"""Letters that a secret of the environment has at least: shorter ones are words of everyday."""

HELD = 4 * 1024
"""Bytes of one word that a stream keeps back, while they could be the beginning of a secret."""

BLOCK = 17 * 1024
"""The same for a block of lines that is one."""

# Not in the midst of a word, but right after an escaped new line of JSON.
_START = r"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))"
_SHAPES: tuple[tuple[str, str], ...] = (
    # what every such key begins with, and the whole of it
    ("sk-", rf"{_START}sk-(?=[A-Za-z0-9_-]*[0-9])[A-Za-z0-9_-]{{20,}}"),
    *((f"gh{kind}_", rf"{_START}gh{kind}_[A-Za-z0-9]{{30,}}") for kind in "pousr"),
    ("github_pat_", r"github_pat_[A-Za-z0-9_]{30,}"),
    ("glpat-", r"glpat-[A-Za-z0-9_-]{20,}"),
    ("AKIA", rf"{_START}AKIA[A-Z0-9]{{16}}(?![A-Za-z0-9])"),
    ("ASIA", rf"{_START}ASIA[A-Z0-9]{{16}}(?![A-Za-z0-9])"),
    ("AIza", rf"{_START}AIza[A-Za-z0-9_-]{{35}}"),
    ("ya29.", r"ya29\.[A-Za-z0-9_-]{20,}"),
    ("xox", rf"{_START}xox[abeoprs]-[A-Za-z0-9-]{{10,}}"),
    ("npm_", rf"{_START}npm_[A-Za-z0-9]{{36}}"),
    ("pypi-", rf"{_START}pypi-[A-Za-z0-9_-]{{50,}}"),
    ("hf_", rf"{_START}hf_[A-Za-z0-9]{{30,}}"),
    ("gsk_", rf"{_START}gsk_[A-Za-z0-9]{{40,}}"),
    ("xai-", rf"{_START}xai-[A-Za-z0-9]{{40,}}"),
    *((f"{kind}k_live_", rf"{_START}{kind}k_live_[A-Za-z0-9]{{16,}}") for kind in "rs"),
    ("SG.", rf"{_START}SG\.[A-Za-z0-9_-]{{16,}}\.[A-Za-z0-9_-]{{16,}}"),
    ("dop_v1_", r"dop_v1_[a-f0-9]{40,}"),
    ("eyJ", rf"{_START}eyJ[A-Za-z0-9_-]{{10,}}\.eyJ[A-Za-z0-9_-]{{10,}}\.[A-Za-z0-9_-]{{10,}}"),
    # The name in front of the password stays, and the host behind it.
    ("://", r"(?<=://)(?P<user>[^\s/:@\"'<>\\]{0,80}):[^\s/:@\"'<>\\]{3,200}(?=@)"),
    (
        "-----BEGIN ",
        (
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
            r"[^-]{0,16000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
        ),
    ),
)
_UNFINISHED = re.compile(
    rb"-----BEGIN (?:[A-Z ]{0,30}PRIVATE KEY-----[^-]{0,16000}-{0,5}[A-Z -]{0,40}"
    rb"|[A-Z ]{0,42}-{0,4})\Z"
)
_BREAKS = (b" ", b"\n", b"\r", b"\t", b'"', b"'", b"<", b">")


def secrets_in(environment: Mapping[str, str]) -> frozenset[str]:
    """The values of an environment's secret variables.

    Words such as `postgres` and paths are left out: to take them out of every text would do harm,
    and protect nothing.
    """
    return frozenset(
        value
        for name, value in environment.items()
        if SECRET_NAMES.search(name) and _is_secret(value)
    )


def _is_secret(value: str) -> bool:
    plain = value.isalpha() and (value.islower() or value.istitle()) and len(value) < 2 * SHORTEST
    path = value.startswith(("/", "~", "./"))
    return len(value) >= SHORTEST and not (plain or path or value.isspace())


class Redactor:
    """Takes these secrets, and what has the shape of one, out of texts.

    Looking through a text in which there is none costs a few plain searches.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        written = {form for secret in secrets for form in _forms(secret)}
        self._known = tuple(sorted(written, key=len, reverse=True))
        self._known_bytes = tuple(form.encode(errors="surrogateescape") for form in self._known)

    def text(self, text: str) -> str:
        """The text without them."""
        for secret in self._known:
            if secret in text:
                text = text.replace(secret, GONE)
        if any(sign in text for sign, _ in _SHAPES):
            text = self._shapes.sub(_without, text)
        return text

    def data(self, data: bytes) -> bytes:
        """As `text`, for bytes of any kind."""
        for secret in self._known_bytes:
            if secret in data:
                data = data.replace(secret, GONE.encode())
        if _sign(data):
            data = self._shapes_of_bytes.sub(_without_bytes, data)
        return data

    def value(self, value: object) -> object:
        """As `text`, for every text in a value of JSON; keys of objects stay."""
        if isinstance(value, str):
            return self.text(value)
        if is_series(value):
            return [self.value(one) for one in value]
        if is_object(value):
            return {key: self.value(one) for key, one in value.items()}
        return value

    def hold(self, data: bytes) -> int:
        """How many bytes at the end could be the beginning of a secret that goes on."""
        cut = len(data) - max(
            (n for n in range(1, min(_LONGEST, len(data) + 1)) if data[-n:] in _BEGINNINGS),
            default=0,
        )
        from_ = max(len(data) - HELD, 0)
        word = max(from_, *(data.rfind(each, from_) + 1 for each in _BREAKS))
        found = _SIGN.search(data, word)
        begun = [found.start()] if found else []
        block = data.rfind(_BLOCK, max(len(data) - BLOCK, 0))
        if block >= 0 and _UNFINISHED.match(data, block):
            begun.append(block)
        begun += (_begun(data, secret) for secret in self._known_bytes)
        cut = min(cut, *begun) if begun else cut
        if begun and word == from_ > 0:
            # Too much to keep back all of it: not cut amid one at least.
            spans = (found.span() for found in self._shapes_of_bytes.finditer(data))
            cut = next((start for start, end in spans if start < cut < end), cut)
        return len(data) - cut

    @cached_property
    def _shapes(self) -> re.Pattern[str]:
        return re.compile(_ANY)

    @cached_property
    def _shapes_of_bytes(self) -> re.Pattern[bytes]:
        return re.compile(_ANY.encode())


_ANY = "|".join(f"(?:{shape})" for _, shape in _SHAPES)
_SIGNS = tuple(sign.encode() for sign, _ in _SHAPES)


_CONTEXT = 3
"""Bytes in front of a text that say whether a word begins there."""

_BLOCK = b"-----BEGIN "
_SIGN = re.compile(b"|".join(map(re.escape, _SIGNS)))
_SMALL = 512
_BEGINNINGS = frozenset(sign[:size] for sign in _SIGNS for size in range(1, len(sign)))
_LONGEST = max(map(len, _SIGNS))


def _sign(data: bytes) -> bool:
    """Whether there is anything in the data that a key could begin with."""
    if len(data) < _SMALL:
        return _SIGN.search(data) is not None
    # Many plain searches are faster than one for many.
    return any(sign in data for sign in _SIGNS)


def _begun(data: bytes, secret: bytes) -> int:
    """Where the data ends with the beginning of a secret; its length where it does not."""
    place = data.find(secret[:1], max(len(data) - len(secret) + 1, 0))
    while place >= 0 and not secret.startswith(data[place:]):
        place = data.find(secret[:1], place + 1)
    return place if place >= 0 else len(data)


def _without(found: re.Match[str]) -> str:
    user = found["user"]
    return GONE if user is None else f"{user}:{GONE}"


def _without_bytes(found: re.Match[bytes]) -> bytes:
    user = found["user"]
    return GONE.encode() if user is None else user + b":" + GONE.encode()


def _forms(secret: str) -> Iterable[str]:
    """A secret as it is, and as it is written in JSON and in addresses."""
    # Imported where it is needed: most processes have no secret at all.
    import json  # noqa: PLC0415
    from urllib.parse import quote  # noqa: PLC0415

    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield quote(secret, safe="", errors="replace")


class Stream:
    """Takes secrets out of bytes that come in pieces, wherever the pieces are cut."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._before = b""
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """What can be shown by now."""
        data = self._held + data
        cut = len(data) - self._redactor.hold(data)
        shown, self._held = data[:cut], data[cut:]
        before = self._before
        self._before = (before + shown)[-_CONTEXT:]
        # Whether a word begins here is for what was before it to say; nothing of that is a secret.
        return self._redactor.data(before + shown)[len(before) :]

    def rest(self) -> bytes:
        """What was kept back, as it came: nothing goes on behind it, or somebody else looks."""
        held, self._held = self._held, b""
        return held
