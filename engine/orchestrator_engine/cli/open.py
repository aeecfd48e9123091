"""`open`, `dashboard`: the dashboard in a browser, started where there is none yet."""

import json
import os
import sys
from argparse import Namespace

from orchestrator_engine import opening, places
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.places import RunFolder


def open(options: Namespace) -> int:  # noqa: A001  # the command is called so
    """Say where the dashboard is, and show it."""
    run = choosing.choose(options.run).id if options.run is not None else None
    state = places.state_dir()
    # Written as it is: the link is for whoever asked, and holds the token on purpose.
    url = opening.opened(state, options.port).to(run)
    if options.json:
        sys.stdout.write(json.dumps({"schema": output.SCHEMA, "url": url}) + "\n")
        return 0
    sys.stdout.write(f"{url}\n")
    if not options.no_browser and _screen() and sys.stdout.isatty():
        opening.browse(opening.Places.of(state), url)
    return 0


def tell(folder: RunFolder, port: int) -> None:
    """Start the dashboard for a run that begins, and say where it is."""
    url = opening.opened(places.state_dir(), port).to(folder.id)
    sys.stderr.write(f"Dashboard: {url}\n")


def _screen() -> bool:
    """Whether a browser would be seen by whoever asks."""
    if "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
