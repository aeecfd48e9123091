from pathlib import Path

import pytest

from support.projects import lines, made_with, only


@pytest.mark.parametrize(
    ("files", "manager", "found"),
    [
        pytest.param(
            {"pyproject.toml": "[dependency-groups]\ndev = ['pytest']"},
            "pip",
            {"test": "python3 -m pytest -q"},
            id="pytest",
        ),
        pytest.param(
            {"pyproject.toml": "", "tests/test_a.py": ""},
            "pip",
            {"test": "python3 -m unittest discover -s tests -t ."},
            id="a folder of tests",
        ),
        pytest.param(
            {"tea.py": "", "tests/test_a.py": ""},
            "pip",
            {"test": "python3 -m unittest discover -s tests -t ."},
            id="tests without a manifest",
        ),
        pytest.param(
            {"pyproject.toml": "# pytest", "uv.lock": ""},
            "uv",
            {"test": "uv run python3 -m pytest -q"},
            id="uv",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.poetry.dependencies]\npytest = '8'", "poetry.lock": ""},
            "poetry",
            {"setup": "poetry install", "test": "poetry run python3 -m pytest -q"},
            id="poetry",
        ),
        pytest.param(
            {"Pipfile": "[dev-packages]\npytest = '*'", "Pipfile.lock": "{}"},
            "pipenv",
            {"setup": "pipenv sync --dev", "test": "pipenv run python3 -m pytest -q"},
            id="pipenv",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.hatch.envs.test]\ndependencies = ['pytest']"},
            "hatch",
            {"test": "hatch run python3 -m pytest -q"},
            id="hatch",
        ),
        pytest.param(
            {"requirements.txt": "django", "requirements-dev.txt": "pytest-django"},
            "pip",
            {"test": "python3 -m pytest -q"},
            id="pytest among the other requirements",
        ),
        pytest.param(
            {"requirements.txt": "Django==5", "manage.py": ""},
            "pip",
            {"test": "python3 manage.py test", "dev": "python3 manage.py runserver"},
            id="Django",
        ),
        pytest.param(
            {"setup.py": "", "tox.ini": "[tox]\nenvlist = py311"},
            "pip",
            {"test": "tox"},
            id="tox",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.poe.tasks]\ntest = 'pytest -x'\n[tool.uv]\n"},
            "uv",
            {"test": "uv run poe test"},
            id="a task of the project's own",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.ruff]\n[tool.ruff.format]\n[tool.mypy]\n"},
            "pip",
            {"lint": "ruff check .", "types": "mypy .", "format": "ruff format --check ."},
            id="lint, types, format",
        ),
        pytest.param(
            {"requirements.txt": "fastapi[standard]", "main.py": ""},
            "pip",
            {"dev": "fastapi dev main.py"},
            id="dev server",
        ),
        pytest.param({"pyproject.toml": "broken ["}, "pip", {}, id="a broken manifest"),
        pytest.param(
            {"pyproject.toml": "project = 3\ntool = ['a']"}, "pip", {}, id="keys of other shapes"
        ),
    ],
)
def test_commands(
    tmp_path: Path, files: dict[str, str], manager: str, found: dict[str, str]
) -> None:
    project = only(tmp_path, files)
    assert (project.manager, lines(project)) == (manager, found)


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": "[project]\ndependencies = ['FastAPI>=0.1', 'SQLAlchemy[asyncio]~=2']"},
        {"requirements.txt": "# web\nfastapi==0.1\nsqlalchemy ; python_version > '3'\n"},
        {"pyproject.toml": "[tool.poetry.dependencies]\nfastapi = '*'\nsqlalchemy = '*'"},
        {"Pipfile": "[packages]\nfastapi = '*'\nsqlalchemy = '*'"},
        {"setup.py": "setup(install_requires=['fastapi>=1', \"sqlalchemy\"])"},
    ],
    ids=["project", "requirements", "poetry", "pipenv", "setup.py"],
)
def test_technologies_are_read_from_every_kind_of_manifest(
    tmp_path: Path, files: dict[str, str]
) -> None:
    found = made_with(only(tmp_path, files))
    assert found == {"framework": {"FastAPI"}, "orm": {"SQLAlchemy"}}


def test_members_of_a_workspace(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "[tool.uv.workspace]\nmembers = ['packages/*']\nexclude = ['packages/x']",
        "packages/a/pyproject.toml": "",
        "packages/x/pyproject.toml": "",
    }
    assert only(tmp_path, files).members == ("packages/a",)
