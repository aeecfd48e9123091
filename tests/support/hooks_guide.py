"""The table of hooks in `docs/guides/plugins.md`, made of the code."""

from pathlib import Path

from orchestrator_engine.hooks import HOOKS

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "plugins.md"
END = "<!-- end -->\n"


def guide(text: str) -> str:
    """The guide with its table made anew."""
    head, _, rest = text.partition("| hook | when | it gets |\n| --- | --- | --- |\n")
    _, _, tail = rest.partition(END)
    rows = "".join(
        f"| `{hook}` | {when} | {', '.join(f'`{name}`' for name in names)} |\n"
        for hook, (when, names) in HOOKS.items()
    )
    return f"{head}| hook | when | it gets |\n| --- | --- | --- |\n{rows}{END}{tail}"
