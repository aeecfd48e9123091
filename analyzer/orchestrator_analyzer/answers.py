"""What was found out about a thing that never changes, for as long as the thing is there."""

from collections.abc import Callable, Iterator
from typing import Any, Self, TypeVar, TypeVarTuple

_Given = TypeVarTuple("_Given")
_Answer = TypeVar("_Answer")


class Answering:
    """Keeps the last answer to each question that was asked about it.

        part.answer(count_boxes)      # asks once
        draft.answer(kind_of, kind)   # asks again when the kind is another

    A question is a pure function of the thing and of what else it is given.
    """

    # There are some for each line, and a dictionary of its attributes would take most of the room.
    __slots__ = ()

    _answers: dict[Callable[..., Any], tuple[Any, ...]]
    """By question, the answer and what else was given."""

    def answer(self, question: Callable[[Self, *_Given], _Answer], *given: *_Given) -> _Answer:
        """Ask a question, unless the answer is known."""
        known = self._answers.get(question)
        if known is not None and (known[1:] == given if given else True):
            return known[0]
        answer = question(self, *given)
        self._answers[question] = (answer, *given)
        return answer

    def known(self, question: Callable[[Self, *_Given], _Answer]) -> _Answer | None:
        """Give the last answer to a question, where it was asked."""
        known = self._answers.get(question)
        return None if known is None else known[0]

    def take(
        self, question: Callable[[Self, *_Given], _Answer], answer: _Answer, *given: *_Given
    ) -> None:
        """Know an answer that was found out elsewhere."""
        self._answers[question] = (answer, *given)

    def answered(self) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...], Any]]:
        """Give the questions that were asked, with what else they were given, and the answers."""
        for question, (answer, *given) in tuple(self._answers.items()):
            yield question, tuple(given), answer
