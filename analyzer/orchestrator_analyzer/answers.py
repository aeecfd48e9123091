"""What was found out about a thing that never changes, for as long as the thing is there."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class Answering:
    """Keeps the last answer to each question that was asked about it.

        part.answer(count_boxes)      # asks once
        draft.answer(kind_of, kind)   # asks again when the kind is another

    A question is a pure function of the thing and of what else it is given.
    """

    _answers: dict[object, tuple[object, Any]]

    def answer(
        self,
        question: Callable[Concatenate[Self, _Given], _Answer],
        *given: _Given.args,
        **_: _Given.kwargs,
    ) -> _Answer:
        """Ask a question, unless the answer is known."""
        known = self._answers.get(question)
        if known is None or known[0] != given:
            known = self._answers[question] = (given, question(self, *given, **_))
        return known[1]
