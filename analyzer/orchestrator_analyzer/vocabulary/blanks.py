# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What templates have where something is to be filled in."""

from orchestrator_analyzer.phrases import phrases

# Between brackets. One word alone is often a tag, as in `[Feature] Sign in`, unless it is one of
# those that tag nothing.
BRACKETED = "|".join(
    (
        r"(?:your|insert|enter|describe|briefly|brief|fill in|provide|specify|explain|add your|list of)"
        r"[ ][^\]】\n]{1,120}",
        r"[^\]】\n]{0,120}\be\.g\.[^\]】\n]{1,120}",
        r"(?:feature|project|product|company|component|module|author|team|owner|class|file|user|api)"
        r"[ _-](?:name|title|description|type)",
        r"date|name|title|author|author name|link|url|version number|yyyy-mm-dd|dd/mm/yyyy|x\.y\.z",
        r"initial state|action|expected outcome|measurable metric|boundary condition|error scenario",
        r"brief title|user type|key entity|entity \d|option [a-c]|placeholder|###-feature-name|###",
        r"à compléter|à remplir|nom du projet|nom de la fonctionnalité|votre [^\]\n]{1,40}",
        r"a completar|completar|nombre del proyecto|por completar|su nombre|nome do projeto",
        r"preencher|nome del progetto|da completare|inserire [^\]\n]{1,40}|заполнить|название проекта",
        r"указать [^\]\n]{1,40}|hier eintragen|projektname|bitte ausfüllen|in te vullen|projectnaam",
        r"(?:ここに)?記入(?:してください)?|プロジェクト名|機能名|여기에 입력|작성 필요|프로젝트 이름|프로젝트명",
        r"기능 이름|기능명|在此填写|请填写|待填写|项目名称|功能名称",
    )
)

# Without brackets.
WORDS = phrases(
    "insert text here, your text here, description goes here, text goes here, fill in here",
    "[your text], ここに記入してください, 여기에 입력하세요, 在此处填写",
)
