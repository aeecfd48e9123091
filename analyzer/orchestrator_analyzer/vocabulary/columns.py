# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Heads of columns that only tables of one kind of document have."""

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import DocumentKind as Kind

COLUMNS: tuple[tuple[Phrases, float, Kind], ...] = (
    (
        phrases(
            "expected result, expected results, expected outcome, test case, test id, test steps",
            "test case id, actual result, test case description, pass fail, tested by",
            "résultat attendu, résultat obtenu, cas de test, resultado esperado, caso de prueba",
            "resultado obtenido, id caso, caso de teste, resultado obtido, resultado real",
            "ожидаемый результат, фактический результат, тест-кейс, erwartetes ergebnis, testfall",
            "tatsächliches ergebnis, verwacht resultaat, verwachting, testgeval, testcase",
            "getest door, risultato atteso, caso di test, 期待結果, 期待値, テスト項目",
            "テストケース, 確認項目, 예상 결과, 기대 결과, 테스트 케이스, 테스트 항목, 预期结果",
            "用例, 用例编号, 测试项, 测试用例",
        ),
        2.5,
        Kind.TEST_PLAN,
    ),
    (
        phrases(
            "severity, finding, findings, risk level, vulnerability, cvss, remediation, sévérité",
            "gravité, criticité, constat, severidad, gravedad, hallazgo, severidade, gravidade",
            "achado, критичность, серьезность, серьёзность, уязвимость, schweregrad, befund, ernst",
            "bevinding, severità, gravità, rilievo, 深刻度, 重大度, 指摘, 심각도, 취약점, 严重程度",
            "严重级别, 风险等级, 漏洞",
        ),
        1.5,
        Kind.AUDIT_REPORT,
    ),
    (
        phrases(
            "assignee, estimate, story points, sprint, owner, depends on, effort, charge",
            "responsable, estimation, estimación, responsável, estimativa, ответственный, оценка",
            "исполнитель, verantwortlich, aufwand, schätzung, verantwoordelijke, schatting",
            "responsabile, stima, 担当, 担当者, 工数, 見積, 담당, 담당자, 예상 시간, 负责人, 工时",
            "预计",
        ),
        0.8,
        Kind.TASK_LIST,
    ),
    (
        phrases(
            "quarter, target version, target release, milestone, horizon, planned for, trimestre",
            "квартал, quartal, kwartaal, 四半期, 목표 버전, 分기, 里程碑, 预计版本, 目标版本",
        ),
        1.5,
        Kind.ROADMAP,
    ),
    (
        phrases(
            "attendee, attendees, participant, present, decision, decisions, agenda item, topic",
            "décision, décisions, présent, asistente, decisión, participante, decisão, решение",
            "участник, teilnehmer, beschluss, ergebnis / entscheidung, aanwezig, besluit, presente",
            "decisione, 参加者, 決定事項, 참석자, 결정, 参会人, 决议",
        ),
        1.0,
        Kind.NOTES,
    ),
    (
        phrases(
            "parameter, parameters, default, required, flag, option, env var, environment variable",
            "paramètre, obligatoire, parámetro, obligatorio, parâmetro, obrigatório, параметр",
            "pflichtfeld, verplicht, parametro, obbligatorio, パラメータ, 必須, 파라미터, 필수",
            "参数, 必填, 默认值",
        ),
        1.5,
        Kind.OTHER,
    ),
)
