import re
import tomllib
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator_engine.config import FILE, PROJECT_FILE, Keys, load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.questions import Whom
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import Budget, Limit

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "settings.md"


def refused(top: Path, text: str, name: str = FILE) -> BadConfig:
    (top / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load(top)
    assert caught.value.hint
    return caught.value


def test_a_project_without_settings_has_the_defaults(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert config.file is None
    assert (config.agent, config.build, config.test, config.setup) == (None, None, None, None)
    a_day = Budget(run=Limit(seconds=86_400.0))
    assert config.settings(agent="claude") == Settings(
        agent="claude", budget=a_day, baseline=True, ask=Whom.ATTACHED
    )


def test_every_setting_of_a_run_can_be_set_but_agent_and_review() -> None:
    own = {"agent", "setup", "build", "test", "silence", "modes", "agents"}
    own |= {"lint", "types", "format", "end_to_end", "files", "checks", "review"}
    own |= {"dev", "dev_port", "dev_path", "dev_timeout"}
    limits = {name for name in Keys.model_fields if "budget" in name}
    limits |= {"max_attempts", "run_timeout"}
    other = {"agent", "review", "lenses", "budget", "record", "tools", "approval"}
    assert set(Keys.model_fields) - own - limits == {f.name for f in fields(Settings)} - other


def test_every_key_is_documented_with_its_default() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (?:`([^`]+)`|[^|]+) \|", GUIDE.read_text("utf-8"), re.MULTILINE
    )
    assert [key for key, _ in rows] == list(Keys.model_fields)
    stated = "\n".join(f"{key} = {default}" for key, default in rows if default)
    assert Keys.model_validate(tomllib.loads(stated)) == Keys()


def test_what_is_set_reaches_the_run(tmp_path: Path) -> None:
    text = 'agent = "rehearsal"\nmin_task_score = 9\ntask_timeout = "2m"\nwrite_statuses = false\n'
    (tmp_path / FILE).write_text(text)
    config = load(tmp_path)
    assert config.file == tmp_path / FILE
    assert config.agent == "rehearsal"
    assert config.settings(agent="claude", review=False) == Settings(
        agent="claude",
        review=False,
        min_task_score=9,
        task_timeout=120.0,
        write_statuses=False,
        budget=Budget(run=Limit(seconds=86_400.0)),
        baseline=True,
        ask=Whom.ATTACHED,
    )


def test_a_command_is_a_shell_line_or_an_argument_vector(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('build = "make && make docs"\ntest = ["python3", "-m", "x"]\n')
    config = load(tmp_path)
    assert config.build == ("/bin/sh", "-c", "make && make docs")
    assert config.test == ("python3", "-m", "x")


def test_the_file_of_its_own_wins_whole_over_the_shared_one(tmp_path: Path) -> None:
    shared = tmp_path / PROJECT_FILE
    shared.write_text('[tool.code-orchestrator]\nagent = "claude"\nmin_task_score = 9\n')
    assert load(tmp_path).settings(agent="claude").min_task_score == 9
    (tmp_path / FILE).write_text('agent = "rehearsal"\n')
    assert load(tmp_path).keys.min_task_score == 7


def test_a_broken_project_file_that_says_nothing_of_us_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / PROJECT_FILE).write_text("[project\n")
    assert load(tmp_path).file is None


def test_rules_are_silenced_by_name_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('silence = ["vague-wording", "open-question"]\n')
    assert load(tmp_path).keys.silence == ("vague-wording", "open-question")
    a_day = Budget(run=Limit(seconds=86_400.0))
    assert load(tmp_path).settings(agent="claude") == Settings(
        agent="claude", budget=a_day, baseline=True, ask=Whom.ATTACHED
    )
    refusal = refused(tmp_path, 'silence = ["open-questions"]\n')
    assert refusal.message == (
        f"{tmp_path / FILE}:1: silence: there is no rule open-questions; "
        "did you mean open-question?"
    )
    refused(tmp_path, 'silence = "vague-wording"\n')


def test_an_unknown_key_is_named_with_its_line_and_the_likely_one(tmp_path: Path) -> None:
    refusal = refused(tmp_path, 'agent = "claude"\n\ntets = "make test"\n')
    assert refusal.message == f"{tmp_path / FILE}:3: unknown key tets"
    assert refusal.hint == "Did you mean test?"


def test_an_unknown_key_like_no_other_gets_the_list_of_all(tmp_path: Path) -> None:
    refusal = refused(tmp_path, "zzz = 1\n")
    assert "min_task_score" in refusal.hint


def test_every_problem_is_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    refusal = refused(tmp_path, 'idle_timeout = 5\nbuild = ""\nmin_task_score = 11\n')
    places = [line.split(": ")[0].rpartition(":")[2] for line in refusal.message.splitlines()]
    assert places == ["1", "2", "3"]


def test_what_was_meant_stands_beside_each_of_many_problems(tmp_path: Path) -> None:
    refusal = refused(tmp_path, "tets = 1\n[notify]\ncommands = []\n")
    assert refusal.message.splitlines() == [
        f"{tmp_path / FILE}:1: unknown key tets. Did you mean test?",
        f"{tmp_path / FILE}:3: unknown key notify.commands. Did you mean command?",
    ]
    assert refusal.hint == "Correct these lines; what is left out has its default."


@pytest.mark.parametrize(
    "text",
    [
        "task_timeout = 900",
        'task_timeout = "soon"',
        'task_timeout = "0s"',
        "min_task_score = 0",
        "min_task_score = true",
        'min_task_score = "7"',
        'write_statuses = "yes"',
        "build = []",
        "build = [1]",
        "build = 1",
        'agent = ""',
        'restart_delay = "2m"',
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    refusal = refused(tmp_path, f"# settings\n{text}\n")
    assert refusal.message.startswith(f"{tmp_path / FILE}:")
    assert refusal.code == 78


@pytest.mark.parametrize(
    ("text", "line"), [("agent = \n", 1), ('\n\nagent = "claude', 3), ("a = 1\na = 2\n", 2)]
)
def test_a_file_that_is_no_toml_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int
) -> None:
    assert f"{FILE}:{line}: it is not TOML" in refused(tmp_path, text).message


def test_the_line_is_that_of_our_table_in_the_shared_file(tmp_path: Path) -> None:
    text = "[project]\nagent = 1\n\n[tool.code-orchestrator]\nagent = 2\n"
    assert f"{PROJECT_FILE}:5: agent" in refused(tmp_path, text, PROJECT_FILE).message


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    text = '[tool]\ncode-orchestrator = "claude"\n'
    assert "is not a table" in refused(tmp_path, text, PROJECT_FILE).message


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'agent = "\xff"\n')
    with pytest.raises(BadConfig, match=r"not UTF-8 \(byte 11\)|not UTF-8 \(byte 10\)"):
        load(tmp_path)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(BadConfig, match="cannot be read"):
        load(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with suppress(BadConfig):
        load(tmp_path)


def test_who_is_asked_is_one_of_two_words(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('ask = "never"\nanswer_timeout = "1m"\n')
    settings = load(tmp_path).settings(agent="claude")
    assert (settings.ask, settings.answer_timeout) == (Whom.NOBODY, 60.0)
    assert "it is “never” or “attached”" in refused(tmp_path, 'ask = "always"\n').message
    refused(tmp_path, "ask = true\n")


def test_a_slip_in_what_stands_for_the_prompt_is_told(tmp_path: Path) -> None:
    text = '[agents.aider]\ncommand = ["aider", "--file", "{prompt}"]\n'
    refusal = refused(tmp_path, text)
    assert ".orchestrator.toml:1: " in refusal.message
    assert "{prompt} stands for nothing in a command; did you mean {prompt_file}?" in (
        refusal.message
    )
    (tmp_path / FILE).write_text('[agents.a]\ncommand = "a ${prompt} {prompt_file} {model} {x}"\n')
    assert load(tmp_path).tools[0].name == "a"
