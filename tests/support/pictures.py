"""The pictures of the guide, of runs that tests tell: `python -m support.pictures docs/images`."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from support import browsers
from support.dashboards import driven, many, served


def main(folder: Path) -> None:
    """Make them anew."""
    with TemporaryDirectory() as place:
        state = Path(place) / "state"
        state.mkdir(mode=0o700)
        live = many(state, time.time())
        run, ask = (story.folder.id for story in live)
        pages = {
            "overview": "#/",
            "task": f"#/run/{run}/tasks?task=T2",
            "cost": f"#/run/{run}/cost",
            "question": f"#/run/{ask}",
        }
        with driven(*live), served(state) as there, browsers.browser() as chromium:
            for name, route in pages.items():
                dark = "dark" if name in ("task", "cost") else "light"
                size = {"width": 1200, "height": 820}
                with browsers.context(chromium, color_scheme=dark, viewport=size) as made:
                    page = made.new_page()
                    page.set_default_timeout(60_000)
                    page.goto(there.link)
                    page.wait_for_selector(".figures")
                    page.goto(f"{there.url}/{route}")
                    page.wait_for_selector("main h2")
                    page.wait_for_load_state("networkidle")
                    browsers.picture(page, folder / f"dashboard-{name}.png")
        for story in live:
            story.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
