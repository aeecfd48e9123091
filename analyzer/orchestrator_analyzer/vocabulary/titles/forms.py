# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""How titles are put together: templates, reports of something, and what teaches."""

import re

from orchestrator_analyzer.phrases import phrases

# What calls itself one has blanks in it, or it is filled in and the word is a slip.
TEMPLATE = phrases(
    "template, boilerplate, plantilla, vorlage, sjabloon, шаблон, modello, 模板, テンプレート",
    "템플릿, 雛形, ひな形, 양식, 范本, gabarit, modèle de, modelo de",
)

# A report of bugs is about the bugs, and one of an audit about the findings.
REPORT = phrases(
    "report, summary, rapport, bilan, informe, reporte, resumen, relatório, resumo, отчёт, отчет",
    "отчёта, bericht, rapporto, relazione, riepilogo, 報告, 報告書, 보고서, 报告, 总结",
)

# What joins two names so that the second tells of what the first is: "plan of the audit".
OF = re.compile(
    r" (?:of|for|from|de|des|du|d'|del|de la|do|da|dos|das|di|della|dei|pour|para|per|von|für|der"
    r"|van|voor|по|для|о|об) ?(?:the|la|le|el|l'|o|a|il|lo|den|das|die|het)? ?"
)

# How a title begins that tells a reader how something is done.
TEACHING = re.compile(
    r"\A(?:how to|how we|how do|a guide to|guide to|introduction to|an introduction to"
    r"|writing|using"
    r"|comment (?=\w+(?:er|ir|re)\b)|guide d|cómo|como (?=\w+[aei]r\b)|guía para|guia para|wie man"
    r"|hoe (?:je|u|schrijf|maak)|как (?=\w+ть\b)|come (?=\w+re\b)|guida|understanding"
    r"|(?:submitting|reporting|filing|requesting|proposing|suggesting) (?:an? )?"
    r"(?:bugs?|issues?|features?|ideas?|suggestions?|changes?|enhancements?|improvements?)"
    r"|what is(?! (?:still |left|missing|next|open|not |to do))|what are(?! (?:we )?missing)"
    r"|why (?=\w)|comprendre|qu'est-ce|entender|qué es|compreender|o que é"
    r"|verstehen|was ist"
    r"|begrijpen|wat is|capire|che cos'è|понимание|что такое|chapter|chapitre|kapitel|capítulo"
    r"|hoofdstuk|глава)\b|\A(?:理解|什么是|第.章)|とは\Z|이란\Z"
)

# What is gone through again and again: without boxes it is there to be read.
CHECKLIST = phrases(
    "checklist, checkliste, checklijst, prüfliste, liste de contrôle, lista de verificación",
    "lista de comprobación, lista de verificação, lista di controllo, чек-лист, чеклист",
    "チェックリスト, 체크리스트, 점검표, 检查清单, 检查表",
)
