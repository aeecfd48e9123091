"""`init`: a commented settings file from what a project is made of, or a first document to run."""

from argparse import Namespace
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from orchestrator_engine.cli import output
from orchestrator_engine.errors import BadConfig, BadDocument, BadProject

if TYPE_CHECKING:
    from orchestrator_engine.scanning import Scan

TEMPLATES: Mapping[str, str] = {
    "build": "SPEC.md",
    "feature": "FEATURE.md",
    "bugs": "BUGS.md",
    "backlog": "BACKLOG.md",
    "tests": "TEST-PLAN.md",
    "refactor": "REFACTORING.md",
}
"""What can be begun with, and the file that it is written to."""


def init(options: Namespace) -> int:
    """Write the settings, or a document where a template is named."""
    folder: Path = options.folder or Path.cwd()
    if not folder.is_dir():
        raise BadProject(f"there is no folder {folder}", "Make it first, or name another one.")
    if options.spec is not None:
        return _document(folder, options)
    return _settings(folder, options)


def _document(folder: Path, options: Namespace) -> int:
    target: Path = options.output or folder / TEMPLATES[options.spec]
    _write(target, template(options.spec), options, "this document")
    if options.json:
        output.emit({"file": str(target), "template": options.spec})
        return 0
    output.say(f"Wrote {target}: an example, for you to put your own words in its place.")
    output.say(f"  what it is read as: code-orch analyze {quote(str(target))}")
    output.say(f"  the plan of it:     code-orch run {quote(str(target))} --dry-run")
    return 0


def template(name: str) -> str:
    """The text of a template."""
    return (resources.files("orchestrator_engine") / "templates" / f"{name}.md").read_text("utf-8")


def _settings(folder: Path, options: Namespace) -> int:
    # What looks into projects takes longer to import than a template to write.
    from orchestrator_engine.config import FILE, PROJECT_FILE, TABLE
    from orchestrator_engine.config.reading import of_project
    from orchestrator_engine.config.writing import commented
    from orchestrator_engine.scanning import scan
    from orchestrator_engine.standing import top_of

    top = top_of(folder)
    there = of_project(top)
    if there is not None and there.file != top / FILE and not options.force:
        raise BadConfig(
            f"{PROJECT_FILE} has settings already, in [tool.{TABLE}]",
            f"A {FILE} would win over them whole: move them there, or add --force.",
        )
    target: Path = options.output or top / FILE
    scanned = scan(top)
    _write(target, commented(found(scanned)), options, "these settings")
    decide = [f"{one.message}: {one.proposal}" for one in scanned.findings]
    if options.json:
        output.emit({"file": str(target), "decide": decide})
        return 0
    output.say(f"Wrote {target}: every setting with its default, as comments.")
    output.say("  what holds, and why: code-orch config show --origin")
    for words in decide:
        output.say(f"  decide: {words}")
    return 0


def found(scan: "Scan") -> dict[str, tuple[object, str]]:
    """What of a project's commands is known, with where it was read."""
    from orchestrator_engine.ecosystems.project import Purpose

    wanted = {Purpose.SETUP, Purpose.BUILD, Purpose.TEST, Purpose.DEV}
    told: dict[str, tuple[object, str]] = {}
    for project in scan.projects:
        for command in project.commands:
            key = str(command.purpose)
            if command.purpose in wanted and key not in told:
                told[key] = (list(command.words), f"found in {command.source}")
            if command.purpose is Purpose.DEV and command.port is not None:
                told.setdefault("dev_port", (command.port, f"found in {command.source}"))
    return told


def _write(target: Path, text: str, options: Namespace, what: str) -> None:
    try:
        with target.open("w" if options.force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadDocument(
            f"{target} is there already", f"Add --force to replace {what}, or -o FILE."
        ) from None
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror}"
        raise BadDocument(message, "Check the folder.") from error
