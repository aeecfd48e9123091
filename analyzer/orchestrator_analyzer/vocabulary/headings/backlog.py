# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in a backlog."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "bugs, enhancements, ideas, features, improvements, ux, ui, backend, frontend, documentation",
    "tools, nice to have, tech debt, technical debt, high priority, medium priority, low priority",
    "priority*, backlog, to do, in progress, done, refactoring, misc, améliorations, idées",
    "mejoras, melhorias, ideias, улучшения, идеи, verbesserungen, ideen, verbeteringen, ideeën",
    "miglioramenti, idee, 改善, アイデア, バグ, 개선, 아이디어, 버그, 改进, 优化, 想法",
    "낮은 우선순위, 優先度, priorité basse, prioridad baja, 低优先级, низкий приоритет",
    "prioridade baixa, niedrige priorität, lage prioriteit, bassa priorità, 높은 우선순위",
    "priorité haute, prioridad alta, 高优先级, высокий приоритет, prioridade alta, hohe priorität",
    "hoge prioriteit, alta priorità, 할 일, やること, à faire, por hacer, сделать, a fazer",
    "zu erledigen, te doen, da fare, 개선 사항, 缺陷, баги, bug, quick wins, someday maybe",
    "wishlist, wish list, must fix, known bugs, feature requests, polish, performance, security",
    "important improvements, possible improvements, maybe, would be nice, refactor, chores, p0",
    "must-have, 긴급, 나중에, 추가 기능, 리팩토링, 성능 개선, 알려진 버그, 急ぎ, そのうち",
    "追加機能, リファクタリング, できれば, 必須, 推奨, urgent, plus tard, refactorisation",
    "nouvelles fonctionnalités, bugs connus, urgente, más adelante, refactorización",
    "nuevas funcionalidades, errores conocidos, mais tarde, refatoração, novas funcionalidades",
    "bugs conhecidos, pendências críticas, pendências, 紧急, 以后, 重构, 新功能, 已知问题, 待办",
    "срочно, потом, рефакторинг, новые функции, известные баги, важно, dringend, später",
    "neue funktionen, bekannte fehler, sonstiges, later, nieuwe functies, bekende bugs, overig",
    "più avanti, nuove funzionalità, bug noti, problemi aperti",
    "irgendwann, haute priorité, alta prioridad, alta prioridade, baixa prioridade",
    "baja prioridad, media prioridad, média prioridade, priorità alta, priorità bassa",
    "когда-нибудь, 高優先度, 中優先度, 低優先度, いつか, 우선순위 높음, 우선순위 낮음, 언젠가",
    "ooit, un jour, algún día",
    "algum dia, prima o poi, 有空再做",
)
