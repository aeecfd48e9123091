# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in a task list."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "phase*, tasks, wave*, sprint*, dependencies, implementation strategy, setup, verification",
    "validation commands, task*, subtasks, included subtasks, parallel*, étape*, tâches, tareas",
    "tarefas, задачи, этап*, aufgaben, taken, attività, フェーズ, タスク, 단계, 작업, 阶段, 任务",
    "步骤, steps to take, work items, étapes de travail, vorbereitung, préparation, preparación",
    "preparação, подготовка, voorbereiding, preparazione, umsetzung, mise en œuvre, implementación",
    "implementação, реализация, implementatie, implementazione, 準備, 実装, 준비, 구현, 准备, 实施",
    "实现, phase, fase, 阶段一, фаза, 작업 목록, week, 주차, 第 週, semaine, semana, 第一周",
    "неделя, woche, settimana, 스프린트, スプリント, 迭代, спринт, week*, day*",
    "milestones and tasks, implementation steps, implementation phases, work breakdown",
    "deliverable*, estimated effort, rollback plan, files to modify, files to create, validation",
    "execution order, 1단계*, 2단계*, 3단계*, 1주차, 구현 단계, 검증, 第1週, 第2週, 実装手順",
    "実装フェーズ, 作業項目, 検証, semaine*, fase*, étapes, jour*, livrables",
    "étapes de mise en œuvre, semana*, paso a paso, día*, entregables, etapas, dia*, entregáveis",
    "第一阶段, 第二阶段, 第三阶段, 第二周, 实施步骤, 开发任务, 交付物, фаза*, неделя*, спринт*",
    "день*, шаги реализации, этапы работ, woche*, tag*, lieferergebnisse, umsetzungsschritte",
    "arbeitsschritte, dag*, op te leveren, opleveringen, settimana*, giorno*, consegne, fasi",
    "aufgabe, taak, tarea, tarefa, compito, задача, 세부 작업, 子任务",
    "paso a paso de implementación",
    "arbeitsschritte",
)
