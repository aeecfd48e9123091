"""The reference of the dashboard says all that it answers, and nothing that it does not."""

import re
from importlib import resources
from pathlib import Path

import pytest
from starlette.routing import Route

from orchestrator_engine.dashboard.app import PAGE, Dashboard
from orchestrator_engine.dashboard.bodies import COMMANDS
from orchestrator_engine.dashboard.messages import TYPES
from orchestrator_engine.questions import Choice
from orchestrator_engine.run_log import LEVELS
from orchestrator_engine.summing import of
from orchestrator_engine.view import view
from orchestrator_engine.view_overview import overview
from support.stories import mended

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "reference" / "dashboard.md").read_text("utf-8")
NAMED = set(re.findall(r"`([^`]+)`", TEXT))


def test_every_path_is_told_with_its_method(tmp_path: Path) -> None:
    routes = [each for each in Dashboard(tmp_path).app.routes if isinstance(each, Route)]
    told = {
        f"POST {each.path}" if each.methods == {"POST"} else f"GET {each.path}" for each in routes
    }
    told -= {f"GET {path}" for path in PAGE if path != "/"}
    written = {" ".join(name.partition("?")[0].split()) for name in NAMED}
    written = {name for name in written if re.fullmatch(r"(GET|POST) /\w*", name)}
    assert written == told | {"GET /ws"}


def test_every_event_is_told() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [a-z]", TEXT.partition("## Events")[2], re.MULTILINE)
    assert tuple(row for row in rows if row in TYPES) == TYPES


@pytest.mark.parametrize("name", ["task", "attempt", "phase", "item", "run", "row", "top"])
def test_every_name_of_the_shapes_is_told(name: str) -> None:
    made = view(mended().run, "a-run", now=9.0, driven=True)
    row = of(mended().run, "a-run", 9.0, driven=True).as_data()
    told = overview([row], now=9.0)
    shapes = {
        "run": made,
        "task": made["tasks"][0],
        "attempt": made["tasks"][0]["attempts"][0],
        "phase": made["phases"][0],
        "item": made["items"][0],
        "row": told["runs"][0],
        "top": told,
    }
    assert set(shapes[name]) - NAMED == set()


def test_every_field_of_a_command_is_told() -> None:
    for name, body in COMMANDS.items():
        line = next(line for line in TEXT.splitlines() if f"`POST /{name}`" in line)
        for field in body.model_fields:
            assert f'"{field}"' in line, name
    assert ", ".join(LEVELS) in TEXT


def test_every_picture_of_the_guide_is_there_and_small() -> None:
    docs = Path(__file__).parents[3] / "docs"
    guide = (docs / "guides" / "dashboard.md").read_text("utf-8")
    pictures = re.findall(r"\]\(\.\./images/([\w-]+\.png)\)", guide)
    assert pictures
    for picture in pictures:
        assert (docs / "images" / picture).stat().st_size < 200_000, picture


def test_the_guide_tells_of_every_button_and_tab() -> None:
    guide = (DOCS / "guides" / "dashboard.md").read_text("utf-8")
    page = resources.files("orchestrator_engine.dashboard") / "page"
    buttons: list[str] = []
    for script, pattern in (
        ("steering.js", r'^  \w+: \["([^"]+)", "'),
        ("task.js", r'^  \w+: \["([^"]+)", (?:null|\{)'),
        ("run.js", r'^  \["\w+", "([^"]+)"\],'),
        ("remarks.js", r'"(Dismiss…)"'),
    ):
        found = re.findall(pattern, (page / script).read_text("utf-8"), re.MULTILINE)
        assert found, script
        buttons += found
    buttons += [choice.words for choice in Choice]
    assert [each for each in buttons if f"**{each}**".lower() not in guide.lower()] == []


def test_the_page_asks_at_once_for_all_that_a_first_screen_needs_and_for_nothing_else() -> None:
    folder = resources.files("orchestrator_engine.dashboard").joinpath("page")

    def text(name: str) -> str:
        return folder.joinpath(name).read_text("utf-8")

    needed, found = set[str](), ["app.js", "transport.js", "overview.js", "run.js"]
    while found:
        name = found.pop()
        needed.add(name)
        imports: list[str] = re.findall(
            r'^import .* from "\./(\w+\.js)";$', text(name), re.MULTILINE
        )
        found += [each for each in imports if each not in needed]
    preloaded = re.findall(r'rel="modulepreload" href="/(\w+\.js)"', text("index.html"))
    assert sorted(preloaded) == sorted(needed)
    later: set[str] = set(re.findall(r'import\("\./(\w+\.js)"\)', text("parts.js")))
    assert later - needed == {
        "task.js", "diff.js", "dialogs.js", "remarks.js", "log.js", "history.js", "drawings.js",
    }  # fmt: skip
