"""Words by which a heading says what its section is for."""

from enum import Enum, auto

from orchestrator_analyzer.phrases import Phrases, phrases


class SectionSort(Enum):
    """What the heading of a section says about everything beneath it."""

    DONE = auto()
    REJECTED = auto()
    DEFERRED = auto()
    QUESTIONS = auto()
    INDEX = auto()
    REQUIREMENTS = auto()
    CRITERIA = auto()
    FINDINGS = auto()
    STEPS = auto()
    BACKGROUND = auto()


SECTIONS: dict[SectionSort, Phrases] = {
    SectionSort.REJECTED: phrases(
        "out of scope, non-goals, non goals, not doing, won't do, will not do",
        "not in scope, explicitly not doing, not planned, rejected, rejected ideas",
        "hors périmètre, hors scope, fuera de alcance, fora do escopo, fora de escopo",
        "вне рамок, вне области, außerhalb des umfangs, nicht im umfang, nicht-ziele",
        "buiten scope, niet-doelen, fuori ambito, non-obiettivi, スコープ外, 対象外",
        "非目標, 범위 외, 제외, 범위 밖, 范围外, 不在范围, 非目标, not included, excluded features",
        "fonctionnalités exclues, exclusions",
        "funcionalidades excluidas, fuera del alcance, exclusiones",
        "funcionalidades excluídas, exclusões, не входит",
        "исключено, nicht enthalten, ausgeschlossen",
        "niet inbegrepen, buiten bereik, funzionalità escluse",
        "fuori scope, esclusioni, 対象としない",
        "제외 사항, 不包含, 不包括",
    ),
    SectionSort.DEFERRED: phrases(
        "deferred, postponed, on hold, parking lot, icebox, parked, someday, v2 requirements",
        "future requirements, deferred requirements, exigences futures, requisitos futuros",
        "будущие требования, künftige anforderungen, toekomstige eisen, requisiti futuri",
        "将来の要件, 향후 요구사항, 未来需求",
    ),
    SectionSort.BACKGROUND: phrases(
        "pitfalls, known pitfalls, common pitfalls, gotchas, known gotchas, pièges connus, pièges",
        "trampas conocidas, armadilhas conhecidas, armadilhas, подводные камни",
        "bekannte fallstricke",
        "fallstricke, valkuilen, bekende valkuilen, insidie, insidie note, 落とし穴, 注意点, 함정",
        "踩坑记录, 已知陷阱",
        "assumptions, risks, risks and mitigations, glossary, definitions, references",
        "background, dependencies, constraints, revision history, hypothèses, risques",
        "change history, version history, document history, historique des révisions",
        "historique des versions, historique des modifications, historial de cambios",
        "historial de versiones, historial de revisiones, control de versiones, control de cambios",
        "histórico de alterações, histórico de revisões, histórico de versões, controle de versões",
        "история изменений, история версий, журнал изменений, änderungsverlauf, änderungshistorie",
        "versionshistorie, versionsverlauf, dokumenthistorie, wijzigingsgeschiedenis, versiebeheer",
        "versiegeschiedenis, wijzigingshistorie, storico delle modifiche, storico modifiche",
        "storico revisioni, storico versioni, 改訂履歴, 変更履歴, 更新履歴, 개정 이력, 변경 이력",
        "수정 이력, 버전 이력, 修订历史, 修订记录, 变更历史, 变更记录, 版本历史, 更新记录",
        "glossaire, références, supuestos, riesgos, glosario, referencias, premissas",
        "suposições, riscos, referências, допущения, предположения, риски, глоссарий",
        "ссылки, annahmen, risiken, glossar, referenzen, aannames, risico's, begrippen",
        "referenties, assunzioni, ipotesi, rischi, glossario, riferimenti, 前提",
        "前提条件, リスク, 用語, 用語集, 参考, 가정, 전제, 리스크, 위험, 용어, 참고",
        "假设, 风险, 术语, principles, design principles, guiding principles, principes",
        "principios, princípios, принципы, prinzipien, grundsätze, principi, uitgangspunten",
        "participants, attendees, asistentes, participantes, участники, teilnehmer, deelnemers",
        "partecipanti, 参加者, 出席者, 참석자, 참가자, 参会人员, 与会人员",
        "原則, 設計原則, 원칙, 설계 원칙, 原则, 设计原则, decisions, key decisions",
        "design decisions, technical decisions, decision log, décisions, décisions techniques",
        "decisiones, decisiones técnicas, decisões, decisões técnicas, принятые решения",
        "entscheidungen, beslissingen, decisioni, 決定事項, 결정 사항, 决策, 技术决策",
    ),
    SectionSort.QUESTIONS: phrases(
        "open questions, unresolved questions, needs decision, questions ouvertes",
        "preguntas abiertas, questões em aberto, открытые вопросы, offene fragen",
        "open vragen, domande aperte, 未解決の質問, 未決事項, 미결 사항, 열린 질문",
        "待定问题, 开放问题, 未决问题, questions to clarify, points to clarify, to be clarified",
        "questions à clarifier, points à clarifier, points à éclaircir, preguntas pendientes",
        "puntos por aclarar, dudas, perguntas em aberto, pontos a esclarecer, dúvidas",
        "вопросы для уточнения, требует уточнения, klärungsbedarf, zu klärende punkte",
        "noch zu klären, te verduidelijken, vragen aan de klant, punti da chiarire",
        "da chiarire, 確認事項, 要確認事項, 未確認事項, 확인 필요 사항, 확인 사항, 待确认事项",
        "待确认问题, 需要确认, 待澄清",
    ),
    SectionSort.INDEX: phrases(
        "table of contents, contents, index, summary, overview, quick reference",
        "progress, traceability*, matrix, dependencies, parallel*, execution order",
        "dependency graph, statistics, legend, coverage, sommaire, résumé",
        "vue d'ensemble, índice, resumen, resumo, оглавление, содержание, сводка",
        "inhalt, inhaltsverzeichnis, übersicht, zusammenfassung, inhoud, inhoudsopgave",
        "samenvatting, overzicht, indice, riepilogo, sommario, 目次, 概要, 一覧, まとめ",
        "목차, 요약, 개요, 目录, 概述, 总结, 汇总",
    ),
    SectionSort.CRITERIA: phrases(
        "testable behaviors, testable behaviours, verifiable behaviors",
        "acceptance criteria, acceptance, definition of done, success criteria",
        "exit criteria, done when, acceptance scenarios, measurable outcomes",
        "success metrics, critères d'acceptation, criterios de aceptación",
        "critérios de aceitação, critérios de aceite, критерии приёмки",
        "критерии приемки, критерии успеха, akzeptanzkriterien, abnahmekriterien",
        "erfolgskriterien, acceptatiecriteria, criteri di accettazione, 受け入れ基準",
        "受入基準, 受入条件, 完了条件, 인수 기준, 수용 기준, 수락 기준, 수용 조건",
        "인수 조건, 검증 기준, 성공 기준, 완료 조건, 验收标准, 接受标准, 验收准则",
        "验收条件, 成功标准, 完成标准",
    ),
    SectionSort.REQUIREMENTS: phrases(
        "features, feature list, core features, key features, main features",
        "functionality, functionalities, features and functionalities",
        "features and functionality, requirements, functional requirements",
        "non-functional requirements, nonfunctional requirements, what changes",
        "user stories, capabilities, technical requirements, must have, should have",
        "could have, nice to have, mvp, scope, fonctionnalités, exigences",
        "exigences fonctionnelles, exigences non fonctionnelles, besoins",
        "características, funcionalidades, requisitos, requisitos funcionales",
        "requisitos no funcionales, requerimientos, requisitos funcionais",
        "requisitos não funcionais, требования, функциональные требования",
        "нефункциональные требования, функции, возможности, функционал",
        "функциональность, anforderungen, funktionen, funktionale anforderungen",
        "nicht-funktionale anforderungen, nichtfunktionale anforderungen",
        "funktionsumfang, eisen, vereisten, functionaliteiten, functionele eisen",
        "niet-functionele eisen, functies, requisiti, funzionalità",
        "requisiti funzionali, requisiti non funzionali, caratteristiche, 機能",
        "機能要件, 非機能要件, 要件, 要求事項, 主な機能, 기능, 요구사항, 기능 요구사항",
        "비기능 요구사항, 주요 기능, 요구 사항, 功能, 功能需求, 非功能需求, 需求",
        "主要功能, 核心功能, 功能要求, 功能列表",
        "histoires utilisateur, récits utilisateur, historias de usuario, histórias de usuário",
        "пользовательские истории, user storys, nutzergeschichten, gebruikersverhalen",
        "storie utente, ユーザーストーリー, 사용자 스토리, 유저 스토리, 用户故事",
    ),
    SectionSort.FINDINGS: phrases(
        "findings, vulnerabilities, detailed findings, issues found, issues, bugs, known issues",
        "problems, bugs found, critical, high, medium, low, informational, major, minor, constats",
        "vulnérabilités, problèmes, anomalies, hallazgos, vulnerabilidades, problemas, errores",
        "achados, erros, находки, уязвимости, проблемы, ошибки, замечания, befunde, schwachstellen",
        "probleme, fehler, bevindingen, kwetsbaarheden, problemen, fouten, risultati, rilievi",
        "vulnerabilità, problemi, errori, 発見事項, 指摘事項, 脆弱性, 問題点, 問題, バグ, 不具合",
        "발견 사항, 취약점, 문제점, 버그, 이슈, 发现, 漏洞, 问题, 缺陷, critique, critiques, élevé",
        "élevée, élevées, moyen, moyenne, moyennes, faible, faibles, majeur, majeurs, mineur",
        "mineurs, crítico, críticos, crítica, críticas, alto, altos, alta, altas, medio, medios",
        "media, medias, médio, médios, média, médias, bajo, bajos, baja, bajas, baixo, baixos",
        "baixa, baixas, критические, критичные, критично, высокие, высокий, средние, средний",
        "низкие, низкий, kritisch, kritische, hoch, mittel, niedrig, kritiek, kritieke, hoog",
        "gemiddeld, laag, critico, critici, critiche, medi, bassa, bassi, basse, 重大, 重要, 軽微",
        "高リスク, 中リスク, 低リスク, 심각, 치명적, 높음, 중간, 낮음, 严重, 高危, 中危, 低危",
        "高风险, 中风险, 低风险, 一般问题",
    ),
    SectionSort.STEPS: phrases(
        "next steps, action items, actions, todo, to do, to-do, todos, remaining work",
        "follow-up, follow ups, next, recommendations, open items, what is left, what's left",
        "what remains, left to do, remaining tasks, reste à faire, lo que falta, falta por hacer",
        "o que falta, осталось сделать, осталось доделать, что осталось, was noch fehlt",
        "wat er nog moet, cosa resta, resta da fare, 残作業, 残課題, 남은 일, 剩余工作, 遗留问题",
        "prochaines étapes",
        "à faire, próximos pasos, tareas pendientes, próximos passos, pendências",
        "следующие шаги, дальнейшие шаги, nächste schritte, offene punkte",
        "volgende stappen, actiepunten, prossimi passi, azioni, 次のステップ",
        "今後の対応, 残タスク, やること, 다음 단계, 할 일, 남은 작업, 下一步, 后续步骤",
        "待办, 待办事项, 行动项",
    ),
}

