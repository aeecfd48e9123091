"""What a folder would have executed: its parts, how they are told apart, and what changed in them.

Trust is given to contents, never to a name: any other content is asked about again. Files are told
by their names as a careless file system would read them, so that `.MCP.json` is `.mcp.json`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import sha256

AGENTS = frozenset({".claude", ".codex", ".cursor", ".gemini", ".opencode", ".qwen"})
"""Folders, wherever they lie, of which every file is obeyed by a coding agent."""

FOLDERS = AGENTS | {".githooks", ".husky", ".mise", ".mvn"}
"""As above, obeyed by any program."""

WORDS = (
    ".mcp.json",
    "opencode.json*",
    ".aider.conf.yml",
    "claude*.md",
    "agents*.md",
    "gemini.md",
    "qwen.md",
    ".cursorrules",
)
"""Names of files that coding agents obey."""

FILES = (
    ".envrc",
    ".env",
    "mise.toml",
    ".mise.toml",
    ".tool-versions",
    ".npmrc",
    ".yarnrc*",
    ".pnpmfile.*js",
    ".pre-commit-config.yaml",
    "lefthook.yml",
    ".gitattributes",
    ".gitmodules",
    "sitecustomize.py",
    "usercustomize.py",
)
PATHS = (".cargo/config*", ".yarn/plugins/*", ".yarn/releases/*", "gradle/wrapper/*")
"""Names of files, and ends of paths, that programs obey without being asked to."""

_HARMLESS = re.compile(
    r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode"
    r"|symlinks|autocrlf|eol|safecrlf|abbrev|compression|quotepath|sharedrepository|untrackedcache)"
    r"|(branch|user|author|committer|gc|maintenance|pull|push|fetch|init|color|gui|index|feature"
    r"|pack|advice|rerere|status|log|commit|merge|rebase)\.[^.]*"
    r"|branch\..*\.(remote|merge|rebase|description|pushremote|vscode-merge-base)"
    r"|remote\..*\.(url|pushurl|fetch|push|tagopt|prune|mirror|gh-resolved)"
    r"|submodule\..*\.(url|active|branch)|submodule\.active|lfs\..*"
    r"|extensions\.(objectformat|refstorage|partialclone|noop)"
    r"|remote\..*\.(promisor|partialclonefilter)"
)
_OBEYED = re.compile(
    r"merge\.tool|commit\.template|gui\..*|.*\.(driver|cmd|command|program|editor)"
)
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp"})
_KEPT = 64 * 1024
"""Letters of a part that are kept to show what changed in it."""

UNASKED = "Nobody has allowed yet what it would execute: you would be asked."
"""What is said to somebody who only looks at what a run in an untrusted folder would do."""


class Standing(StrEnum):
    """How a folder stands: as it was trusted, never asked about, or changed since."""

    TRUSTED = "trusted"
    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that would be executed or obeyed: `text` is what it says, `digest` its SHA-256.

    Of what is no text, or too long to be shown, `text` says only how long it is.
    """

    name: str
    text: str
    digest: str


def part(name: str, content: bytes) -> Part:
    """A part with that content."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = f"({len(content):,} bytes that are no text)\n"
    if len(text) > _KEPT:
        text = f"{text[:_KEPT]}\n(… {len(text) - _KEPT:,} letters more)\n"
    return Part(name, text, sha256(content).hexdigest())


def is_obeyed(path: str) -> bool:
    """Whether a path (POSIX) is one that programs execute or obey by its name alone."""
    folders, name = _as_read(path)
    whole = "/".join((*folders, name))
    return (
        steers_agents(path)
        or not FOLDERS.isdisjoint((*folders, name))
        or any(fnmatchcase(name, pattern) for pattern in FILES)
        or any(fnmatchcase(f"/{whole}", f"*/{pattern}") for pattern in PATHS)
    )


def steers_agents(path: str) -> bool:
    """Whether a path (POSIX) is one that coding agents obey by its name alone."""
    folders, name = _as_read(path)
    if not AGENTS.isdisjoint((*folders, name)):
        return True
    # A page about agents, deeper down, is a page.
    page = bool(folders) and path.endswith(f"/{name}") and name.endswith(".md")
    return not page and any(fnmatchcase(name, pattern) for pattern in WORDS)


def _as_read(path: str) -> tuple[tuple[str, ...], str]:
    """Folders and name as file systems may read them that know no case, or not every letter."""
    parts = tuple(
        "".join(
            letter
            for letter in unicodedata.normalize("NFKC", each).casefold()
            if unicodedata.category(letter) != "Cf"
        ).rstrip(". ")
        for each in path.split("/")
    )
    return parts[:-1], parts[-1]


def obeyed_settings(settings: Iterable[tuple[str, str]]) -> str:
    """Of git's settings of a repository, a line for each that is not known to be harmless."""
    lines = [
        f"{key} = {value}"
        for key, value in settings
        if not _HARMLESS.fullmatch(key.lower()) or _OBEYED.fullmatch(key.lower()) or "::" in value
    ]
    return "".join(f"{line}\n" for line in lines)


def digest(parts: Iterable[Part]) -> str:
    """One name for all of these contents."""
    told = "".join(f"{one.name}\0{one.digest}\n" for one in sorted(parts, key=lambda one: one.name))
    return sha256(told.encode(errors="surrogateescape")).hexdigest()


def changes(before: Mapping[str, Part], now: Iterable[Part]) -> Iterator[str]:
    """The lines of a diff, from what was trusted to what there is."""
    there = {one.name: one for one in now}
    for name in sorted({*before, *there}):
        old, new = before.get(name), there.get(name)
        if old is not None and new is not None and old.digest == new.digest:
            continue
        lines = list(
            unified_diff(
                old.text.splitlines() if old else [],
                new.text.splitlines() if new else [],
                f"{name} (trusted)" if old else "(not there)",
                f"{name} (now)" if new else "(not there)",
                lineterm="",
            )
        )
        yield from map(_visible, lines or [f"{name}: changed in what is not shown"])


def _visible(line: str) -> str:
    """The line with what nobody would see in it, and agents would read, said by its number."""
    return "".join(
        f"⟨U+{ord(letter):04X}⟩"
        if unicodedata.category(letter) in _UNSEEN and letter != "\t"
        else letter
        for letter in line
    )


def contents(parts: Iterable[Part], most: int = 12) -> Iterator[str]:
    """What the parts say, a few lines of each: what a person needs to see before they say yes."""
    for one in parts:
        lines = [_visible(line) for line in one.text.splitlines()]
        if len(lines) == 1 and len(lines[0]) <= 100:  # noqa: PLR2004  # fits on a line
            yield f"  {one.name}: {lines[0]}"
            continue
        yield f"  {one.name}:" if lines else f"  {one.name} (empty)"
        yield from (f"    {line}" for line in lines[:most])
        if len(lines) > most:
            yield f"    … and {len(lines) - most} lines more"
