# ruff: noqa: RUF001
"""How far things are, in the words of eleven languages and wherever those stand."""

import pytest

from orchestrator_analyzer.analysis import analyze


def statuses(text: str) -> list[str]:
    """Give the status of each item."""
    return [item.status.value for item in analyze(text).spec.items]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        *((words, "done") for words in ("Shipped", "Live", "Ausgerollt", "Afgehandeld", "Validé")),
        *((words, "done") for words in ("Listo", "Encerrado", "Rilasciato", "Внедрено", "済")),
        *((words, "done") for words in ("対応完了", "해결", "배포완료", "已合并", "已处理")),
        *((words, "in_progress") for words in ("In work", "In Entwicklung", "Onderhanden")),
        *(
            (words, "in_progress")
            for words in ("En revue", "En proceso", "Em revisão", "In sviluppo")
        ),
        *((words, "in_progress") for words in ("На проверке", "レビュー中", "개발 중", "测试中")),
        *((words, "deferred") for words in ("Später", "Gepauzeerd", "Plus tard", "En espera")),
        *(
            (words, "deferred")
            for words in ("Em pausa", "Più tardi", "На паузе", "先送り", "나중에")
        ),
        *((words, "rejected") for words in ("Withdrawn", "Entfällt", "Vervallen", "Sans suite")),
        *((words, "rejected") for words in ("No se corregirá", "Não será corrigido", "Respinto")),
        *((words, "rejected") for words in ("Не будет исправлено", "取り下げ", "반려", "不修复")),
        *((words, "open") for words in ("Queued", "Noch offen", "À traiter", "Не решено", "未")),
    ],
)
def test_a_cell_says_how_far_a_row_is(words: str, status: str) -> None:
    table = f"| T-1 | Draw the menu | {words} |\n| T-2 | Print it | {words} (Ann) |\n"
    assert statuses(f"# Tasks\n\n| ID | Task | Status |\n|---|---|---|\n{table}")[0] == status


@pytest.mark.parametrize(
    "words",
    [
        *("possibly fixed (2026-09-30)", "fixed partially, tested", "mostly done", "Partly fixed"),
        *("corrigé en partie", "probablement corrigé", "corregido parcialmente", "en parte"),
        *("provavelmente corrigido", "resolvido em parte", "исправлено частично (1.2)"),
        *("возможно исправлено", "vermutlich behoben", "zum Teil behoben", "deels opgelost"),
        *("waarschijnlijk opgelost", "risolto in parte", "probabilmente corretto", "部分的に修正"),
        *("おそらく修正済み", "아마 수정됨", "부분적으로 수정됨", "可能已修复", "疑似已修复"),
    ],
)
def test_half_a_mend_or_one_that_nobody_has_confirmed_is_none_yet(words: str) -> None:
    field = (
        f"# Bugs\n\n## B1: The lid sticks\n\n- **Status:** {words}\n\n## B2: It is hot\n\nOften.\n"
    )
    assert statuses(field)[0] == "in_progress"


def test_what_is_a_status_in_a_cell_may_be_a_word_of_a_title() -> None:
    text = (
        "# Tasks\n\n- [ ] T-1 Offer updates (live)\n- [ ] T-2 取消ボタンを置く\n- [ ] T-3 Listo\n"
    )
    assert statuses(text) == ["open"] * 3


@pytest.mark.parametrize(
    "head", ["Progress", "Fortschritt", "Voortgang", "Avancement", "Progreso", "Прогресс", "현황"]
)
def test_a_column_may_be_called_by_any_word_for_how_far_things_are(head: str) -> None:
    table = "| T-1 | Draw the menu | done |\n| T-2 | Print the menu | open |\n"
    text = f"# Tasks\n\n| ID | Task | {head} |\n|---|---|---|\n{table}"
    assert statuses(text) == ["done", "open"]


def test_a_row_that_is_just_being_written_has_no_status_yet() -> None:
    rows = "| T-1 | Draw the menu | done |\n| T-2 | Print it | open |\n|\n"
    assert statuses(f"# Bugs\n\n| ID | Task | Notes |\n|---|---|---|\n{rows}") == ["done", "open"]


def test_a_column_whose_cells_are_statuses_needs_no_head_that_says_so() -> None:
    rows = (
        "| T-1 | Draw the menu | **DONE** |\n| T-2 | Print it | shipped |\n| T-3 | Sell | open |\n"
    )
    text = f"# Tasks\n\n| ID | Task | Disposition |\n|---|---|---|\n{rows}"
    assert statuses(text) == ["done", "done", "open"]


def test_a_column_of_sentences_tells_no_status() -> None:
    rows = "| T-1 | Draw the menu | Open it first |\n| T-2 | Print it | Done by hand so far |\n"
    text = f"# Tasks\n\n| ID | Task | Remark |\n|---|---|---|\n{rows}"
    assert statuses(text) == ["open", "open"]


@pytest.mark.parametrize(
    "label", ["**Done**", "**Done:**", "Terminé :", "已完成：", "*Ann:*\nDone:"]
)
def test_a_label_gives_its_status_to_the_list_below_it(label: str) -> None:
    text = f"# Tasks\n\n{label}\n\n- T-1: Draw the menu\n\nStill open:\n\n- T-2: Print the menu\n"
    assert statuses(text) == ["done", "open"]


def test_a_label_counts_before_the_heading_above_it() -> None:
    text = "# Tasks\n\n## Done\n\n- T-1: Draw\n\n**Still to do:**\n\n- T-2: Print\n- T-3: Sell\n"
    assert statuses(text) == ["done", "open", "open"]


def test_a_sentence_that_ends_in_a_colon_is_no_label() -> None:
    text = "# Tasks\n\nWhat is done should be told to Ann:\n\n- T-1: Draw\n- T-2: Print\n"
    assert statuses(text) == ["open", "open"]


@pytest.mark.parametrize(
    "below", ["**Status:**\nFixed.", "**Status:**\n\nfixed in 1.2", "Fixed in 1.2. It was the lid."]
)
def test_what_stands_below_a_heading_may_say_how_far_it_is(below: str) -> None:
    text = (
        f"# Bugs\n\n## BUG-1: The lid sticks\n\n{below}\n\n## BUG-2: The lid is loose\n\nOften.\n"
    )
    assert statuses(text) == ["done", "open"]


@pytest.mark.parametrize(
    "below", ["Fixed lids stick.", "Done right, it would hold.", "Closed lids"]
)
def test_a_sentence_that_only_begins_with_a_status_tells_none(below: str) -> None:
    text = (
        f"# Bugs\n\n## BUG-1: The lid sticks\n\n{below}\n\n## BUG-2: The lid is loose\n\nOften.\n"
    )
    assert statuses(text) == ["open", "open"]


def test_what_stands_beneath_planned_and_completed_is_read_heading_by_heading() -> None:
    planned = "## Planned\n\n### Labels\n\nGuests print labels.\n"
    completed = "## Completed\n\n### Lids\n\n- They close.\n\n### Cups\n\n- They are warm.\n"
    text = f"# Feature backlog\n\n{planned}\n{completed}"
    assert statuses(text) == ["open", "done", "done"]


def test_a_quoted_sign_below_a_heading_tells_its_status() -> None:
    text = (
        "# Backlog\n\n## ISSUE-1: Slow\n\n> ✅ 対応済み(v0.2):速い\n\n## ISSUE-2: Dear\n\nDear.\n"
    )
    assert statuses(text) == ["done", "open"]
