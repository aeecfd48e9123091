import json
from pathlib import Path

import pytest

from orchestrator_engine.ecosystems import detect

PLACEHOLDER = 'echo "Error: no test specified" && exit 1'


def check(folder: Path, files: dict[str, str]) -> dict[str, str]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {check.name: " ".join(check.command) for check in detect(folder)}


def manifest(**keys: object) -> str:
    return json.dumps(keys)


def test_nothing_is_guessed_for_a_folder_that_says_nothing(tmp_path: Path) -> None:
    assert check(tmp_path, {"notes.txt": ""}) == {}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {"pyproject.toml": "[dependency-groups]\ndev = ['pytest']"},
            {"test": "python3 -m pytest -q"},
        ),
        (
            {"pyproject.toml": "", "tests/test_a.py": ""},
            {"test": "python3 -m unittest discover -s tests -t ."},
        ),
        (
            {"pyproject.toml": "pytest", "uv.lock": ""},
            {"test": "uv run python3 -m pytest -q"},
        ),
        (
            {"package.json": manifest(scripts={"test": "vitest", "build": "tsc"})},
            {"build": "npm run build", "test": "npm test"},
        ),
        (
            {"package.json": manifest(scripts={"test": "vitest"}), "pnpm-lock.yaml": ""},
            {"setup": "pnpm install --frozen-lockfile", "test": "pnpm test"},
        ),
        (
            {
                "package.json": manifest(packageManager="yarn@4.1.0", scripts={"test": "jest"}),
                "package-lock.json": "{}",
            },
            {"setup": "yarn install --immutable", "test": "yarn test"},
        ),
        ({"package.json": manifest(scripts={"test": PLACEHOLDER})}, {}),
        ({"package.json": "{ broken"}, {}),
        ({"go.mod": "module a"}, {"build": "go build ./...", "test": "go test ./..."}),
        (
            {"Cargo.toml": "[package]", "Cargo.lock": ""},
            {
                "build": "cargo build --workspace --locked",
                "test": "cargo test --workspace --locked",
            },
        ),
    ],
)
def test_commands_come_from_the_projects_own_files(
    tmp_path: Path, files: dict[str, str], found: dict[str, str]
) -> None:
    assert check(tmp_path, files) == found
