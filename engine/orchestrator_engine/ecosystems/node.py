"""Node.js: `package.json` and the lock file of its package manager."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from orchestrator_engine.ecosystems import command
from orchestrator_engine.plan import Check

LOCK_FILES = {
    "pnpm-lock.yaml": "pnpm",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "yarn.lock": "yarn",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
INSTALL = {
    "npm": ("npm", "ci"),
    "pnpm": ("pnpm", "install", "--frozen-lockfile"),
    "yarn": ("yarn", "install", "--immutable"),
    "bun": ("bun", "install", "--frozen-lockfile"),
}
PLACEHOLDER = "no test specified"
"""What `npm init` writes where a test command should be."""


class Manifest(BaseModel):
    """What we read of `package.json`."""

    package_manager: str = Field(default="", alias="packageManager")
    scripts: dict[str, str] = {}


def commands(top: Path) -> tuple[Check, ...]:
    """The commands of a Node.js project, or none."""
    try:
        manifest = Manifest.model_validate_json((top / "package.json").read_bytes())
    except (OSError, ValidationError):
        return ()
    return tuple(_commands(top, manifest))


def _commands(top: Path, manifest: Manifest) -> Iterator[Check]:
    lock = next((name for name in LOCK_FILES if (top / name).is_file()), None)
    declared = manifest.package_manager.partition("@")[0]
    manager = declared if declared in INSTALL else LOCK_FILES.get(lock or "", "npm")
    if lock is not None:
        yield command.setup(*INSTALL[manager], source=lock)
    if manifest.scripts.get("build"):
        yield command.build(manager, "run", "build", source="package.json, scripts.build")
    test = manifest.scripts.get("test")
    if test and PLACEHOLDER not in test:
        yield command.test(manager, "test", source="package.json, scripts.test")
