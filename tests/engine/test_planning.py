import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.graph import Graph
from orchestrator_engine.plan import Check, CheckKind, Plan
from orchestrator_engine.planning import EVERYTHING, Wanted, plan
from orchestrator_engine.touched import Project

CHECKS = (
    Check("setup", CheckKind.SETUP, ("npm", "ci"), 900.0, "package-lock.json"),
    Check("test", CheckKind.TEST, ("npm", "test"), 900.0, "package.json"),
)


def check(text: str, *items: str, mode: str = "build") -> Plan:
    return plan(analyze(text, "SPEC.md"), "Title", Wanted(mode, items), CHECKS)


def shape(planned: Plan) -> dict[str, list[tuple[str, ...]]]:
    """Phase titles, each with its tasks' items and what they wait for."""
    return {
        phase.title: [(*task.items, *task.after) for task in phase.tasks]
        for phase in planned.phases
    }


def test_headings_that_tell_items_apart_become_phases() -> None:
    planned = check("# App\n\n## One\n\n- [ ] A-1: a\n- [ ] A-2: b\n\n## Two\n\n- [ ] A-3: c\n")
    assert shape(planned) == {"One": [("A-1",), ("A-2",)], "Two": [("A-3",)]}
    assert [phase.after for phase in planned.phases] == [(), ("P1",)]


def test_items_under_one_heading_are_one_phase() -> None:
    assert shape(check("# App\n\n- [ ] A-1: a\n- [ ] A-2: b\n")) == {"App": [("A-1",), ("A-2",)]}


def test_what_is_done_is_not_planned() -> None:
    assert [item.label for item in check("# App\n\n- [x] A-1: a\n- [ ] A-2: b\n").items] == ["A-2"]


def test_a_task_waits_for_what_its_item_waits_for() -> None:
    planned = check("# App\n\n- [ ] A-1: a\n- [ ] A-2: b (depends on A-1)\n")
    assert shape(planned) == {"App": [("A-1",), ("A-2", "T1")]}


def test_an_item_that_waits_for_a_later_section_puts_both_in_one_phase() -> None:
    text = "# App\n\n## One\n\n- [ ] A-1: a (depends on A-2)\n\n## Two\n\n- [ ] A-2: b\n"
    assert shape(check(text)) == {EVERYTHING: [("A-1", "T2"), ("A-2",)]}


def test_items_that_wait_for_each_other_are_refused_with_the_circle() -> None:
    with pytest.raises(BadDocument, match="A-1 → A-2 → A-1"):
        check("# App\n\n- [ ] A-1: a (depends on A-2)\n- [ ] A-2: b (depends on A-1)\n")


def test_items_that_were_asked_for_are_planned_alone() -> None:
    planned = check("# App\n\n- [ ] A-1: a\n- [ ] A-2: b\n", "A-2")
    assert [item.label for item in planned.items] == ["A-2"]


def test_an_item_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadDocument, match="no open item is called A-9") as caught:
        check("# App\n\n- [ ] A-1: a\n", "A-9")
    assert "A-1" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Words, and no list.\n", "has no items"),
        ("# App\n\n- [x] A-1: a\n- [x] A-2: b\n", "all 2 items of the document are done"),
    ],
)
def test_a_document_with_nothing_to_do_is_refused_in_its_own_words(text: str, message: str) -> None:
    with pytest.raises(BadDocument, match=message):
        check(text)


def test_setting_up_is_no_check() -> None:
    planned = check("# App\n\n- [ ] A-1: a\n")
    assert [each.name for each in planned.setup] == ["setup"]
    assert [each.name for each in planned.checks] == ["test"]


def test_a_mode_that_the_analyzer_would_not_choose_says_so() -> None:
    text = "# App\n\n- [ ] A-1: a\n"
    recommended = analyze(text, "SPEC.md").recommendation.mode
    assert recommended != "exec"
    (reason,) = check(text, mode="exec").reasons
    assert reason == f"exec was asked for; the analyzer would have chosen {recommended}"


def test_a_document_that_offers_no_run_says_why_it_would_not() -> None:
    analysis = analyze("# Readme\n\n- [ ] A-1: a\n", "README.md")
    (reason,) = plan(analysis, "Title", Wanted("exec"), CHECKS).reasons
    assert reason.startswith("a run was asked for; the analyzer would not have offered one: ")
    assert "a readme tells about a project" in reason


@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 8))), min_size=1, max_size=9))
def test_a_plan_has_every_item_once_and_waits_only_for_earlier_or_the_same_phase(
    items: list[tuple[int, list[int]]],
) -> None:
    lines = ["# App", ""]
    heading = None
    for number, (section, after) in enumerate(items):
        if section != heading:
            lines += ["", f"## Part {section}-{number}", ""]
            heading = section
        earlier = ", ".join(f"A-{other}" for other in after if other < number)
        lines.append(f"- [ ] A-{number}: do it" + (f" (depends on {earlier})" if earlier else ""))
    planned = check("\n".join(lines) + "\n")
    assert [item.label for item in planned.items] == [f"A-{n}" for n in range(len(items))]
    place = {task.id: n for n, phase in enumerate(planned.phases) for task in phase.tasks}
    assert all(place[other] <= place[task.id] for task in planned.tasks() for other in task.after)


THERE = {"src", "src/tea.py", "docs", "docs/tea.md", "docs/SPEC.md", "docs/cup.md"}


def files(text: str, document: str = "docs/SPEC.md") -> list[tuple[str, ...]]:
    """The files of each task, in a project that has `THERE`."""
    project = Project(document, THERE.__contains__)
    planned = plan(analyze(text, "SPEC.md"), "Title", Wanted("build"), (), project)
    return [task.files for task in planned.tasks()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pour in `src/tea.py`", ("src/tea.py",)),
        ("Pour in `./src/../src/tea.py:12`", ("src/tea.py",)),
        (r"Pour in `src\tea.py`", ("src/tea.py",)),
        ("Describe it in `cup.md`, and in `docs/cup.md`", ("docs/cup.md",)),
        ("Describe it in `../src/tea.py`", ("src/tea.py",)),
        ("Make `src/pot.xyz` and `src/new/lid.py`", ("src/pot.xyz", "src/new/lid.py")),
        ("Make `pot.py`", ("pot.py",)),
        ("Call `tea.pour` with `self.cup`", ()),
        ("Read [the guide](docs/tea.md), or [`src/tea.py`](src/tea.py)", ("src/tea.py",)),
        ("Leave `/etc/passwd.txt` and `../../else.py` alone", ()),
        ("It is in `docs/SPEC.md` itself", ()),
        ("Pour", ()),
    ],
)
def test_a_task_touches_the_files_that_its_item_names(
    words: str, expected: tuple[str, ...]
) -> None:
    assert files(f"# App\n\n- [ ] A-1: {words}\n") == [expected]


def test_what_a_task_is_a_part_of_says_nothing_of_its_files() -> None:
    text = "# App\n\n- [ ] A-1: Pour `src/tea.py`\n  - [ ] A-2: Stir `docs/cup.md`\n"
    assert files(text) == [("docs/cup.md",)]


def test_tasks_that_name_the_same_file_are_not_done_side_by_side() -> None:
    text = "# App\n\n- [ ] A-1: `src/tea.py`\n- [ ] A-2: `src/tea.py`\n- [ ] A-3: `pot.py`\n"
    project = Project("SPEC.md", THERE.__contains__)
    graph = Graph(plan(analyze(text, "SPEC.md"), "Title", Wanted("build"), (), project))
    assert [list(graph.rivals(task)) for task in range(3)] == [[0, 1], [0, 1], [2]]
