# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words that say that something is not decided yet, or that it is."""

from orchestrator_analyzer.phrases import phrases

UNDECIDED = phrases(
    "to be determined, to be decided, to be confirmed, to be defined, to be clarified",
    "not yet decided, not decided yet, à définir, à déterminer, à préciser, à clarifier",
    "à confirmer, por definir, por determinar, por confirmar, por decidir, a ser definido",
    "a definir, a confirmar, a decidir, da definire, da chiarire, da decidere, da confermare",
    "уточняется, требует уточнения, подлежит уточнению, будет определено, нужно уточнить",
    "noch zu klären, zu klären, noch festzulegen, nog te bepalen, nader te bepalen",
    "nog te beslissen, 未定, 要検討, 検討中, 要確認, 미정, 추후 결정, 추후 확정, 추후 논의",
    "검토 필요, 확인 필요, 논의 필요, 待定, 待确认, 待讨论, 待明确, 待决定",
)

ANSWERS = phrases(
    "answer, answered, resolved, decision, decided, resolution, recommendation, proposal, agreed",
    "réponse, décision, résolu, respuesta, decisión, resuelto, resposta, decisão, resolvido",
    "ответ, решение, решено, antwort, entscheidung, geklärt, entschieden, antwoord, besluit",
    "opgelost, risposta, decisione, risolto, 回答, 決定, 解決, 答え, 답변, 결정, 해결",
    "答案, 结论, 已解决, 决定",
)
