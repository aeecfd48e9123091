"""No secret is stored or shown, wherever a text is cut, and everything else stays as it is."""

import json
import logging
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_engine import journal
from orchestrator_engine.attempt import Ending, Outcome
from orchestrator_engine.cli import output
from orchestrator_engine.events import AttemptEnded, AttemptStarted, PhaseStarted
from orchestrator_engine.redaction import GONE, Redactor, Stream, secrets_in
from orchestrator_engine.system import logs, spool
from support.plans import created
from support.secrets import KEYS, VALUES
from support.stories import mended

REDACTOR = Redactor(VALUES)
ALL = (*KEYS.values(), *VALUES)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has secrets of its own."""

    def ours() -> Redactor:
        return REDACTOR

    for module in (spool, journal, output, logs):
        monkeypatch.setattr(module, "redactor", ours)


@pytest.mark.parametrize("key", KEYS.values(), ids=list(KEYS))
@pytest.mark.parametrize("around", ["{}", "key={}", '"{}"', "got {}\n", '{{"k":"a\\n{}"}}'])
def test_a_key_of_a_known_shape_is_taken_out(key: str, around: str) -> None:
    text = around.format(key)
    assert key not in REDACTOR.text(text)
    assert REDACTOR.data(text.encode()).decode() == REDACTOR.text(text) == around.format(GONE)


@pytest.mark.parametrize(
    "text",
    [
        "task-123456789012345678901234567890",
        "sk-loading-spinner-in-the-middle",
        "commit 0123456789abcdef0123456789abcdef01234567",
        "https://example.org:8080/path?x=1",
        "git@example.org:owner/project.git",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "ghost_of_a_chance AKIA AIza eyJ hf_ npm_",
    ],
)
def test_what_only_looks_a_little_like_one_stays(text: str) -> None:
    assert REDACTOR.text(text) == text
    assert REDACTOR.data(text.encode()) == text.encode()


def test_of_an_address_only_the_password_is_taken_out() -> None:
    assert REDACTOR.text("https://me:hunter22@host/x") == f"https://me:{GONE}@host/x"


def test_secrets_are_known_by_the_names_of_variables_and_words_are_left_alone() -> None:
    found = secrets_in(
        {
            "OPENAI_API_KEY": "abcdef123456",
            "MY_SECRET": "x1y2z3w4v5",
            "DATABASE_URL": "postgres://u:p@h/d",
            "DB_PASSWORD": "postgres",
            "KEYBOARD": "qwertz12345",
            "SSH_AUTH_SOCK": "/run/user/1/agent",
            "TOKEN": "short",
            "PATH": "/usr/bin:/bin:/sbin",
        }
    )
    assert found == {"abcdef123456", "x1y2z3w4v5", "postgres://u:p@h/d"}


def test_a_secret_is_found_as_json_and_as_part_of_an_address_writes_it() -> None:
    secret = 'pa"ss/wörd\n12'  # noqa: S105  # nobody's
    redactor = Redactor([secret])
    for text in (secret, json.dumps(secret), json.dumps(secret, ensure_ascii=False)):
        assert "rd" not in redactor.text(text)
    assert redactor.text("?k=pa%22ss%2Fw%C3%B6rd%0A12&") == f"?k={GONE}&"


@given(
    parts=st.lists(st.sampled_from([*ALL, " ", "\n", "word", '"', "=", "s", "e"]), max_size=8),
    cuts=st.lists(st.integers(0, 400), max_size=12),
)
def test_where_a_stream_is_cut_makes_no_difference(parts: list[str], cuts: list[int]) -> None:
    data = " ".join(parts).encode()
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    stream = Stream(REDACTOR)
    shown = b"".join(stream.feed(data[begin:end]) for begin, end in pairwise(places))
    shown += stream.feed(b"\n")
    assert shown + REDACTOR.data(stream.rest()) == REDACTOR.data(data + b"\n")
    assert not any(secret.encode() in shown for secret in ALL)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("secret", ALL)
def test_no_spool_file_has_one_wherever_its_cap_cuts(secret: str, tmp_path: Path) -> None:
    data = f"before {secret} after ".encode()
    for cap in range(8, 4 * len(data), 11):
        for size in (1, 64):
            file = spool.Spool(tmp_path / "x.log", cap)
            for begin in range(0, 3 * len(data), size):
                file.write((data * 3)[begin : begin + size])
            last = file.text()
            file.close()
            kept = (tmp_path / "x.log").read_text()
            # Half of a secret is none of it either: what is left of it is less than half.
            half = secret[len(secret) // 2 :]
            assert secret not in kept + last
            assert half not in kept + last


@pytest.mark.usefixtures("known")
def test_the_journal_never_holds_one_and_the_run_is_as_the_journal_says(tmp_path: Path) -> None:
    story = mended()
    folder = journal.RunFolder(tmp_path / "runs" / "run")
    assert story.run.plan is not None
    journal.create(folder, created(), journal.RunPlanned(story.run.plan))
    with_secrets = " and ".join(ALL)
    kept = journal.Journal.take_over(folder, "a test")
    first = next(iter(story.run.tasks))
    start = next(
        record.event for record in story.records if isinstance(record.event, AttemptStarted)
    )
    kept.append(PhaseStarted("P1"), start)
    kept.append(AttemptEnded(first, 1, Outcome(Ending.DONE, with_secrets, "", 0.0, 1, None, 1.0)))
    told = kept.run.tasks[first].attempts[-1].outcome
    kept.close()
    assert told is not None
    assert told.text == " and ".join(GONE for _ in ALL)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert not any(secret.encode() in file.read_bytes() for secret in ALL)


@pytest.mark.usefixtures("known")
def test_logs_and_the_terminal_show_none(capsys: pytest.CaptureFixture[str]) -> None:
    for secret in ALL:
        record = logging.LogRecord("x", logging.INFO, "", 1, "with %s in it", (secret,), None)
        output.say(logs.Lines("worker").format(record))
        output.say(f"with {secret} in it")
        output.emit({"text": f"with {secret} in it"})
    shown = capsys.readouterr()
    assert not any(secret in shown.out + shown.err for secret in ALL)
    assert shown.out.count(GONE) == 3 * len(ALL)
