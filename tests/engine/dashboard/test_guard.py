"""What may pass the dashboard's guard: S1 to S21, S30 to S37 of the security list, one by one."""

import ast
import asyncio
import inspect
import os
from pathlib import Path

import pytest

from orchestrator_engine.dashboard import guard as guards
from orchestrator_engine.dashboard import token as tokens
from support.guard_faults import answer, beside, guard_of, guessing, wrong
from support.guarded import FREE, HOST, TOKEN, Asked, asked


@pytest.mark.parametrize("request_", [*asked()], ids=lambda one: one.what)
def test_each_request_gets_what_it_must(request_: Asked) -> None:
    told = asyncio.run(answer(guard_of(guards, tokens), request_))
    assert wrong(request_, told) == ""


def test_what_no_single_request_shows_is_so() -> None:
    assert [*beside(guards, tokens)] == []


def test_s6_twenty_wrong_tokens_a_minute_and_the_right_one_still_works() -> None:
    assert [*guessing(guards, tokens)] == []


def test_s1_a_token_is_made_that_nobody_guesses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(tokens.VARIABLE, raising=False)
    made = {tokens.take(tmp_path / str(number)) for number in range(20)}
    assert len(made) == 20
    assert all(len(token) * 6 >= 256 for token in made)


def test_s10_the_token_is_kept_for_its_owner_alone_and_taken_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(tokens.VARIABLE, f"  {TOKEN}\n")
    path = tmp_path / "token"
    path.write_text("one that others could read")
    path.chmod(0o644)
    assert tokens.take(path) == TOKEN
    assert tokens.VARIABLE not in os.environ
    assert path.stat().st_mode & 0o777 == 0o600
    assert tokens.take(path) == TOKEN, "an open page still works after a restart"
    path.chmod(0o640)
    assert tokens.take(path) != TOKEN, "what others could read is no secret any more"


def test_s5_tokens_are_compared_by_their_digests_and_nowhere_else() -> None:
    tree = ast.parse(inspect.getsource(tokens))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    compared = [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compare_digest"
    ]
    assert len(compared) == 1
    assert ast.unparse(compared[0].args[0]) == "_digest(shown)"
    assert "sha256(data).digest()" in inspect.getsource(tokens)


def test_s8_the_page_of_who_may_not_look_is_the_same_for_everybody() -> None:
    request = Asked("", 401, (HOST,), path="/")
    told = asyncio.run(answer(guard_of(guards, tokens, "another-token-of-somebody"), request))
    assert told.body == asyncio.run(answer(guard_of(guards, tokens), request)).body


def test_s37_the_policy_is_strict() -> None:
    parts = [part.strip().partition(" ") for part in guards.CSP.split(";")]
    assert {name: value for name, _, value in parts} == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@pytest.mark.parametrize("path", ["/state", *FREE, "/"])
def test_s19_s20_nobody_is_let_in_by_headers_of_ours(path: str) -> None:
    told = asyncio.run(answer(guard_of(guards, tokens), Asked("", 200, path=path)))
    names = {key.lower() for key, _ in told.headers}
    assert not [name for name in names if name.startswith(b"access-control")]
    assert not names & {b"set-cookie", b"server", b"date", b"x-powered-by"}


def test_without_a_token_everything_else_is_looked_at_all_the_same() -> None:
    app = guard_of(guards, tokens)._app
    open_to_all = guards.Guard(app, port=3111, gate=None, free=FREE, shell=b"")
    for request in asked():
        told = asyncio.run(answer(open_to_all, request))
        if request.status not in (200, 401, 101):
            assert told.status == request.status, request.what
        elif request.status == 401:
            assert told.inside, request.what
