"""The page on security names each point of the list once, with tests that there are."""

import re
from pathlib import Path

TOP = Path(__file__).parents[3]
ROW = re.compile(r"^\| S(\d+) \| .+? \| (.+) \|$", re.MULTILINE)
PAGE = (TOP / "docs" / "security.md").read_text("utf-8")
ROWS = {int(number): set(re.findall(r"`(test_\w+)`", held)) for number, held in ROW.findall(PAGE)}
TESTS = {
    name
    for file in (TOP / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
}


def test_all_sixty_are_there_each_with_a_test_that_there_is() -> None:
    assert [int(number) for number, _ in ROW.findall(PAGE)] == [*range(1, 61)]
    for number, held in ROWS.items():
        assert held, f"S{number}"
        assert held <= TESTS, f"S{number} names {held - TESTS}"


def test_a_test_that_bears_a_number_stands_in_its_row() -> None:
    for name in TESTS:
        numbers = re.match(r"test_((?:[sr]\d+_)+)", name)
        for number in re.findall(r"s(\d+)_", numbers[1]) if numbers else ():
            assert name in ROWS[int(number)], f"{name} is not named by S{number}"
