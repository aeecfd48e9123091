# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What stands before a colon at the beginning of a title: `Bug: The lid sticks`."""

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import DocumentKind as Kind

OPENINGS: tuple[tuple[Phrases, Kind], ...] = (
    (
        phrases(
            "bug, issue, defect, incident, problem, crash, regression, postmortem, post-mortem",
            "incident report, bogue, anomalie, problème, error, fallo, incidencia, problema, erro",
            "defeito, falha, incidente, баг, ошибка, проблема, инцидент, дефект, fehler, störung",
            "vorfall, fout, probleem, storing, errore, anomalia, バグ, 不具合, 障害, 問題, 버그",
            "오류, 장애, 이슈, 문제, 缺陷, 故障, 问题, 错误, 事故",
        ),
        Kind.BUG_REPORT,
    ),
    (
        phrases(
            "review, audit, code review, security review, assessment, revue, évaluation, revisión",
            "auditoría, evaluación, revisão, auditoria, avaliação, ревью, аудит, обзор, проверка",
            "prüfung, überprüfung, bewertung, beoordeling, controle, revisione, valutazione",
            "レビュー, 監査, 評価, 리뷰, 감사, 검토, 评审, 审查, 审计",
        ),
        Kind.AUDIT_REPORT,
    ),
    (
        phrases(
            "plan, plano, план, piano, 計画, 계획, 计划, task, todo, ticket, subtask, work package",
            "tâche, tarea, tarefa, задача, aufgabe, arbeitspaket, taak, attività, compito, タスク",
            "課題, 작업, 과제, 任务",
        ),
        Kind.TASK_LIST,
    ),
    (
        phrases(
            "feature, feature request, story, user story, epic, requirement, requirements, spec",
            "specification, feature specification, prd, proposal, change proposal, fonctionnalité",
            "exigence, spécification, proposition, funcionalidad, requisito, especificación",
            "propuesta, historia de usuario, funcionalidade, especificação, proposta",
            "história de usuário, функция, требование, спецификация, предложение, история",
            "funktion, anforderung, spezifikation, vorschlag, functie, eis, specificatie, voorstel",
            "funzionalità, specifica, storia utente, 機能, 要件, 仕様, 仕様書, 要望, 提案, 기능",
            "요구사항, 명세, 사양, 제안, 功能, 需求, 规格, 用户故事",
        ),
        Kind.SPEC,
    ),
    (
        phrases(
            "adr, rfc, design, decision, decision record, architecture, technical design, tdd",
            "conception, décision, diseño, decisión, arquitectura, projeto técnico, decisão",
            "arquitetura, проектирование, решение, архитектура, entwurf, entscheidung, architektur",
            "ontwerp, beslissing, architectuur, progettazione, decisione, architettura, 設計",
            "設計書, 決定, アーキテクチャ, 설계, 결정, 아키텍처, 设计, 决策, 架构, 技术方案, 方案",
        ),
        Kind.DESIGN_DOC,
    ),
    (
        phrases(
            "status, report, summary, progress, recap, status report, progress report, état",
            "rapport, bilan, résumé, estado, informe, resumen, relatório, resumo, статус, отчёт",
            "отчет, итоги, stand, bericht, zusammenfassung, verslag, samenvatting, stato, rapporto",
            "riepilogo, 報告, 進捗, 進捗報告, 結果, 보고, 현황, 결과, 报告, 总结, 进度, 状态",
        ),
        Kind.STATUS_REPORT,
    ),
    (
        phrases(
            "meeting, minutes, meeting notes, notes, session, retro, retrospective, handoff",
            "work log, log, journal, réunion, compte rendu, reunión, acta, notas, reunião, ata",
            "встреча, протокол, заметки, журнал, besprechung, protokoll, notizen, vergadering",
            "notulen, notities, riunione, verbale, note, 会議, 議事録, メモ, 作業記録, 作業ログ",
            "회의, 회의록, 메모, 작업 기록, 작업 일지, 会议, 会议纪要, 笔记, 工作日志, 工作记录",
        ),
        Kind.NOTES,
    ),
)
