"""Who is told what happens in a run, as it was when the run was created."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Plugin:
    """Other people's code: a `file` of the project (a path from its top), or an installed `entry`.

    `target` is that path, or the name of the entry point.
    """

    name: str
    kind: str
    target: str


def name_of_file(path: str) -> str:
    """What a plugin is called that is the file at that path: `tools.a` for `tools/a.py`."""
    return path.removesuffix(".py").replace("/", ".")


DESKTOP = "notify-send"
"""The program that shows a message on a desktop of Linux."""


class Occasion(StrEnum):
    """What a person may want to be told of while they are away."""

    ENDED = "ended"
    FAILED = "failed"
    ASKS = "asks"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Notify:
    """How a person is told: on the desktop, by a command, by a web hook.

    `secret` names the environment variable that holds what the web hook is signed with.
    """

    desktop: bool = False
    command: tuple[str, ...] = ()
    webhook: str = ""
    secret: str = ""
    on: tuple[Occasion, ...] = tuple(Occasion)

    @property
    def wanted(self) -> bool:
        """Whether anybody is to be told at all."""
        return bool(self.on) and (self.desktop or bool(self.command) or bool(self.webhook))

    def unsigned(self, environment: Mapping[str, str]) -> bool:
        """Whether the web hook's messages are to be signed, and there is nothing to do it with."""
        return bool(self.webhook and self.secret and not environment.get(self.secret))


NOBODY = Notify()
"""Nobody is told."""
