# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a backlog."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "backlog, product backlog, ideas, wish list, wishlist, feature requests, todo, to do, to-do",
    "todos, to-do list, improvements, technical debt, tech debt, carnet de produit, idées, à faire",
    "liste de tâches, pendientes, lista de tareas, ideas pendientes, pendências, ideias",
    "lista de tarefas, бэклог, идеи, список дел, список задач, aufgabenliste, todoliste, ideen",
    "offene punkte, takenlijst, ideeën, idee, cose da fare, arretrato, バックログ, アイデア",
    "やること, 課題一覧, 改善案, 백로그, 아이디어, 할 일, 개선 사항, 개선사항, 개선 과제",
    "待办, 待办事项, 需求池, 想法",
    "待办列表, feature ideas, future ideas, wünsche, wunschliste, verbesserungen, verlanglijst",
    "wensen, liste de souhaits, améliorations, lista de deseos, mejoras, lista de desejos",
    "melhorias, lista dei desideri, miglioramenti, список идей, хотелки, улучшения, 要望, 要望一覧",
    "ネタ帳, 課題リスト, 改善リスト, 残タスク, 開発メモ帳, 할일, 개선 요청, 개선 목록, 요청 사항",
    "요청사항, 需求列表, 改进建议, 优化建议, 待开发, 待完成, 改进清单, pending features, pending",
    "next steps, upcoming, open items, open issues, enhancements, feature list, missing features",
    "what's left, left to do, outstanding, pistes d'amélioration, pistes d'évolution",
    "prochaines étapes, reste à faire, próximos pasos, funciones pendientes, tareas por hacer",
    "próximos passos, melhorias sugeridas, funcionalidades pendentes, следующие шаги, доработки",
    "что осталось, ausstehende*, noch offen, nächste schritte, nog te doen, openstaande punten",
    "volgende stappen, prossimi passi, da completare, da implementare, おすすめタスク, 未実装",
    "対応待ち, 남은 작업, 추가 예정, 개선할 점, 미구현, 待办清单, 待优化, 未完成, 后续计划, 改进点",
    "nice to have, open points, things to do, tech debt list, wanted features, 기술 부채",
    "추가할 기능, 해야 할 일, 추가 기능, 하고 싶은 것, 改善点, 技術的負債, 追加したい機能",
    "todoリスト, 積み残し, 未対応, dette technique, fonctionnalités souhaitées, choses à faire",
    "liste d'idées, deuda técnica, cosas por hacer, funcionalidades deseadas, por hacer",
    "lista de ideas, dívida técnica, a fazer, coisas a fazer, funcionalidades desejadas",
    "lista de ideias, 技术债务, 功能愿望, 优化项, 技术债, 待改进, технический долг, техдолг",
    "что сделать, нужно сделать, пожелания, technische schulden, zu erledigen, ideensammlung",
    "noch zu tun, verbesserungsvorschläge, ideenliste, verbeteringen, technische schuld",
    "wensenlijst, verbeterpunten, te doen, ideeënlijst, da fare, debito tecnico, migliorie",
    "elenco idee, funzionalità desiderate, what is missing, what is still missing, what's missing",
    "what is left, what is still open, ce qui manque, ce qui reste, lo que falta, o que falta",
    "чего не хватает, was noch fehlt, wat nog ontbreekt",
    "cosa manca, 足りないもの, 부족한 것, 还缺什么",
)
