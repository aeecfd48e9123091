"""Documents that say themselves that nothing of them is left to do, and such as only seem to."""

import pytest

from orchestrator_analyzer.analysis import analyze


def check(text: str, mode: str | None, path: str = "") -> None:
    recommended = analyze(text, path).recommendation.mode
    assert (recommended and recommended.value) == mode


@pytest.mark.parametrize(
    ("open_", "nothing"),
    [
        ("Open", "None currently."),
        ("À faire", "Aucun pour le moment."),
        ("Pendientes", "Ninguno por ahora"),
        ("Pendentes", "- Nenhum no momento"),
        ("Открытые", "Пока нет."),
        ("Offen", "Derzeit keine (alles erledigt)."),
        ("Openstaand", "*Momenteel geen.*"),
        ("Aperti", "Nessuno al momento"),
        ("未対応", "特になし"),
        ("미해결", "현재 없음"),
        ("待处理", "暂无。"),
    ],
)
def test_a_list_that_says_that_it_is_empty_asks_for_nothing(open_: str, nothing: str) -> None:
    check(f"# Known bugs\n\nRemove what is fixed.\n\n## {open_}\n\n{nothing}\n", None)


def test_one_section_of_several_that_is_empty_says_nothing_of_the_others() -> None:
    text = (
        "# Security audit\n\n## Critical\n\nNone.\n\n## High\n\n### Keys are logged\n\nStop it.\n"
    )
    check(text, "fix")


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Conclusion", "No issues were found."),
        ("Conclusion", "Aucune vulnérabilité détectée."),
        ("Conclusiones", "No se encontraron problemas."),
        ("Conclusão", "Nenhum problema encontrado."),
        ("Выводы", "Проблем не обнаружено."),
        ("Fazit", "Es wurden keine Mängel festgestellt."),
        ("Conclusie", "Er zijn geen problemen gevonden."),
        ("Conclusioni", "Nessun problema riscontrato."),
        ("結論", "問題は見つかりませんでした。"),
        ("결론", "문제가 발견되지 않았습니다."),
        ("结论", "本次审计未发现问题。"),
    ],
)
def test_an_audit_that_found_nothing_asks_for_nothing(heading: str, words: str) -> None:
    check(f"# Security audit\n\n## Scope\n\nThe till.\n\n## {heading}\n\n{words}\n", None)


def test_an_audit_may_only_confirm() -> None:
    text = "# Confirmed limits\n\n- Cups are counted.\n\n# Intentional limits\n\n- No handle.\n"
    check(text, None, "docs/audit-findings.md")
    check(text.replace("Intentional limits", "Leaks"), "fix", "docs/audit-findings.md")
    check(text.replace("Confirmed limits", "Confirmed weaknesses"), "fix", "docs/audit-findings.md")


def test_what_a_report_says_was_done_is_done() -> None:
    text = "# Security audit\n\n## {}\n\n| # | Issue | Fix |\n|---|---|---|\n| 1 | Key | Hidden |\n"
    check(text.format("Remediation applied"), None)
    check(text.format("Issues"), "fix")


BUG = "# Bug: the lid sticks\n\n## Steps to reproduce\n\nLift.\n\n## Root cause\n\nRust.\n\n"


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Fix", "A new hinge, released in 1.4.2."),
        ("Solution", "Une charnière neuve, livré dans 1.4.2."),
        ("Solución", "Otra bisagra. Verificado."),
        ("Solução", "Outra dobradiça, publicado em 1.4.2."),
        ("Решение", "Новая петля, больше не воспроизводится."),
        ("Lösung", "Neues Scharnier; der Fehler tritt nicht mehr auf."),
        ("Oplossing", "Nieuw scharnier, uitgebracht in 1.4.2."),
        ("Soluzione", "Una cerniera nuova, rilasciato in 1.4.2."),
        ("修正内容", "蝶番を交換し、修正しました。"),
        ("해결", "경첩을 교체했다. 확인 완료."),
        ("解决方案", "更换铰链,已上线。"),
    ],
)
def test_a_bug_whose_remedy_is_in_use_is_over(heading: str, words: str) -> None:
    check(f"{BUG}## {heading}\n\n{words}\n", None)


@pytest.mark.parametrize(
    "words", ["A new hinge.", "It can be fixed in the frame.", "Not yet merged."]
)
def test_a_remedy_that_is_proposed_is_to_be_made(words: str) -> None:
    check(f"{BUG}## Fix\n\n{words}\n", "fix")


LOG = "# Known bugs\n\n| {} | Bug | {} | {} |\n|---|---|---|---|\n| 1.2. | Lid | Rust | Oil |\n"


@pytest.mark.parametrize(
    ("when", "why", "guard"),
    [
        ("Date", "Cause", "Fix"),
        ("Fecha", "Causa", "Solución"),
        ("Data", "Causa", "Correção"),
        ("Дата", "Причина", "Решение"),
        ("Datum", "Ursache", "Schutz"),
        ("Datum", "Oorzaak", "Oplossing"),
        ("Data", "Causa", "Soluzione"),
        ("日付", "原因", "対策"),
        ("날짜", "원인", "해결"),
        ("日期", "原因", "解决方案"),
    ],
)
def test_a_log_of_bugs_tells_of_the_past(when: str, why: str, guard: str) -> None:
    log = LOG.format(when, why, guard) + "| 3.2. | Spout drips | Angle | Jig |\n"
    check(log, None)
    check(log + "| 5.2. | Handle bends | Wood | - |\n", "fix")


