# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words by which a document names its own kind, and the way to run it, in eleven languages."""

import re

from orchestrator_analyzer.spec import DocumentKind as Kind
from orchestrator_analyzer.words import phrases

# What the end of a path says; the first that matches counts. Weight, kind.
_NAMES: tuple[tuple[str, float, Kind], ...] = (
    (r"issue[\W_]?template[\W_].*|pull[\W_]request[\W_]template", 6.0, Kind.OTHER),
    (r"contributing|code[\W_]of[\W_]conduct|license|support|security", 6.0, Kind.OTHER),
    (r"agents|claude|gemini|copilot[\W_]instructions|skill", 6.0, Kind.OTHER),
    (r"\w*[\W_]template", 2.0, Kind.OTHER),
    (r"changelog|changes|history|release[\W_]notes|news", 5.0, Kind.CHANGELOG),
    (r"readme", 4.0, Kind.README),
    (
        r"(?:test|testing|qa)[\W_]?(?:plan|strategy|cases|scenarios|matrix|spec|checklist)",
        4.0,
        Kind.TEST_PLAN,
    ),
    (
        r".*(?:audit|assessment|pentest|security[\W_]review|vulnerabilit\w+)(?:[\W_]report)?",
        3.5,
        Kind.AUDIT_REPORT,
    ),
    (
        r".*(?:bugs?|known[\W_]issues|defects?|bug[\W_]report|postmortem|root[\W_]cause)",
        3.0,
        Kind.BUG_REPORT,
    ),
    (
        r".*(?:report|summary|status|progress|results?|analysis|retrospective|completion|coverage)",
        2.5,
        Kind.STATUS_REPORT,
    ),
    (r".*roadmap|milestones?|vision", 3.5, Kind.ROADMAP),
    (r".*(?:backlog|ideas|wishlist|feature[\W_]requests)", 4.0, Kind.BACKLOG),
    (r".*to[\W_]?dos?", 2.5, Kind.BACKLOG),
    (r".*(?:tasks?|checklist|implementation[\W_]plan|work[\W_]?plan)", 2.5, Kind.TASK_LIST),
    (
        r".*(?:requirements?|spec|specs|specification|prd|srs|user[\W_]stories|features?|epics?)",
        3.0,
        Kind.SPEC,
    ),
    (r".*proposal", 2.0, Kind.SPEC),
    (r".*(?:design|architecture|adr|rfc|decision)", 3.5, Kind.DESIGN_DOC),
    (
        r".*(?:notes?|minutes|meeting|journal|handoff|handover|brainstorm|diary|log)",
        3.0,
        Kind.NOTES,
    ),
    (
        r".*(?:guide|tutorial|how[\W_]?to|setup|install\w*|usage|api|faq|docs|reference|manual)",
        2.5,
        Kind.OTHER,
    ),
    (r".*plan", 1.0, Kind.TASK_LIST),
)
_NAME_END = r"(?:[\W_]+(?:[a-z]{2}(?:[\W_][a-z]{2})?|v?\d+))?$"
NAMES: tuple[tuple[re.Pattern[str], float, Kind], ...] = tuple(
    (re.compile(rf"(?:^|[\W_])(?:{pattern}){_NAME_END}", re.IGNORECASE), weight, kind)
    for pattern, weight, kind in _NAMES
)

