# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call an audit report."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "audit, audit report, security review, security assessment, code review report, code review",
    "penetration test*, vulnerability assessment, security analysis, audit findings",
    "accessibility review, rapport d'audit, audit de sécurité, auditoría, informe de auditoría",
    "auditoria, relatório de auditoria, аудит*, отчёт об аудите, prüfbericht, sicherheitsprüfung",
    "sicherheitsaudit, auditrapport, beveiligingsaudit, rapporto di audit, verifica di sicurezza",
    "監査, 監査報告, セキュリティ監査, 脆弱性診断, コードレビュー, 감사 보고서, 보안 감사",
    "보안 점검, 감사, 취약점 점검, 审计, 安全审计, 审计报告, 代码审查, 安全评估, security findings",
    "findings, security report, security audit, analyse de sécurité, analyse de vulnérabilités",
    "revue de sécurité, revue de code, rapport de sécurité, rapport de revue",
    "revisión de seguridad, revisión de código, análisis de seguridad, informe de seguridad",
    "revisão de segurança, revisão de código, análise de segurança, relatório de segurança",
    "проверка безопасности, анализ безопасности, обзор кода, ревью кода, sicherheitsbericht",
    "sicherheitsanalyse, sicherheitsüberprüfung, codeprüfung, beveiligingsrapport",
    "beveiligingsonderzoek, revisione di sicurezza, revisione del codice, analisi di sicurezza",
    "レビュー結果, レビュー指摘, 指摘事項, 脆弱性レポート, 診断結果, 診断レポート, 코드 리뷰",
    "취약점 분석, 보안 진단, 점검 결과, 검토 결과, 감사 결과, 安全检查, 安全评审, 漏洞报告",
    "代码评审, 审查报告, 检查报告, 问题审查, design review, ux review, usability review",
    "architecture review, review report, health check, gap analysis, revue de conception",
    "analyse des écarts, revisión de diseño, análisis de brechas, revisão de design",
    "análise de lacunas, обзор архитектуры, ревью, design-review, codereview",
    "revisione del progetto, 設計レビュー, レビュー, 設計評価, 설계 검토, 리뷰 결과, 设计评审",
    "评审, vulnerability report, code quality, code quality analysis, code quality report",
    "performance audit, technical debt analysis, dependency audit, 보안 감사 보고서, 취약점 진단",
    "취약점, 코드 품질, 코드 품질 분석, 접근성 점검, 성능 점검, コード品質, コード品質レポート",
    "脆弱性, 品質監査, 品質評価, qualité du code, analyse de la qualité, vulnérabilités",
    "audit de performance, audit d'accessibilité, audit de code, análisis de vulnerabilidades",
    "calidad del código, análisis de calidad, vulnerabilidades, análise de vulnerabilidades",
    "qualidade do código, análise de qualidade, qualidade de código, 漏洞分析, 代码质量",
    "代码质量分析, 安全审计报告, 代码审查报告, 性能审计, 可访问性审计, 漏洞, анализ уязвимостей",
    "качество кода, анализ качества кода, уязвимости, schwachstellenanalyse",
    "barrierefreiheitsprüfung, codequalitätsanalyse, codequalität, code-review-bericht",
    "performance-audit, schwachstellen, kwetsbaarhedenanalyse, toegankelijkheidsaudit",
    "codekwaliteitsanalyse, codekwaliteit, prestatie-audit, kwetsbaarheden",
    "analisi delle vulnerabilità, qualità del codice, analisi della qualità, vulnerabilità",
)
