"""What Lighthouse says of the dashboard: everybody can use it, in the light and in the dark."""

import json
import os
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from support import browsers
from support.dashboard_stories import driven, many
from support.dashboards import Served, served
from support.npm import installed

pytestmark = pytest.mark.slow

# The last one that runs with the Node of a Debian that is still in use.
LIGHTHOUSE = ("lighthouse", "12.8.2", "lighthouse")
RUN = "20261122-200500-run2"
PAGES = {"overview": "#/", "run": f"#/run/{RUN}/tasks?task=T2", "history": "#/history"}
TRIES = 3
"""It waits for half a minute for its browser, which on a busy machine may take longer."""
DARK = "--blink-settings=preferredColorScheme=0"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    state = tmp_path_factory.mktemp("state") / "s"
    state.mkdir(mode=0o700)
    told = many(state, time.time())
    with driven(*told), served(state) as there:
        yield there
    for one in told:
        one.close()


@pytest.mark.parametrize("flags", ["", DARK], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_has_nothing_against_its_accessibility(
    dashboard: Served, page: str, flags: str, tmp_path: Path
) -> None:
    program = installed(*LIGHTHOUSE)
    if program is None:
        pytest.skip("Lighthouse is not in the cache, and npm cannot fetch it")
    told = looked(
        program, f"{dashboard.url}/?token={dashboard.token}{PAGES[page]}", flags, tmp_path
    )
    kinds: dict[str, Any] = told["categories"]
    against = [
        f"{name}: {one['title']}"
        for name, one in told["audits"].items()
        if one["score"] is not None and one["score"] < 1
    ]
    assert {name: kind["score"] for name, kind in kinds.items()} == {
        "accessibility": 1,
        "best-practices": 1,
    }, against


def looked(program: str, url: str, flags: str, folder: Path) -> dict[str, Any]:
    """Its report on a page, in a browser with a profile of its own."""
    chrome = f"--headless=new {' '.join(browsers.ARGUMENTS)} {flags}"
    report = folder / "report.json"
    command = [
        *(program, url, "--quiet", "--preset=desktop", "--disable-full-page-screenshot"),
        *("--only-categories=accessibility,best-practices", f"--chrome-flags={chrome}"),
        *("--output=json", f"--output-path={report}"),
    ]
    environment = {**os.environ, "CHROME_PATH": browsers.program(), "HOME": str(folder), "CI": "1"}
    tries = 0
    while not report.exists():
        done = subprocess.run(
            command, env=environment, check=False, capture_output=True, text=True, timeout=120
        )
        tries += 1
        assert report.exists() or tries < TRIES, done.stderr
    return json.loads(report.read_text("utf-8"))
