"""The real Codex for tests, and what it needs to see to ask a model that a test wrote down."""

import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from support.model_api import ModelApi, Turn
from support.npm import cache_folder, installed

VERSION = "0.169.0"
"""The version of the real program that the tests are written against."""


def real() -> str | None:
    """The real program; None without npm."""
    return installed("@openai/codex", VERSION, "codex")


@contextmanager
def home() -> Generator[Path]:
    """A home of its own: not in the temporary folder, where it makes no sandbox."""
    folder = cache_folder() / "homes" / uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def model(folder: Path, *turns: Turn) -> Generator[ModelApi]:
    """A model for the Codex whose home is `folder`."""
    with ModelApi(*turns) as api:
        configuration = folder / ".codex" / "config.toml"
        configuration.parent.mkdir(exist_ok=True)
        configuration.write_text(
            'model_provider = "scripted"\n[model_providers.scripted]\nname = "scripted"\n'
            f"base_url = {json.dumps(api.openai_url)}\n"
            'wire_api = "responses"\nenv_key = "OPENAI_API_KEY"\n'
            "request_max_retries = 2\nstream_max_retries = 2\n"
        )
        yield api
