"""Programs of ecosystems that a machine has not got: each prints what the real one would.

What cargo says was recorded. What go, Maven, Minitest, PHPUnit and dotnet say is written after
their documentation: these programs were not to be had where this was made.
"""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
_RECORDED = Path(__file__).parent / "recorded_tools"


@dataclass(frozen=True)
class Ecosystem:
    """An example: the `program` that builds and tests it, and the test that its task brings."""

    name: str
    program: str
    brings: str
    needs: str = ""

    @property
    def here(self) -> bool:
        """Whether its real tools are on this machine, and need no network."""
        return not self.needs and shutil.which(self.program) is not None


ECOSYSTEMS = (
    Ecosystem("node", "node", "test/cups.test.js"),
    Ecosystem("rust", "cargo", "tests/cups.rs"),
    Ecosystem("go", "go", "cups_test.go"),
    Ecosystem("java", "mvn", "src/test/java/org/example/cups/CupsTest.java", "Maven's plugins"),
    Ecosystem("ruby", "bundle", "test/cups_test.rb", "the gem minitest"),
    Ecosystem("php", "composer", "tests/CupsTest.php", "the package phpunit"),
    Ecosystem("dotnet", "dotnet", "CountTests.cs", "the package xunit"),
)
"""Python's example is `teatime`, which every test run carries out anyway."""

RECORDED: Mapping[str, Ecosystem] = {
    each.name: each for each in ECOSYSTEMS if (_RECORDED / f"{each.name}.after.txt").exists()
}


def stand_in(where: Path, ecosystem: Ecosystem) -> Path:
    """A folder with a program that prints what was recorded, before and after the task."""
    where.mkdir(parents=True, exist_ok=True)
    before, after = (
        shlex.quote(str(_RECORDED / f"{ecosystem.name}.{when}.txt")) for when in ("before", "after")
    )
    program = where / ecosystem.program
    program.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *[tT]est*) ;; *) exit 0 ;; esac\n'
        f"if [ -e {shlex.quote(ecosystem.brings)} ]; then exec cat {after}; fi\n"
        f"exec cat {before}\n"
    )
    program.chmod(0o755)
    return where