# What a title says. Every kind that matches counts.
TITLES: tuple[tuple[re.Pattern[str], float, Kind], ...] = (
    (
        phrases(
            "changelog, change log, release notes, journal des modifications",
            "notes de version, registro de cambios, registro de alterações, notas da versão",
            "история изменений, список изменений, änderungsprotokoll, änderungen",
            "wijzigingslogboek, registro delle modifiche, 変更履歴, リリースノート",
            "변경 이력, 변경 로그, 릴리스 노트, 更新日志, 变更日志",
        ),
        5,
        Kind.CHANGELOG,
    ),
    (
        phrases(
            "test plan, testing plan, test strategy, testing strategy, test cases",
            "test specification, test scenarios, qa plan, qa checklist, test matrix",
            "plan de test, plan de tests, cas de test, stratégie de test, plan de pruebas",
            "casos de prueba, estrategia de pruebas, plano de testes, plano de teste",
            "casos de teste, план тестирования, тест-план, тестовые сценарии, тест-кейсы",
            "testplan, teststrategie, testfälle, testkonzept, testgevallen, piano di test",
            "piano dei test, casi di test, strategia di test, テスト計画, テスト計画書",
            "テスト仕様, テストケース, 試験計画, 테스트 계획, 테스트 계획서, 테스트 케이스",
            "测试计划, 测试用例, 测试方案",
        ),
        5,
        Kind.TEST_PLAN,
    ),
    (
        phrases(
            "audit, audit report, security review, security assessment, code review report",
            "code review, penetration test*, vulnerability assessment, security analysis",
            "audit findings, accessibility review, rapport d'audit, audit de sécurité",
            "auditoría, informe de auditoría, auditoria, relatório de auditoria, аудит*",
            "отчёт об аудите, prüfbericht, sicherheitsprüfung, sicherheitsaudit",
            "auditrapport, beveiligingsaudit, rapporto di audit, verifica di sicurezza",
            "監査, 監査報告, セキュリティ監査, 脆弱性診断, コードレビュー, 감사 보고서",
            "보안 감사, 보안 점검, 감사, 취약점 점검, 审计, 安全审计, 审计报告, 代码审查",
            "安全评估",
        ),
        4,
        Kind.AUDIT_REPORT,
    ),
    (
        phrases(
            "bug, bugs, bug report, bug list, known issues, known bugs, defects, defect",
            "crash, regression, incident, postmortem, post-mortem, root cause, issue fixed",
            "hotfix, rapport de bug, bogue*, anomalie*, problèmes connus, informe de error",
            "reporte de error, errores conocidos, relatório de bug, relatório de erro",
            "bugs conhecidos, отчёт об ошибке, баг-репорт, ошибки, баги, известные проблемы",
            "fehlerbericht, fehlerliste, bekannte fehler, foutrapport, bugrapport",
            "bekende problemen, segnalazione bug, bug noti, バグ報告, バグレポート",
            "不具合報告, 不具合, バグ一覧, 버그 리포트, 버그 보고, 버그 목록, 버그",
            "오류 보고, 缺陷报告, bug报告, 缺陷, 问题报告, 已知问题",
        ),
        4,
        Kind.BUG_REPORT,
    ),
    (
        phrases(
            "roadmap, road map, milestones, feuille de route, hoja de ruta, roteiro",
            "дорожная карта, план развития, fahrplan, routekaart, tabella di marcia",
            "ロードマップ, 로드맵, 路线图, 发展规划, future plans",
        ),
        5,
        Kind.ROADMAP,
    ),
    (
        phrases(
            "backlog, product backlog, ideas, wish list, wishlist, feature requests, todo",
            "to do, to-do, todos, to-do list, improvements, technical debt, tech debt",
            "carnet de produit, idées, à faire, liste de tâches, pendientes",
            "lista de tareas, ideas pendientes, pendências, ideias, lista de tarefas",
            "бэклог, идеи, список дел, список задач, aufgabenliste, ideen, offene punkte",
            "takenlijst, ideeën, idee, cose da fare, arretrato, バックログ, アイデア",
            "やること, 課題一覧, 改善案, 백로그, 아이디어, 할 일, 개선 사항, 待办, 待办事项",
            "需求池, 想法, 待办列表",
        ),
        4,
        Kind.BACKLOG,
    ),
    (
        phrases(
            "tasks, task list, tasks list, implementation plan, implementation tasks",
            "work packages, action plan, refactor plan, refactoring plan, migration plan",
            "work plan, development plan, checklist, plan d'implémentation, plan d'action",
            "plan de travail, tâches, plan de implementación, plan de acción",
            "plan de trabajo, tareas, plano de implementação, plano de ação, tarefas",
            "план реализации, план внедрения, план работ, план задач, план действий, задачи",
            "umsetzungsplan, implementierungsplan, arbeitsplan, aufgaben, implementatieplan",
            "plan van aanpak, taken, piano di implementazione, piano di lavoro, attività",
            "実装計画, タスク, タスク一覧, 作業計画, 구현 계획, 작업 목록, 태스크",
            "작업 계획, 实施计划, 实现计划, 任务列表, 任务清单, 任务, 开发计划",
        ),
        4,
        Kind.TASK_LIST,
    ),
    (
        phrases(
            "status report, progress report, progress, project status, completion report",
            "completion summary, implementation summary, test report, qa report",
            "quality assurance report, coverage analysis, test coverage, test results",
            "weekly report, summary, report, implementation report, performance report",
            "results, retrospective, rapport d'avancement, état d'avancement",
            "rapport de test, compte rendu, informe de estado, informe de progreso, informe",
            "estado del proyecto, relatório de status, relatório de progresso, relatório",
            "отчёт о ходе*, отчёт, отчет, отчёт о статусе, статус проекта, statusbericht",
            "fortschrittsbericht, zwischenbericht, bericht, testbericht, statusrapport",
            "voortgangsrapport, voortgang, rapporto, rapporto di stato",
            "stato di avanzamento, relazione, 進捗報告, 進捗, 報告書, 完了報告, ステータス",
            "진행 상황, 진행 보고, 보고서, 결과 보고, 완료 보고, 进度报告, 状态报告",
            "总结报告, 报告, 进展, 完成报告, 总结",
        ),
        3.5,
        Kind.STATUS_REPORT,
    ),
    (
        phrases(
            "adr, rfc, kep, eip, pep, decision record, design document, design doc",
            "technical design, design, architecture, architecture overview, proposal",
            "document de conception, conception technique, architecture technique",
            "documento de diseño, diseño técnico, diseño, arquitectura, documento de design",
            "projeto técnico, arquitetura, техническое решение, проектирование, дизайн",
            "архитектура, entwurf, technischer entwurf, architektur, designdokument",
            "ontwerp, technisch ontwerp, architectuur, ontwerpdocument",
            "documento di progettazione, progettazione, progetto tecnico, architettura",
            "設計, 設計書, 技術設計, アーキテクチャ, 設計ドキュメント, 설계, 설계서",
            "설계 문서, 기술 설계, 아키텍처, 设计, 设计文档, 技术设计, 架构, 技术方案",
            "设计方案, 架构设计",
        ),
        3.5,
        Kind.DESIGN_DOC,
    ),
    (
        phrases(
            "specification, spec, feature specification, requirements",
            "requirements document, product requirements*, prd, srs, feature, user stories",
            "epic, functional specification, cahier des charges, spécification*, exigences",
            "especificación, especificaciones, requisitos, requerimientos, especificação",
            "especificações, спецификация, требования, техническое задание, тз",
            "spezifikation, anforderungen, lastenheft, pflichtenheft, specificatie",
            "specificaties, eisen, programma van eisen, specifica, specifiche, requisiti",
            "仕様, 仕様書, 要件, 要件定義, 要件定義書, 요구사항, 요구 사항, 명세, 명세서",
            "기획서, 사양, 需求, 需求文档, 规格, 需求规格, 规格说明, 需求说明",
        ),
        3.5,
        Kind.SPEC,
    ),
    (
        phrases(
            "notes, meeting notes, minutes, handoff, hand-off, handover, brainstorm*",
            "session notes, learnings, lessons learned, research, journal, thoughts",
            "notes de réunion, notas, notas de reunión, acta, notas da reunião, ata",
            "заметки, протокол, записки, notizen, protokoll, besprechung, notities, notulen",
            "verslag, note, appunti, verbale, 議事録, メモ, ノート, 회의록, 메모, 노트",
            "인수인계, 会议纪要, 笔记, 会议记录, 备忘, 交接",
        ),
        4,
        Kind.NOTES,
    ),
    (
        phrases(
            "guide, how to, how-to, tutorial, getting started, installation, setup",
            "contributing, code of conduct, api documentation, api reference, api docs",
            "reference, documentation, manual, guidelines, conventions, style guide",
            "cheat sheet, faq, troubleshooting, security policy, best practices, template",
            "configuration, deployment, policy, rules, guide d'installation, guía",
            "manual de usuario, configuración, documentación, guia, documentação",
            "configuração, руководство, инструкция, документация, участие, вклад, anleitung",
            "leitfaden, handbuch, dokumentation, einrichtung, handleiding, gids",
            "documentatie, guida, documentazione, configurazione, ガイド, 手順, 手順書",
            "マニュアル, 使い方, ドキュメント, 規約, 가이드, 안내, 사용법, 매뉴얼, 설명서",
            "문서, 指南, 教程, 手册, 使用说明, 部署, 规范, 说明, 如何",
        ),
        3,
        Kind.OTHER,
    ),
)

