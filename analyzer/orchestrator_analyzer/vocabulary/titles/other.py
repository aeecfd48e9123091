# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a page that asks for nothing."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "api 명세, api 명세서, api명세서, 인터페이스 명세서, api仕様, api仕様書",
    "インターフェース仕様書, api設計書, api文档, api接口文档, 接口文档, api设计文档, 接口说明",
    "guide, how to, how-to, tutorial, getting started, installation, setup, contributing",
    "code of conduct, api documentation, api reference, api docs, reference, documentation",
    "user manual, reference manual, guidelines, conventions, style guide, cheat sheet, faq",
    "troubleshooting, security policy, best practices, template, configuration, deployment, policy",
    "rules, guide d'installation, guía, manual de usuario, configuración, documentación, guia",
    "documentação, configuração, руководство, инструкция, документация, участие, вклад, anleitung",
    "leitfaden, handbuch, dokumentation, einrichtung, handleiding, gids, documentatie, guida",
    "documentazione, configurazione, ガイド, 手順, 手順書, マニュアル, 使い方, ドキュメント, 規約",
    "가이드, 안내, 사용법, 매뉴얼, 설명서, 문서, 指南, 教程, 手册, 使用说明, 部署, 规范, 说明",
    "如何, runbook, playbook, glossary, glossaire, glosario, glossário, глоссарий, glossar",
    "begrippenlijst, glossario, 用語集, 용어집, 术语表, comparison, comparaison, vergleich",
    "vergelijking, comparación, comparação, confronto, сравнение, 比較, 비교, 对比",
    "bill of materials, instructions, foire aux questions, preguntas frecuentes",
    "perguntas frequentes, häufige fragen, veelgestelde vragen, domande frequenti, частые вопросы",
    "よくある質問, 자주 묻는 질문, 常见问题, come contribuire, contribuer, contribuir, contribuire",
    "mitwirken, bijdragen, verhaltenskodex, code de conduite, código de conducta, migrating",
    "upgrading, como contribuir, установка, 快速入门, 入门, セットアップ, 설치, 故障排除, 排错",
    "问题解决, 문제 해결, 트러블슈팅, トラブルシューティング, トラブル対応, dépannage",
    "solución de problemas, solução de problemas, устранение неполадок, fehlerbehebung",
    "probleemoplossing, risoluzione dei problemi, onboarding",
    "installationsanleitung, benutzerhandbuch, richtlinien, codierrichtlinien",
    "installatiehandleiding, gebruikershandleiding, richtlijnen, manuel utilisateur",
    "manuel d'utilisation, convenciones de código, manual do usuário, convenções de código",
    "manuale utente, соглашения о коде, 環境構築, 코딩 컨벤션, 개발 환경 설정, 环境搭建",
    "linee guida",
    "lignes directrices, directrices, diretrizes",
    # What a specification is gone through by before it is planned from.
    "specification quality checklist, spec quality checklist, requirements quality checklist",
    "requirements checklist, liste de contrôle de la spécification, checklist de la spécification",
    "checklist de qualité de la spécification, lista de verificación de la especificación",
    "checklist de calidad de la especificación, checklist de qualidade da especificação",
    "lista de verificação da especificação, чек-лист качества спецификации",
    "чеклист качества спецификации, checkliste zur spezifikation",
    "qualitätscheckliste der spezifikation, kwaliteitschecklist specificatie",
    "checklist di qualità della specifica, 仕様品質チェックリスト, 仕様書品質チェックリスト",
    "명세 품질 체크리스트, 명세서 품질 체크리스트, 사양 품질 체크리스트, 规格质量检查清单",
    "规范质量检查清单, 需求质量检查清单, 规格说明质量检查清单",
)
