"""S60: a guard that is changed in one place is noticed. `python -m` this file lists what is not."""

import inspect
from pathlib import Path
from types import ModuleType

from orchestrator_engine.dashboard import guard as guards
from orchestrator_engine.dashboard import token as tokens
from support.guard_faults import faults
from support.guarded import asked
from support.mutants import module, mutants

ALIKE = {
    # Nothing that a WebSocket says has a body or begins an answer of HTTP, so that `_pass` would
    # hand all of it on as it is; the line spares each of its messages two functions.
    'if scope["type"] == "websocket": await self._app(scope, receive, send)': "never",
}
"""Changed places that change nothing that is done: the line and the next one, and the change."""


def survivors(of: ModuleType) -> tuple[list[tuple[str, str]], int]:
    """The mutants of a module that no request of the table finds, and how many there were."""
    left: list[tuple[str, str]] = []
    every = 0
    requests = [*asked()]
    source = Path(inspect.getfile(of))
    lines = [line.strip() for line in source.read_text("utf-8").splitlines()]
    for what, text in mutants(source):
        every += 1
        try:
            mutant = module(text, f"mutant_{every}")
        except Exception:  # noqa: BLE001, S112  # one that cannot even be loaded is noticed
            continue
        pair = (mutant, tokens) if of is guards else (guards, mutant)
        if next(faults(*pair, requests), None) is None:
            place, _, change = what.removeprefix("line ").partition(": ")
            left.append((" ".join(lines[int(place) - 1 : int(place) + 1]), change))
    return left, every


def test_s60_every_changed_guard_is_noticed_that_does_anything_else() -> None:
    left, every = survivors(guards)
    assert every > 100
    assert left == [*ALIKE.items()]


if __name__ == "__main__":
    for each in (guards, tokens):
        unnoticed, all_ = survivors(each)
        print(f"{each.__name__}: {len(unnoticed)} of {all_} live", *unnoticed, sep="\n  ")  # noqa: T201
