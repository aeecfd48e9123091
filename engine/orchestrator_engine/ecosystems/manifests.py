"""The files that say what a project needs to have installed: a set-up holds until one changes."""

import posixpath
from fnmatch import fnmatch

MANIFESTS = (
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-*.yaml",
    "yarn.lock",
    ".yarnrc*",
    ".npmrc",
    "bun.lock*",
    "deno.json*",
    "deno.lock",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements*.txt",
    "Pipfile*",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "go.mod",
    "go.sum",
    "go.work*",
    "Cargo.toml",
    "Cargo.lock",
    "Gemfile*",
    "*.gemspec",
    "composer.json",
    "composer.lock",
    "pom.xml",
    "build.gradle*",
    "settings.gradle*",
    "*.csproj",
    "*.fsproj",
    "packages.lock.json",
    "Directory.*.props",
)


def is_manifest(path: str) -> bool:
    """Whether a path is that of a manifest or lock file."""
    name = posixpath.basename(path)
    return any(fnmatch(name, pattern) for pattern in MANIFESTS)
