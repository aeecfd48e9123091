"""Links follow a file that gets another name, each as it was written."""

import pytest

from orchestrator_analyzer.moving import Move, moved
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.text import Text, apply

FILES = {"/p/docs/a.md", "/p/docs/b c.md", "/p/src/tea.py", "/p/docs/SPEC.md", "/p/docs/sub/x.md"}


def after(text: str, renames: dict[str, str], here: str = "/p/docs/SPEC.md") -> str:
    source = Source(Text(text), here)

    def goal(path: str) -> str | None:
        for old, new in renames.items():
            if path == old or path.startswith(f"{old}/"):
                return new + path[len(old) :]
        return None

    move = Move(here, goal(here) or here, goal, FILES.__contains__, "/p")
    return apply(text, moved(source, move))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("see [a](a.md)", "see [a](z.md)"),
        ("see [a](./a.md#part)", "see [a](./z.md#part)"),
        ("see [a](<a.md>) and [b](other.md)", "see [a](<z.md>) and [b](other.md)"),
        ("[a]: a.md\n\n[a][a]", "[a]: z.md\n\n[a][a]"),
        ("in `a.md` and `docs/a.md`", "in `z.md` and `docs/z.md`"),
        ("in `a.md:12`", "in `z.md:12`"),
        ("```\n[a](a.md)\n```\n", "```\n[a](a.md)\n```\n"),
        ("é😀 [a](../docs/a.md)", "é😀 [a](z.md)"),
        ("[a](https://a.md/a.md) and [h](#a.md)", "[a](https://a.md/a.md) and [h](#a.md)"),
        ("[a](/a.md)", "[a](/a.md)"),
    ],
)
def test_links_to_a_renamed_file_follow(before: str, expected: str) -> None:
    assert after(before, {"/p/docs/a.md": "/p/docs/z.md"}) == expected


def test_a_name_with_blanks_is_written_as_its_link_needs_it() -> None:
    rename = {"/p/docs/a.md": "/p/docs/the end (1).md"}
    assert after("[a](a.md)", rename) == "[a](the%20end%20%281%29.md)"
    assert after("[a](<a.md>) `a.md`", rename) == "[a](<the end (1).md>) `the end (1).md`"
    assert after("[b](b%20c.md)", {"/p/docs/b c.md": "/p/docs/ä d.md"}) == "[b](%C3%A4%20d.md)"


def test_a_document_that_moves_takes_its_links_along() -> None:
    text = "[a](a.md) [no](gone.md) [x](sub/x.md#y) `src/tea.py` [t](../src/tea.py) [s](SPEC.md)"
    assert after(text, {"/p/docs/SPEC.md": "/p/old/deep/S.md"}) == (
        "[a](../../docs/a.md) [no](gone.md) [x](../../docs/sub/x.md#y) `src/tea.py` "
        "[t](../../src/tea.py) [s](S.md)"
    )


def test_what_moves_together_stays_as_it_is() -> None:
    text = "[a](a.md) [x](sub/x.md) [t](../src/tea.py)"
    assert after(text, {"/p/docs": "/p/pages"}) == text
    assert after("[d](docs/a.md)", {"/p/docs": "/p/pages"}, here="/p/README.md") == (
        "[d](pages/a.md)"
    )
    assert after(text, {"/p/docs": "/q/pages"}) == (
        "[a](a.md) [x](sub/x.md) [t](../../p/src/tea.py)"
    )
