# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a task list."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "piano, план, plano, planung, 계획, 計画, 计划, 計画書, 계획서, tasks, task list, tasks list",
    "implementation plan, implementation tasks, work packages, action plan, refactor plan",
    "refactoring plan, migration plan, work plan, development plan, checklist",
    "plan d'implémentation, plan d'action, plan de travail, tâches, plan de implementación",
    "plan de acción, plan de trabajo, tareas, plano de implementação, plano de ação, tarefas",
    "план реализации, план внедрения, план работ, план задач, план действий, задачи",
    "umsetzungsplan, implementierungsplan, arbeitsplan, aufgaben, implementatieplan",
    "plan van aanpak, taken, piano di implementazione, piano di lavoro, attività, 実装計画, タスク",
    "タスク一覧, 作業計画, 구현 계획, 작업 목록, 태스크, 작업 계획, 实施计划, 实现计划, 任务列表",
    "任务清单, 任务, 开发计划, plan, release checklist, migration, work breakdown, umbau",
    "migrationsplan, projektplan, maßnahmen, maßnahmenplan, arbeitspakete, schritte",
    "checkliste, plan de migration, plan de développement, plan de refactorisation",
    "liste de contrôle, plan de migración, plan de desarrollo, lista de verificación",
    "plano de migração, plano de desenvolvimento, plano de trabalho, план миграции",
    "план разработки, план рефакторинга, чек-лист, чеклист, migratieplan, stappenplan",
    "ontwikkelplan, controlelijst, piano di migrazione, piano di sviluppo, piano d'azione",
    "lista delle attività, 移行計画, 開発計画, 作業リスト, 作業一覧, タスクリスト, チェックリスト",
    "작업 리스트, 개발 계획, 체크리스트, 마이그레이션 계획, 迁移计划, 重构计划, 工作计划, 检查清单",
    "任务分解, 开发任务, 行动计划, sprint plan, sprint planning, rollout plan, execution plan",
    "fix plan, upgrade plan, step-by-step plan, project plan, project schedule, 개발 일정, 일정표",
    "스프린트 계획, 배포 계획, 수정 계획, 실행 계획, スプリント計画, 作業手順計画",
    "開発スケジュール, 実行計画, 修正計画, 工程表, plan de mise en œuvre, plan de correction",
    "plan d'exécution, plan de refonte, étapes de réalisation, planning, échéancier",
    "plan de sprint, plan de ejecución, plan de corrección, cronograma, planificación",
    "planificación del sprint, plano de correção, plano de execução, plano de sprint, planejamento",
    "planejamento da sprint, cronograma de desenvolvimento, 冲刺计划, 实现步骤, 执行计划, 修复计划",
    "迭代任务, 项目计划, 开发进度表, план исправлений, план спринта, план выполнения, план-график",
    "этапы разработки, sprintplanung, ablaufplan, zeitplan, arbeitsschritte, korrekturplan",
    "umsetzungsschritte, sprintplanning, werkplan, actieplan, uitvoeringsplan, projectplan",
    "tijdplan, herstelplan, piano di esecuzione, piano di correzione, pianificazione",
    "pianificazione dello sprint, cronoprogramma, lista dei compiti, elenco attività",
    "aufgabenplan, sprintplan, entwicklungsplan, takenplan, werkpakketten, compiti, этапы работ",
    "実装プラン, wbs, 구현 작업, 업무 목록, plan de versión, releaseaufgaben, projektaufgaben",
    "projecttaken",
    "задачи проекта, задачи на спринт, 作業タスク, 작업 항목, 任务拆解, 待办任务",
)
# What says little beside any other word of a title.
WEAK = phrases("sprint, iteration, спринт, スプリント, 스프린트, 冲刺")
