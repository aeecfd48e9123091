"""The schema of settings that is shipped: what editors and the guide are made of."""

import json
import tomllib
from pathlib import Path

import pytest

from orchestrator_engine import settings_schema
from orchestrator_engine.config import Keys
from support import settings_guide
from support.schemas import written
from support.settings_schema import modes_named, settings, words

KEYS = list(Keys.model_fields)


def test_the_shipped_schema_is_what_follows_from_the_models() -> None:
    assert settings_schema.text() == written(modes_named(settings())), "python3 dev.py schema"


def test_every_key_is_there_with_words_of_its_own() -> None:
    assert list(settings_schema.keys()) == KEYS
    for key, about in settings_schema.schema()["properties"].items():
        assert about["description"], f"write a text beneath {key} in config/keys.py"


def test_every_model_says_what_each_of_its_keys_means() -> None:
    from orchestrator_engine.config import keys  # noqa: PLC0415

    for model in (keys.Keys, keys.RoleKeys, keys.RolesKeys, keys.ModeKeys, keys.ToolKeys):
        assert words(model).keys() >= model.model_fields.keys()


@pytest.mark.parametrize("key", KEYS)
def test_the_default_that_the_schema_tells_is_the_default(key: str) -> None:
    about = settings_schema.schema()["properties"][key]
    if "default" not in about:
        assert Keys.model_fields[key].default in (None, Keys.model_fields[key].get_default())
        return
    stated = tomllib.loads(f"{key} = {json.dumps(about['default'])}")
    assert getattr(Keys.model_validate(stated), key) == getattr(Keys(), key)


def test_a_nested_key_is_found_by_its_place() -> None:
    assert settings_schema.types(("roles", "reviewer", "model")) == {"string"}
    assert settings_schema.types(("agents", "aider", "command")) == {"string", "array"}
    assert settings_schema.types(("modes", "fix", "roles", "worker", "agent")) == {"string"}
    assert settings_schema.at(("roles", "nobody")) is None


def test_the_pages_that_the_schema_names_are_there() -> None:
    top = Path(__file__).parents[2]
    for about in settings_schema.schema()["properties"].values():
        if page := about.get("x-more"):
            assert (top / page.partition("#")[0]).is_file()


def test_the_guide_has_the_table_that_follows_from_the_schema() -> None:
    told = settings_guide.GUIDE.read_text("utf-8")
    assert told == settings_guide.guide(told, dict(settings_schema.schema())), "dev.py schema"