def test_proposals_in_a_table_of_bugs_are_to_be_made() -> None:
    check(LOG.format("Place", "Cause", "Proposed fix") + "| Pot | Drips | Angle | Jig |\n", "fix")


PLAN = "# Tasks\n\n| # | Part | Why |\n|---|---|---|\n| 1 | Lid | Sticks |\n\n## {}\n\n{}\n"


def test_where_all_boxes_are_ticked_what_has_none_is_done_too() -> None:
    ticked = "- [x] Lid\n- [x] Spout\n- [x] Handle\n"
    check(PLAN.format("Progress", ticked), None)
    check(PLAN.format("Progress", ticked + "- [ ] Box\n"), "exec")


@pytest.mark.parametrize(
    ("said", "status"),
    [("未着手", "open"), ("着手", "in_progress"), ("実装完了", "done"), ("未完了", "open")],
)
def test_a_status_that_denies_is_not_the_one_that_it_denies(said: str, status: str) -> None:
    text = f"# Tasks\n\n| No | タスク | 進捗 |\n|---|---|---|\n| B1 | 蓋 | {said} |\n"
    (item,) = analyze(text).spec.items
    assert (item.title, item.status.value) == ("蓋", status)


@pytest.mark.parametrize(
    "word", ["Bonus", "Bônus", "Optionnel", "Бонус", "Zusatz", "ボーナス", "추가"]
)
def test_what_may_be_left_out_has_its_id_behind_that_word(word: str) -> None:
    text = f"# Tasks\n\n- [x] Task 1: Lid\n- [ ] {word} — Task 2: Handle\n"
    last = analyze(text).spec.items[-1]
    assert (last.id, last.title) == ("Task 2", "Handle")


def test_an_id_may_end_in_letters_with_a_number() -> None:
    rows = "| TC001 | Log in |\n| TC-API001 | Read |\n| TC-API012 | Write |\n"
    text = f"# Test plan\n\n| ID | Case |\n|---|---|\n{rows}"
    assert [item.id for item in analyze(text).spec.items] == ["TC001", "TC-API001", "TC-API012"]


def test_letters_of_the_parts_of_the_work_make_no_audit() -> None:
    tables = "".join(
        f"## {letter}\n\n| No | Task | Owner |\n|---|---|---|\n"
        f"| {letter}1 | Draw the lid | Anna |\n| {letter}2 | Draw the spout | Bea |\n\n"
        for letter in "BFIS"
    )
    assert analyze(f"# Task list\n\n{tables}", "tasks.md").spec.kind.value == "task-list"


def test_sentences_of_duty_alone_are_a_specification() -> None:
    text = "\nThe pot must be warm.\nIt must not boil over.\n"
    check(text, "feature", "docs/requirements.md")
    check("\nSee the wiki.\n", None, "docs/requirements.md")


def test_numbers_run_on_above_labels_that_are_not_indented() -> None:
    text = "# Backlog\n\n## Order\n\n" + "".join(
        f"{n}. **Draw the {what}**\n- Effort: M\n- Risk: Low\n\n"
        for n, what in enumerate(("lid", "spout", "handle"), 1)
    )
    items = analyze(f"{text}## Done\n\n- The cup\n", "backlog.md").spec.items
    assert [(item.id, item.title) for item in items] == [
        ("1", "Draw the lid"),
        ("2", "Draw the spout"),
        ("3", "Draw the handle"),
    ]


def test_numbers_above_other_entries_are_no_ids() -> None:
    text = "# Backlog\n\n1. Lid\n- oak\n\n2. Cup\n- glass\n\n3. Pot\n- iron\n\n## Tea\n\n- Oolong\n"
    assert not any(item.id for item in analyze(text, "backlog.md").spec.items)


@pytest.mark.parametrize("heading", ["User stories", "Historias de usuario", "ユーザーストーリー"])
def test_features_above_numbered_stories_are_chapters(heading: str) -> None:
    text = "# Specification\n\n" + "".join(
        f"## Feature {n}: Tea\n\n### {heading}\n\n1. **As a** guest I want tea {n}.\n"
        f"2. **As a** guest I want milk {n}.\n\n"
        for n in (1, 2)
    )
    items = analyze(text, "spec.md").spec.items
    assert [item.id for item in items] == [None] * 4
    alone = text.replace(f"### {heading}\n\n", "")
    assert [item.id for item in analyze(alone, "spec.md").spec.items] == ["Feature 1", "Feature 2"]


@pytest.mark.parametrize(
    ("head", "well"),
    [
        ("Result", "OK"),
        ("Résultat", "✅ Conforme"),
        ("Resultado", "Correcto"),
        ("Результат", "Всё в порядке"),
        ("Ergebnis", "✅ In Ordnung"),
        ("Resultaat", "In orde"),
        ("Esito", "✅"),
        ("結果", "問題なし"),
        ("결과", "양호"),
        ("结果", "正常"),
    ],
)
def test_an_audit_all_of_whose_checks_pass_asks_for_nothing(head: str, well: str) -> None:
    text = (
        f"# Security audit\n\n| Area | {head} |\n|---|---|\n| Till | {well} |\n| Door | {well} |\n"
    )
    check(text, None)
    check(text + "| Safe | Open at night |\n", "fix")


def test_an_audit_whose_findings_are_mended_asks_for_nothing() -> None:
    text = "# Audit\n\n## Summary\n\n{}\n\n## Findings\n\n### Contrast\n\nIt was 3:1.\n"
    check(text.format("All findings have been remediated."), None, "audit.md")
    check(text.format("There is one finding."), "fix", "audit.md")
