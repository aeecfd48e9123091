"""S60: a guard that is changed in one place is noticed. `python -m` this file lists what is not."""

import inspect
from pathlib import Path
from types import ModuleType

from orchestrator_engine.dashboard import guard as guards
from orchestrator_engine.dashboard import token as tokens
from support.guarded import asked, faults
from support.mutants import module, mutants

ENOUGH = 0.9


def survivors(of: ModuleType) -> tuple[list[str], int]:
    """The mutants of a module that no request of the table finds, and how many there were."""
    left: list[str] = []
    every = 0
    requests = [*asked()]
    for what, text in mutants(Path(inspect.getfile(of))):
        try:
            mutant = module(text, f"mutant_{every}")
        except Exception:  # noqa: BLE001  # one that cannot even be loaded is noticed
            every += 1
            continue
        every += 1
        pair = (mutant, tokens) if of is guards else (guards, mutant)
        if next(faults(*pair, requests), None) is None:
            left.append(what)
    return left, every


def test_s60_nine_of_ten_changed_guards_are_noticed() -> None:
    left, every = survivors(guards)
    assert every > 100
    assert 1 - len(left) / every >= ENOUGH, "\n".join(left)


if __name__ == "__main__":
    for each in (guards, tokens):
        unnoticed, all_ = survivors(each)
        print(f"{each.__name__}: {len(unnoticed)} of {all_} live", *unnoticed, sep="\n  ")  # noqa: T201
