"""In which respects a project is audited: what is asked for, and what is looked at and judged."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """One respect: the `wish` that a document states, and sentences for both agents."""

    wish: str
    working: tuple[str, ...]
    reviewing: tuple[str, ...]

    @property
    def title(self) -> str:
        """The first line of the wish, by which an item is known to ask for it."""
        return self.wish.partition("\n")[0]


ASPECTS: dict[str, Aspect] = {
    "security": Aspect(
        """\
Audit the security of this project
What could an attacker reach or change: input that becomes code, commands, queries, paths or pages;
missing or wrong checks of who may do what; secrets in code or logs; weak cryptography; unsafe
defaults; dependencies that are known to be broken.""",
        (
            "Follow what comes from outside (requests, files, arguments, messages) to where it is",
            "used, and say who controls it. Say how the place is reached, and what is gained.",
            "What only a person with the same rights can do to themselves is no finding.",
        ),
        (
            "Can somebody without the rights really reach the place? Is the way there named?",
            "Is what guards it already (a framework, a type, a check further up) taken into",
            "account?",
        ),
    ),
    "performance": Aspect(
        """\
Audit the performance of this project
What becomes slow or large with more data, users or time: work repeated in loops, queries within
queries, everything read at once, blocking where others wait, what is never freed.""",
        (
            "Say for each finding what grows, with what, and from which size on somebody notices;",
            "by what the code does, not by what might be. A loop over five things is no finding.",
        ),
        (
            "Does the work really grow as the report says, and can the input become so large?",
            "Would the suggestion be faster in fact, or only look so?",
        ),
    ),
    "quality": Aspect(
        """\
Audit the quality of this project
What will hurt the next person: errors swallowed or untrue, code that nobody calls, the same thing
in several places, names that mislead, tests that cannot fail, behaviour that no test holds.""",
        (
            "Look at what people will change next: what misleads them, and what breaks unnoticed.",
            "Look for each piece of dead code whether nobody calls it, by name or otherwise.",
        ),
        (
            "Will the finding cost somebody something, or is it taste?",
            "Is what is said to be unused, untested or doubled really so, everywhere?",
        ),
    ),
    "a11y": Aspect(
        """\
Audit the accessibility of this project
What keeps people out, by WCAG 2.2 AA: names and roles, keyboard, focus, contrast, motion, labels
and errors of forms, structure, languages, text alternatives.""",
        (
            "Name the success criterion of each finding, who is kept from what, and with what aid.",
            "Where a page is put together at run time, say what it becomes, and how you know.",
        ),
        (
            "Is the criterion the right one, and does the place break it as it is shown to people?",
            "Is it told who is kept from what?",
        ),
    ),
}
"""What `audit --type` may be."""


def of(words: Iterable[str]) -> list[Aspect]:
    """The aspects that items ask for, by their own words."""
    told = [text.lower() for text in words]
    return [one for one in ASPECTS.values() if any(one.title.lower() in text for text in told)]
