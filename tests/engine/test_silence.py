from pathlib import Path

import pytest

from orchestrator_engine import silence
from orchestrator_engine.config import FILE, PROJECT_FILE, TABLE, load
from orchestrator_engine.silence import silenced


@pytest.mark.parametrize(
    ("own", "shared", "expected"),
    [
        ('silence = ["placeholder"]\n', None, ["placeholder"]),
        (None, '[tool.code-orchestrator]\nsilence = ["placeholder"]\n', ["placeholder"]),
        ("", '[tool.code-orchestrator]\nsilence = ["placeholder"]\n', []),
        (None, "[tool.other]\n", []),
        (None, None, []),
    ],
)
def test_what_is_silenced_is_what_the_settings_say(
    own: str | None, shared: str | None, expected: list[str], tmp_path: Path
) -> None:
    for name, text in ((FILE, own), (PROJECT_FILE, shared)):
        if text is not None:
            (tmp_path / name).write_text(text, "utf-8")
    assert list(silenced(tmp_path)) == expected
    assert list(load(tmp_path).keys.silence) == expected


@pytest.mark.parametrize("text", ["silence = 3", "silence = [1, 'no-such-rule']", "= broken", "x"])
def test_settings_that_are_wrong_silence_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    assert silenced(tmp_path) == frozenset()


def test_both_readers_look_in_the_same_places() -> None:
    assert (silence.FILE, silence.PROJECT_FILE, silence.TABLE) == (FILE, PROJECT_FILE, TABLE)
