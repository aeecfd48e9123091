"""What a program that we start gets to see of the environment: what is listed here, and no more."""

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

REFUSED = ("CLAUDECODE", "CLAUDE_CODE_*")
"""What no program sees, asked for or not: an agent must not take itself for part of another."""


def allowed(base: Mapping[str, str], extra: Sequence[str] = ()) -> dict[str, str]:
    """Of `base`, what every program may see and what `extra` (names or patterns) adds."""
    patterns = (*ALLOWED, *extra)
    return {
        name: value
        for name, value in base.items()
        if _matches(name, patterns) and not _matches(name, REFUSED)
    }


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
