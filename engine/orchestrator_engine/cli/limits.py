"""The limits that a person gives on the command line, as a run takes them."""

from argparse import Namespace

_WHERE = {
    "budget": ("run", "nanos"),
    "budget_tokens": ("run", "tokens"),
    "budget_attempts": ("run", "attempts"),
    "run_timeout": ("run", "seconds"),
    "task_budget": ("task", "nanos"),
    "task_budget_tokens": ("task", "tokens"),
    "max_attempts": ("task", "attempts"),
    "day_budget": ("day", "nanos"),
}


def limits(options: Namespace) -> dict[str, object]:
    """Those that were given, as `spending.changed` reads them."""
    found: dict[str, dict[str, float]] = {}
    for name, (scope, kind) in _WHERE.items():
        value = getattr(options, name, None)
        if value is not None:
            found.setdefault(scope, {})[kind] = value
    return dict(found)
