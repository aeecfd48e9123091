"""Of which folder a run is, where its title alone could mean another one."""

from pathlib import Path

import pytest

from orchestrator_server.whose import whose
from support.lsp_desk import ALL, opened
from support.lsp_runs import FakeEngine, HandMadeRun

pytestmark = pytest.mark.usefixtures("impatient")

SHOP, SITE, OLD = Path("/home/kim/shop"), Path("/home/kim/site"), Path("/old/shop")


@pytest.mark.parametrize(
    ("document", "roots", "others", "told"),
    [
        (SHOP / "SPEC.md", [SHOP], [], ""),
        (SHOP / "SPEC.md", [SHOP, SITE], [], "shop"),
        (SITE / "a" / "SPEC.md", [SHOP, SITE, SITE / "a"], [], "a"),
        (SHOP / "SPEC.md", [SHOP, OLD], [], "kim/shop"),
        (SHOP / "a" / "SPEC.md", [SHOP], [SHOP / "b" / "SPEC.md"], "shop/a/SPEC.md"),
        (SHOP / "SPEC.md", [SHOP, SITE], [SITE / "SPEC.md"], "shop"),
        (Path("/else/docs/SPEC.md"), [SHOP, SITE], [], "docs"),
    ],
)
def test_a_document_is_told_from_others_by_its_folder(
    document: Path, roots: list[Path], others: list[Path], told: str
) -> None:
    assert whose(document, roots, others) == told


def test_with_two_folders_open_all_that_is_told_of_a_run_names_its_own(
    document: Path, run: HandMadeRun, engine: FakeEngine, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    place = document.parent.name
    folders = [{"uri": one.as_uri(), "name": one.name} for one in (document.parent, other)]
    title = f"Rehearsal: Greeter ({place})"
    with opened(document, ALL, workspaceFolders=folders) as desk:
        assert desk.progress("begin")["value"]["title"] == title
        told = desk.command("state", {"uri": desk.uri})
        assert told["tooltip"].startswith(f"{title}: ")
        run.end()
        assert title in desk.progress("end")["value"]["message"]
        desk.said(title)
        desk.choice = "Not now"
        desk.command("run", {"uri": desk.uri, "mode": "build"})
        desk.said(f"Build {document.name} in {place}: ")
    assert engine.started() == []