# "Acceptance tests" are things to do; criteria only say when others are done.
CHECKED = phrases(
    "test, tests, testing, test cases, prueba, pruebas, teste, testes, тест, тесты, prova, prove",
    "テスト, 테스트, 测试, 测试用例",
)

# The whole heading of a section by which one looks whether what was to be done is.
CHECKING = phrases(
    "verification, verification steps, final verification, validation, final validation, checks",
    "final checks, review, final review, sign-off, sign off, before release, quality gates",
    "vérification, vérifications, validation finale, recette, verificación, comprobación",
    "comprobaciones, validación, verificação, verificações, validação, проверка, проверки",
    "верификация, приёмка, приемка, überprüfung, prüfung, abnahme, verificatie, controle",
    "controles, verifica, verifiche, validazione, controllo, 検証, 動作確認, 確認, 受け入れ",
    "검증, 확인, 검수, 验证, 检查, 验收",
)

# Tables beneath these only name again what another document defines.
TRACES = phrases(
    "traceability*, requirements coverage, coverage of requirements, requirement coverage",
    "coverage map, coverage matrix, traçabilité, couverture des exigences, trazabilidad",
    "cobertura de requisitos, cobertura de requerimientos*, rastreabilidade, трассировка*",
    "прослеживаемость, покрытие требований, rückverfolgbarkeit*, nachverfolgbarkeit*",
    "anforderungsabdeckung, traceerbaarheid, dekking van eisen, tracciabilità",
    "copertura dei requisiti, トレーサビリティ, 要件カバレッジ, 추적성, 추적 매트릭스",
    "요구사항 추적, 트레이서빌리티",
    "요구사항 커버리지, 追溯, 追踪矩阵, 需求覆盖",
)

