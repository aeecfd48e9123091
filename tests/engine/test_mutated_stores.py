"""Journals that somebody damaged: refused in plain words, and left as they are."""

import random
import shutil
from pathlib import Path

import pytest

from orchestrator_engine import journal
from orchestrator_engine.errors import Refusal
from orchestrator_engine.places import RunFolder
from support.runs import a_run


def mutate(data: bytes, dice: random.Random) -> bytes:
    """The same with something wrong in it."""
    changed = bytearray(data)
    match dice.randrange(6):
        case 0:
            return bytes(changed[: dice.randrange(len(changed))])
        case 1:
            return dice.randbytes(dice.randrange(1, 10_000))
        case 2:
            start = dice.randrange(len(changed))
            changed[start : start + dice.randrange(1, 600)] = b""
        case 3:
            for _ in range(dice.randrange(1, 40)):
                changed[dice.randrange(len(changed))] = dice.randrange(256)
        case 4:
            start = dice.randrange(len(changed))
            size = dice.randrange(1, 5000)
            changed[start : start + size] = bytes(len(changed[start : start + size]))
        case _:
            return b""
    return bytes(changed)


def check_mutations(where: Path, seeds: range) -> None:
    original = a_run(where)
    data = original.store.read_bytes()
    refused = 0
    for seed in seeds:
        folder = RunFolder(where / "runs" / f"mutated-{seed}")
        folder.path.mkdir()
        mutated = mutate(data, random.Random(seed))
        folder.store.write_bytes(mutated)
        for look in (journal.read, journal.created_by, journal.over):
            try:
                look(folder)
            except Refusal as refusal:
                refused += bool(refusal.message and refusal.hint)
        assert folder.store.read_bytes() == mutated, f"seed {seed}"
        shutil.rmtree(folder.path)
    assert refused > len(seeds)


def test_a_damaged_journal_is_refused_in_words_and_left_as_it_is(tmp_path: Path) -> None:
    check_mutations(tmp_path, range(100))


@pytest.mark.torture
def test_five_thousand_damaged_journals_are_refused_in_words(tmp_path: Path) -> None:
    check_mutations(tmp_path, range(100, 5100))
