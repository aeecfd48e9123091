# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Headings that name a version or a quarter of a year."""

import re

WORDED_VERSION = re.compile(
    r"\W*(?:version|versión|versão|versione|versie|версия|バージョン|버전|版本|release)\s*v?\d",
    re.IGNORECASE,
)
QUARTER = re.compile(
    r"(?<!\w)[QTК][1-4](?!\w)|\d\s*(?:분기|四半期|квартал)|第[1-4一二三四](?:四半期|季度)|[一二三四]季度"
    r"|(?<!\w)(?:quarter|trimestre|quartal|kwartaal)(?!\w)",
    re.IGNORECASE,
)
