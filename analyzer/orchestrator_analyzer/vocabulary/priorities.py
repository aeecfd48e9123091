"""Words for how urgent something is."""

import re

from orchestrator_analyzer.phrases import Phrases, phrases

PRIORITY = re.compile(
    r"(?<![\w-])(?:P(?P<level>[0-4])(?!\w)"
    r"|(?:priority|severity|priorité|gravité|sévérité|prioridad|severidad|prioridade|severidade"
    r"|приоритет|серьёзность|priorität|schweregrad|prioriteit|ernst|priorità|gravità|優先度|重要度"
    r"|우선순위|심각도|优先级|严重程度|严重性)\W{0,6}(?P<word>\w+))",
    re.IGNORECASE,
)
# In lower case: a text of ASCII letters without any of them names none.
PRIORITY_MARKS = ("p0", "p1", "p2", "p3", "p4", "priori", "severi", "schweregrad", "ernst")
# The most urgent first.
RANKS: tuple[Phrases, ...] = (
    phrases(
        "critical, blocker, highest, urgent, p0, sev0, s0, critique, crítico, crítica",
        "критический, критично, критическая, kritisch, critico, critica, urgente",
        "致命的, 緊急, 치명적, 긴급, 严重, 紧急, 致命",
    ),
    phrases(
        "high, major, important, must, p1, sev1, s1, haute, élevée, élevé, alta, alto",
        "высокий, высокая, hoch, hoog, 高, 높음, 상",
    ),
    phrases(
        "medium, moderate, normal, should, p2, sev2, s2, moyenne, moyen, media, medio",
        "média, médio, средний, средняя, mittel, gemiddeld, middel, 中, 보통, 중간",
    ),
    phrases(
        "low, minor, trivial, could, p3, p4, sev3, s3, basse, faible, baja, bajo, baixa",
        "baixo, низкий, низкая, niedrig, gering, laag, bassa, basso, 低, 낮음",
    ),
)
PRIORITY_FIELD = phrases(
    "priority, severity, priorité, gravité, sévérité, prioridad, severidad",
    "prioridade, severidade, приоритет, серьёзность, критичность, priorität",
    "schweregrad, prioriteit, ernst, priorità, gravità, 優先度, 重要度, 우선순위",
    "심각도, 优先级, 严重程度, 严重性, prio, p, sev, level, risk",
)
