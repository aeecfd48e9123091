import pytest

from orchestrator_engine.attempt import Change
from orchestrator_engine.protected import violations

BEFORE = frozenset({"src/a.py", "tests/test_a.py", "web/a.test.ts", "pkg/a_test.go"})


def check(path: str, removed: int | None = 1, words: str = "Do it") -> bool:
    changes = [Change(path, 1, removed)]
    return bool(violations(changes, before=BEFORE, document="SPEC.md", words=words))


@pytest.mark.parametrize("path", ["tests/test_a.py", "web/a.test.ts", "pkg/a_test.go"])
def test_a_test_that_was_there_may_not_be_altered(path: str) -> None:
    assert check(path)


def test_a_test_that_was_there_may_be_added_to() -> None:
    assert not check("tests/test_a.py", removed=0)


def test_a_binary_file_among_the_tests_may_not_be_altered() -> None:
    assert violations(
        [Change("tests/a.png", None, None)],
        before=frozenset({"tests/a.png"}),
        document=None,
        words="",
    )


def test_a_new_test_is_welcome() -> None:
    assert not check("tests/test_new.py")


def test_the_source_is_there_to_be_changed() -> None:
    assert not check("src/a.py")


@pytest.mark.parametrize(
    "path",
    [".github/workflows/ci.yml", ".mcp.json", ".claude/settings.json", "web/ruff.toml"],
)
def test_what_judges_the_work_may_not_even_be_made(path: str) -> None:
    assert check(path, removed=0)


def test_an_item_that_names_a_file_asks_for_its_change() -> None:
    assert not check("tests/test_a.py", words="Rename the cases of `tests/test_a.py`.")


def test_the_document_is_the_engines_whatever_an_item_says() -> None:
    assert check("SPEC.md", words="Tick the boxes of SPEC.md")
