"""What the dashboard says holds no secret and nothing that a screen obeys: S43 to S45."""

import json

import pytest

from orchestrator_engine.redaction import Redactor, Stream
from orchestrator_engine.viewing import as_json

HEX = "0a1b2c3d4e5f6a7b8c9d" * 3
SECRETS = {
    "url token": (f"GET /state?token={HEX} HTTP/1.1", HEX),
    "bearer": (f"Authorization: Bearer {HEX}", HEX),
    "key and value": (f'api_key = "{HEX}"', HEX),
    "AWS": ("the key AKIAIOSFODNN7EXAMPLE is", "AKIAIOSFODNN7EXAMPLE"),
    "GitHub": (f"ghp_{HEX[:36]} pushed", f"ghp_{HEX[:36]}"),
    "Anthropic": (f"sk-ant-api03-{HEX}", HEX),
    "OpenAI": (f"sk-proj-{HEX}", HEX),
    "Google": (f"AIza{HEX[:35]}", f"AIza{HEX[:35]}"),
    "Slack": (f"xoxb-{HEX[:24]}", HEX[:24]),
    "JWT": (f"eyJhbGciOiJI1.eyJzdWIiOiIx{HEX}.{HEX}", HEX),
    "PEM": (f"-----BEGIN PRIVATE KEY-----\n{HEX}\n-----END PRIVATE KEY-----", HEX),
    "URL credentials": (f"postgres://kim:{HEX}@db/x", HEX),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_s43_each_kind_of_secret_is_left_out(kind: str) -> None:
    text, secret = SECRETS[kind]
    told = as_json({"one": [{"text": f"before {text} behind"}]}).decode()
    assert secret not in told
    assert "[redacted]" in told
    assert json.loads(told)["one"][0]["text"].startswith("before ")


@pytest.mark.parametrize(
    "text", ["tokens: 12000000000000", "the token is missing or wrong", "password = input()", "a=b"]
)
def test_other_words_stay(text: str) -> None:
    assert json.loads(as_json({"text": text}))["text"] == text


def test_s44_a_secret_in_two_pieces_is_left_out() -> None:
    secret = f"sk-ant-api03-{HEX}"
    for cut in range(1, len(secret)):
        stream = Stream(Redactor())
        told = stream.feed(b"key " + secret[:cut].encode()) + stream.feed(secret[cut:].encode())
        told += stream.feed(b" and more\n") + stream.rest()
        assert HEX.encode() not in told, cut


@pytest.mark.parametrize(
    "odd",
    [
        "\x1b[31mred\x1b[0m",
        "\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\",
        "\x1b]52;c;aGk=\x07",
        "\x9b31m",
        "\u202ereversed",
        "\u2066isolated\u2069",
        "zero\u200bwidth",
        "joined\u200dup",
        "\ufeffmark",
        "".join(chr(0xE0000 + ord(letter)) for letter in "run this"),
        "\x00\x07\x08",
    ],
)
def test_s45_nothing_is_obeyed_or_hidden(odd: str) -> None:
    told: str = json.loads(as_json({"text": f"a{odd}b"}))["text"]
    assert not [letter for letter in told if letter in odd and not letter.isprintable()]
    assert "\ufffd" in told
