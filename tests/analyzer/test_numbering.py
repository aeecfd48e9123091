"""The next free id, and a series numbered anew."""

import re

from hypothesis import given
from hypothesis import strategies as st

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.drafts import prefix
from orchestrator_analyzer.mentions import series_of
from orchestrator_analyzer.numbering import next_id, renumber, renumber_list, split_id
from orchestrator_analyzer.text import apply


def check(before: str, handle: str, after: str) -> None:
    """Renumber the series of an item."""
    analysis = analyze(before)
    assert apply(before, renumber(analysis.names, handle)) == after


def check_list(before: str, after: str) -> None:
    """Renumber the list that the cursor `$0` stands in."""
    text = before.replace("$0", "")
    assert apply(text, renumber_list(analyze(text).reading.source, before.index("$0"))) == after


def check_next(text: str, like: str, expected: str | None) -> None:
    """Ask for the id after the highest."""
    assert next_id(analyze(text).names, like) == expected


def test_gaps_are_closed_and_what_names_the_ids_follows() -> None:
    check(
        "\ufeff- [ ] T001 é😀\r\n- [ ] T003 b after T001\r\n"
        "\t- [ ] T007 c, see T003/T007, T007を\r\n",
        "T003",
        "\ufeff- [ ] T001 é😀\r\n- [ ] T002 b after T001\r\n"
        "\t- [ ] T003 c, see T002/T003, T003を\r\n",
    )


def test_ids_that_change_places_do_not_meet() -> None:
    check(
        "- [ ] T002 a after T001\n- [ ] T001 b\n- [ ] T003 c after T002\n",
        "T001",
        "- [ ] T002 a after T003\n- [ ] T003 b\n- [ ] T004 c after T002\n",
    )


def test_an_id_given_twice_is_given_once() -> None:
    text = "- [ ] T001 Pour tea\n- [ ] T001 Stir milk\n- [ ] T002 Serve (after T002)\n"
    handle = analyze(text).spec.items[0].handle
    check(
        text,
        handle,
        "- [ ] T001 Pour tea\n- [ ] T002 Stir milk\n- [ ] T003 Serve (after T003)\n",
    )


def test_numbers_are_counted_within_what_is_around_them() -> None:
    check(
        "# Plan\n\n- [x] 1. A\n  - [x] 1.1 B\n  - [x] 1.4 C\n- [ ] 3. D\n"
        "  - [ ] 3.1 E (depends on 1.4)\n"
        "  - needs version 3.1\n",
        "3",
        "# Plan\n\n- [x] 1. A\n  - [x] 1.1 B\n  - [x] 1.2 C\n- [ ] 2. D\n"
        "  - [ ] 2.1 E (depends on 1.2)\n"
        "  - needs version 3.1\n",
    )


def test_other_series_and_code_stay() -> None:
    check(
        "# Bugs\n\n## BUG-2: A\n\nSEC-4, `BUG-5`\n\n```\nBUG-5\n```\n\n## BUG-5: B\n\n"
        "## SEC-4: C\n",
        "BUG-2",
        "# Bugs\n\n## BUG-2: A\n\nSEC-4, `BUG-3`\n\n```\nBUG-5\n```\n\n## BUG-3: B\n\n"
        "## SEC-4: C\n",
    )


def test_a_range_that_would_mean_something_else_stops_it() -> None:
    text = "- [ ] T001 a\n- [ ] T004 b\n- [ ] T005 c after T001-T004\n"
    check(text, "T001", text)


def test_what_has_no_number_stays() -> None:
    check("- [ ] Boil water\n", "boil-water", "- [ ] Boil water\n")
    check("- [ ] T001a x\n- [ ] T003a y\n", "T001a", "- [ ] T001a x\n- [ ] T003a y\n")
    check("- [ ] T001 x\n", "T009", "- [ ] T001 x\n")


