# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words that stand before a number: those of items, by kind, and those of parts of a document."""

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import ItemKind

# Words that number a part of a document rather than a thing to do.
PARTS = phrases(
    "phase, step, part, chapter, section, sprint, milestone, week, day, month, version, level",
    "wave, appendix, figure, table, option, scenario, example, stage, tier, round, iteration",
    "release, quarter, layer, year, group, track, block, page, annex, attempt, alternative",
    "approach, case, priority, top, python, java, node, windows, ubuntu, ios, android, php",
    "postgres, iphone",
    " schritt, teil, kapitel, abschnitt, woche, tag, étape",
    "partie, chapitre, semaine, jour, paso, parte, fase, capítulo, semana, día, etapa, passo, шаг",
    "часть, глава, раздел, этап, фаза, неделя, день, stap, deel, hoofdstuk, dag, capitolo",
    "settimana, giorno, ステップ, フェーズ, 章, 第, 단계, 장, 주차, 步骤, 阶段, 章节, jalon, hito",
    "marco, веха, meilenstein, mijlpaal, traguardo, マイルストーン, 마일스톤, 里程碑, スプリント",
    "스프린트, lot, bloque, bloco, спринт, iteración, iteração, iterazione, prio, priorité",
    "prioridad, prioridade, приоритет, priorität, prioriteit, priorità, 優先度, 우선순위, 优先级",
    "solution, solución, solução, решение, вариант, lösung, lösungsansatz, oplossing, optie",
    "soluzione, opzione, opción, opção, variante, variant, 方案, 解決策, 方法, 해결책, 방안, 방법",
    "scénario, escenario, cenário, сценарий, szenario, シナリオ, 시나리오, 场景",
)

# A thing to do that is called so may be left out, and has its number behind the word.
EXTRA = phrases(
    "bonus, extra, optional, stretch, bônus, opcional, optionnel, optionnelle, facultatif, бонус",
    "дополнительно, необязательно, zusatz, zusätzlich, optionaal, facultatief, opzionale",
    "facoltativo, ボーナス, おまけ, 任意, 追加, 보너스, 선택, 추가, 加分, 可选, 附加, 选做",
)

# What is named so is no part, though it ends as the name of one does.
WHOLES = phrases("test case, use case, testcase, usecase")

# Words whose number in a title makes the whole document that one item.
ALONE = phrases(
    "task, story, user story, bug, issue, feature, ticket, feature request, work item",
    "tâche, tarea, tarefa, historia de usuario, história de usuário, задача, баг, aufgabe",
    "taak, attività, タスク, 課題, バグ, 작업, 태스크, 버그, 이슈, 任务, 缺陷",
)

# What the series of an id says its items are.
SERIES: tuple[tuple[Phrases, ItemKind], ...] = (
    (
        phrases(
            "bug, bugs, err, def, defect, fix, hotfix, issue, crash, バグ, 버그",
        ),
        ItemKind.BUG,
    ),
    (
        phrases(
            "fr, nfr, req, rf, rnf, rfn, ef, enf, фт, нфт, requirement, r, anforderung, exigence",
            "requisito",
            "требование, eis, 要件, 요구사항, 需求",
            "rule, business rule, regel, règle, regla, regra, regola, правило, ルール, 규칙, 规则",
        ),
        ItemKind.REQUIREMENT,
    ),
    (
        phrases(
            "us, hu, uh, uc, story, user story, use case, historia, historia de usuario, história",
            "caso de uso, cas d'usage, история, ストーリー, 스토리, 用户故事, 用例",
        ),
        ItemKind.STORY,
    ),
    (
        phrases(
            "feat, feature, f, enh, epic, épica, épico, funcionalidad, 機能, 기능, 功能",
        ),
        ItemKind.FEATURE,
    ),
    (
        phrases(
            "tc, test, ts, testcase, test case, cas de test, caso de prueba, caso de teste, тест",
            "тест-кейс, testfall, testgeval, caso di test, テスト, テストケース, 테스트",
            "테스트 케이스, 测试, 测试用例",
        ),
        ItemKind.TEST,
    ),
    (
        phrases(
            "sec, vuln, h, c, m, l, find, finding, critical, high, medium, low",
        ),
        ItemKind.FINDING,
    ),
    (
        phrases(
            "q, question",
        ),
        ItemKind.QUESTION,
    ),
    (
        phrases(
            "g, goal",
        ),
        ItemKind.GOAL,
    ),
    (
        phrases(
            "t, task, wp, tarea, tâche, aufgabe, задача, 작업, 任务, タスク",
        ),
        ItemKind.TASK,
    ),
)
