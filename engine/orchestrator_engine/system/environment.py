"""What a program that we start gets to see of the environment: what is listed here, and no more."""

import os
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

ALLOWED = (
    # who and where
    "HOME",
    "LOGNAME",
    "PATH",
    "SHELL",
    "USER",
    # language, time, terminal, temporary files
    "LANG",
    "LANGUAGE",
    "LC_*",
    "TERM",
    "TMPDIR",
    "TZ",
    "XDG_*",
    # the way out, and whom to trust on it
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    # where tools of languages were put, where that is not where they look first
    "ASDF_DATA_DIR",
    "CARGO_HOME",
    "DOTNET_ROOT",
    "GEM_HOME",
    "GEM_PATH",
    "GOPATH",
    "GOROOT",
    "JAVA_HOME",
    "MISE_DATA_DIR",
    "NVM_DIR",
    "PYENV_ROOT",
    "RBENV_ROOT",
    "RUSTUP_HOME",
    "VOLTA_HOME",
    # Windows cannot start programs without these
    "APPDATA",
    "COMSPEC",
    "LOCALAPPDATA",
    "PATHEXT",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
)
"""Names, or patterns of names, that every program may see. None of them holds a key."""

REFUSED = (
    # An agent must not take itself for part of another.
    "CLAUDECODE",
    "CLAUDE_CODE_*",
    # What has a program load or run something else first.
    "BASH_ENV",
    "BASH_FUNC_*",
    "DYLD_*",
    "ENV",
    "GIT_*",
    "LD_AUDIT",
    "LD_PRELOAD",
    "NODE_OPTIONS",
    "PERL5OPT",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "RUBYOPT",
    # Where our own records lie is not for others to know.
    "ORCHESTRATOR_*",
)
"""What no program sees, asked for or not, by whatever settings."""


def allowed(base: Mapping[str, str], extra: Sequence[str] = ()) -> dict[str, str]:
    """Of `base`, what every program may see and what `extra` (names or patterns) adds."""
    patterns = (*ALLOWED, *extra)
    seen = {
        name: value
        for name, value in base.items()
        if _matches(name, patterns) and not _matches(name, REFUSED)
    }
    if "PATH" in seen:
        # A folder that is named from where one stands is one of the project's.
        places = (place for place in seen["PATH"].split(os.pathsep) if os.path.isabs(place))  # noqa: PTH117  # a word of a list
        seen["PATH"] = os.pathsep.join(places)
    return seen


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
