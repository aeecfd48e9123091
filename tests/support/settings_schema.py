"""The JSON schema of settings, made of the models: with words, defaults as one writes them, links.

`$ref`s are followed, so that a reader needs no more than `json`. `x-kind` tells spans of time,
money, tokens and commands; `x-one-way` says which way a project may move a key; `x-more` is the
page that says more.
"""

import ast
import inspect
import textwrap
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from orchestrator_engine import durations
from orchestrator_engine.config import keys
from orchestrator_engine.config.security import ONE_WAY
from orchestrator_engine.modes import MODES

PAGES = {
    "agent": "agents.md",
    "agents": "agents.md#any-program",
    "plugins": "plugins.md",
    "plugin_timeout": "plugins.md",
    "notify": "notifications.md",
    "roles": "agents.md#who-does-what",
    "modes": "agents.md#who-does-what",
    "baseline": "protected.md#before-the-first-agent",
    "planner": "planning.md",
    "budget_usd": "budgets.md",
    "ask": "questions.md",
    "silence": "../rules/README.md",
    "permission_mode": "questions.md",
    "sandbox": "trust.md",
}
"""Pages of `docs/guides` that say more about a key."""

EXAMPLES = {
    "agent": ["claude", "codex", "gemini", "opencode", "qwen", "rehearsal"],
    "setup": ["npm ci"],
    "build": ["make"],
    "test": ["pytest -q"],
    "dev": ["npm run dev"],
}


def settings() -> dict[str, Any]:
    """The schema of a settings file."""
    raw = keys.Keys.model_json_schema(mode="validation")
    definitions = raw.pop("$defs", {})
    properties = {
        name: _key(name, told, keys.Keys, definitions)
        for name, told in raw.pop("properties").items()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of Code Orchestrator",
        "description": "What .orchestrator.toml or [tool.code-orchestrator] may hold.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _key(
    name: str, told: dict[str, Any], model: type[BaseModel], definitions: dict[str, Any]
) -> dict[str, Any]:
    made = _plain(told, definitions)
    made["description"] = words(model).get(name, "")
    default = model.model_fields[name].default
    kind = made.get("x-kind")
    made.pop("default", None)
    if isinstance(default, float) and kind == "span":
        made["default"] = durations.write(default)
    elif isinstance(default, StrEnum):
        made["default"] = str(default)
    elif isinstance(default, bool | int | str):
        made["default"] = default
    elif default == () and made.get("type") == "array":
        made["default"] = []
    if model is keys.Keys:
        made |= {"x-more": f"docs/guides/{PAGES[name]}"} if name in PAGES else {}
        made |= {"x-one-way": ONE_WAY[name].words} if name in ONE_WAY else {}
        made |= {"x-detected": True} if name in {"setup", "build", "test"} else {}
        made |= {"examples": EXAMPLES[name]} if name in EXAMPLES else {}
    return made


def _plain(told: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema without references, titles and null: TOML has none."""
    if "$ref" in told:
        return _of_model(told["$ref"].rpartition("/")[2], definitions)
    choices = [one for one in told.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) == 1:
        return _plain(choices[0], definitions) | {
            key: value for key, value in told.items() if key not in {"anyOf", "title", "default"}
        }
    made = {key: value for key, value in told.items() if key not in {"title", "description"}}
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _plain(made["additionalProperties"], definitions)
    if isinstance(made.get("items"), dict):
        made["items"] = _plain(made["items"], definitions)
    return made


def _of_model(name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    told = definitions[name]
    if "enum" in told:
        return {"type": "string", "enum": told["enum"]}
    model = getattr(keys, name)
    made: dict[str, Any] = {"type": "object", "additionalProperties": False}
    made["properties"] = {
        key: _key(key, value, model, definitions) for key, value in told["properties"].items()
    }
    if told.get("required"):
        made["required"] = told["required"]
    return made


def words(model: type[BaseModel]) -> dict[str, str]:
    """The text beneath each key of a model, by the key's name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    assert isinstance(tree, ast.ClassDef)
    told: dict[str, str] = {}
    for line, after in zip(tree.body, tree.body[1:], strict=False):
        if not (isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            told[line.target.id] = " ".join(str(after.value.value).split())
    return told


def modes_named(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the built-in modes named, so that editors can propose them."""
    modes = schema["properties"]["modes"]
    inside = modes["additionalProperties"]
    modes["properties"] = dict.fromkeys(MODES, inside)
    return schema
