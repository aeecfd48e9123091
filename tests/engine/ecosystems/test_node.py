from pathlib import Path

import pytest

from orchestrator_engine.ecosystems.node import PLACEHOLDER
from support.projects import lines, made_with, manifest, only

VITEST = {"vitest": "3"}


@pytest.mark.parametrize(
    ("files", "manager", "found"),
    [
        pytest.param(
            {"package.json": manifest(scripts={"test": "jest", "build": "tsc"})},
            "npm",
            {"build": "npm run build", "test": "npm test"},
            id="scripts",
        ),
        pytest.param(
            {"package.json": manifest(scripts={"test": "jest"}), "pnpm-lock.yaml": ""},
            "pnpm",
            {"setup": "pnpm install --frozen-lockfile", "test": "pnpm test"},
            id="a lock file names the manager",
        ),
        pytest.param(
            {
                "package.json": manifest(packageManager="yarn@4.1.0", scripts={"test": "jest"}),
                "package-lock.json": "{}",
            },
            "yarn",
            {"setup": "yarn install --immutable", "test": "yarn test"},
            id="what is declared wins over a lock file",
        ),
        pytest.param(
            {"package.json": manifest(), "yarn.lock": ""},
            "yarn",
            {"setup": "yarn install --frozen-lockfile"},
            id="yarn of old",
        ),
        pytest.param(
            {"package.json": manifest(), "yarn.lock": "", ".yarnrc.yml": ""},
            "yarn",
            {"setup": "yarn install --immutable"},
            id="yarn of today",
        ),
        pytest.param(
            {"package.json": manifest(devEngines={"packageManager": {"name": "bun"}})},
            "bun",
            {},
            id="devEngines",
        ),
        pytest.param({"package.json": manifest(engines={"pnpm": "9"})}, "pnpm", {}, id="engines"),
        pytest.param(
            {"package.json": manifest(scripts={"test": f'echo "Error: {PLACEHOLDER}" && exit 1'})},
            "npm",
            {},
            id="npm's placeholder is no test",
        ),
        pytest.param(
            {"package.json": manifest(devDependencies=VITEST)},
            "npm",
            {"test": "npx --no-install vitest run"},
            id="a runner without a script",
        ),
        pytest.param(
            {"package.json": manifest(scripts={"test": "vitest"}, devDependencies=VITEST)},
            "npm",
            {"test": "npm test -- --run"},
            id="a runner that would watch is told to end",
        ),
        pytest.param(
            {
                "package.json": manifest(
                    scripts={"lint": "eslint src", "dev": "next dev -p 4000"},
                    devDependencies={"typescript": "5", "prettier": "3"},
                    dependencies={"next": "15"},
                ),
                "tsconfig.json": "{}",
            },
            "npm",
            {
                "lint": "npm run lint",
                "types": "npx --no-install tsc --noEmit",
                "format": "npx --no-install prettier --check .",
                "dev": "npm run dev",
            },
            id="lint, types, format, dev server",
        ),
        pytest.param({"package.json": "{ broken"}, "npm", {}, id="a broken manifest"),
        pytest.param({"package.json": "[1]"}, "npm", {}, id="a manifest of another shape"),
        pytest.param(
            {"package.json": manifest(scripts=["test"], dependencies=3, packageManager=4)},
            "npm",
            {},
            id="keys of other shapes",
        ),
    ],
)
def test_commands(
    tmp_path: Path, files: dict[str, str], manager: str, found: dict[str, str]
) -> None:
    project = only(tmp_path, files)
    assert (project.manager, lines(project)) == (manager, found)


def test_a_broken_manifest_is_something_to_mend(tmp_path: Path) -> None:
    (finding,) = only(tmp_path, {"package.json": "{ broken"}).findings
    assert "package.json is not readable" in finding.message


def test_two_lock_files_are_something_to_decide(tmp_path: Path) -> None:
    files = {"package.json": manifest(), "yarn.lock": "", "package-lock.json": "{}"}
    (finding,) = only(tmp_path, files).findings
    assert finding.message.startswith("yarn.lock and package-lock.json are lock files of different")
    assert "yarn is used (by yarn.lock)" in finding.proposal


@pytest.mark.parametrize(
    ("script", "needed", "port"),
    [
        ("vite --port 4100", {"vite": "7"}, 4100),
        ("PORT=8123 node server.js", {}, 8123),
        ("astro dev", {"astro": "5"}, 4321),
        ("node server.js", {}, None),
    ],
)
def test_a_dev_server_listens_where_its_script_or_its_framework_says(
    tmp_path: Path, script: str, needed: dict[str, str], port: int | None
) -> None:
    files = {"package.json": manifest(scripts={"dev": script}, dependencies=needed)}
    assert [each.port for each in only(tmp_path, files).commands] == [port]


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": manifest(workspaces=["packages/*", "!packages/old"])},
        {"package.json": manifest(workspaces={"packages": ["packages/a", "packages/b"]})},
        {
            "package.json": manifest(),
            "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - '!packages/old'\n",
        },
        {"package.json": manifest(), "lerna.json": manifest(packages=["packages/[ab]"])},
    ],
    ids=["list", "object", "pnpm", "lerna"],
)
def test_members_of_a_workspace(tmp_path: Path, files: dict[str, str]) -> None:
    inner = {f"packages/{name}/package.json": "{}" for name in ("a", "b", "old")}
    project = only(tmp_path, {**files, **inner, "packages/notes/README.md": ""})
    assert project.members == ("packages/a", "packages/b")


def test_a_workspace_never_leads_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "package.json").write_text("{}")
    files = {"package.json": manifest(workspaces=["../other", "a/../../other", "/etc"])}
    assert only(tmp_path / "here", files).members == ()


def test_technologies(tmp_path: Path) -> None:
    needed = {"next": "15", "react": "19", "drizzle-orm": "1", "pg": "8", "tailwindcss": "4"}
    assert made_with(only(tmp_path, {"package.json": manifest(dependencies=needed)})) == {
        "framework": {"Next.js", "React"},
        "orm": {"Drizzle"},
        "database": {"PostgreSQL"},
        "styling": {"Tailwind CSS"},
    }
