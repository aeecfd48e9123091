"""Views with nothing in them that a screen would obey and no secret that is known."""

import json
import os
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestrator_engine import launch
from orchestrator_engine import view as views
from orchestrator_engine.errors import BadConfig, BadStore
from orchestrator_engine.journal import Reader
from orchestrator_engine.json_values import is_object, is_series
from orchestrator_engine.ledger import Ledger
from orchestrator_engine.mended import put_right
from orchestrator_engine.places import RunFolder, find_runs
from orchestrator_engine.redaction import GONE
from orchestrator_engine.sequel import told_of
from orchestrator_engine.spending import Budget, Limit
from orchestrator_engine.summary import COMPLETED, RUNNING, Summary, summary
from orchestrator_engine.system.secrets import redactor
from orchestrator_engine.view_overview import day, followed, overview
from orchestrator_engine.visible import clean

# What `clean` would change, as JSON writes it in plain ASCII.
_ODD = re.compile(
    r"\\(?:[bfr]|u00(?:0[0-8b-f]|1[0-9a-f]|7f|[89][0-9a-f])|u200[b-f]|u202[a-e]|u20[67]|u061c|u180e"
    r"|ufeff|udb40)"
)

# What is called a secret where it stands. In a journal it is kept, because code is full of such
# names; on a screen that a camera or a colleague may see it is better left out.
_IS = r"\\?[\"']?\s*[=:]\s*\\?[\"']?"
_VALUE = r"(?=[^\s\"'\\&]*[0-9])[A-Za-z0-9._~+/=-]{12,}"
_CALLED = re.compile(
    r"(?i)(\bbearer\s+|[?&#](?:access_|auth_)?token="
    rf"|(?:password|passwd|secret|api[_-]?key|token){_IS}){_VALUE}"
)
# The same for a whole of megabytes in small letters: what begins with a plain word is found by a
# search for that word, fifty times as fast as a choice of words in letters of any size.
_NAMES = ("password", "passwd", "secret", "api_key", "api-key", "apikey", "token")
_SUSPECTS = tuple(
    re.compile(rf"{begin}{_VALUE}")
    for begin in (r"bearer\s+", *(f"{name}{_IS}" for name in _NAMES))
)


def as_json(value: Mapping[str, Any]) -> bytes:
    """The value as JSON in plain ASCII, fit for any screen."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    # Looked for in the whole at once: a view has tens of thousands of texts, nearly all harmless.
    if _ODD.search(text) or _suspect(text) or redactor().text(text) != text:
        text = json.dumps(told(value), ensure_ascii=True, separators=(",", ":"))
    return text.encode()


def _suspect(text: str) -> bool:
    small = text.lower()
    return any(pattern.search(small) for pattern in _SUSPECTS)


def told(value: object) -> object:
    """A JSON value with each of its texts fit to be shown."""
    if isinstance(value, str):
        return clean(_CALLED.sub(rf"\1{GONE}", redactor().text(value)))
    if is_series(value):
        return [told(one) for one in value]
    if is_object(value):
        return {key: told(one) for key, one in value.items()}
    return value


def run_view(folder: RunFolder, reader: Reader) -> dict[str, Any]:
    """The view of a run as its reader has it now."""
    driven = launch.alive(folder)
    run, then = put_right(folder, reader.run), told_of(folder)
    made = views.view(run, folder.id, now=time.time(), driven=driven, sequel=then)
    return json.loads(as_json(made))


def runs_overview(
    state: Path, repository: str | None = None, *, folders: Sequence[RunFolder] | None = None
) -> dict[str, Any]:
    """The overview of the runs of a repository (its real path), or in `folders`, or of all."""
    now = time.time()
    known = find_runs(state) if folders is None else folders
    found = latest_first(summary(folder, now) for folder in known)
    rows = [
        row_of(RunFolder(state / "runs" / one.run), one)
        for one in found
        if repository is None or one.repository == repository
    ]
    return json.loads(as_json(overview(rows, now=now, today=today(state, now, allowed(found)))))


def latest_first(known: Iterable[Summary]) -> list[Summary]:
    """Runs that go on, then those that do not by when they ended, which may be long after others.

    One that was begun before another may have been let go on after it.
    """
    return sorted(known, key=_lateness, reverse=True)


def _lateness(one: Summary) -> tuple[bool, float, str]:
    last = one.started_at if one.ended_at is None else one.ended_at
    return one.state == RUNNING, last or 0.0, one.run


def row_of(folder: RunFolder, one: Summary) -> dict[str, Any]:
    """A summary as an overview takes it, with what follows that run by itself."""
    # Only one that is completed can be followed, and most are by none.
    sequel = told_of(folder) if one.state == COMPLETED else None
    return one.as_data() | {"then": followed(sequel, one.run)}


def allowed(latest: Iterable[Summary]) -> Budget:
    """The limits of a day: the person's own, or those of the latest run that had some."""
    from orchestrator_engine.config.layers import personal  # noqa: PLC0415  # nothing else needs it

    try:
        own = personal(os.environ).budget
    except BadConfig:
        own = Budget()
    if own.day != Limit():
        return own
    told = (Limit(one.day_nanos, one.day_tokens) for one in latest)
    return Budget(day=next((limit for limit in told if limit != Limit()), Limit()))


def today(state: Path, now: float, budget: Budget | None = None) -> dict[str, Any] | None:
    """What all runs spent on the day of `now`; None where the ledger cannot say."""
    try:
        with Ledger(state) as ledger:
            spent = ledger.today(now)
    except BadStore:
        return None
    gone = spent.gone
    return day(gone.nanos or 0, gone.tokens or 0, spent.attempts, spent.seconds, budget)
