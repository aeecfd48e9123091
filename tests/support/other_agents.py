"""Real agents besides Claude Code and Codex, as they are set up to ask a scripted model."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from support.model_api import Aside, ModelApi, Tool, Turn, without_tools
from support.npm import installed

KEY = "sk-test"
"""What opens nothing."""


@dataclass(frozen=True)
class OtherAgent:
    """A program of npm, at the version that the tests are written against.

    `settings` are files below its home, and `variables` what it needs to see, to ask a model;
    `headless` and `acp` are how it is called. `aside` knows the requests that are no work.
    """

    name: str
    package: str
    version: str
    headless: tuple[str, ...]
    acp: tuple[str, ...]
    settings: Callable[[ModelApi], Mapping[str, object]]
    variables: Callable[[ModelApi], Mapping[str, str]]
    writes: Callable[[Path, str], Tool]
    aside: Aside = without_tools

    def program(self) -> str | None:
        """The real program; None where it cannot be had."""
        return installed(self.package, self.version, self.name)

    def model(self, *turns: Turn) -> ModelApi:
        """A model that the program can ask."""
        return ModelApi(*turns, aside=self.aside)

    def environment(self, folder: Path, api: ModelApi) -> dict[str, str]:
        """What the program sees, with a home of its own in a folder, set up to ask `api`."""
        home, temporary = folder / "home", folder / "tmp"
        home.mkdir(exist_ok=True)
        temporary.mkdir(exist_ok=True)
        for name, value in self.settings(api).items():
            file = home / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(value), encoding="utf-8")
        return {
            # Node starts it, and may be anywhere.
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "LANG": "C.UTF-8",
            **self.variables(api),
        }


def _opencode_settings(api: ModelApi) -> dict[str, object]:
    model = {"name": "scripted", "limit": {"context": 100_000, "output": 1000}}
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "scripted",
        "options": {"baseURL": api.openai_url, "apiKey": KEY},
        "models": {"scripted": model | {"cost": {"input": 1, "output": 2}}},
    }
    settings = {
        "provider": {"scripted": provider},
        "model": "scripted/scripted",
        "autoupdate": False,
        "share": "disabled",
    }
    return {".config/opencode/opencode.json": settings}


def _gemini_settings(_: ModelApi) -> dict[str, object]:
    settings = {
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "privacy": {"usageStatisticsEnabled": False},
        "general": {"enableAutoUpdate": False},
    }
    return {".gemini/settings.json": settings}


OPENCODE = OtherAgent(
    name="opencode",
    package="opencode-ai",
    version="1.18.33",
    headless=("run",),
    acp=("acp",),
    settings=_opencode_settings,
    variables=lambda _: {"OPENCODE_DISABLE_AUTOUPDATE": "1", "OPENCODE_DISABLE_MODELS_FETCH": "1"},
    writes=lambda path, text: Tool("write", {"filePath": str(path), "content": text}),
)

GEMINI = OtherAgent(
    name="gemini",
    package="@google/gemini-cli",
    version="0.61.0",
    headless=("--approval-mode", "yolo", "--skip-trust", "-m", "gemini-2.5-flash", "-p", ""),
    acp=("--acp", "-m", "gemini-2.5-flash"),
    settings=_gemini_settings,
    variables=lambda api: {"GEMINI_API_KEY": KEY, "GOOGLE_GEMINI_BASE_URL": api.url},
    writes=lambda path, text: Tool("write_file", {"file_path": str(path), "content": text}),
)

QWEN = OtherAgent(
    name="qwen",
    package="@qwen-code/qwen-code",
    version="0.24.4",
    headless=("--approval-mode", "yolo", "--auth-type", "openai", "-p", ""),
    acp=("--acp", "--safe-mode", "--auth-type", "openai"),
    settings=lambda _: {},
    variables=lambda api: {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": api.openai_url,
        "OPENAI_MODEL": "scripted",
    },
    writes=lambda path, text: Tool("write_file", {"file_path": str(path), "content": text}),
)

OTHERS = (OPENCODE, GEMINI, QWEN)
