# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Units of what a requirement limits, and words of a sentence that do not say what it limits."""

import re

from orchestrator_analyzer.phrases import runs_on

_TIME = {
    "ms": 0.001, "millisecond": 0.001, "milliseconds": 0.001, "мс": 0.001, "毫秒": 0.001,
    "ミリ秒": 0.001, "밀리초": 0.001,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "seconde": 1.0,
    "secondes": 1.0, "segundo": 1.0, "segundos": 1.0, "secondo": 1.0, "secondi": 1.0,
    "sekunde": 1.0, "sekunden": 1.0, "seconden": 1.0, "секунд": 1.0, "секунда": 1.0,
    "секунды": 1.0, "секунду": 1.0, "秒": 1.0, "秒間": 1.0, "초": 1.0,
    "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0, "minuto": 60.0, "minutos": 60.0,
    "minuti": 60.0, "minuten": 60.0, "minuut": 60.0, "минут": 60.0, "минута": 60.0,
    "минуты": 60.0, "минуту": 60.0, "分": 60.0, "分間": 60.0, "分钟": 60.0, "분": 60.0,
    "h": 3600.0, "hour": 3600.0, "hours": 3600.0, "heure": 3600.0, "heures": 3600.0,
    "hora": 3600.0, "horas": 3600.0, "ora": 3600.0, "ore": 3600.0, "stunde": 3600.0,
    "stunden": 3600.0, "uur": 3600.0, "uren": 3600.0, "час": 3600.0, "часа": 3600.0,
    "часов": 3600.0, "時間": 3600.0, "小时": 3600.0, "시간": 3600.0,
    "day": 86400.0, "days": 86400.0, "jour": 86400.0, "jours": 86400.0, "día": 86400.0,
    "días": 86400.0, "dia": 86400.0, "dias": 86400.0, "giorno": 86400.0, "giorni": 86400.0,
    "tag": 86400.0, "tage": 86400.0, "tagen": 86400.0, "dag": 86400.0, "dagen": 86400.0,
    "день": 86400.0, "дня": 86400.0, "дней": 86400.0, "日": 86400.0, "日間": 86400.0,
    "天": 86400.0, "일": 86400.0, "week": 604800.0, "weeks": 604800.0,
}  # fmt: skip
_BYTES = {
    "b": 1.0, "byte": 1.0, "bytes": 1.0, "kb": 1e3, "kib": 1024.0, "mb": 1e6, "mib": 1048576.0,
    "gb": 1e9, "gib": 1073741824.0, "tb": 1e12, "кб": 1e3, "мб": 1e6, "гб": 1e9,
}  # fmt: skip
_COUNTED = (
    ("characters", "character characters char chars caractère caractères caracter caracteres"),
    ("characters", "caractere carattere caratteri zeichen teken tekens символ символа символов"),
    ("characters", "文字 字符 字 자 글자"),
    ("%", "% percent pourcent prozent procent процент процента процентов パーセント 퍼센트"),
    ("times", "attempt attempts tentative tentatives intento intentos tentativa tentativas"),
    ("times", "tentativo tentativi versuch versuche versuchen poging pogingen times 回 次 회 번"),
    ("times", "попытка попытки попыток retries"),
    ("items", "item items entries results records"),
    ("requests", "request requests"),
    (
        "users",
        "user users utilisateurs usuarios usuários utenti benutzer gebruikers ユーザー 人 명",
    ),
)

UNITS: dict[str, tuple[str, float]] = {
    **{unit: ("s", size) for unit, size in _TIME.items()},
    **{unit: ("b", size) for unit, size in _BYTES.items()},
    **{unit: (name, 1.0) for name, units in _COUNTED for unit in units.split()},
}
"""What a unit measures, and how much of it one is."""

_RUNNING = sorted(
    (unit for unit in UNITS if unit == "%" or runs_on(unit[0])), key=len, reverse=True
)
QUANTITY = re.compile(
    r"(?<![0-9A-Za-z_.,$€£#/-])(?P<value>\d{1,9}(?:[.,]\d{1,3})?)[ \u00a0-]?[个個]?"
    rf"(?P<unit>{'|'.join(map(re.escape, _RUNNING))}|[^\W\d_]{{1,14}}(?!\w))",
    re.IGNORECASE,
)
"""A number and the word behind it, which may be a unit."""

_EMPTY = (
    "a an the its it this that these those each every all any is are be been has have having of",
    "to may le la les l un une des du de d est sont être a ont el los las uno una del es son ser",
    "tiene tienen o os as um uma do da dos das é são ter tem il lo gli i di della sono essere",
    "avere der die das den dem ein eine einen einer eines ist sind sein hat haben beträgt werden",
    "het een zijn heeft hebben worden составляет быть system système sistema systeem система",
    "application app service and et y e und en и then",
)
EMPTY = frozenset(word for words in _EMPTY for word in words.split())
"""Words that a sentence may have or not without limiting something else."""

CONDITIONS = re.compile(
    r"\b(?:if|when|unless|while|per|during|for|was|were|instead|previously|than|old|new|from|or"
    r"|given|e\.g|example|between|approximately|about|recommended|typically|default|si|cuando|lorsque"
    r"|quand|quando|se|wenn|falls|als|bei|für|voor|pour|para|per|если|когда|при|для)\b"
    r"|場合|とき|の時|경우|때|如果|当|时候|例えば|例如|예를",
    re.IGNORECASE,
)
"""Words by which a sentence holds only at times, or tells what was: another may hold else."""
