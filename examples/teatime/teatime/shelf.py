"""The teas, and how each of them wants to be made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tea:
    """A tea: how hot the water should be (degrees Celsius), and how long it steeps (seconds)."""

    name: str
    degrees: int
    seconds: int


TEAS = {
    tea.name: tea
    for tea in (
        Tea("black", 95, 240),
        Tea("green", 80, 180),
    )
}
