"""The earlier tool's flags that manage runs, as the commands that they are here."""

from collections.abc import Mapping, Sequence

FLAGS: Mapping[str, tuple[str, ...]] = {
    "--status": ("status", "--all"),
    "--logs": ("logs",),
    "--stop": ("stop",),
    "--stop-all": ("stop", "--all"),
    "--restart": ("restart",),
    "--resume": ("resume",),
    "--install-watchdog": ("watchdog", "install"),
    "--uninstall-watchdog": ("watchdog", "uninstall"),
    "--watchdog-status": ("watchdog", "status"),
}
"""A flag, and the words that stand for it; what follows it stays as it is."""


def translated(arguments: Sequence[str]) -> list[str]:
    """The arguments with a flag of the earlier tool in front said as a command."""
    if not arguments:
        return []
    name, sign, value = arguments[0].partition("=")
    if name not in FLAGS:
        return list(arguments)
    rest = [*([value] if sign else ()), *arguments[1:]]
    words = FLAGS[name]
    if name == "--status" and rest and not rest[0].startswith("-"):
        words = words[:1]  # that one only
    return [*words, *rest]
