# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call rules, lessons and templates."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "template, boilerplate, plantilla, vorlage, sjabloon, шаблон, modello, 模板, テンプレート",
    "템플릿, 雛形, ひな形, 양식, 范本, gabarit, modèle de, modelo de, skill, constitution, prompt",
    "cheatsheet, lesson, lecture, exercise, course, curriculum, tips, workflow, process, playbook",
    "procedure, methodology, methodologie, leçon, cours, exercice, prozess, vorgehen, ablauf",
    "lektion, übung, proceso, procedimiento, metodología, lección, curso, ejercicio, processo",
    "procedimento, metodologia, aula, lezione, esercizio, процесс, порядок, методика, урок, лекция",
    "werkwijze, les, oefening, 書き方, 作り方, やり方, 進め方, 流れ, 講座, 作成法, 작성법",
    "작성 방법, 방법, 절차, 프로세스, 강의, 写法, 流程, 教学, 课程, 方法, 规则, ルール, 규칙",
    "правила, regeln, regels, regole, reglas, regras, règles, nomenclature, nomenclatura",
    "naming, nommage, nomenclatuur, nomenklatur, naamgeving, номенклатура, именование, 命名規則",
    "命名规则, 명명 규칙, 네이밍 규칙",
)
