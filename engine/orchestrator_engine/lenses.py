"""Through which lenses a change is looked at: each is a reviewer of its own, in a fresh thread."""

LENSES: dict[str, tuple[str, ...]] = {
    "correctness": (
        "Does it do what the item's own words ask: all of it, when things go wrong as well, at the",
        "borders of every range, with nothing, with one, with very many?",
        "What happens when something that it relies on fails half-way?",
    ),
    "security": (
        "What could somebody reach or change who means harm: input that becomes code, a command,",
        "a query, a path or a page; checks of who may do what that are missing or too late;",
        "secrets in code, logs or messages; defaults that are not safe?",
    ),
    "tests": (
        "Would a test fail if this change were broken tomorrow, and which one? Do the tests say",
        "what the code is for, or repeat what it says? Can one of them not fail at all, or fail by",
        "chance: by time, order, the network, the machine?",
    ),
    "performance": (
        "What becomes slow or large with more data, users or time: work repeated in a loop, a",
        "query within a query, everything read at once, waiting while others wait, what is never",
        "freed?",
    ),
    "accessibility": (
        "Whom does it keep out, by WCAG 2.2 AA: names and roles, the keyboard, focus, contrast,",
        "motion, labels and errors of forms, structure, languages, text alternatives?",
    ),
    "maintainability": (
        "Will the next person understand it: names, structure, one place for one thing?",
        "Does it do it the way this project does such things, and is anything there that is not",
        "needed?",
    ),
}
"""What each lens asks, by its name."""
