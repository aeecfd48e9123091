"""Secrets that nobody has: twenty variables, and keys in the shapes of well-known services.

Put together here, so that no scanner takes this file for a leak.
"""

from itertools import cycle, islice

_LETTERS = "aB3dE5gH7jK9mN1pQ4sT6vW8xY2z"


def _some(count: int, letters: str = _LETTERS) -> str:
    return "".join(islice(cycle(letters), count))


KEYS = {
    "anthropic": "sk-ant-" + "api03-" + _some(60),
    "openai": "sk-" + "proj-" + _some(48),
    "github": "ghp_" + _some(36),
    "github fine-grained": "github_pat_" + _some(60),
    "gitlab": "glpat-" + _some(20),
    "aws": "AKIA" + _some(16, "ABCDEFGH23456789"),
    "google": "AIza" + _some(35),
    "slack": "xoxb-" + _some(40, "0123456789-abc"),
    "npm": "npm_" + _some(36),
    "pypi": "pypi-" + _some(80),
    "hugging face": "hf_" + _some(34),
    "groq": "gsk_" + _some(52),
    "stripe": "sk_" + "live_" + _some(24),
    "sendgrid": "SG." + _some(22) + "." + _some(43),
    "jwt": "eyJ" + _some(20) + ".eyJ" + _some(30) + "." + _some(43),
}
"""Keys by the service that would have given them."""

SECRET_VARIABLES = {
    name: f"{_some(14)}{number:02}"
    for number, name in enumerate(
        (
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_AUTH_TOKEN",
            "OPENAI_API_KEY",
            "GEMINI_API_KEY",
            "GITHUB_TOKEN",
            "GH_TOKEN",
            "GITLAB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AZURE_CLIENT_SECRET",
            "NPM_TOKEN",
            "TWINE_PASSWORD",
            "DATABASE_URL",
            "PGPASSWORD",
            "SLACK_BOT_TOKEN",
            "STRIPE_SECRET_KEY",
            "SENTRY_DSN",
            "VAULT_TOKEN",
            "DOCKER_AUTH_CONFIG",
            "SESSION_COOKIE",
        )
    )
}
"""Twenty variables as people have them, each with a value of its own."""

VALUES = tuple(SECRET_VARIABLES.values())
