# ruff: noqa: RUF001
"""What looks like an id and is none, and ids that are easy to miss."""

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.spec import Status
from orchestrator_analyzer.text import apply
from support.items import named


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("- [ ] ФТ-07: Меню показывает чай", "ФТ-07"),
        ("- [ ] **БАГ-3** Крышка заедает", "БАГ-3"),
        ("- [ ] RNF-02-EMB: Boil within a minute", "RNF-02-EMB"),
        ("- [ ] E1-S2: Order a cup", "E1-S2"),
        ("- [ ] 18b.1 Draw the menu", "18b.1"),
        ("- [ ] E3 · Draw the menu", "E3"),
    ],
)
def test_an_id_is_known_however_it_is_written(line: str, identifier: str) -> None:
    other = line.replace("7", "8").replace("3", "4").replace("2", "5").replace(".1", ".2")
    assert identifier in named(f"# Tasks\n\n{line}\n{other}\n")


def test_a_range_of_two_ids_is_not_one_id_with_a_suffix() -> None:
    text = "# Tasks\n\n- [ ] FR-001-FR-005 Check all\n- [ ] FR-006: Pour\n"
    assert "FR-001-FR" not in named(text)


def test_the_second_column_may_hold_the_ids_where_its_head_says_so() -> None:
    text = """\
# Test plan of the kettle

| Step | Test ID | Status | Note |
|---|---|---|---|
| 1.1 | TC-01 | [x] | lid |
| 1.2 | TC-02 | [ ] | spout |
"""
    assert named(text) == {"TC-01": "done", "TC-02": "open"}


def test_the_second_column_holds_no_ids_where_the_first_does() -> None:
    text = """\
# Requirements

| Requirement | Task ID | Note |
|---|---|---|
| RF-01 | T-003 | menu |
| RF-02 | T-004 | cups |
"""
    assert set(named(text)) == {"RF-01", "RF-02"}


def test_letters_that_begin_anew_in_each_table_name_nothing() -> None:
    text = """\
# Test plan

### The lid

| # | Test | Expected |
|---|---|---|
| T1 | close the lid slowly | it closes |
| T2 | close the lid quickly | it closes |

### The spout

| # | Test | Expected |
|---|---|---|
| T1 | pour cold water out | it flows |
| T2 | pour boiling tea | it flows |
"""
    assert named(text) == {}


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("# Task 65: Add a lid\n\nStatus: In progress\n\n## Goal\n\nA lid.\n", "Task 65"),
        (
            "# Задача 12. Крышка\n\n**Статус:** открыта\n\n## Цель\n\nКрышка закрывает чайник.\n",
            "Задача 12",
        ),
        (
            (
                "# A lid\n\n> Story ID: LID-004\n> Created: today\n\n**Priority**: High\n\n"
                "## Feature\n\nAs a guest I want a lid.\n"
            ),
            "LID-004",
        ),
        (
            (
                "# Assignment\n\n| Field | Value |\n|---|---|\n| **ID** | BL-006 |\n"
                "| **Priority** | P0 |\n\n## Scope\n\nA lid.\n"
            ),
            "BL-006",
        ),
    ],
)
def test_a_document_may_be_one_item(text: str, identifier: str) -> None:
    assert set(named(text, "backlog/lid.md")) == {identifier}


def test_a_number_before_an_id_in_a_heading_counts_steps() -> None:
    text = """\
# Manual tests

### Step 4.8: TC-011 - The lid

### Step 4.9: TC-012 - The spout
"""
    assert set(named(text)) == {"TC-011", "TC-012"}


@pytest.mark.parametrize(
    "title",
    ["✅ The lid", "The lid (done)", "The lid — FIXED", "The lid ✅ **Done**", "[DONE] The lid"],
)
def test_the_name_of_an_item_does_not_change_with_its_status(title: str) -> None:
    (item,) = analyze(f"# Backlog\n\n- [ ] {title}\n", "backlog.md").spec.items
    assert item.title == "The lid"


def test_the_first_and_the_last_of_several_are_not_one_id() -> None:
    text = "# Tasks\n\n- [x] C1–C5 are merged\n- [ ] D1: Pour\n- [ ] D2: Serve\n"
    assert set(named(text)) == {"D1", "D2"}


def test_a_product_with_a_number_is_no_id() -> None:
    text = "# Requisiti\n\n## Funzionalità\n\n- Integrazione AS400.\n- Collegamento RX500.\n"
    assert named(text) == {}


def test_ids_may_stand_between_slashes() -> None:
    text = "# Lastenheft\n\n## Funktionen\n\n/LF10/ Tee bestellen\n/LF20/ Tee bezahlen\n"
    assert set(named(text, "docs/Lastenheft.md")) == {"LF10", "LF20"}


def test_ids_may_have_five_digits() -> None:
    assert named("# Tasks\n\n- [ ] T10041: Pour\n- [ ] T10042: Serve\n") == {
        "T10041": "open",
        "T10042": "open",
    }


@pytest.mark.parametrize("sign", ["⏳", "⏸", "⏭️"])
def test_a_clock_or_a_key_of_a_player_may_stand_before_an_id(sign: str) -> None:
    text = (
        f"# Tasks\n\n### ✅ REQ-KET-001 — Pour\n\nHot.\n\n### {sign} REQ-KET-002 — Serve\n\nSoon.\n"
    )
    assert set(named(text)) == {"REQ-KET-001", "REQ-KET-002"}


