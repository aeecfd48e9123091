"""What a run does by itself in a project, and what a whole project is found to be."""

import os
from pathlib import Path

import pytest

from orchestrator_engine.ecosystems import detect
from orchestrator_engine.ecosystems.files import LARGEST, MOST, Files
from orchestrator_engine.scanning import scan
from support.projects import manifest, written


def everything(program: str) -> bool:
    """Stand in for a machine that has every program."""
    return program != ""


def check(folder: Path, files: dict[str, str]) -> dict[str, str]:
    return {
        check.name: " ".join(check.command) for check in detect(written(folder, files), everything)
    }


def test_nothing_is_guessed_for_a_folder_that_says_nothing(tmp_path: Path) -> None:
    assert check(tmp_path, {"notes.txt": ""}) == {}


def test_each_of_several_ecosystems_is_tested(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "[dependency-groups]\ndev = ['pytest']",
        "package.json": manifest(scripts={"test": "jest", "build": "tsc"}),
    }
    assert check(tmp_path, files) == {
        "test (Python)": "python3 -m pytest -q",
        "build": "npm run build",
        "test (Node.js)": "npm test",
    }


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"go.mod": "", "Makefile": "test: build\n\tgo test\n"}, "make test"),
        ({"Cargo.toml": "", "justfile": "@test *args:\n    cargo test\n"}, "just test"),
        (
            {"go.mod": "", "Taskfile.yml": "version: 3\ntasks:\n  test:\n    cmd: go test\n"},
            "task test",
        ),
        ({"Makefile": "CFLAGS := -O2\ntest:\n\t./run\n"}, "make test"),
        ({"go.mod": "", "Makefile": "test := 3\n.PHONY: test-all\n"}, "go test -v ./..."),
        (
            {"package.json": manifest(scripts={"test": "jest"}), "Makefile": "test:\n\tjest\n"},
            "npm test",
        ),
    ],
    ids=["make", "just", "task", "make alone", "no recipe", "a script of the manifest wins"],
)
def test_recipes_win_over_what_is_only_inferred(
    tmp_path: Path, files: dict[str, str], found: str
) -> None:
    assert check(tmp_path, files)["test"] == found


def test_recipes_of_a_program_that_is_not_there_are_no_use(tmp_path: Path) -> None:
    top = written(tmp_path, {"go.mod": "", "justfile": "test:\n    go test\n"})
    assert "go test -v ./..." in [" ".join(each.command) for each in detect(top, lambda _: False)]


def test_a_recipe_is_taken_once_for_all_ecosystems(tmp_path: Path) -> None:
    files = {"go.mod": "", "Cargo.toml": "", "Makefile": "test:\n\tall\nbuild:\n\tall\n"}
    assert check(tmp_path, files) == {
        "build": "make build",
        "lint": "go vet ./...",
        "test": "make test",
    }


def test_a_recipe_is_taken_where_only_some_ecosystems_name_their_own(tmp_path: Path) -> None:
    files = {
        "package.json": manifest(scripts={"test": "jest"}),
        "go.mod": "",
        "Makefile": "test:\n\tgo test ./...\n",
    }
    assert check(tmp_path, files) == {
        "test (Node.js)": "npm test",
        "build": "go build ./...",
        "lint": "go vet ./...",
        "test (Go)": "make test",
    }


def test_a_monorepo_without_a_root_is_a_question_with_a_proposal(tmp_path: Path) -> None:
    files = {
        "api/go.mod": "",
        "web app/package.json": manifest(scripts={"test": "jest"}),
        "examples/old/go.mod": "",
    }
    found = scan(written(tmp_path, files))
    assert found.projects == ()
    assert [part.folder for part in found.parts] == ["api", "web app"]
    (finding,) = found.findings
    proposal = """test = "(cd api && go test -v ./...) && (cd 'web app' && npm test)\""""
    assert finding.proposal.endswith(proposal)
    assert detect(tmp_path) == ()


def test_members_of_a_workspace_are_parts_whatever_they_are_called(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": "[workspace]\nmembers = ['examples/*']",
        "examples/a/Cargo.toml": "[package]",
    }
    assert [part.folder for part in scan(written(tmp_path, files)).parts] == ["examples/a"]


def test_languages_tests_folders_and_ci(tmp_path: Path) -> None:
    files = {
        "src/a.py": "",
        "src/b.py": "",
        "web/c.ts": "",
        "tests/test_a.py": "",
        "node_modules/x/d.js": "",
        ".github/workflows/ci.yml": "jobs:\n  a:\n    steps:\n      - run: make all\n",
    }
    found = scan(written(tmp_path, files))
    assert [(each.name, each.files) for each in found.languages] == [
        ("Python", 3),
        ("TypeScript", 1),
    ]
    assert (found.folders, found.tests) == (("src", "tests", "web"), ("tests",))
    assert (found.ci, found.ci_lines) == ((".github/workflows/ci.yml",), ("make all",))


def test_nothing_outside_the_project_and_nothing_endless_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    top = written(tmp_path / "top", {"long": "x" * (LARGEST + 1), "folder/": ""})
    (top / "out").symlink_to("../secret")
    (top / "loop").symlink_to("loop")
    (top / "round").symlink_to(".")
    os.mkfifo(top / "pipe")
    files = Files(top)
    assert [files.text(name) for name in ("out", "long", "loop", "pipe", "gone", "folder")] == [
        ""
    ] * 6
    assert list(files.walk()) == ["long", "pipe"]


def test_of_an_enormous_project_only_so_much_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST > 1000
    monkeypatch.setattr("orchestrator_engine.ecosystems.files.MOST", 5)
    written(tmp_path, {f"{n}.py": "" for n in range(20)})
    assert len(list(Files(tmp_path).walk())) == 5
