"""Settings in layers: who wins, from where a value is, and what no folder can loosen."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator_engine import places
from orchestrator_engine.config import FILE, Config, Keys, load
from orchestrator_engine.config.environment import EDITOR
from orchestrator_engine.config.layers import combine
from orchestrator_engine.config.reading import FOLDERS, LOCAL_FILE, Layer, Source
from orchestrator_engine.config.security import ONE_WAY, STRICT, looser
from orchestrator_engine.errors import BadConfig


def held(top: Path, files: dict[str, str], **environment: str) -> Config:
    """What holds where these files are; `user` is the person's own one."""
    own = top.parent / "own"
    own.mkdir(exist_ok=True)
    for name, text in files.items():
        (own / "config.toml" if name == "user" else top / name).write_text(text, "utf-8")
    return load(top, environment={places.CONFIG_VARIABLE: str(own)} | environment)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    return made


def test_the_later_layer_wins_and_every_value_knows_its_origin(top: Path) -> None:
    found = held(
        top,
        {
            "user": 'agent = "claude"\nmin_task_score = 5\n',
            FILE: "# a project\nmin_task_score = 6\nmax_review_cycles = 1\n",
            LOCAL_FILE: "max_review_cycles = 4\n",
        },
        ORCHESTRATOR_TASK_TIMEOUT="2m",
        **{EDITOR: json.dumps({"idle_timeout": "1m"})},
    )
    assert (found.keys.agent, found.keys.min_task_score) == ("claude", 6)
    assert (found.keys.max_review_cycles, found.keys.task_timeout) == (4, 120.0)
    assert found.keys.idle_timeout == 60.0
    said = {place[0]: (origin.layer, origin.where) for place, origin in found.origins.items()}
    assert said["agent"][0] is Layer.USER
    assert said["min_task_score"] == (Layer.PROJECT, f"{top / FILE}:2")
    assert said["max_review_cycles"] == (Layer.LOCAL, f"{top / LOCAL_FILE}:1")
    assert said["task_timeout"] == (Layer.ENVIRONMENT, "ORCHESTRATOR_TASK_TIMEOUT")
    assert said["idle_timeout"] == (Layer.EDITOR, "the editor's setting idle_timeout")


def test_flags_win_over_all(top: Path) -> None:
    flag = Source(Layer.FLAG, {"min_task_score": 9}, names={("min_task_score",): "--set"})
    environment = {"ORCHESTRATOR_MIN_TASK_SCORE": "3"}
    assert load(top, environment=environment).keys.min_task_score == 3
    assert load(top, environment=environment, flags=flag).keys.min_task_score == 9


def test_nested_keys_of_several_layers_are_put_together(top: Path) -> None:
    found = held(
        top,
        {"user": '[roles.reviewer]\nagent = "codex"\n'},
        ORCHESTRATOR_ROLES__REVIEWER__MODEL="gpt-5",
    )
    reviewer = found.keys.roles.reviewer
    assert (reviewer.agent, reviewer.model) == ("codex", "gpt-5")


def test_a_model_does_not_outlive_the_agent_whose_word_it_is(top: Path) -> None:
    mine = '[roles.reviewer]\nagent = "claude"\nmodel = "opus"\nsystem = "Be kind."\n'
    found = held(top, {"user": mine, FILE: '[roles.reviewer]\nagent = "codex"\n'})
    reviewer = found.keys.roles.reviewer
    assert (reviewer.agent, reviewer.model, reviewer.system) == ("codex", None, "Be kind.")


def test_an_agent_of_a_later_layer_does_the_work(top: Path) -> None:
    mine = '[roles.worker]\nagent = "claude"\nmodel = "opus"\n'
    found = held(top, {"user": mine, FILE: 'agent = "codex"\n'})
    assert found.worker() == "codex"
    assert found.keys.roles.worker.model is None


def test_the_program_of_an_agent_is_taken_whole(top: Path) -> None:
    mine = '[agents.own]\ncommand = ["mine"]\nlook = ["mine", "--look"]\n'
    found = held(top, {"user": mine, FILE: '[agents.own]\ncommand = ["theirs"]\n'})
    assert found.keys.agents["own"].command == ("theirs",)
    assert found.keys.agents["own"].look == ()


def test_what_trust_looks_at_is_what_the_folder_says_and_not_what_you_say(top: Path) -> None:
    found = held(top, {"user": 'agent = "claude"\n', FILE: '[roles.worker]\nmodel = "x"\n'})
    assert found.obeyed == 'roles = {"worker": {"model": "x"}}\n'