def test_an_ordered_list_is_numbered_from_its_first() -> None:
    check_list("3. é😀\n3. b$0\n   1. in\n9) other\n", "3. é😀\n4. b\n   1. in\n9) other\n")
    check_list("1. a\n   1. in$0\n   1. in\n4. b\n", "1. a\n   1. in\n   2. in\n4. b\n")


def test_a_longer_number_that_would_part_what_is_nested_stays_away() -> None:
    text = "9. a\n9. b\n   - in\n"
    check_list(text.replace("b", "b$0"), text)
    check_list("- bullet$0\n", "- bullet\n")


def test_the_next_id_comes_after_the_highest_that_is_spoken_of() -> None:
    check_next("- [ ] T001 a\n- [ ] T007 b after T009\n", "T001", "T010")
    check_next("# Bugs\n\n## BUG-099: a\n\n## bug-3: b\n", "BUG-099", "BUG-100")
    check_next("# Plan\n\n- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ] 1.2 C\n- [ ] 4. D\n", "1.1", "1.3")
    check_next("- [ ] T001a x\n", "T001a", None)


LINES = st.lists(
    st.sampled_from(
        [
            *("- [ ] T{} é after T{}\r\n", "- [x] T{} 😀 T{}\n", "  - [ ] T{} a\n", "T{}-T{}\n"),
            *("## BUG-{}: b\n", "text BUG-{}, T{}\r", "\n", "1. T{}\n", "- [ ] {}.{} c\n"),
            *("- [ ] {} d after {}\n", "```\nT{}\n```\n"),
        ]
    ),
    max_size=10,
)


def _form(text: str, line: int) -> str:
    """How the line of an item begins: `- [`, `1. `, `## `."""
    return re.split(r"\r\n|\r|\n", text)[line].lstrip()[:3]


@given(LINES, st.lists(st.integers(0, 12), min_size=20, max_size=20))
def test_only_digits_of_ids_change(lines: list[str], numbers: list[int]) -> None:
    rest = iter(numbers)
    text = "".join(line.format(next(rest), next(rest)) for line in lines)
    analysis = analyze(text)
    for item in analysis.spec.items:
        edits = renumber(analysis.names, item.handle)
        written = apply(text, edits)
        again = analyze(written).spec.items
        # A title without an id of its own may speak of ids, which follow.
        assert [re.sub(r"\d+", "", one.title) for one in again if not one.id] == [
            re.sub(r"\d+", "", one.title) for one in analysis.spec.items if not one.id
        ]
        assert re.split(r"\d+", written) == re.split(r"\d+", text)
        if edits:
            # Counted together is what is written alike: boxes with boxes, headings with headings.
            series, form = prefix(item.id or ""), _form(text, item.line)
            ids = [
                one.id
                for one in again
                if one.id and prefix(one.id) == series and _form(written, one.line) == form
            ]
            assert len(set(ids)) == len(ids)


@given(
    st.lists(
        st.sampled_from(
            [
                "B-2",
                "b-3",
                "B-10",
                "B-010",
                "B9",
                "A1.2",
                "a1.3",
                "C-1x",
                "X-B-4",
                "path/B-77",
                "B-5-6",
            ]
        ),
        max_size=8,
    ),
    st.lists(st.sampled_from(["B-4", "b-20", "B-x", "A1.7", "SS-3"]), max_size=3),
)
def test_the_next_id_is_one_above_the_highest_that_is_named_anywhere(
    ids: list[str], elsewhere: list[str]
) -> None:
    text = "\n".join(f"- [ ] {one} Do it, see {one}" for one in ["B-1", *ids])
    names = analyze(text).names
    defined = [one.name for group in names.definitions.values() for one in group]
    named = [name for name, _ in series_of(names.reading.source, "B-")]
    parts = [split_id(name) for name in (*defined, *named, *elsewhere)]
    highest = max(int(one[1]) for one in parts if one is not None and one[0].casefold() == "b-")
    assert next_id(names, "B-1", elsewhere) == f"B-{highest + 1}"
