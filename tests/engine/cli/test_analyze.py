"""`code-orch analyze`: pages, tables, and JSON that keeps to its schema."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine import cli
from orchestrator_engine.cli.answer_schemas import schema
from support import schemas

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "analyze.md"
TASKS = """\
# Tasks

- [x] T001 Draw the menu in `src/menu.py`
- [ ] T002 Take an order (depends on T001), see `src/order.py`
  - a guest sees what the order costs
"""


def check(capsys: pytest.CaptureFixture[str], code: int, *arguments: str | Path) -> str:
    """Run `analyze`, compare its exit code, and give what it printed."""
    assert cli.main(["analyze", *map(str, arguments)]) == code
    return capsys.readouterr().out


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    document = tmp_path / "tasks.md"
    document.write_text(TASKS, "utf-8")
    return document


def answer(text: str) -> Any:  # noqa: ANN401  # JSON of any shape
    return json.loads(text)


def test_one_file_is_one_object(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(check(capsys, 0, tasks, "--json"))
    assert (said["path"], said["kind"], said["mode"]) == (str(tasks), "task-list", "exec")
    assert said["counts"] == {"items": 2, "open": 1, "ids_total": 2, "ids_open": 1}
    shown = [(item["id"], item["status"], item["open"], item["line"]) for item in said["items"]]
    assert shown == [("T001", "done", False, 3), ("T002", "open", True, 4)]
    assert said["items"][1]["after"] == ["T001"]
    assert said["items"][1]["span"] == {"line": 4, "column": 1, "end_line": 5, "end_column": 38}
    assert [one["line"] for one in said["items"][1]["criteria"]] == [5]
    assert said["run"] == ["T002"]


def test_the_prompt_names_the_files_that_exist(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Files:" not in check(capsys, 0, tasks, "--prompt")
    (tasks.parent / "src").mkdir()
    (tasks.parent / "src" / "order.py").touch()
    assert "Files: `src/order.py`\n" in check(capsys, 0, tasks, "--prompt")


def test_a_file_outside_of_the_project_is_not_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.txt").touch()
    (tmp_path / "project").mkdir()
    document = tmp_path / "project" / "tasks.md"
    document.write_text("# Tasks\n\n- [ ] T001 Read `../secret.txt`\n", "utf-8")
    assert "Files:" not in check(capsys, 0, document, "--prompt")


def test_a_link_to_nowhere_is_found_within_a_repository_only(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks.write_text(f"{TASKS}\nSee [one](one.md), [other](../other.md).\n", "utf-8")
    assert answer(check(capsys, 0, tasks, "--json"))["findings"] == []
    (tasks.parent / ".git").mkdir()
    found = answer(check(capsys, 0, tasks, "--json"))["findings"]
    assert [(one["rule"], one["message"]) for one in found] == [
        ("missing-file", "There is no file one.md.")
    ]


def test_what_a_project_silences_is_not_found(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tasks.parent / ".git").mkdir()
    tasks.write_text(TASKS.replace("T002", "T001"), "utf-8")
    found = answer(check(capsys, 0, tasks, "--json"))["findings"]
    assert {one["rule"] for one in found} == {"duplicate-id"}
    other = tasks.parent / "silent"
    (other / ".git").mkdir(parents=True)
    (other / ".orchestrator.toml").write_text('silence = ["duplicate-id"]\n')
    (other / "tasks.md").write_text(tasks.read_text("utf-8"), "utf-8")
    assert answer(check(capsys, 0, other / "tasks.md", "--json"))["findings"] == []


def test_several_files_are_an_array_in_the_order_given(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tasks.with_name("a.md")
    other.write_text("# Notes\n", "utf-8")
    said = answer(check(capsys, 0, tasks, other, "--json"))
    assert [one["path"] for one in said] == [str(tasks), str(other)]


def test_a_document_that_cannot_be_read_does_not_keep_others_from_it(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latin = tasks.with_name("latin.md")
    latin.write_bytes(b"caf\xe9\n")
    said = answer(check(capsys, 2, "nowhere.md", latin, tasks, "--json"))
    assert [one.get("error") for one in said] == ["bad-document", "bad-document", None]
    assert "not UTF-8 (byte 4" in said[1]["message"]
    assert said[2]["counts"]["items"] == 2


def test_what_cannot_be_read_is_said_to_people_too(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["analyze", "nowhere.md", str(tasks)]) == 2
    told = capsys.readouterr()
    assert told.err == "There is no file nowhere.md\n  Check the path.\n"
    assert "line 4: open: T002 Take an order" in told.out


def test_a_name_that_no_file_can_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(check(capsys, 2, "a\0b.md", "--json"))["error"] == "bad-document"


def test_a_page_tells_kind_mode_items_and_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "tasks.md"
    document.write_text("# Tasks\n\n- [ ] T001 Brew\n- [ ] T001 Pour\n", "utf-8")
    page = check(capsys, 0, document)
    assert "Kind: task-list (" in page
    assert "Mode: exec (or feature)" in page
    assert "line 3: open: T001 Brew" in page
    assert "(duplicate-id)" in page


def test_a_page_of_prose_tells_that_an_agent_can_plan_it(
    tmp_path: Path, tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = tmp_path / "wish.md"
    prose.write_text("# The kettle\n\nGuests would like to know when it is warm.\n", "utf-8")
    assert f"code-orch run {prose} --plan" in check(capsys, 0, prose)
    assert "--plan" not in check(capsys, 0, tasks)
    readme = tmp_path / "README.md"
    readme.write_text("# kettle\n\n## Installation\n\n## Usage\n", "utf-8")
    assert "--plan" not in check(capsys, 0, readme)


def test_a_folder_is_a_table_without_what_others_brought(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("node_modules", ".venv", ".git", "docs"):
        (tasks.parent / name).mkdir()
        (tasks.parent / name / "README.md").write_text("# Hello\n", "utf-8")
    lines = check(capsys, 0, tasks.parent).splitlines()
    assert lines[0].split() == ["KIND", "SURE", "MODE", "OPEN", "FINDINGS", "DOCUMENT"]
    assert [line.split()[-1] for line in lines[1:3]] == [
        str(tasks.parent / "docs" / "README.md"),
        str(tasks),
    ]
    assert lines[-1] == "2 documents, something to run in 1."


def test_what_git_ignores_is_left_out(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tasks.parent / ".gitignore").write_text("build/\n", "utf-8")
    (tasks.parent / "build").mkdir()
    (tasks.parent / "build" / "tasks.md").write_text(TASKS, "utf-8")
    subprocess.run(["git", "init", "--quiet", str(tasks.parent)], check=True)
    said = answer(check(capsys, 0, tasks.parent, "--json"))
    assert [one["path"] for one in said] == [str(tasks)]


def test_a_folder_without_documents_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(check(capsys, 0, tmp_path, "--json")) == []
    assert "no markdown document" in check(capsys, 0, tmp_path)


def test_where_a_project_lies_says_nothing_of_its_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "adr" / "templates"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(TASKS, "utf-8")
    assert answer(check(capsys, 0, folder / "a.md", "--json"))["kind"] == "task-list"


def test_a_hyphen_is_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TASKS.encode())))
    said = answer(check(capsys, 0, "-", "--json"))
    assert (said["path"], said["kind"], said["run"]) == ("-", "task-list", ["T002"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    assert cli.main(["analyze", "-"]) == 2
    assert "Standard input is not UTF-8" in capsys.readouterr().err


def test_without_a_document_it_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["analyze"]) == 2
    assert "code-orch analyze SPEC.md" in capsys.readouterr().err


def test_the_schema_that_is_shipped_is_that_of_the_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert answer(check(capsys, 0, "--schema")) == schemas.analyze()


@pytest.mark.parametrize(
    "text",
    [
        TASKS,
        "",
        "# Bugs\n\n## BUG-1: a\n\nSeverity: high\n\n## BUG-1: b\n\nsee #4, abc\n",
        "# Spec\n\n- **FR-001**: must x\n\n## Acceptance criteria\n\n- AC-1: y\n",
        "\ufeff---\nid: task-7\nstatus: To Do\n---\r\n\r\n- [-] a\r\n",
    ],
)
def test_every_answer_keeps_to_the_schema_and_says_nothing_beside_it(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "a.md"
    document.write_bytes(text.encode())
    said = check(capsys, 0, document, "--json")
    read = schemas.ANALYZE.validate_json(said, strict=True)
    assert schemas.ANALYZE.dump_python(read, mode="json") == answer(said)


def test_the_page_of_the_reference_names_every_field_and_value() -> None:
    page = PAGE.read_text("utf-8")
    for kind in json.loads(schema("analyze"))["$defs"].values():
        for name in (*kind.get("properties", ()), *kind.get("enum", ())):
            assert f"`{name}`" in page, name


def test_every_shape_of_the_answer_fits_the_schema(
    tasks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = json.loads(schema("analyze"))
    kinds = [one.get("type") or one["$ref"].rpartition("/")[2] for one in known["anyOf"]]
    assert kinds == ["Analyzed", "Unread", "array", "Refused"]
    for given in ([tasks.parent], [tasks, tasks]):
        schemas.ANALYZED.validate_python(answer(check(capsys, 0, *given, "--json")))
    assert cli.main(["analyze", "--json"]) == 2
    schemas.ANALYZED.validate_python(answer(capsys.readouterr().out))


def test_a_trace_that_is_refused_fits_its_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["trace", "a.py:1", "--json"]) != 0
    assert answer(capsys.readouterr().out)["error"]
    known = json.loads(schema("trace"))
    assert {one["$ref"].rpartition("/")[2] for one in known["anyOf"]} == {"Traced", "Refused"}
