# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Letters and words before a number, and the kind of document whose things they count."""

import re

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import DocumentKind as Kind

PREFIXES: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(letters), kind)
    for letters, kind in (
        (
            r"(?:N?FR|SC|NFREQ|REQ|R|RF|RNF|EX|EF|FA|NFA|SR|AC|US|UC|HU|UH|LF|LL|LD|RN|CU|ФТ|НФТ|ТР)",
            Kind.SPEC,
        ),
        (r"(?:T|TASK|WP|STEP)", Kind.TASK_LIST),
        (
            r"(?:H|C|M|L|I|N|QA|CRITICAL|HIGH|MEDIUM|LOW|SEC|VULN|CRIT|MED|INFO|F|FIND|FINDING|A11Y|A|S|V|CVE|PERF)",
            Kind.AUDIT_REPORT,
        ),
        (r"(?:BUG|BUGS|ERR|ER|DEF|DEFECT|ISSUE|KI|БАГ)", Kind.BUG_REPORT),
        (r"(?:TC|TEST|TP|TS|CT|CP|TF|E2E|IT|UT|ТС|ТК)", Kind.TEST_PLAN),
        (r"(?:G|GOAL|M|Q)", Kind.ROADMAP),
        (r"(?:B|FEAT|IDEA|ITEM|STORY|TD|DEBT|UX|ENH|IMP|TODO|BL|PROJ)", Kind.BACKLOG),
    )
)

COUNTED: tuple[tuple[Phrases, Kind], ...] = (
    (
        phrases(
            "bug, defect, issue, problem, crash, error, bogue, anomalie, problème, erreur",
            "incidencia, problema, erro, баг, ошибка, дефект, проблема, fehler, bug nr, fout",
            "incident, incidente, инцидент, vorfall, インシデント, 事故, 사고, 事件, 인시던트",
            "장애",
            "probleem, errore, バグ, 不具合, 問題, 障害, 버그, 오류, 이슈, 문제, 问题, 缺陷, 故障",
        ),
        Kind.BUG_REPORT,
    ),
    (
        phrases(
            "finding, vulnerability, observation, critical, constat, vulnérabilité, hallazgo",
            "vulnerabilidad, achado, vulnerabilidade, находка, уязвимость, замечание, befund",
            "schwachstelle, bevinding, kwetsbaarheid, rilievo, vulnerabilità, 指摘, 指摘事項",
            "脆弱性, 취약점, 지적 사항, 지적, 漏洞, 风险点, 发现, mangel, gebrek",
        ),
        Kind.AUDIT_REPORT,
    ),
    (
        phrases(
            "requirement, req, user story, story, feature, use case, epic, exigence",
            "fonctionnalité, histoire, requisito, funcionalidad, historia, caso de uso",
            "funcionalidade, história, требование, функция, история, anforderung, funktion, eis",
            "functie, funzionalità, storia, 要件, 機能, 要求, ストーリー, 요구사항, 기능, 스토리",
            "需求, 功能, 用户故事",
            "rule, business rule, goal, regel, geschäftsregel, ziel, bedrijfsregel, doel, règle",
            "règle métier, règle de gestion, récit, regla, regla de negocio, objetivo, regra",
            "regra de negócio, regola, obiettivo, правило, цель, ルール, 業務ルール, 규칙, 规则",
            "geschichte, caso d'uso, cas d'utilisation, anwendungsfall, вариант использования",
            "ユースケース, 유스케이스, 用例说明",
        ),
        Kind.SPEC,
    ),
    (
        phrases(
            "task, work package, tâche, tarea, tarefa, задача, aufgabe, arbeitspaket, taak",
            "attività, タスク, 作業, 작업, 태스크, 과제, 任务, action, maßnahme, actie, compito",
            "acción, ação, azione, действие, 課題, 할일, 할 일, activity, chore, ticket",
        ),
        Kind.TASK_LIST,
    ),
    (
        phrases(
            "idea, proposal, improvement, wish, suggestion, idée, amélioration, proposition",
            "mejora, propuesta, ideia, melhoria, идея, улучшение, предложение, verbesserung",
            "wunsch, verbetering, miglioramento, アイデア, 案, 改善, 要望, 提案, 아이디어, 개선",
            "제안, 요청, 想法, 建议, 改进, 优化, 点子, item, todo, idee, point, punkt, punt, punto",
            "待办, 代办, 待办事项, 待办项, ponto, пункт, 項目, 항목, 事项",
        ),
        Kind.BACKLOG,
    ),
    (
        phrases(
            "test case, test, scenario de test, cas de test, caso de prueba, caso de teste, тест",
            "тест-кейс, кейс, testfall, testgeval, caso di test, テスト, テストケース, 테스트",
            "테스트 케이스, 用例, 测试用例, 测试",
        ),
        Kind.TEST_PLAN,
    ),
)
