import pytest

from orchestrator_analyzer.analysis import analyze

# Title and heading of a specification, a demand that nobody can check, one that can be checked,
# and a question beneath its heading.
LANGUAGES = {
    "de": (
        "Anforderungen",
        "Das Regal muss benutzerfreundlich sein.",
        "Das Regal muss in 2 Sekunden öffnen.",
        "Offene Fragen",
        "Wer darf das Regal öffnen?",
    ),
    "en": (
        "Requirements",
        "The shelf MUST be intuitive.",
        "The shelf MUST open in 2 seconds.",
        "Open questions",
        "Who may open the shelf?",
    ),
    "es": (
        "Requisitos",
        "El estante debe ser fácil de usar.",
        "El estante debe abrirse en 2 segundos.",
        "Preguntas abiertas",
        "¿Quién puede abrir el estante?",
    ),
    "fr": (
        "Exigences",
        "L'étagère doit être facile à utiliser.",
        "L'étagère doit s'ouvrir en 2 secondes.",
        "Questions ouvertes",
        "Qui peut ouvrir l'étagère ?",
    ),
    "it": (
        "Requisiti",
        "Lo scaffale deve essere facile da usare.",
        "Lo scaffale deve aprirsi in 2 secondi.",
        "Domande aperte",
        "Chi può aprire lo scaffale?",
    ),
    "ja": (
        "要件",
        "棚は使いやすくなければならない。",
        "棚は2秒以内に開かなければならない。",
        "未決事項",
        "誰が棚を開けますか\uff1f",
    ),
    "ko": (
        "요구사항",
        "선반은 사용자 친화적이어야 한다.",
        "선반은 2초 안에 열려야 한다.",
        "미결 사항",
        "누가 선반을 열 수 있나요?",
    ),
    "nl": (
        "Eisen",
        "De plank moet gebruiksvriendelijk zijn.",
        "De plank moet in 2 seconden opengaan.",
        "Open vragen",
        "Wie mag de plank openen?",
    ),
    "pt": (
        "Requisitos",
        "A estante deve ser fácil de usar.",
        "A estante deve abrir em 2 segundos.",
        "Questões em aberto",
        "Quem pode abrir a estante?",
    ),
    "ru": (
        "Требования",
        "Полка должна быть удобной и открываться быстро.",
        "Полка должна открываться за 2 секунды.",
        "Открытые вопросы",
        "Кто может открыть полку?",
    ),
    "zh": (
        "需求",
        "书架必须易于使用。",
        "书架必须在2秒内打开。",
        "待定问题",
        "谁可以打开书架\uff1f",
    ),
}


def check(text: str, expected: list[tuple[str, int]]) -> None:
    analysis = analyze(text, "specs/spec.md")
    found = [
        (finding.rule, analysis.text.line_of(finding.span.start) + 1)
        for finding in analysis.findings
    ]
    assert found == expected


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_wording_and_questions_are_understood(language: str) -> None:
    heading, vague, clear, open_ones, question = LANGUAGES[language]
    text = f"# {heading}\n\n## {heading}\n\n- **FR-001**: {vague}\n- **FR-002**: {clear}\n"
    text += f"- **FR-003**: {clear}\n\n## {open_ones}\n\n- {question}\n"
    check(text, [("vague-wording", 5), ("open-question", 11)])