# The whole heading of a section that lists what is to be tested.
CASES = phrases(
    "test cases, test scenarios, scenarios, cases, tests, manual tests, tests to run, cas de test",
    "cas de tests, scénarios, scénarios de test, casos de prueba, escenarios",
    "escenarios de prueba, casos de teste, cenários, cenários de teste, тест-кейсы, сценарии",
    "тестовые сценарии, тестовые случаи, testfälle, szenarien, testszenarien, testgevallen",
    "scenario's, scenario s, testscenario's, casi di test, scenari, scenari di test, テストケース",
    "テスト項目, テストシナリオ, 確認項目, シナリオ, 테스트 케이스, 테스트 항목, 테스트 시나리오",
    "시나리오, 测试用例, 测试场景, 测试项, 用例",
)

# The whole heading of a section that tells what users want of the thing that it is in.
STORIES = phrases(
    "user stories, stories, user story list, histoires utilisateur, récits utilisateur",
    "historias de usuario, histórias de usuário, histórias de utilizador, пользовательские истории",
    "user storys, nutzergeschichten, gebruikersverhalen, storie utente, ユーザーストーリー",
    "사용자 스토리, 유저 스토리, 用户故事",
)

# What stands beneath these shows what something looks like.
EXAMPLES = phrases(
    "example, examples, sample, samples, exemple, exemples, ejemplo, ejemplos, exemplo, exemplos",
    "пример, примеры, beispiel, beispiele, voorbeeld, voorbeelden, esempio, esempi, 例, 記入例",
    "サンプル, 예, 예시, 예제, 示例, 例子, 样例, template, modèle, plantilla, modelo, шаблон",
    "vorlage, sjabloon, modello, テンプレート, 템플릿, 模板",
)

BUG_SECTION = phrases(
    "bugs, bug, bug fixes, known issues, defects, fixes, bogues, errores, erros",
    "баги, ошибки, fehler, fouten, errori, バグ, 不具合, 버그, 缺陷, 问题修复",
)

# A title with these asks for something, though it tells where in the code it is to go.
REQUIRING = phrases(
    "requirements, requirement, exigences, besoins, requisitos, requerimientos, требования",
    "anforderungen, eisen, vereisten, requisiti, 要件, 要求, 요구사항, 요구 사항, 需求, 要求事項",
)

# A section that begins with these recommends something, whatever words follow.
RECOMMENDING = phrases(
    "recommend*, recommand*, recomend*, raccomand*, empfehl*, empfohlen*, aanbev*",
    "рекоменд*, 推奨, 推薦, 권고, 권장, 建议, 推荐",
)
