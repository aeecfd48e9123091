"""A store in memory: small, real, and held to the same suite as the one on disk."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestrator_engine.store import Command, Entry, Fenced, Row


@dataclass
class Memory:
    """What is shared by all connections."""

    rows: list[Row]
    epoch: int = 0
    writes: int = 0
    commands: dict[str, Command] = field(default_factory=dict[str, Command])


class MemoryStore:
    """One connection to a memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._own = 0
        self._seen: int | None = None

    @classmethod
    def create(cls, first: Sequence[Entry], at: float) -> Memory:
        return Memory([Row(seq, 0, at, entry) for seq, entry in enumerate(first, 1)])

    def take_over(self, owner: str) -> int:
        assert owner
        self._wrote()
        self._memory.epoch += 1
        return self._memory.epoch

    def append(self, epoch: int, after: int, entries: Sequence[Entry], at: float) -> None:
        if epoch != self._memory.epoch or after != len(self._memory.rows):
            raise Fenced
        self._wrote()
        self._memory.rows += [
            Row(seq, epoch, at, each) for seq, each in enumerate(entries, after + 1)
        ]

    def read(self, after: int = 0) -> list[Row]:
        return self._memory.rows[after:]

    def latest(self, *kinds: str) -> Row | None:
        return next((row for row in reversed(self._memory.rows) if row.entry.kind in kinds), None)

    def changed(self) -> bool:
        before, self._seen = self._seen, self._memory.writes - self._own
        return before != self._seen

    def send(self, command: Command) -> None:
        if command.id not in self._memory.commands:
            self._wrote()
            self._memory.commands[command.id] = command

    def commands(self, after: int = 0) -> list[Command]:
        return list(self._memory.commands.values())[after:]

    def close(self) -> None:
        pass

    def _wrote(self) -> None:
        self._memory.writes += 1
        self._own += 1
