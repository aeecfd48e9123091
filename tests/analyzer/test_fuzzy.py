"""Items of a workspace by a few letters of their names."""

from time import process_time

from orchestrator_analyzer.analysis import Workspace

BUGS = "# Bugs of the kettle\n\n## BUG-1: Leaks tea\n\n## BUG-12: Burns tea leaves\n"
TASKS = "# Tasks: Tea\n\n- [x] T001 Pour é😀\n- [ ] Boil water\n"


def check(query: str, *expected: str) -> None:
    """Compare what a query finds, shown as `path name`."""
    workspace = Workspace()
    workspace.add("file:///bugs.md", BUGS)
    workspace.replace("file:///tasks.md", TASKS)
    found = workspace.symbols(query)
    shown = [f"{one.entry.uri.removeprefix('file:///')} {one.symbol.name}" for one in found]
    assert shown == [*expected]


def test_an_id_comes_before_what_begins_like_it() -> None:
    check("bug-1", "bugs.md BUG-1 Leaks tea", "bugs.md BUG-12 Burns tea leaves")
    check("BUG12", "bugs.md BUG-12 Burns tea leaves")


def test_letters_in_their_order_are_enough() -> None:
    check("blwt", "tasks.md Boil water")
    check("wb")


def test_the_beginning_of_a_word_comes_before_its_middle() -> None:
    check(
        "te",
        "tasks.md Tasks: Tea",
        "bugs.md BUG-1 Leaks tea",
        "bugs.md BUG-12 Burns tea leaves",
        "tasks.md Boil water",
        "bugs.md Bugs of the kettle",
    )


def test_an_empty_query_gives_everything() -> None:
    workspace = Workspace()
    workspace.add("file:///bugs.md", BUGS)
    assert len(workspace.symbols("")) == 3


def test_signs_of_patterns_mean_themselves() -> None:
    check("😀", "tasks.md T001 Pour é😀")
    for query in (".*", "[", "^", "\\", "]^-", "\n"):
        assert Workspace().symbols(query) == ()
        workspace = Workspace()
        workspace.add("file:///bugs.md", BUGS)
        workspace.symbols(query)


def test_a_name_points_at_its_characters() -> None:
    workspace = Workspace()
    workspace.add("file:///tasks.md", TASKS)
    (match,) = workspace.symbols("t001")
    assert match.entry.text.slice(match.symbol.selection) == "T001 Pour é😀"
    assert match.symbol.detail == "done"


def test_long_names_and_long_queries_take_no_time() -> None:
    workspace = Workspace()
    workspace.add("file:///a.md", f"- [ ] T001 {'a' * 100_000}\n" * 5)
    begun = process_time()
    workspace.symbols("a" * 100_000 + "b")
    assert process_time() - begun < 1