def test_words_behind_a_sign_that_tell_of_something_else_stay() -> None:
    text = "# Audit\n\n| # | Check | Result |\n|---|---|---|\n| 1 | Ports | ✔ 44 and 88 only |\n"
    text += "| 2 | Lid | ❌ it leaks |\n"
    analysis = analyze(text, "docs/audit.md")
    for status in Status:
        assert "44 and 88 only" in apply(text, analysis.set_status("1", status))


def test_a_picture_before_a_heading_takes_nothing_from_its_words() -> None:
    text = "# Audit\n\n## ⚠️ Problèmes critiques\n\n1. A\n2. B\n3. C\n"
    assert named(text, "AUDIT.md") == {"1": "open", "2": "open", "3": "open"}


def test_a_class_of_weaknesses_is_no_id() -> None:
    text = """\
# Security audit report

## A01:2021-Access-Control

- No check of the owner

## A02:2021-Crypto

- A weak hash
"""
    assert named(text) == {}


def test_a_year_behind_a_word_is_no_id() -> None:
    assert not named("# Tasks\n\n- [ ] Budget 2018: add it up\n- [ ] Budget 2019: add it up\n")


def test_numbered_findings_are_known_by_their_labels() -> None:
    text = (
        "# Code review\n\n## Critical issues\n\n### 3. Keys are logged\n\n**Recommendation:** stop"
    )
    text += (
        "\n\n### 4. Tests\n\n- ✅ good\n\n**Recommendation:** more\n\n## Warnings\n\n### 5. Slow"
    )
    text += "\n\n**Risk:** low\n"
    assert set(named(text)) == {"3", "4", "5"}


def test_a_quarter_of_a_year_is_no_id() -> None:
    assert not named("# Feuille de route\n\n## T1\n\n- Panier\n\n## T2\n\n- Carte\n")


def plan(*, last: str, boxes: int) -> str:
    """Give a plan of three numbered headings with prose, and of boxes beneath another heading."""
    names = ("Add the lid", "Add the spout", "Fix the handle")
    told = "".join(f"## {at}. {name}\n\nBolt it on.\n\n" for at, name in enumerate(names, 1))
    listed = "".join(f"- [ ] the kettle is clean {at}\n" for at in range(boxes))
    return f"# Implementation plan\n\n{told}## {last}\n\n{listed}"


@pytest.mark.parametrize(
    "last",
    [
        "Definition of done",
        "Checklist",
        "Verification",
        "Acceptance",
        "Release checklist",
        "Verificación",
    ],
)
@pytest.mark.parametrize("boxes", [3, 9])
def test_boxes_that_say_when_all_is_done_take_nothing_from_numbered_headings(
    last: str, boxes: int
) -> None:
    assert {"1", "2", "3"} <= set(named(plan(last=last, boxes=boxes)))


@pytest.mark.parametrize(("boxes", "ids"), [(4, {"1", "2", "3"}), (6, set[str]())])
def test_numbered_headings_are_chapters_where_far_more_boxes_stand_elsewhere(
    boxes: int, ids: set[str]
) -> None:
    assert set(named(plan(last="Work", boxes=boxes))) == ids


def numbered_rows(head: str, says: str, numbers: tuple[str, str], more: str = "") -> set[str]:
    one, other = numbers
    rows = f"| {one} | {says} water | x |\n| {other} | {says} milk | x |\n"
    text = f"# Requirements specification\n\n## Kettle\n\n| # | {head} |\n|---|---|---|\n{rows}"
    return set(named(text + more))


OTHERS = "\n## Tray\n\n- **FR-001**: The tray MUST hold six cups\n- **FR-002**: It MUST be light\n"


@pytest.mark.parametrize("numbers", [("1", "2"), ("1.1", "1.2")])
@pytest.mark.parametrize("more", ["", OTHERS])
@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("Requirement | Priority", "Boils"),
        ("Feature | Notes", "Boils"),
        ("Требование | Приоритет", "Boils"),
        ("Description | Notes", "The kettle MUST boil"),
    ],
)
def test_numbers_of_rows_that_ask_for_something_are_ids(
    head: str, says: str, numbers: tuple[str, str], more: str
) -> None:
    assert set(numbers) <= numbered_rows(head, says, numbers, more)


def test_numbers_of_rows_are_ids_where_a_specification_has_no_others() -> None:
    assert numbered_rows("Description | Notes", "Boils", ("1", "2")) == {"1", "2"}
    assert numbered_rows("Screen | Notes", "Shows", ("1", "2"), OTHERS) == {"FR-001", "FR-002"}


def test_a_colon_behind_a_range_makes_it_the_name_of_one_thing() -> None:
    text = "# Tasks\n\n- [ ] T001-T005: Set up everything\n- [ ] T006: Pour\n"
    assert set(named(text)) == {"T001-T005", "T006"}
    assert set(named(text.replace("5:", "5"))) == {"T006"}


@pytest.mark.parametrize(("status", "ids"), [("", {"A1", "A2"}), ("Status: open\n\n", {"T001"})])
def test_a_bare_id_above_entries_is_a_thing_to_do_where_it_has_a_status(
    status: str, ids: set[str]
) -> None:
    steps = "- A1: Bolt the lid on\n- A2: Bolt the spout on\n"
    found = set(named(f"# Tasks\n\n## T001\n\n{status}{steps}"))
    assert ids <= found
    assert ("T001" in found) == bool(status)
