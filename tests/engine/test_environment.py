from pathlib import Path

import pytest

from orchestrator_engine.config import load
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.system.environment import allowed
from support.secrets import SECRET_VARIABLES

PERSON = {"PATH": "/bin", "HOME": "/home/p", "LC_ALL": "C", "XDG_CACHE_HOME": "/c", "TZ": "UTC"}


def test_what_every_program_needs_is_kept() -> None:
    assert allowed({**PERSON, "https_proxy": "p"}) == {**PERSON, "https_proxy": "p"}


@pytest.mark.parametrize(
    "name",
    [
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
        "GIT_DIR",
        "LD_PRELOAD",
        "NODE_OPTIONS",
        "PYTHONPATH",
        "SSH_AUTH_SOCK",
        "VIRTUAL_ENV",
        "pATH",
    ],
)
def test_keys_and_what_changes_programs_are_dropped(name: str) -> None:
    assert allowed({**PERSON, name: "secret"}) == PERSON


def test_an_agent_gets_its_own_and_nobody_elses() -> None:
    base = {**PERSON, "ANTHROPIC_API_KEY": "a", "CLAUDE_CONFIG_DIR": "/c", "OPENAI_API_KEY": "o"}
    extra = allowed(base, ("ANTHROPIC_*", "CLAUDE_CONFIG_DIR"))
    assert extra == {**PERSON, "ANTHROPIC_API_KEY": "a", "CLAUDE_CONFIG_DIR": "/c"}


def test_no_agent_takes_itself_for_part_of_another() -> None:
    base = {**PERSON, "CLAUDECODE": "1", "CLAUDE_CODE_ENTRYPOINT": "cli"}
    assert allowed(base, ("CLAUDE*",)) == PERSON


@pytest.mark.parametrize("name", SECRET_VARIABLES)
def test_no_check_sees_a_secret_and_an_agent_only_its_own(name: str) -> None:
    base = {**PERSON, **SECRET_VARIABLES}
    assert name not in allowed(base)
    assert (name in allowed(base, ("ANTHROPIC_*",))) == name.startswith("ANTHROPIC_")


@pytest.mark.parametrize(
    "name",
    ["BASH_ENV", "GIT_SSH_COMMAND", "LD_PRELOAD", "NODE_OPTIONS", "PYTHONPATH", "DYLD_X", "ENV"],
)
def test_what_has_a_program_run_something_else_is_for_nobody(name: str) -> None:
    assert allowed({**PERSON, name: "x"}, ("*",)) == PERSON


@pytest.mark.parametrize(
    "key",
    [
        "ANTHROPIC_BASE_URL",
        "OPENAI_API_KEY",
        "NODE_OPTIONS",
        "LD_PRELOAD",
        "PYTHONPATH",
        "GIT_SSH_COMMAND",
        "BASH_ENV",
    ],
)
@pytest.mark.parametrize("shape", ['{} = "x"\n', 'env = {{ {} = "x" }}\n', '[env]\n{} = "x"\n'])
def test_no_project_sets_a_variable(key: str, shape: str, tmp_path: Path) -> None:
    (tmp_path / ".orchestrator.toml").write_text(shape.format(key))
    with pytest.raises(BadConfig):
        load(tmp_path)


def test_no_folder_of_the_project_is_on_the_path() -> None:
    assert allowed({"PATH": "/bin:.:bin:::/usr/bin"})["PATH"] == "/bin:/usr/bin"


@pytest.mark.parametrize("name", ["CARGO_HOME", "RUSTUP_HOME", "JAVA_HOME", "GOPATH"])
def test_where_tools_lie_is_told(name: str) -> None:
    assert allowed({**PERSON, name: "/opt/tools"})[name] == "/opt/tools"
