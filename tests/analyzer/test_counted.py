"""What people speak of by its number or by a name in small letters, and rows that only count."""

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.text import Text
from support.readings import check


def named(text: str, path: str = "") -> list[str]:
    """The ids of a text, those to do in brackets."""
    return [
        f"[{item.id}]" if item.status.is_to_do else item.id
        for item in analyze(text, path).spec.items
        if item.id is not None
    ]


FINDINGS = """\
# Auditoría de rendimiento

## Hallazgos

### 1. La tapa se abre dos veces

Cada apertura cuesta 3 s.

### 2. El agua se calienta de nuevo

Nadie la espera.

### 3. Cada taza se lava sola

Caben seis.

## Seguimiento

| Hallazgo | Cambio | Efecto |
|---|---|---|
| 1 | La tapa queda abierta | 3 s menos |
"""


def test_headings_that_count_beneath_findings_are_those_whatever_a_table_tells_of_them() -> None:
    assert named(FINDINGS) == ["[1]", "[2]", "[3]"]


def test_headings_beneath_findings_whose_tables_tell_results_are_what_was_looked_at() -> None:
    table = "| Check | Result |\n|---|---|\n| Keys in the code | None found |\n\n"
    heads = "".join(
        f"### {n}. {name}\n\n{table}" for n, name in enumerate(("Lid", "Cup", "Tea"), 1)
    )
    assert named(f"# Security audit\n\n## Findings\n\n{heads}") == []


ROADMAP = """\
# Roadmap

## Fatto

- Tazze

## A breve

1. **Coperchio** che si chiude
2. **Timer** per il tè verde

## Più avanti

3. **Bollitore** da due litri
4. ~~**Vassoio** per sei tazze~~
"""


def test_one_numbering_that_runs_on_from_section_to_section_names_things() -> None:
    assert named(ROADMAP) == ["[1]", "[2]", "[3]", "4"]
    assert next(item.title for item in analyze(ROADMAP, "").spec.items) == "Tazze"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3. **B", "1. **B"),  # each section counts for itself
        ("3. **Bollitore** da", "3. Bollitore da"),  # a sentence has no name
        ("\n## Più avanti\n\n", ""),  # one list of one section
    ],
)
def test_other_numbers_of_a_list_only_count(old: str, new: str) -> None:
    assert named(ROADMAP.replace(old, new)) == []


def test_a_numbering_that_an_edit_breaks_and_mends_is_read_anew() -> None:
    analysis = analyze(ROADMAP, "")
    assert analysis.spec.items
    for new, ids in (("1", []), ("3", ["[1]", "[2]", "[3]", "4"])):
        text = ROADMAP.replace("3. **", f"{new}. **")
        analysis = analysis.edited(Text(text))
        check(analysis)
        assert named(text) == ids


def test_an_id_on_a_line_of_its_own_may_be_a_name_in_small_letters() -> None:
    text = "# Bug: The lid sticks\n\n**ID:** bug-lid-sticks-when-hot  \n**Status:** {}\n\nOften.\n"
    assert named(text.format("fixed")) == ["bug-lid-sticks-when-hot"]
    assert named(text.format("open")) == ["[bug-lid-sticks-when-hot]"]
    assert named(text.format("open").replace("bug-lid-sticks-when-hot", "not given")) == []


def test_rows_of_minutes_count_who_came_and_not_what_is_to_be_done() -> None:
    came = "## Deelnemers\n\n| Nr | Naam |\n|---|---|\n| 1 | Ines |\n| 2 | Jan |\n\n"
    spoken = "## Besproken\n\n| Nr | Punt |\n|---|---|\n| 1 | De ketel |\n| 2 | De kopjes |\n"
    minutes = analyze(f"# Notulen\n\n{came}{spoken}", "notulen.md")
    assert not minutes.spec.items
    assert minutes.recommendation.mode is None
    actions = "## Actiepunten\n\n| Nr | Actie |\n|---|---|\n| 1 | Ketel kopen |\n| 2 | Kopjes |\n"
    assert named(f"# Notulen\n\n{actions}") == ["[1]", "[2]"]
