"""Python: `pyproject.toml`, `setup.py`, `requirements.txt`, `Pipfile`, and what installs them."""

import re
from collections.abc import Iterator
from typing import Any

from orchestrator_engine.ecosystems.files import Files, texts
from orchestrator_engine.ecosystems.project import (
    Command,
    Facet,
    Project,
    Purpose,
    Table,
    clash,
    technologies,
)
from orchestrator_engine.json_values import members_of

NAME = "Python"
MARKERS = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "Pipfile",
    "requirements.txt",
    "environment.yml",
)

LOCK_FILES = {
    "uv.lock": "uv",
    "poetry.lock": "poetry",
    "pdm.lock": "pdm",
    "Pipfile.lock": "pipenv",
    "pixi.lock": "pixi",
}
RUN = {
    "uv": ("uv", "run"),
    "poetry": ("poetry", "run"),
    "pdm": ("pdm", "run"),
    "pipenv": ("pipenv", "run"),
    "pixi": ("pixi", "run"),
    "hatch": ("hatch", "run"),
    "pip": (),
}
SETUP = {
    "uv": ("uv", "sync", "--locked"),
    "poetry": ("poetry", "install"),
    "pdm": ("pdm", "sync"),
    "pipenv": ("pipenv", "sync", "--dev"),
    "pixi": ("pixi", "install", "--locked"),
}
"""What installs by a lock file; pip would change what the whole machine shares."""

TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "django": "Django",
        "djangorestframework": "Django REST framework",
        "fastapi": "FastAPI",
        "flask": "Flask",
        "starlette": "Starlette",
        "litestar": "Litestar",
        "aiohttp": "aiohttp",
        "streamlit": "Streamlit",
        "celery": "Celery",
        "typer": "Typer",
        "click": "Click",
        "textual": "Textual",
        "pygls": "pygls",
    },
    Facet.ORM: {
        "sqlalchemy": "SQLAlchemy",
        "sqlmodel": "SQLModel",
        "django": "Django ORM",
        "peewee": "Peewee",
        "tortoise-orm": "Tortoise ORM",
    },
    Facet.DATABASE: {
        "psycopg": "PostgreSQL",
        "psycopg2": "PostgreSQL",
        "psycopg2-binary": "PostgreSQL",
        "asyncpg": "PostgreSQL",
        "mysqlclient": "MySQL",
        "pymysql": "MySQL",
        "pymongo": "MongoDB",
        "redis": "Redis",
        "aiosqlite": "SQLite",
    },
    Facet.AUTHENTICATION: {
        "django-allauth": "django-allauth",
        "authlib": "Authlib",
        "fastapi-users": "FastAPI Users",
        "flask-login": "Flask-Login",
        "pyjwt": "JSON Web Tokens",
        "python-jose": "JSON Web Tokens",
    },
    Facet.TESTING: {"pytest": "pytest", "hypothesis": "Hypothesis", "playwright": "Playwright"},
}
_NAME = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)")
_TOX = re.compile(r"^\[(?:tox|testenv)", re.MULTILINE)


def project(files: Files) -> Project | None:
    """A Python project, or None."""
    found = [name for name in MARKERS if files.has(name)] or _tests_alone(files)
    if not found:
        return None
    shared = files.toml("pyproject.toml")
    manager, source = _manager(files, shared, found)
    locks = [name for name in LOCK_FILES if files.has(name)]
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager=manager,
        source=files.path(source),
        commands=tuple(_commands(files, shared, manager, found)),
        technologies=technologies(_needed(files, shared), TECHNOLOGIES, files.path(found[0])),
        members=tuple(_members(files, shared)),
        findings=clash(map(files.path, locks), manager, f"by {files.path(source)}"),
    )


def _tests_alone(files: Files) -> list[str]:
    """The folder of tests that makes a project of Python files without any manifest."""
    folders = (name for name in ("tests", "test") if files.inside(name).matching("test*.py"))
    return [f"{name}/" for name in folders][:1]


def _tools(shared: dict[str, Any]) -> dict[str, Any]:
    return members_of(shared.get("tool"))


def _manager(files: Files, shared: dict[str, Any], found: list[str]) -> tuple[str, str]:
    tools = _tools(shared)
    for lock, name in LOCK_FILES.items():
        if files.has(lock):
            return name, lock
        if name in tools:
            return name, f"pyproject.toml, tool.{name}"
    if files.has("Pipfile"):
        return "pipenv", "Pipfile"
    if "envs" in members_of(tools.get("hatch")):
        return "hatch", "pyproject.toml, tool.hatch.envs"
    return "pip", found[0]