# What headings below the title say. Each distinct match counts one, up to four.
HEADINGS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        phrases(
            "motivation, drawbacks, alternatives, alternatives considered",
            "rationale and alternatives, prior art, unresolved questions, consequences",
            "decision, decision drivers, decision outcome, considered options, context",
            "context and problem statement, detailed design, guide-level explanation",
            "reference-level explanation, design details, rationale",
            "backwards compatibility, graduation criteria, risks and mitigations",
            "future possibilities, architecture, components and interfaces, data models",
            "correctness properties, key design decisions, technical approach",
            "constitution check, project structure, trade-offs, tradeoffs, décision",
            "conséquences, contexte, alternatives envisagées, decisión, consecuencias",
            "contexto, alternativas consideradas, decisão, consequências, решение",
            "последствия, контекст, альтернативы, рассмотренные варианты, entscheidung",
            "konsequenzen, kontext, alternativen, beslissing, besluit, gevolgen",
            "alternatieven, decisione, conseguenze, contesto, alternative considerate, 決定",
            "背景, 代替案, 結果, アーキテクチャ, コンポーネント, 결정, 배경, 대안, 결과",
            "아키텍처, 컴포넌트, 决策, 决定, 备选方案, 后果, 架构, 组件",
        ),
        Kind.DESIGN_DOC,
    ),
    (
        phrases(
            "added, changed, fixed, removed, deprecated, security, bug fixes",
            "breaking changes, new features, ajouté, modifié, corrigé, añadido, cambiado",
            "corregido, adicionado, alterado, corrigido, добавлено, изменено, исправлено",
            "удалено, hinzugefügt, geändert, behoben, toegevoegd, gewijzigd, opgelost",
            "aggiunto, modificato, corretto, 追加, 変更, 修正, 추가, 변경, 수정, 新增, 变更",
            "修复",
        ),
        Kind.CHANGELOG,
    ),
    (
        phrases(
            "installation, install, getting started, quick start, quickstart, usage",
            "license, contributing, contributors, documentation, community, sponsors",
            "acknowledgements, acknowledgments, demo, screenshots, why, installer",
            "utilisation, licence, contribuer, démarrage rapide, instalación, uso, licencia",
            "contribuir, inicio rápido, instalação, licença, contribuindo, início rápido",
            "установка, использование, лицензия, быстрый старт, вклад, verwendung, lizenz",
            "mitwirken, schnellstart, beitragen, installatie, gebruik, licentie, bijdragen",
            "installazione, utilizzo, licenza, contribuire, インストール, 使い方",
            "ライセンス, クイックスタート, 설치, 사용법, 라이선스, 빠른 시작, 기여, 安装",
            "使用, 使用方法, 许可证, 快速开始, 贡献",
        ),
        Kind.README,
    ),
    (
        phrases(
            "steps to reproduce, reproduction, to reproduce, expected behavior",
            "expected behaviour, expected, actual behavior, actual behaviour, actual",
            "environment, root cause, root cause analysis, workaround, stack trace, logs",
            "impact, symptoms, describe the bug, proposed fix, suggested fix",
            "étapes pour reproduire, comportement attendu, comportement actuel",
            "pasos para reproducir, comportamiento esperado, comportamiento actual",
            "passos para reproduzir, comportamento esperado, comportamento atual",
            "шаги воспроизведения, шаги для воспроизведения, ожидаемое поведение",
            "ожидаемый результат, фактическое поведение, фактический результат, окружение",
            "schritte zur reproduktion, erwartetes verhalten, tatsächliches verhalten",
            "umgebung, ursache, stappen om te reproduceren, verwacht gedrag",
            "werkelijk gedrag, omgeving, oorzaak, passi per riprodurre",
            "comportamento atteso, comportamento effettivo, 再現手順, 期待される動作",
            "期待する動作, 実際の動作, 環境, 原因, 재현 방법, 재현 절차, 기대 동작",
            "예상 동작, 실제 동작, 환경, 원인, 复现步骤, 重现步骤, 预期行为, 期望行为",
            "实际行为, 环境, 根本原因",
        ),
        Kind.BUG_REPORT,
    ),
    (
        phrases(
            "test cases, test scenarios, test strategy, test environment, test scope",
            "test data, test categories, test requirements, entry criteria, exit criteria",
            "unit tests, integration tests, e2e tests, end-to-end tests, performance tests",
            "regression tests, test approach, testing pyramid, test schedule",
            "coverage targets, smoke tests, cas de test, environnement de test",
            "casos de prueba, entorno de pruebas, casos de teste, ambiente de teste",
            "тестовые случаи, тестовые сценарии, тестовая среда, testfälle, testumgebung",
            "testgevallen, testomgeving, casi di test, ambiente di test, テストケース",
            "テスト環境, テスト範囲, 테스트 케이스, 테스트 환경, 테스트 범위, 测试用例",
            "测试环境, 测试范围",
        ),
        Kind.TEST_PLAN,
    ),
    (
        phrases(
            "findings, key findings, vulnerabilities, severity, critical, high severity",
            "medium severity, low severity, high priority, critical findings, high, medium",
            "low, informational, remediation, risk assessment, identified vulnerabilities*",
            "vulnerabilities found, scope limitations, methodology, static analysis",
            "constats, recommandations, vulnérabilités, hallazgos, vulnerabilidades",
            "recomendaciones, achados, recomendações, находки, уязвимости, рекомендации",
            "befunde, schwachstellen, empfehlungen, bevindingen, kwetsbaarheden",
            "aanbevelingen, risultati, rilievi, vulnerabilità, raccomandazioni, 指摘事項",
            "発見事項, 脆弱性, 推奨事項, 발견 사항, 취약점, 권고 사항, 发现, 漏洞",
            "发现的问题, 整改建议",
        ),
        Kind.AUDIT_REPORT,
    ),
    (
        phrases(
            "executive summary, achievements, accomplishments, metrics, results",
            "test results, current status, status, what was done, progress, completed work",
            "key metrics, statistics, conclusion, lessons learned, coverage overview",
            "test coverage overview, deliverables, réalisations, résultats, logros",
            "resultados, conclusiones, conquistas, conclusão, результаты, достижения",
            "выводы, итоги, что сделано, ergebnisse, fazit, erreicht, resultaten, conclusie",
            "behaald, risultati, conclusioni, 結果, 成果, 結論, 進捗状況, 결과, 성과, 결론",
            "진행 현황, 结果, 结论, 已完成工作, 进展",
        ),
        Kind.STATUS_REPORT,
    ),
    (
        phrases(
            "requirements, functional requirements, non-functional requirements",
            "user stories, acceptance criteria, user scenarios*, features, core features",
            "success criteria, success metrics, target users, personas, user personas",
            "use cases, tech stack, what changes, goals, features and functionalities",
            "added requirements, modified requirements, data requirements, constraints",
            "technical constraints, capabilities, api endpoints, roles*, key entities",
            "assumptions, fonctionnalités, exigences, exigences fonctionnelles",
            "critères d'acceptation, objectifs, requisitos, requisitos funcionales",
            "historias de usuario, criterios de aceptación, objetivos",
            "requisitos funcionais, histórias de usuário, critérios de aceitação",
            "требования, функциональные требования, пользовательские истории",
            "критерии приёмки, цели, anforderungen, funktionale anforderungen",
            "akzeptanzkriterien, ziele, eisen, functionele eisen, acceptatiecriteria",
            "gebruikersverhalen, doelen, requisiti, requisiti funzionali",
            "criteri di accettazione, obiettivi, 要件, 機能要件, 非機能要件, 受け入れ基準",
            "機能一覧, 目的, 요구사항, 기능 요구사항, 사용자 스토리, 인수 기준, 수용 기준",
            "목표, 需求, 功能需求, 非功能需求, 用户故事, 验收标准, 目标",
        ),
        Kind.SPEC,
    ),
    (
        phrases(
            "near-term, near term, mid-term, medium-term, mid term, long-term, long term",
            "short term, short-term, future, vision, goals, milestones, milestone*, q1*",
            "q2*, q3*, q4*, v1*, v2*, now, next, later, upcoming, planned, in progress",
            "theme, themes, court terme, moyen terme, long terme, corto plazo, medio plazo",
            "mediano plazo, largo plazo, curto prazo, médio prazo, longo prazo",
            "краткосрочн*, среднесрочн*, долгосрочн*, kurzfristig, mittelfristig",
            "langfristig, korte termijn, middellange termijn, lange termijn, breve termine",
            "medio termine, lungo termine, 短期, 中期, 長期, 단기, 중기, 장기, 短期目标",
            "中期目标, 长期, 长期目标",
        ),
        Kind.ROADMAP,
    ),
    (
        phrases(
            "bugs, enhancements, ideas, features, improvements, ux, ui, backend, frontend",
            "documentation, tools, nice to have, tech debt, technical debt, high priority",
            "medium priority, low priority, priority*, backlog, to do, in progress, done",
            "refactoring, misc, améliorations, idées, mejoras, melhorias, ideias, улучшения",
            "идеи, verbesserungen, ideen, verbeteringen, ideeën, miglioramenti, idee, 改善",
            "アイデア, バグ, 개선, 아이디어, 버그, 改进, 优化, 想法",
        ),
        Kind.BACKLOG,
    ),
    (
        phrases(
            "phase*, tasks, wave*, sprint*, dependencies, implementation strategy, setup",
            "verification, validation commands, task*, subtasks, included subtasks",
            "parallel*, étape*, tâches, tareas, tarefas, задачи, этап*, aufgaben, taken",
            "attività, フェーズ, タスク, 단계, 작업, 阶段, 任务, 步骤",
        ),
        Kind.TASK_LIST,
    ),
    (
        phrases(
            "attendees, agenda, action items, decisions, discussion, next steps",
            "active work, blockers, blockers/gotchas, key files, bootstrap, participants",
            "ordre du jour, asistentes, participantes, orden del día, pauta, участники",
            "повестка, teilnehmer, tagesordnung, aanwezigen, agendapunten, partecipanti",
            "ordine del giorno, 出席者, 参加者, 議題, 決定事項, 참석자, 안건, 결정 사항",
            "参会人员, 议程, 与会者",
        ),
        Kind.NOTES,
    ),
    (
        phrases(
            "prerequisites, when to use, authentication, endpoints, rate limiting",
            "configuration, examples, parameters, troubleshooting, faq, step*, overview",
            "code style, pull requests, development setup, environment variables, errors",
            "request, response, best practices, deployment, prérequis, étapes, dépannage",
            "requisitos previos, pasos, ejemplos, pré-requisitos, passos, exemplos",
            "предварительные требования, примеры, шаги, voraussetzungen, beispiele",
            "schritte, vereisten, voorbeelden, stappen, prerequisiti, esempi, passaggi",
            "前提条件, 例, 手順, 사전 요구 사항, 예시, 단계, 前置条件, 示例, 何时使用, 步骤",
        ),
        Kind.OTHER,
    ),
)

