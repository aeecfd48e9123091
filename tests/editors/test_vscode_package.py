"""What the VS Code extension is made of, without VS Code."""

import json
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from orchestrator_engine.modes import MODES
from orchestrator_server import arguments, names
from support.project import wait
from support.skips import skip_without
from support.vscode_program import EXTENSION, TOP, built

MANIFEST: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))
CONTRIBUTED: dict[str, Any] = MANIFEST["contributes"]
SOURCES = {path.name: path.read_text("utf-8") for path in (EXTENSION / "src").glob("*.ts")}
SPEC = "# Spec\n\n- [ ] T-1: Say é😀 to everybody\n- [ ] T-1: Say it again\n"


@pytest.fixture(scope="module")
def vsix() -> Path:
    found = built()
    if found is None:
        skip_without("npm")
    return found


@pytest.fixture
def unpacked(vsix: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(tmp_path / "vsix")
    return tmp_path / "vsix" / "extension"


def contributed_commands() -> set[str]:
    return {one["command"] for one in CONTRIBUTED["commands"]}


def test_every_command_is_there_once_and_none_is_the_servers() -> None:
    listed = [one["command"] for one in CONTRIBUTED["commands"]]
    assert len(listed) == len(set(listed))
    assert not contributed_commands() & set(names.COMMANDS)
    assert {f"code-orchestrator.run.{mode}" for mode in MODES} <= contributed_commands()


def test_menus_and_words_name_commands_that_there_are() -> None:
    named = {entry["command"] for menu in CONTRIBUTED["menus"].values() for entry in menu}
    told = json.dumps([CONTRIBUTED["viewsWelcome"], CONTRIBUTED["walkthroughs"]])
    named |= set(re.findall(r"command:(code-orchestrator\.\w+)", told))
    named |= set(re.findall(r'"(code-orchestrator\.\w+)"', SOURCES["status.ts"]))
    assert named <= contributed_commands()


def test_what_the_extension_asks_for_is_a_command_of_the_server() -> None:
    asked = set(re.findall(r'(?:ask|look)(?:<\w+>)?\("(\w+)"', "".join(SOURCES.values())))
    plain = re.search(r"const PLAIN[^{]*\{(.*?)\};", SOURCES["commands.ts"], re.DOTALL)
    pages = re.search(r"const COMMANDS = new Set\(\[(.*?)\]", SOURCES["page.ts"], re.DOTALL)
    assert plain is not None
    assert pages is not None
    asked |= set(re.findall(r': "(\w+)"', plain[1])) | set(re.findall(r'"(\w+)"', pages[1]))
    assert asked
    assert {f"codeOrchestrator.{name}" for name in asked} <= set(names.COMMANDS)


def test_what_a_command_of_the_palette_says_is_understood() -> None:
    plain = re.search(r"const PLAIN[^{]*\{(.*?)\};", SOURCES["commands.ts"], re.DOTALL)
    assert plain is not None
    asked = re.findall(r': "(\w+)"', plain[1])
    assert asked
    for name in (*asked, "run", "analyze"):
        uri = "file:///a/SPEC.md"
        assert arguments.read(f"codeOrchestrator.{name}", [{"uri": uri}]).uri == uri


def test_settings_that_name_programs_are_not_heeded_in_an_untrusted_folder() -> None:
    restricted = MANIFEST["capabilities"]["untrustedWorkspaces"]
    settings = CONTRIBUTED["configuration"]["properties"]
    programs = {name for name, one in settings.items() if one["scope"] == "machine-overridable"}
    assert restricted["supported"] == "limited"
    assert set(restricted["restrictedConfigurations"]) == programs


def test_every_setting_is_described_and_in_the_guide() -> None:
    guide = (TOP / "docs" / "guides" / "vscode.md").read_text("utf-8")
    for name, one in CONTRIBUTED["configuration"]["properties"].items():
        assert one.get("description") or one.get("markdownDescription"), name
        assert f"`{name}`" in guide, name


def test_the_pictures_that_the_stories_take_are_those_of_the_guide() -> None:
    stories = (path.read_text("utf-8") for path in Path(__file__).parent.glob("test_vscode*.py"))
    taken = set(re.findall(r'shot\("(\w+)"\)', "".join(stories)))
    guide = (TOP / "docs" / "guides" / "vscode.md").read_text("utf-8")
    shown = set(re.findall(r"images/vscode-(\w+)\.png", guide))
    assert taken == shown
    assert all((TOP / "docs" / "images" / f"vscode-{name}.png").is_file() for name in shown)


def test_the_lock_names_no_host_and_has_a_hash_for_everything() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert not [name for name, one in packages.items() if "resolved" in one]
    assert not [name for name, one in packages.items() if not one.get("integrity")]


def test_s57_the_webview_loads_nothing_from_elsewhere_and_has_no_token() -> None:
    page = SOURCES["page.ts"]
    assert "\"default-src 'none'\"" in page
    assert "'nonce-${nonce}'" in page
    assert "unsafe" not in page
    assert "://" not in page
    assert "token" not in page.replace("has no token of anything", "")


def test_types_are_those_of_the_oldest_vs_code_that_is_served() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text("utf-8"))
    oldest = MANIFEST["engines"]["vscode"].removeprefix("^")
    assert MANIFEST["devDependencies"]["@types/vscode"] == oldest
    assert lock["packages"]["node_modules/@types/vscode"]["version"] == oldest