def _needed(files: Files, shared: dict[str, Any]) -> list[str]:
    """The names of packages that the project's files ask for, the way people write them."""
    table = members_of(shared.get("project"))
    lines = texts(table.get("dependencies"))
    for group in members_of(table.get("optional-dependencies")).values():
        lines += texts(group)
    for group in members_of(shared.get("dependency-groups")).values():
        lines += texts(group)
    poetry = members_of(_tools(shared).get("poetry"))
    lines += [*members_of(poetry.get("dependencies")), *members_of(poetry.get("dev-dependencies"))]
    for group in members_of(poetry.get("group")).values():
        lines += members_of(members_of(group).get("dependencies"))
    lines += texts(members_of(_tools(shared).get("uv")).get("dev-dependencies"))
    pipfile = files.toml("Pipfile")
    lines += [*members_of(pipfile.get("packages")), *members_of(pipfile.get("dev-packages"))]
    for name in files.matching("requirements*.txt"):
        lines += files.text(name).splitlines()
    # These two are code and free text: names are looked for in them, and nothing is run.
    for name in ("setup.py", "setup.cfg"):
        lines += re.findall(r"""["'\s]([A-Za-z][\w.-]+)(?=\s*[\[<>=~!"',\n])""", files.text(name))
    found = (_NAME.match(line) for line in lines)
    return [re.sub(r"[-_.]+", "-", name[1]).lower() for name in found if name]


def _commands(
    files: Files, shared: dict[str, Any], manager: str, found: list[str]
) -> Iterator[Command]:
    run = RUN[manager]
    tools = _tools(shared)
    lock = next(
        (name for name, of in LOCK_FILES.items() if of == manager and files.has(name)), None
    )
    if lock is not None and manager != "uv":  # (uv run installs by itself.)
        yield Command(Purpose.SETUP, SETUP[manager], files.path(lock))
    yield from _tests(files, shared, run, found)
    python = (*run, "python3", "-m")
    lint = files.first("ruff.toml", ".ruff.toml") or ("ruff" in tools and "pyproject.toml")
    if lint:
        yield Command(Purpose.LINT, (*run, "ruff", "check", "."), files.path(lint))
    elif files.has(".flake8"):
        yield Command(Purpose.LINT, (*python, "flake8"), files.path(".flake8"))
    for name, words, own in (
        ("basedpyright", ("basedpyright",), ()),
        ("pyright", ("pyright",), ("pyrightconfig.json",)),
        ("mypy", ("mypy", "."), ("mypy.ini", ".mypy.ini")),
        ("ty", ("ty", "check"), ("ty.toml",)),
    ):
        source = files.first(*own) or ("pyproject.toml" if name in tools else None)
        if source:
            yield Command(Purpose.TYPES, (*run, *words), files.path(source))
            break
    if "black" in tools:
        yield Command(Purpose.FORMAT, (*run, "black", "--check", "."), files.path("pyproject.toml"))
    elif "format" in members_of(tools.get("ruff")):
        source = files.path("pyproject.toml")
        yield Command(Purpose.FORMAT, (*run, "ruff", "format", "--check", "."), source)
    yield from _dev(files, shared, run)


def _tests(
    files: Files, shared: dict[str, Any], run: tuple[str, ...], found: list[str]
) -> Iterator[Command]:
    tasks = members_of(members_of(_tools(shared).get("poe")).get("tasks"))
    if "test" in tasks:
        source = files.path("pyproject.toml, tool.poe.tasks.test")
        yield Command(Purpose.TEST, (*run, "poe", "test"), source, declared=True)
        return
    python = (*run, "python3")
    pytest = files.first("pytest.ini") or next(
        (name for name in (*found, *files.matching("requirements*.txt"), "tox.ini")
         if "pytest" in files.text(name)),
        None,
    )  # fmt: skip
    if pytest is not None:
        yield Command(Purpose.TEST, (*python, "-m", "pytest", "-q"), files.path(pytest))
    elif files.has("tox.ini") and _TOX.search(files.text("tox.ini")):
        yield Command(Purpose.TEST, (*run, "tox"), files.path("tox.ini"))
    elif files.has("noxfile.py"):
        yield Command(Purpose.TEST, (*run, "nox"), files.path("noxfile.py"))
    elif files.has("manage.py"):
        yield Command(Purpose.TEST, (*python, "manage.py", "test"), files.path("manage.py"))
    elif folder := files.first("tests", "test"):
        discover = ("-m", "unittest", "discover", "-s", folder, "-t", ".")
        yield Command(Purpose.TEST, (*python, *discover), files.path(f"{folder}/"))


def _dev(files: Files, shared: dict[str, Any], run: tuple[str, ...]) -> Iterator[Command]:
    if files.has("manage.py"):
        words = (*run, "python3", "manage.py", "runserver")
        yield Command(Purpose.DEV, words, files.path("manage.py"), port=8000)
        return
    needed = _needed(files, shared)
    entry = files.first("main.py", "app.py", "app/main.py", "src/main.py")
    if entry is None:
        return
    for name, words, port in (
        ("fastapi", ("fastapi", "dev", entry), 8000),
        ("streamlit", ("streamlit", "run", entry), 8501),
        ("flask", ("flask", "--app", entry, "run"), 5000),
    ):
        if name in needed:
            yield Command(Purpose.DEV, (*run, *words), files.path(entry), port=port)
            return


def _members(files: Files, shared: dict[str, Any]) -> Iterator[str]:
    workspace = members_of(members_of(_tools(shared).get("uv")).get("workspace"))
    out = {name for each in texts(workspace.get("exclude")) for name in files.folders(each)}
    for each in texts(workspace.get("members")):
        yield from (name for name in files.folders(each) if name not in out)
