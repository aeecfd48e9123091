"""Git, run in one repository: as the person, for a run, and harmless where it must be."""

import os
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from orchestrator_engine.system.git_command import SECONDS, STRICT, GitFailed, git, text
from orchestrator_engine.system.git_reading import Reading
from orchestrator_engine.system.sweeping import Mark, marked

NOBODY = ("Code Orchestrator", "code-orchestrator@localhost")
"""Who commits where the person's name and address are not configured."""

_DRIVER = re.compile(
    r"(?s)filter\..*\.(clean|smudge|process|required)|diff\..*\.(command|textconv)|merge\..*\.driver"
)
"""Settings that name programs which git would run to look at files."""


@dataclass(frozen=True)
class Running:
    """A repository, by its top level.

    `run` is the run on whose behalf it is used: git processes are marked with it, so that those
    whose worker was killed are found and ended. `state` is the state folder, where its lock lies.
    """

    top: Path
    run: str | None = None
    state: Path | None = field(default=None, compare=False)
    strict: bool = field(default=False, compare=False)

    def harmless(self) -> Self:
        """The same repository, whose git runs no program that the repository names."""
        return replace(self, strict=True)

    def resolve(self, name: str) -> str | None:
        """The commit that a name stands for, or None."""
        found = self._reading.info(f"{name}^{{commit}}")
        return None if found is None else found.name

    @cached_property
    def common(self) -> Path:
        """The folder that all worktrees of the repository share."""
        command = ("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(text(self._git(*command).removesuffix(b"\n")))

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self.top, self._more)

    def _ask(self, *command: str) -> bytes | None:
        """What git says, or None when it says no."""
        try:
            return self._git(*command)
        except GitFailed as failed:
            if failed.code in (1, 128):
                return None
            raise

    def _git(
        self, *command: str | Path, stdin: str | bytes = b"", seconds: float = SECONDS
    ) -> bytes:
        return git(self.top, command, stdin=stdin, seconds=seconds, more=self._more)

    @property
    def _more(self) -> dict[str, str]:
        more = {**self._identity, **self._strictly}
        return more if self.run is None else marked(more, Mark(self.run, "git", 0))

    @cached_property
    def _strictly(self) -> dict[str, str]:
        """The environment that takes the repository's own programs away, for one that is strict."""
        if not self.strict:
            return {}
        said = git(self.top, ("config", "--list", "--name-only", "--includes", "-z"), more=STRICT)
        keys = sorted({key for key in text(said).split("\0") if _DRIVER.fullmatch(key)})
        told = dict(STRICT, GIT_CONFIG_COUNT=str(len(keys)))
        for number, key in enumerate(keys):
            told[f"GIT_CONFIG_KEY_{number}"] = key
            told[f"GIT_CONFIG_VALUE_{number}"] = "false" if key.endswith(".required") else ""
        return told

    @cached_property
    def _identity(self) -> dict[str, str]:
        """Who commits: the person where they said who they are, else nobody in particular."""
        name, mail = self._said("name"), self._said("email")
        if not (name and mail):
            name, mail = NOBODY
        return {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mail,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail,
        }

    def _said(self, what: str) -> str:
        variable = os.environ.get(f"GIT_AUTHOR_{what.upper()}")
        if variable:
            return variable
        try:
            return text(git(self.top, ("config", "--get", f"user.{what}"))).strip()
        except GitFailed:
            return ""
