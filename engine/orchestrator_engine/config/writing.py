"""Values as TOML writes them, and a settings file with every key in it as a comment."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator_engine import settings_schema
from orchestrator_engine.json_values import is_object, is_series


def toml(value: object) -> str:
    """A value on one line. Raises `ValueError` for what TOML cannot say."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # A basic string of TOML is one of JSON, but for what JSON lets stand.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if is_series(value):
        return f"[{', '.join(map(toml, value))}]"
    if is_object(value):
        return f"{{ {', '.join(f'{toml(k)} = {toml(v)}' for k, v in value.items())} }}"
    raise ValueError(f"{value!r} is nothing that TOML can say")


def commented(given: Mapping[str, tuple[object, str]]) -> str:
    """A settings file of comments: each key with its default, or with what is `given`."""
    lines = [
        "# Settings of Code Orchestrator for this project. Each line is what holds without it:",
        "# take its # away to have another value. Commands are what was found in the project.",
        "# What holds, and why: code-orch config show --origin",
        "# What is for you alone belongs into .orchestrator.local.toml, which git should ignore.",
        "",
    ]
    keys: dict[str, dict[str, Any]] = settings_schema.schema()["properties"]
    for key, about in keys.items():
        if about.get("type") not in ("object", "array") or "default" in about:
            lines += [*_key(key, about, given.get(key)), ""]
    lines += _TABLES
    return "\n".join((*lines, ""))


def _key(key: str, about: Mapping[str, Any], given: tuple[object, str] | None) -> Iterator[str]:
    words = about["description"]
    if values := about.get("enum"):
        words += f" One of {', '.join(toml(value) for value in values)}."
    yield from textwrap.wrap(words, 96, initial_indent="# ", subsequent_indent="# ")
    if given is not None:
        value, why = given
        yield f"# {key} = {toml(value)}  # {why}"
    elif "default" in about:
        yield f"# {key} = {toml(about['default'])}"
    else:
        yield f"# {key} = {toml(_example(about))}"


def _example(about: Mapping[str, Any]) -> object:
    if examples := about.get("examples"):
        return examples[0]
    return {"span": "30m", "usd": "5usd", "tokens": "500k", "command": "make"}.get(
        about.get("x-kind", ""), 10
    )


_TABLES = """\
# Who is asked in which role:
# [roles.reviewer]
# agent = "codex"
# model = "gpt-5"

# A program that is an agent here; {prompt_file} is a file with what it is told:
# [agents.mine]
# command = ["my-agent", "--message-file", "{prompt_file}"]
""".splitlines()
