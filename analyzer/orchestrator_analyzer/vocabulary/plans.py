"""Words that plans for agents are made of: tasks, their steps and files, commands that check."""

import re

from orchestrator_analyzer.phrases import phrases

TASK = phrases(
    "task, tâche, tarea, tarefa, задача, aufgabe, taak, attività, タスク, 태스크, 작업, 任务"
)
CHECKS = phrases(
    "validation commands, validation, verification commands, success validation",
    "commandes de validation, comandos de validación, comandos de validação",
    "команды проверки, prüfbefehle, validatiecommando's, comandi di verifica",
    "検証コマンド, 검증 명령, 验证命令",
)
STEP = re.compile(
    r"(?m)^(?:[-*][ ]\[[ xX]\][ ])?\*\*"
    r"(?:Step|Étape|Paso|Passo|Шаг|Schritt|Stap|ステップ|단계|步骤)[ ]?\d"
)
FILES = re.compile(r"(?m)^\*\*(?:Files|Fichiers|Archivos|Файлы|Dateien)[ ]?:\*\*")
