"""In what the agents that speak the Agent Client Protocol differ: a row each, found by running it.

The versions in the comments are those that were run. Modes are named for each access because what
an agent does unasked in the mode that it begins in is for nobody to guess.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from orchestrator_engine.agents.protocol import Access, Feature
from orchestrator_engine.choices import Tool


class Counted(StrEnum):
    """Where the tokens of a prompt are told."""

    NOWHERE = "nowhere"
    USAGE = "usage in the answer"
    QUOTA = "_meta.quota in the answer"


@dataclass(frozen=True, slots=True)
class Kind:
    """An agent that speaks the protocol, and what is special about it.

    `command` starts it, `version` prints its version (empty: nobody asks), `install` and `login`
    say what a person does. `environment` are names or patterns of the variables that it gets.

    By access: `modes` are those that it works in, `settings` what it is told in its environment,
    `options` what is put behind its command. `meta` is what a thread is begun with beside what the
    protocol says, and `shuns` are files of a repository that it would run whatever it is told.

    It has logged in before, by itself: the way of the protocol puts keys into the settings of the
    person (Codex and Qwen do so).
    """

    name: str
    command: tuple[str, ...]
    version: tuple[str, ...] = ()
    install: str = ""
    login: str = ""
    environment: tuple[str, ...] = ()
    modes: Mapping[Access, str] = field(default_factory=dict[Access, str])
    settings: Mapping[Access, Mapping[str, str]] = field(
        default_factory=dict[Access, Mapping[str, str]]
    )
    options: Mapping[Access, tuple[str, ...]] = field(default_factory=dict[Access, tuple[str, ...]])
    meta: Mapping[str, Any] = field(default_factory=dict[str, Any])
    shuns: tuple[str, ...] = ()
    tokens: Counted = Counted.NOWHERE
    features: frozenset[Feature] = frozenset({Feature.ASK})

    @property
    def states_cost(self) -> bool:
        """Whether it tells what a job cost."""
        return Feature.COST in self.features


def _asking(free: str) -> dict[Access, str]:
    """Modes of an agent whose `default` asks before it changes or runs anything."""
    asking = dict.fromkeys((Access.READ, Access.EDIT, Access.ASK), "default")
    return asking | {Access.FREE: free}


def _claude() -> dict[Access, dict[str, str]]:
    """As for Claude Code itself: no other traffic, short retries, and root in a closed room."""
    common = {
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_MAX_RETRIES": "4",
        "DISABLE_AUTOUPDATER": "1",
    }
    return dict.fromkeys(Access, common) | {Access.FREE: common | {"IS_SANDBOX": "1"}}


def _opencode() -> dict[Access, dict[str, str]]:
    """Rules for opencode, which by itself asks for nothing inside of its folder.

    Settings of the repository are off: they can name programs to start.
    """
    rules = {
        Access.READ: {"*": "deny"},
        # To say no ends its turn: what it would hear no to is rather not there.
        Access.EDIT: {"*": "deny", "edit": "ask", "external_directory": "ask"},
        Access.ASK: {"*": "ask"},
        Access.FREE: {"*": "allow"},
    }
    looking = dict.fromkeys(("read", "glob", "grep", "list", "todowrite", "todoread"), "allow")
    common = {
        "OPENCODE_DISABLE_PROJECT_CONFIG": "1",
        "OPENCODE_DISABLE_CLAUDE_CODE": "1",
        "OPENCODE_DISABLE_EXTERNAL_SKILLS": "1",
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_SHARE": "1",
        "OPENCODE_PURE": "1",
    }
    return {
        access: common | {"OPENCODE_PERMISSION": json.dumps(rule | looking)}
        for access, rule in rules.items()
    }


def speaker(tool: Tool) -> Kind:
    """An agent that nobody here has run: what its project says of it, and no more is believed."""
    return Kind(
        tool.name,
        tool.command,
        version=tool.version,
        install=tool.install,
        environment=tool.environment,
        modes=dict.fromkeys(Access, tool.mode) if tool.mode else {},
    )


_KINDS = (
    # 0.100.0. Its cost is told of the thread; its settings are those of the person alone, as hooks
    # and servers of a repository would run without anybody's consent.
    Kind(
        "claude-acp",
        ("claude-agent-acp",),
        version=("claude-agent-acp", "--version"),
        install="npm install -g @agentclientprotocol/claude-agent-acp",
        login="run “claude” once and log in, or set ANTHROPIC_API_KEY",
        environment=(
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_AUTH_TOKEN",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_*",
            "CLAUDE_CONFIG_DIR",
        ),
        modes=_asking("bypassPermissions"),
        settings=_claude(),
        meta={"claudeCode": {"options": {"settingSources": []}}},
        tokens=Counted.USAGE,
        features=frozenset(
            {
                Feature.RESUME,
                Feature.FORK,
                Feature.COST,
                Feature.TOKENS,
                Feature.ASK,
                Feature.DIFFS,
            }
        ),
    ),
    # 0.16.0. It edits by commands, inside of its own sandbox; to say no to one ends its turn. No
    # option tells its version, and without the one that is here it obeys a repository's AGENTS.md.
    Kind(
        "codex-acp",
        ("codex-acp", "-c", "project_doc_max_bytes=0"),
        install="npm install -g @zed-industries/codex-acp",
        login="run “codex login” once",
        environment=("OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_HOME", "OPENAI_*", "CODEX_*"),
        modes={
            Access.READ: "read-only",
            Access.EDIT: "auto",
            Access.ASK: "auto",
            Access.FREE: "full-access",
        },
        features=frozenset({Feature.RESUME, Feature.ASK}),
    ),
    # 0.61.0. It loads no thread again, and tells of a tool only when it asks for it.
    Kind(
        "gemini",
        ("gemini", "--acp"),
        version=("gemini", "--version"),
        install="npm install -g @google/gemini-cli",
        login="run “gemini” once and log in, or set GEMINI_API_KEY",
        environment=("GEMINI_API_KEY", "GOOGLE_API_KEY", "GEMINI_*", "GOOGLE_*"),
        modes=_asking("yolo"),
        tokens=Counted.QUOTA,
        features=frozenset({Feature.TOKENS, Feature.ASK, Feature.DIFFS}),
    ),
    # 0.24.4. It begins in a mode that edits unasked, and without --safe-mode it runs the hooks and
    # believes the rules of a repository. To say no to it ends its turn.
    Kind(
        "qwen",
        ("qwen", "--acp", "--safe-mode"),
        version=("qwen", "--version"),
        install="npm install -g @qwen-code/qwen-code",
        login="run “qwen” once and log in, or give it the arguments --auth-type openai",
        environment=("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_*", "QWEN_*", "DASHSCOPE_*"),
        modes=_asking("yolo"),
        options={
            Access.READ: ("--exclude-tools", "edit,write_file,run_shell_command"),
            Access.EDIT: ("--exclude-tools", "run_shell_command"),
        },
        features=frozenset({Feature.RESUME, Feature.ASK, Feature.DIFFS}),
    ),
    # 1.18.33. Tokens are those of its last step alone, which is worse than none. A part of it loads
    # the plugins of a repository, whatever its flags say.
    Kind(
        "opencode",
        ("opencode", "acp"),
        version=("opencode", "--version"),
        install="npm install -g opencode-ai",
        login="run “opencode auth login” once",
        environment=(
            "OPENCODE_*",
            "ANTHROPIC_API_KEY",
            "GEMINI_API_KEY",
            "OPENAI_API_KEY",
            "OPENROUTER_API_KEY",
        ),
        settings=_opencode(),
        shuns=("opencode.json", "opencode.jsonc", ".opencode"),
        features=frozenset(
            {Feature.RESUME, Feature.FORK, Feature.COST, Feature.ASK, Feature.DIFFS}
        ),
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
"""By name."""