# What a title or a heading says about the way to run a document.
REFACTOR_WORDS = phrases(
    "refactor*, restructur*, clean-up, cleanup, migration, technical debt",
    "tech debt, refactorisation, refactorización, refatoração, рефакторинг*",
    "refaktorisierung, umbau, refactoren, rifattorizzazione, リファクタリング",
    "리팩토링, 리팩터링, 重构",
)
FIX_WORDS = phrases(
    "fix, fixes, bug, bugs, bugfix, hotfix, regression, crash, correction, corriger",
    "correction de bugs, corrección, arreglo, correção, исправление, баг*, ошибк*",
    "fehlerbehebung, fehler, oplossen, correzione, 修正, バグ修正, 不具合, 버그",
    "수정, 修复, 缺陷",
)
TEST_WORDS = phrases(
    "test coverage, coverage analysis, coverage gaps, test gap*",
    "couverture de tests, cobertura de pruebas, cobertura de testes",
    "покрытие тестами, testabdeckung, testdekking, copertura dei test",
    "テストカバレッジ, 테스트 커버리지, 测试覆盖率",
)
GAPS_WORDS = phrases(
    "gaps, uncovered, not covered, missing tests, missing coverage, recommendations",
    "coverage gaps, lacunes, brechas, lacunas, пробелы, lücken, hiaten, lacune",
    "未カバー, 미커버, 未覆盖, 缺口, 改进建议",
)
GREENFIELD_WORDS = phrases(
    "tech stack, technology stack, from scratch, greenfield, project setup",
    "database schema, system architecture, prd, product requirements*",
    "project initialization, introduction, mvp, pile technique, stack técnico",
    "stack tecnológico, pila tecnológica, стек технологий, технологический стек",
    "technologiestack, technische stack, stack tecnologico, 技術スタック",
    "プロジェクト基盤, 기술 스택, 프로젝트 초기*, 技术栈, 项目初始化",
)
EXISTING_WORDS = phrases(
    "existing, currently, current behavior, replace*, extend*, migrat*, improve*",
    "what changes, added requirements, modified requirements, feature branch",
    "existant*, actuellement, existente*, actualmente, atualmente, существующ*",
    "сейчас, bestehende*, derzeit, bestaande, huidige, esistente, attualmente, 既存",
    "現在の, 기존, 현재, 现有, 目前",
)
BEGINS_WORDS = phrases(
    "initialize, set up project, setup project, project structure, create project",
    "scaffold*, bootstrap, initialise, プロジェクトのセットアップ, プロジェクト基盤",
    "プロジェクト初期化, 프로젝트 초기화, 프로젝트 설정, 初始化项目, 项目初始化",
    "搭建项目, 创建项目, initialiser le projet, inicializar el proyecto",
    "configurar el proyecto, inicializar o projeto, инициализация проекта",
    "projekt aufsetzen, projekt initialisieren, project opzetten",
    "inizializzare il progetto",
)