@pytest.mark.slow
def test_types_hold(vsix: Path) -> None:
    assert vsix.exists()
    node = shutil.which("node")
    assert node is not None
    tsc = EXTENSION / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        [node, str(tsc), "--noEmit"],
        cwd=EXTENSION,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_programs_are_looked_for_in_whole_folders_of_the_path_alone(
    vsix: Path, tmp_path: Path
) -> None:
    assert vsix.exists()
    node = shutil.which("node")
    assert node is not None
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    for folder in (here, elsewhere):
        folder.mkdir()
        (folder / "python3").write_text("#!/bin/sh\n")
        (folder / "python3").chmod(0o755)
    esbuild = EXTENSION / "node_modules" / ".bin" / "esbuild"
    source, made = EXTENSION / "src" / "programs.ts", tmp_path / "programs.cjs"
    options = ["--bundle", "--platform=node", "--format=cjs", f"--outfile={made}"]
    subprocess.run([esbuild, source, *options], check=True, capture_output=True, timeout=60)
    asked = ["python3", "here/python3", "./python3", "nothing", str(here / "python3")]
    ask = f"const {{ program }} = require({json.dumps(str(made))});"
    ask += f"console.log(JSON.stringify({json.dumps(asked)}.map((one) => program(one) ?? null)))"
    done = subprocess.run(
        [node, "-e", ask],
        cwd=here,
        env={"PATH": f".::here:{elsewhere}"},
        check=True,
        capture_output=True,
        timeout=60,
    )
    found = [str(elsewhere / "python3"), None, None, None, str(here / "python3")]
    assert json.loads(done.stdout) == found


def test_what_starts_programs_has_their_paths_and_a_folder_of_ours() -> None:
    started = [
        one
        for text in SOURCES.values()
        for one in re.findall(r"\bspawn\(\w+.*?\}", text, re.DOTALL)
    ]
    assert started
    assert all("cwd: " in one for one in started)
    assert "workspaceFolders" not in SOURCES["client.ts"]


@pytest.mark.slow
def test_the_package_has_what_it_needs_and_nothing_else(vsix: Path) -> None:
    with zipfile.ZipFile(vsix) as archive:
        held = set(archive.namelist())
    kinds = {
        re.sub(r"^extension/((?:bundled/|media/)?[^/]+).*", r"\1", name)
        for name in held
        if name.startswith("extension/")
    }
    assert kinds == {
        *("LICENSE.txt", "readme.md", "package.json", "dist"),
        *("media/icon.png", "media/mark.svg", "media/walkthrough", "media/page"),
        *("bundled/tool", "bundled/engine", "bundled/libs"),
    }
    unwanted = re.compile(r"\.(so|pyd|dylib|pyc|ts|map)$|/(node_modules|tests?)/|/\.")
    assert not [name for name in held if unwanted.search(name)]
    assert vsix.stat().st_size < 4_000_000


def frames(stream: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # a pipe
    while header := stream.readline():
        length = int(header.split(b":")[1])
        while stream.readline().strip():
            pass
        yield json.loads(stream.read(length))


@pytest.mark.slow
def test_the_carried_server_answers_under_a_bare_python(unpacked: Path, tmp_path: Path) -> None:
    python = next((one for one in ("/usr/bin/python3", "python3") if shutil.which(one)), None)
    assert python is not None
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "OTHER.md").write_text("# Other\n\n- [ ] OTHER-1: Be found\n")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    environment["ORCHESTRATOR_STATE_DIR"] = str(tmp_path / "state")
    # -S: without what is installed beside that Python.
    command = [python, "-I", "-S", str(unpacked / "bundled" / "tool" / "server.py"), "--stdio"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as server:
        said = server.stdin
        assert said is not None

        def tell(method: str, params: object, **more: object) -> None:
            body = {"jsonrpc": "2.0", "method": method, "params": params, **more}
            data = json.dumps(body).encode()
            said.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
            said.flush()

        answers = frames(server.stdout)

        def ask(id_: int, method: str, params: object) -> Any:  # noqa: ANN401  # its result
            tell(method, params, id=id_)
            for answer in answers:
                if answer.get("id") == id_ and "method" not in answer:
                    return answer["result"]
            pytest.fail(f"no answer to {method}")

        try:
            root = (tmp_path / "ws").as_uri()
            greeting: dict[str, Any] = {"processId": None, "rootUri": root, "capabilities": {}}
            assert ask(1, "initialize", greeting)["serverInfo"]["name"] == names.SERVER
            tell("initialized", {})
            uri = f"{root}/SPEC.md"
            item = {"uri": uri, "languageId": "markdown", "version": 1, "text": SPEC}
            tell("textDocument/didOpen", {"textDocument": item})
            wish = {"command": names.ANALYZE, "arguments": [{"uri": uri}]}
            analyzed = ask(2, "workspace/executeCommand", wish)
            assert analyzed["open"] == 2
            assert [one["name"] for one in analyzed["modes"]] == list(MODES)
            # What reads the other documents is a program of its own, which must find modules too.
            ids = count(3)
            wish = {"query": "OTHER-1"}
            wait(lambda: bool(ask(next(ids), "workspace/symbol", wish)), "OTHER.md is known")
            ask(next(ids), "shutdown", None)
            tell("exit", None)
            assert server.wait(30) == 0
        finally:
            server.kill()


def test_an_engine_that_cannot_be_fetched_says_what_may_be_wrong() -> None:
    install = runpy.run_path(str(EXTENSION / "bundled" / "tool" / "install.py"))
    pip = [sys.executable, "-c", "raise SystemExit('ERROR: No matching distribution found')"]
    with pytest.raises(install["Impossible"], match=r"Are you online\?.* said: .*No matching"):
        install["run"](pip, install["ONLINE"])
