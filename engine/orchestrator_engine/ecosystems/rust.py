"""Rust: `Cargo.toml`, a package or a workspace."""

from collections.abc import Iterator
from typing import Any

from orchestrator_engine.ecosystems.files import Files, texts
from orchestrator_engine.ecosystems.project import (
    Command,
    Facet,
    Project,
    Purpose,
    Table,
    technologies,
)
from orchestrator_engine.json_values import members_of

NAME = "Rust"
MANIFEST = "Cargo.toml"
TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "axum": "Axum",
        "actix-web": "Actix Web",
        "rocket": "Rocket",
        "warp": "warp",
        "leptos": "Leptos",
        "yew": "Yew",
        "dioxus": "Dioxus",
        "tauri": "Tauri",
        "bevy": "Bevy",
        "clap": "clap",
        "tokio": "Tokio",
    },
    Facet.ORM: {"diesel": "Diesel", "sea-orm": "SeaORM", "sqlx": "SQLx"},
    Facet.DATABASE: {
        "tokio-postgres": "PostgreSQL",
        "rusqlite": "SQLite",
        "mongodb": "MongoDB",
        "redis": "Redis",
    },
    Facet.AUTHENTICATION: {"jsonwebtoken": "JSON Web Tokens"},
    Facet.TESTING: {"proptest": "proptest", "criterion": "Criterion", "insta": "insta"},
}


def project(files: Files) -> Project | None:
    """A Cargo package or workspace, or None."""
    if not files.has(MANIFEST):
        return None
    manifest = files.toml(MANIFEST)
    workspace = members_of(manifest.get("workspace"))
    tables = (manifest, workspace)
    kinds = ("dependencies", "dev-dependencies", "build-dependencies")
    needed = [name for table in tables for kind in kinds for name in members_of(table.get(kind))]
    source = files.path(MANIFEST)
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager="cargo",
        source=source,
        commands=tuple(_commands(files, source)),
        technologies=technologies(needed, TECHNOLOGIES, source),
        members=tuple(_members(files, workspace)),
    )


def _commands(files: Files, source: str) -> Iterator[Command]:
    locked = ("--locked",) if files.has("Cargo.lock") else ()
    yield Command(Purpose.BUILD, ("cargo", "build", "--workspace", *locked), source)
    if files.has(".config/nextest.toml"):
        nextest = ("cargo", "nextest", "run", "--workspace", *locked)
        yield Command(Purpose.TEST, nextest, files.path(".config/nextest.toml"))
    else:
        yield Command(Purpose.TEST, ("cargo", "test", "--workspace", *locked), source)
    if lint := files.first("clippy.toml", ".clippy.toml"):
        yield Command(Purpose.LINT, ("cargo", "clippy", "--workspace"), files.path(lint))
    if form := files.first("rustfmt.toml", ".rustfmt.toml"):
        yield Command(Purpose.FORMAT, ("cargo", "fmt", "--check"), files.path(form))


def _members(files: Files, workspace: dict[str, Any]) -> Iterator[str]:
    out = {name for each in texts(workspace.get("exclude")) for name in files.folders(each)}
    for each in texts(workspace.get("members")):
        for name in files.folders(each):
            if name not in out and files.inside(name).has(MANIFEST):
                yield name
