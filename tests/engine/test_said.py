"""The last words of an agent are kept for who looks on, and hold nothing up."""

from pathlib import Path

from orchestrator_engine import said


def test_the_last_words_are_one_clean_line(tmp_path: Path) -> None:
    spool = tmp_path / "T1.1.worker.log"
    assert said.last(spool) == ""
    said.LastWords(spool).keep("  I write\n\tthe test.  " + "x" * 500)
    assert said.last(spool).startswith("I write the test. xxx")
    assert len(said.last(spool)) == said.LONGEST


def test_words_in_quick_succession_are_not_all_written(tmp_path: Path) -> None:
    words = said.LastWords(tmp_path / "a.log")
    for number in range(1000):
        words.keep(f"word {number}")
    assert said.last(tmp_path / "a.log").startswith("word ")


def test_a_folder_that_is_not_there_stops_nobody(tmp_path: Path) -> None:
    said.LastWords(tmp_path / "gone" / "a.log").keep("words")
    assert said.last(tmp_path / "gone" / "a.log") == ""
