# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Labels that each item of a list has, and in what sort of document such lists stand.

Only what one sort has and the others have not: bugs have a severity, and findings have one too.
"""

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import DocumentKind as Kind

FIELDS_OF_ITEMS: tuple[tuple[Phrases, Kind], ...] = (
    (
        phrases(
            "risk, likelihood, recommendation, recommendations, remediation, mitigation, evidence",
            "observation, finding, required fix, recommended fix, suggested fix, proof of concept",
            "affected, vulnerable code, vulnerability, cvss, cwe, exploit, attack scenario, risque",
            "probabilité, recommandation, recommandations, remédiation, preuve, constat",
            "correction recommandée, riesgo, probabilidad, recomendación, recomendaciones",
            "remediación, mitigación, evidencia, hallazgo, risco, probabilidade, recomendação",
            "recomendações, mitigação, evidência, achado, correção recomendada, риск, вероятность",
            "рекомендация, рекомендации, доказательство, находка, уязвимость, risiko",
            "wahrscheinlichkeit, empfehlung, empfehlungen, befund, nachweis, schwachstelle, risico",
            "waarschijnlijkheid, aanbeveling, aanbevelingen, bevinding, bewijs, kwetsbaarheid",
            "rischio, probabilità, raccomandazione, raccomandazioni, evidenza, rilievo, rimedio",
            "vulnerabilità, リスク, 推奨, 推奨対応, 推奨事項, 指摘, 指摘内容, 根拠, 該当箇所",
            "脆弱性, 위험, 위험도, 권고, 권고 사항, 권장 사항, 권고사항, 근거, 취약점, 지적 사항",
            "风险, 修复建议, 整改建议, 改进建议, 证据, 漏洞, 漏洞描述, 风险描述",
        ),
        Kind.AUDIT_REPORT,
    ),
    (
        phrases(
            "steps to reproduce, to reproduce, repro, reproduction, actual, actual result",
            "actual behavior, actual behaviour, symptom, symptoms, root cause, error message",
            "stack trace, workaround, reported by, étapes pour reproduire, résultat obtenu",
            "comportement actuel, symptôme, symptômes, cause racine, message d'erreur",
            "contournement, pasos para reproducir, resultado actual, resultado real, síntoma",
            "síntomas, causa raíz, mensaje de error, passos para reproduzir, resultado atual",
            "resultado obtido, sintoma, sintomas, causa raiz, mensagem de erro",
            "шаги воспроизведения, шаги для воспроизведения, фактический результат, симптом",
            "симптомы, первопричина, сообщение об ошибке, schritte zum reproduzieren",
            "schritte zur reproduktion, tatsächliches ergebnis, tatsächliches verhalten, symptome",
            "fehlermeldung, fehlerursache, stappen om te reproduceren, werkelijk resultaat",
            "werkelijk gedrag, symptoom, symptomen, foutmelding, passi per riprodurre",
            "risultato effettivo, comportamento attuale, sintomo, sintomi, messaggio di errore",
            "causa principale, 再現手順, 再現方法, 実際の結果, 実際の動作, 症状, 現象, 根本原因",
            "エラーメッセージ, 재현 방법, 재현 절차, 재현, 실제 결과, 실제 동작, 증상, 현상",
            "근본 원인, 에러 메시지, 오류 메시지, 复现步骤, 重现步骤, 实际结果, 实际行为, 现象",
            "问题现象, 根因, 错误信息, 错误现象",
        ),
        Kind.BUG_REPORT,
    ),
    (
        phrases(
            "precondition, preconditions, pre-conditions, test steps, test data, expected result",
            "expected results, expected outcome, pass criteria, préconditions, précondition",
            "prérequis du test, étapes du test, données de test, résultat attendu, precondición",
            "precondiciones, pasos de prueba, datos de prueba, resultado esperado, pré-condição",
            "pré-condições, precondição, dados de teste, предусловие, предусловия, шаги теста",
            "тестовые данные, ожидаемый результат, vorbedingung, vorbedingungen, testschritte",
            "testdaten, erwartetes ergebnis, preconditie, precondities, teststappen, testdata",
            "verwacht resultaat, precondizione, precondizioni, passi del test, dati di test",
            "risultato atteso, 前提条件, テスト手順, テストデータ, 期待結果, 期待される結果",
            "사전 조건, 사전조건, 전제 조건, 테스트 절차, 테스트 데이터, 기대 결과, 예상 결과",
            "前置条件, 测试步骤, 测试数据, 预期结果, 期望结果",
        ),
        Kind.TEST_PLAN,
    ),
    (
        phrases(
            "acceptance criteria, user story, so that, business rule, business rules, actor",
            "actors, main flow, alternative flow, alternate flow, postcondition, postconditions",
            "rationale, critères d'acceptation, règle métier, règles métier, acteur, acteurs",
            "afin de, scénario nominal, criterios de aceptación, regla de negocio",
            "reglas de negocio, flujo principal, flujo alternativo, critérios de aceitação",
            "critérios de aceite, regra de negócio, regras de negócio, ator, atores",
            "fluxo principal, fluxo alternativo, критерии приёмки, критерии приемки",
            "бизнес-правило, бизнес-правила, актор, акторы, основной сценарий",
            "альтернативный сценарий, akzeptanzkriterien, abnahmekriterien, geschäftsregel",
            "geschäftsregeln, akteur, akteure, hauptablauf, alternativablauf, acceptatiecriteria",
            "bedrijfsregel, bedrijfsregels, hoofdscenario, alternatief scenario",
            "criteri di accettazione, regola di business, regole di business, attore, attori",
            "flusso principale, flusso alternativo, 受け入れ基準, 受入基準, 受入条件, アクター",
            "基本フロー, 代替フロー, 業務ルール, 인수 조건, 인수 기준, 수용 기준, 액터, 기본 흐름",
            "대안 흐름, 비즈니스 규칙, 验收标准, 验收条件, 参与者, 业务规则, 基本流程, 备选流程",
            "用户故事",
        ),
        Kind.SPEC,
    ),
    (
        phrases(
            "files, file, files to modify, files to create, depends on, dependencies, deliverable",
            "deliverables, estimate, estimated time, estimated effort, assignee, owner, subtasks",
            "verification, verify, done when, fichiers, dépend de, dépendances, livrable",
            "livrables, estimation, durée, responsable, sous-tâches, vérification, archivos",
            "depende de, dependencias, entregable, entregables, estimación, duración, subtareas",
            "verificación, arquivos, dependências, entregável, entregáveis, estimativa, duração",
            "responsável, subtarefas, verificação, файлы, зависит от, зависимости",
            "результат работы, срок, оценка времени, ответственный, исполнитель, подзадачи",
            "проверка, dateien, abhängig von, abhängigkeiten, liefergegenstand, schätzung, aufwand",
            "verantwortlich, teilaufgaben, prüfung, bestanden, afhankelijk van, afhankelijkheden",
            "oplevering, schatting, verantwoordelijke, deeltaken, verificatie, file coinvolti",
            "dipende da, dipendenze, consegna, stima, responsabile, sottoattività, verifica",
            "対象ファイル, ファイル, 依存関係, 依存, 成果物, 見積, 見積もり, 工数, 担当, 担当者",
            "サブタスク, 検証, 파일, 대상 파일, 의존성, 선행 작업, 산출물, 예상 시간, 예상 소요",
            "담당, 담당자, 하위 작업, 검증, 文件, 涉及文件, 依赖, 交付物, 预计时间, 预计工时, 预估",
            "负责人, 子任务, 验证",
        ),
        Kind.TASK_LIST,
    ),
    (
        phrases(
            "decision, decided, discussion, discussed, outcome of the discussion, décision, décidé",
            "discussion, decisión, discusión, decisão, discussão, решение, обсуждение, обсудили",
            "beschluss, diskussion, besluit, bespreking, decisione, discussione, 決定, 議論",
            "결정, 논의, 决定, 决议, 讨论",
        ),
        Kind.NOTES,
    ),
)
