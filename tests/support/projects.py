"""Projects that are only files, for scans."""

import json
from pathlib import Path

from orchestrator_engine.ecosystems import projects
from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import Project


def written(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files; a name that ends in a slash is a folder."""
    for name, text in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def manifest(**keys: object) -> str:
    """A manifest in JSON."""
    return json.dumps(keys)


def only(folder: Path, files: dict[str, str]) -> Project:
    """The one project that these files are."""
    (found,) = projects(Files(written(folder, files)))
    return found


def lines(project: Project) -> dict[str, str]:
    """Its commands by purpose, as a person would type them."""
    return {str(each.purpose): " ".join(each.words) for each in project.commands}


def made_with(project: Project) -> dict[str, set[str]]:
    """Its technologies by facet."""
    found: dict[str, set[str]] = {}
    for each in project.technologies:
        found.setdefault(str(each.facet), set()).add(each.name)
    return found
