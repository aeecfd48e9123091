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


def test_of_very_many_that_are_alike_the_first_are_given() -> None:
    workspace = Workspace()
    for number in range(6):
        lines = (f"- [ ] T001 Pour {'tea' * (line % 50)}\n" for line in range(700))
        workspace.add(f"file:///{number}.md", "".join(lines))
    assert len(workspace.symbols("pou")) == 200
    found = workspace.symbols("t001 pour")
    assert len(found) == 200
    assert [match.symbol.name for match in found[:84]] == ["T001 Pour"] * 84


def test_long_names_and_long_queries_take_no_time() -> None:
    workspace = Workspace()
    workspace.add("file:///a.md", f"- [ ] T001 {'a' * 100_000}\n" * 5)
    begun = process_time()
    workspace.symbols("a" * 100_000 + "b")
    assert process_time() - begun < 10
