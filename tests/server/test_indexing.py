"""The documents of a workspace that nobody has opened, found and known in the background."""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from orchestrator_analyzer.index import Entry  # noqa: TC001  # as everywhere here
from orchestrator_server import watching
from support.lsp_wire import InProcess, Json, in_process

DEADLINE = 60.0


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name, text in {
        "spec.md": "# Feature Specification: Tea\n\n- **FR-001**: Pour.\n",
        "docs/more.md": "# Bugs\n\n## BUG-7: It sticks\n",
        "node_modules/other/README.md": "# Tasks\n\n- [ ] HID-1 Hidden\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path


def opened(client: InProcess, folder: Path) -> InProcess:
    watches = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    client.answers["client/registerCapability"] = lambda _: None
    client.initialize(
        {
            "capabilities": watches,
            "workspaceFolders": [{"uri": folder.as_uri(), "name": "here"}],
        }
    )
    return client


def found(client: InProcess, query: str) -> list[str]:
    return [symbol["name"] for symbol in client.ask("workspace/symbol", {"query": query})]


def until(client: InProcess, query: str, expected: list[str]) -> None:
    end = time.monotonic() + DEADLINE
    while (names := found(client, query)) != expected:
        assert time.monotonic() < end, names
        time.sleep(0.05)


def test_items_of_documents_that_are_not_open_are_found(workspace: Path) -> None:
    with in_process() as client:
        opened(client, workspace)
        until(client, "BUG-7", ["BUG-7 It sticks"])
        until(client, "FR-001", ["FR-001 Pour."])
        assert found(client, "HID-1") == []


def test_a_document_is_known_once_however_its_editor_escapes_its_name(workspace: Path) -> None:
    place = workspace / "c++ (old)"
    place.mkdir()
    file = place / "SPEC.md"
    file.write_text("# Spec\n\n- [ ] CUP-1: Wash\n", "utf-8")
    theirs = f"{workspace.as_uri()}/c++%20(old)/SPEC.md"
    assert theirs != file.as_uri()
    with in_process() as client:
        opened(client, workspace)
        client.open(theirs, file.read_text("utf-8"))
        until(client, "BUG-7", ["BUG-7 It sticks"])
        until(client, "FR-001", ["FR-001 Pour."])
        assert found(client, "CUP-1") == ["CUP-1 Wash"]
        client.notify("textDocument/didClose", {"textDocument": {"uri": theirs}})
        until(client, "CUP-1", ["CUP-1 Wash"])


def test_the_editor_is_asked_to_tell_of_changes_and_they_are_followed(workspace: Path) -> None:
    with in_process() as client:
        opened(client, workspace)
        asked = client.wait(lambda message: message.get("method") == "client/registerCapability")
        (registration,) = asked["params"]["registrations"]
        assert registration["method"] == "workspace/didChangeWatchedFiles"
        until(client, "BUG-7", ["BUG-7 It sticks"])
        bugs, new = workspace / "docs/more.md", workspace / "new.md"
        bugs.unlink()
        new.write_text("# Bugs\n\n## BUG-8: It squeaks\n", "utf-8")
        changes = [{"uri": bugs.as_uri(), "type": 3}, {"uri": new.as_uri(), "type": 1}]
        client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        until(client, "BUG-", ["BUG-8 It squeaks"])


def test_an_open_document_counts_as_it_is_typed_and_a_closed_one_as_it_is_saved(
    workspace: Path,
) -> None:
    uri = (workspace / "spec.md").as_uri()
    with in_process() as client:
        opened(client, workspace)
        until(client, "FR-", ["FR-001 Pour."])
        client.open(uri, "# Feature Specification: Tea\n\n- **FR-009**: Stir.\n")
        assert found(client, "FR-") == ["FR-009 Stir."]
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        until(client, "FR-", ["FR-001 Pour."])


def test_a_folder_that_is_left_is_forgotten(workspace: Path) -> None:
    here: Json = {"uri": workspace.as_uri(), "name": "here"}
    with in_process() as client:
        opened(client, workspace)
        until(client, "BUG-7", ["BUG-7 It sticks"])
        event = {"event": {"added": [], "removed": [here]}}
        client.notify("workspace/didChangeWorkspaceFolders", event)
        assert found(client, "BUG-7") == []


def test_an_id_is_renamed_in_documents_that_nobody_has_opened(workspace: Path) -> None:
    tasks = workspace / "tasks.md"
    tasks.write_text("# Tasks\n\n- [ ] T001 Pour it (FR-001)\n", "utf-8")
    spec = workspace / "spec.md"
    with in_process() as client:
        opened(client, workspace)
        until(client, "T001", ["T001 Pour it (FR-001)"])
        # Nobody told us of this change: what is renamed must be what is there.
        tasks.write_text("# Tasks\n\nNew words.\n\n- [ ] T001 Pour it (FR-001)\n", "utf-8")
        client.open(spec.as_uri(), spec.read_text("utf-8"))
        params: Json = {
            "textDocument": {"uri": spec.as_uri()},
            "position": {"line": 2, "character": 6},
            "newName": "FR-010",
        }
        changes = client.ask("textDocument/rename", params)["changes"]
        assert set(changes) == {spec.as_uri(), tasks.as_uri()}
        (edit,) = changes[tasks.as_uri()]
        assert edit["range"]["start"] == {"line": 4, "character": 20}


def test_the_process_that_reads_goes_with_the_server(workspace: Path) -> None:
    with in_process() as client:
        opened(client, workspace)
        until(client, "BUG-7", ["BUG-7 It sticks"])
        (reader,) = readers()
    gone, _ = psutil.wait_procs([reader], timeout=DEADLINE)
    assert gone == [reader]


def test_many_documents_are_each_read_once_whoever_reads_them(tmp_path: Path) -> None:
    for number in range(90):
        text = f"# Bugs\n\n## BUG-{number}: It sticks\n\n{'Words. ' * number * 100}\n"
        (tmp_path / f"{number}.md").write_text(text, "utf-8")
    read, write = os.pipe()
    taken: list[tuple[str, Entry]] = []

    def take() -> None:
        with os.fdopen(read, "rb") as answers:
            while head := answers.read(4):
                body = answers.read(int.from_bytes(head))
                taken.append(pickle.loads(body))  # noqa: S301  # from ourselves

    thread = threading.Thread(target=take)
    thread.start()
    # As it does it: in a process with one thread.
    subprocess.run(
        [sys.executable, "-c", READ_ALL, str(tmp_path), str(write)],
        pass_fds=[write],
        timeout=60,
        check=True,
    )
    os.close(write)
    thread.join(DEADLINE)
    paths = sorted(path for path, entry in taken if entry.symbols)
    assert paths == sorted(str(tmp_path / f"{number}.md") for number in range(90))


READ_ALL = """
import os, sys
from pathlib import Path
from orchestrator_server import reader
os.cpu_count = lambda: 3
with os.fdopen(int(sys.argv[2]), "wb") as answers:
    reader._read_all(sorted(Path(sys.argv[1]).glob("*.md")), answers)
"""


def readers() -> list[psutil.Process]:
    children = psutil.Process().children()
    living = (child for child in children if child.status() != psutil.STATUS_ZOMBIE)
    return [child for child in living if "orchestrator_server.reader" in str(child.cmdline())]


def test_an_editor_that_watches_nothing_learns_of_changes_all_the_same(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 0.05)
    with in_process() as client:
        client.initialize({"capabilities": {}, "rootUri": workspace.as_uri()})
        until(client, "Tea", [])
        new, deep = workspace / "tea.md", workspace / "deep"
        stamp = 0

        def write(path: Path, text: str) -> None:
            nonlocal stamp
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            # Clocks of file systems are coarse: two changes in one tick would look like one.
            for one in (path, path.parent):
                os.utime(one, ns=(stamp := stamp + 10**9, stamp))

        def found_after(write_it: Callable[[], None], expected: list[str]) -> None:
            end = time.monotonic() + DEADLINE
            while found(client, "TEA-") != expected:
                assert time.monotonic() < end, found(client, "TEA-")
                write_it()
                time.sleep(0.1)

        found_after(lambda: write(new, "# T\n\n- [ ] TEA-1: Tea\n"), ["TEA-1 Tea"])
        found_after(lambda: write(new, "# T\n\n- [ ] TEA-2: Tea\n"), ["TEA-2 Tea"])
        other = deep / "more.md"
        found_after(lambda: write(other, "# D\n\n- [ ] TEA-3: Pot\n"), ["TEA-2 Tea", "TEA-3 Pot"])
