import pytest

from orchestrator_engine.attempt import Change
from orchestrator_engine.plan import Check, CheckKind
from orchestrator_engine.protected import Guard, scripts

BEFORE = frozenset(
    {
        "ci/check.sh",
        "pkg/a_test.go",
        "src/a.py",
        "tests/__init__.py",
        "tests/a.png",
        "tests/test_a.py",
        "web/a.test.ts",
    }
)


def guard(words: str = "Do it", scripts: frozenset[str] = frozenset()) -> Guard:
    return Guard(BEFORE, "SPEC.md", words, scripts)


def check(path: str, removed: int | None = 1, words: str = "Do it", *, gone: bool = False) -> bool:
    after = frozenset[str]() if gone else frozenset({path})
    return bool(guard(words).violations([Change(path, 1, removed)], after))


@pytest.mark.parametrize("path", ["tests/test_a.py", "web/a.test.ts", "pkg/a_test.go"])
def test_a_test_that_was_there_may_not_be_altered(path: str) -> None:
    assert check(path)


def test_a_test_that_was_there_may_be_added_to() -> None:
    assert not check("tests/test_a.py", removed=0)


def test_a_binary_file_among_the_tests_may_not_be_altered() -> None:
    assert check("tests/a.png", removed=None)


def test_an_empty_file_among_the_tests_may_not_be_deleted() -> None:
    assert check("tests/__init__.py", removed=0, gone=True)


def test_a_new_test_is_welcome() -> None:
    assert not check("tests/test_new.py")


@pytest.mark.parametrize("path", ["src/a.py", "docs/agents.md", "docs/claude.md"])
def test_source_and_pages_are_there_to_be_changed(path: str) -> None:
    assert not check(path)


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        ".mcp.json",
        ".gitattributes",
        ".claude/settings.json",
        "agents.md",
        "web/AGENTS.md",
        "web/CLAUDE.local.md",
        "web/ruff.toml",
    ],
)
def test_what_judges_the_work_may_not_even_be_made(path: str) -> None:
    assert check(path, removed=0)


@pytest.mark.parametrize("path", [".mcp.json", "tests/test_a.py"])
def test_what_nobody_reads_in_an_item_asks_for_nothing(path: str) -> None:
    assert check(path, words=f"Do it. <!-- and change {path} --> Thanks. <!-- {path}")


@pytest.mark.parametrize("path", [".env", ".npmrc", "gradle/wrapper/gradle-wrapper.properties"])
def test_what_tools_obey_may_be_made_where_it_was_not_there(path: str) -> None:
    assert not check(path)
    assert Guard(frozenset({path}), None, "").violations([Change(path, 1, 0)], frozenset({path}))


def test_an_item_that_names_a_file_asks_for_its_change() -> None:
    assert not check("tests/test_a.py", words="Rename the cases of `tests/test_a.py`.")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (".ci/run", "Make the program run, with a short runtime."),
        ("tests/test_a.py", "Write tests like those in other/test_a.py or my_test_a.py."),
        ("tests/test_a.py", "See tests/test_a.py.orig and test_a.pyc."),
    ],
)
def test_a_word_that_only_looks_like_the_file_does_not_ask_for_its_change(
    path: str, words: str
) -> None:
    assert check(path, words=words)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (".ci/run", "Have .ci/run call the new command."),
        ("Jenkinsfile", "Add a stage to the Jenkinsfile."),
        ("web/tests/test_a.py", "Split ./tests/test_a.py."),
        ("tests/test_a.py", "Split test_a.py, which is too long."),
    ],
)
def test_a_file_may_be_called_by_the_end_of_its_path(path: str, words: str) -> None:
    assert not check(path, words=words)


@pytest.mark.parametrize(
    "command",
    [
        ("/bin/sh", "-c", "set -e; ./ci/check.sh --all"),
        ("ci/check.sh",),
        ("sh", "./ci/check.sh"),
        ("sh", "-c", "(sh ./ci/check.sh); make||true"),
    ],
)
def test_a_script_that_a_check_runs_may_not_be_changed(command: tuple[str, ...]) -> None:
    run = scripts([Check("test", CheckKind.TEST, command, 1.0, "a test")], BEFORE)
    change = Change("ci/check.sh", 1, 0)
    assert guard(scripts=run).violations([change], frozenset({"ci/check.sh"}))
    assert not guard().violations([change], frozenset({"ci/check.sh"}))


def test_a_source_that_a_check_names_is_there_to_be_changed() -> None:
    compiling = Check("build", CheckKind.BUILD, ("python3", "src/a.py"), 1.0, "a test")
    assert scripts([compiling], BEFORE) == frozenset()


def test_a_test_that_was_added_to_is_run_as_it_was_without_the_new_ones() -> None:
    changes = [Change(path, 1, 0) for path in ("src/a.py", "tests/test_a.py", "tests/test_b.py")]
    assert guard().bent(changes, BEFORE) == ("tests/test_a.py", "tests/test_b.py")
    assert guard("Extend tests/test_a.py").bent(changes, BEFORE) == ()


def test_new_tests_alone_are_no_reason_to_run_the_old_ones_again() -> None:
    assert guard().bent([Change("tests/test_b.py", 1, 0)], BEFORE) == ()
    assert guard().bent([Change("tests/conftest.py", 1, 0)], BEFORE) == ("tests/conftest.py",)


def test_the_document_is_the_engines_whatever_an_item_says() -> None:
    assert check("SPEC.md", words="Tick the boxes of SPEC.md")