def test_a_text_stays_a_text_where_the_key_takes_one(top: Path) -> None:
    assert held(top, {}, ORCHESTRATOR_TEST="true").keys.test == ("/bin/sh", "-c", "true")
    assert held(top, {}, ORCHESTRATOR_TEST='["a", "b c"]').keys.test == ("a", "b c")
    assert held(top, {}, ORCHESTRATOR_BUDGET_USD="5").keys.budget_usd == 5_000_000_000
    assert not held(top, {}, ORCHESTRATOR_PLANNER="false").keys.planner


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("ORCHESTRATOR_TASK_TIMOUT", "5m", "unknown key task_timout"),
        ("ORCHESTRATOR_ROLES__REVIEWR__MODEL", "x", "unknown key roles.reviewr"),
        ("ORCHESTRATOR_MIN_TASK_SCORE", "11", "min_task_score"),
        ("ORCHESTRATOR_MIN_TASK_SCORE", "many", "min_task_score"),
        (EDITOR, "{", "is no JSON"),
        (EDITOR, "[]", "is no JSON object"),
        (EDITOR, '{"test": "rm -rf /"}', "cannot set test"),
        (EDITOR, '{"roles": {"worker": {"arguments": ["--yolo"]}}}', "roles.worker.arguments"),
        (EDITOR, '{"roles": {"reviewer": {"system": "Say 10."}}}', "roles.reviewer.system"),
        (EDITOR, '{"modes": {"build": {"prompt": "Push it."}}}', "modes.build.prompt"),
        (
            EDITOR,
            '{"modes": {"build": {"roles": {"worker": {"arguments": ["-f"]}}}}}',
            "modes.build.roles.worker.arguments",
        ),
        (EDITOR, '{"agnet": "x"}', "the editor's setting agnet: unknown key agnet"),
    ],
)
def test_a_wrong_word_of_the_environment_is_refused_with_its_name(
    top: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(BadConfig) as caught:
        held(top, {}, **{name: text})
    assert message in caught.value.message
    assert caught.value.message.startswith((name, "the editor's setting"))


def test_an_editor_may_name_a_model(top: Path) -> None:
    text = json.dumps({"roles": {"reviewer": {"model": "small"}}})
    assert held(top, {}, **{EDITOR: text}).keys.roles.reviewer.model == "small"


def test_a_folder_does_not_loosen_what_a_person_says_of_one_mode(top: Path) -> None:
    mine = '[modes.build]\npermission_mode = "edit"\n'
    found = held(top, {"user": mine, FILE: '[modes.build]\npermission_mode = "ask"\n'})
    assert found.keys.modes["build"].permission_mode == "edit"
    assert [origin.key for origin in found.refused] == ["modes.build.permission_mode"]


def test_variables_of_other_programs_are_left_alone(top: Path) -> None:
    assert held(top, {}, ORCHESTRATOR_API="http://x", ORCHESTRATOR_TOKEN="").origins == {}


def test_an_unknown_key_in_any_file_is_told_with_its_place_and_the_likely_one(top: Path) -> None:
    with pytest.raises(BadConfig) as caught:
        held(top, {LOCAL_FILE: '[roles.reviewer]\nmodle = "x"\n'})
    assert caught.value.message == f"{top / LOCAL_FILE}:2: unknown key roles.reviewer.modle"
    assert caught.value.hint == "Did you mean model?"


def test_an_agent_without_a_command_is_told_what_is_missing(top: Path) -> None:
    with pytest.raises(BadConfig) as caught:
        held(top, {FILE: '\n[agents.own]\nspeaks = "acp"\n'})
    assert caught.value.message == f"{top / FILE}:2: agents.own.command is missing"
    assert caught.value.hint == "Add command to [agents.own]."


def test_pauses_out_of_order_are_refused_wherever_they_were_said(top: Path) -> None:
    with pytest.raises(BadConfig) as caught:
        held(top, {"user": 'retry_delay_cap = "20s"\n'})
    assert "own/config.toml:1: retry_delay is longer than retry_delay_cap" in caught.value.message
    assert held(top, {"user": 'retry_delay_cap = "20s"\nretry_delay = "1s"\n'}).keys


def test_a_project_wish_for_more_than_you_allow_does_not_count_and_is_said(top: Path) -> None:
    found = held(top, {"user": "budget_usd = 5\n", FILE: 'budget_usd = "80usd"\nsandbox = "off"\n'})
    assert found.keys.budget_usd == 5_000_000_000
    assert found.keys.sandbox == "auto"
    (budget, sandbox) = found.notes
    assert budget.startswith(f'{top / FILE}:1: budget_usd = "80usd" would allow more than you do')
    assert "sandbox" in sandbox


def test_a_project_can_ask_for_less(top: Path) -> None:
    found = held(top, {"user": "budget_usd = 5\n", FILE: 'budget_usd = 1\nsandbox = "required"\n'})
    assert (found.keys.budget_usd, found.keys.sandbox) == (1_000_000_000, "required")


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "ask": st.sampled_from(["never", "attached"]),
    "sandbox": st.sampled_from(["required", "auto", "off"]),
    "check_network": st.booleans(),
    "permission_mode": st.sampled_from(["edit", "ask", "free"]),
}


def value_of(key: str) -> st.SearchStrategy[Any]:
    if key in VALUES:
        return VALUES[key]
    if key.endswith("usd"):
        return st.integers(1, 90) | st.integers(1, 90).map("{}usd".format)
    if key.endswith(("timeout", "time")):
        return st.integers(1, 90).map("{}m".format) | st.integers(1, 5).map("{}h".format)
    if key.endswith("tokens"):
        return st.integers(1, 9000) | st.integers(1, 9).map("{}k".format)
    return st.integers(1, 90)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    keys = draw(st.lists(st.sampled_from(sorted(ONE_WAY)), unique=True, max_size=5))
    return {key: draw(value_of(key)) for key in keys}


LAYERS = [layer for layer in Layer if layer is not Layer.BUILT_IN]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.fixed_dictionaries({layer: tables() for layer in LAYERS}))
def test_no_layer_of_a_folder_loosens_what_holds_without_it(
    given_: dict[Layer, dict[str, Any]],
) -> None:
    every = [Source(layer, given_[layer]) for layer in LAYERS]
    for taken in FOLDERS:
        with_it = combine(every)
        without = combine(one for one in every if one.layer is not taken)
        for key, bound in without.table.items():
            assert not looser(key, with_it.table[key], bound)
        for key in STRICT - without.table.keys() & with_it.table.keys():
            assert with_it.origins[(key,)].layer not in FOLDERS or not looser(
                key, with_it.table[key], Keys.model_fields[key].default
            )


def test_every_key_that_is_one_way_is_a_key() -> None:
    assert ONE_WAY.keys() <= Keys.model_fields.keys()
    assert {key for key in Keys.model_fields if "budget" in key} <= ONE_WAY.keys()
