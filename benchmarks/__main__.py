"""Run the benchmarks that are named, or all of them."""

import platform
import sys

from benchmarks import (
    analyzer,
    command_line,
    dashboard,
    engine,
    peers,
    repository,
    server,
    survival,
)

ALL = {
    "analyzer": analyzer.main,
    **{f"analyzer-{part.__name__}": part for part in analyzer.PARTS},
    "command-line": command_line.main,
    "server": server.main,
    "peers": peers.main,
    "engine": engine.main,
    "repository": repository.main,
    "survival": survival.main,
    "dashboard": dashboard.main,
}


def main(names: list[str]) -> int:
    """Measure, and print tables."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(ALL)}")
        return 2
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name in names or [name for name in ALL if not name.startswith("analyzer-")]:
        ALL[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
