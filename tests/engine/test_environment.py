import pytest

from orchestrator_engine.system.environment import allowed

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
