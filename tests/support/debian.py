"""Real programs of another Debian release, unpacked beside the system: nothing of it is changed.

They are kept in the person's cache, and are never part of what we ship.
"""

import os
import shutil
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

from support.npm import cache_folder

_RELEASE = "sid"
_SECONDS = 100
_CONFIGURATION = """\
Dir::State "{here}/state/";
Dir::State::lists "{here}/lists/";
Dir::State::status "{here}/status";
Dir::Cache "{here}/cache/";
Dir::Etc::sourcelist "{here}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Debug::NoLocking "1";
APT::Architecture "amd64";
APT::Install-Recommends "0";
APT::Sandbox::User "root";
Acquire::Retries "1";
Acquire::http::Timeout "15";
"""


@cache
def unpacked(package: str, *others: str) -> Path | None:
    """The root folder with a package and all it needs; None where it cannot be had.

    `others` are packages that are unpacked too, without what they need.
    """
    place = cache_folder() / "-".join(("debian", package, *others))
    if not place.exists() and not _unpack(place, package, others):
        return None
    return place if place.exists() else None


def program(root: Path, name: str, **environment: str) -> Path:
    """A script that runs a program of such a root folder, with its own libraries."""
    script = root / f"run-{name}"
    libraries = root / "usr/lib/x86_64-linux-gnu"
    settings = "\n".join(f"export {key}='{value}'" for key, value in environment.items())
    text = (
        f"#!/bin/sh\n{settings}\n"
        f"exec {root}/usr/lib64/ld-linux-x86-64.so.2 --library-path {libraries} "
        f'{root}/usr/bin/{name} "$@"\n'
    )
    if not script.exists() or script.read_text("utf-8") != text:
        # Beside its place and then moved: another process may be running it.
        making = script.with_name(f"{script.name}.{os.getpid()}")
        making.write_text(text, "utf-8")
        making.chmod(0o755)
        making.rename(script)
    return script


def _mirror() -> str:
    """Where this machine has its own packages from; nothing where it is no Debian."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=_SECONDS)
    found = [line.rstrip("/") for line in done.stdout.split() if "security" not in line]
    if not found:
        raise FileNotFoundError("apt knows no packages here")
    return found[0]


def _unpack(place: Path, package: str, others: tuple[str, ...]) -> bool:
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return False
    making = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        root = _fetch(making, package, others)
        root.rename(place)
    except (OSError, subprocess.SubprocessError):
        # Another process may have been faster.
        return place.exists()
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return True


def _fetch(making: Path, package: str, others: tuple[str, ...]) -> Path:
    apt, root, debs = making / "apt", making / "root", making / "debs"
    for folder in ("state", "lists/partial", "cache/archives/partial"):
        (apt / folder).mkdir(parents=True)
    debs.mkdir()
    root.mkdir()
    (apt / "status").touch()
    (apt / "sources.list").write_text(f"deb {_mirror()} {_RELEASE} main\n")
    (apt / "conf").write_text(_CONFIGURATION.format(here=apt))

    def run(*command: str) -> None:
        subprocess.run(
            command,
            env={**os.environ, "APT_CONFIG": str(apt / "conf")},
            cwd=debs,
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )

    run("apt-get", "update")
    run("apt-get", "install", "--yes", "--download-only", package)
    if others:
        run("apt-get", "download", *others)
    for file in (*debs.glob("*.deb"), *(apt / "cache/archives").glob("*.deb")):
        run("dpkg", "--extract", str(file), str(root))
    return root


def small(name: str) -> Path | None:
    """A program that is its own package, such as `zsh`; None where it cannot be had."""
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    root = unpacked(name)
    return None if root is None else program(root, name)


def neovim() -> Path | None:
    """The newest Neovim; None where it cannot be had."""
    root = unpacked("neovim")
    if root is None:
        return None
    runtime = root / "usr/share/nvim/runtime"
    parsers = runtime / "parser"
    if not parsers.exists():
        # Beside the runtime here, and not in the path that a fresh Neovim looks in.
        parsers.symlink_to(root / "usr/lib/nvim/parser")
    return program(root, "nvim", VIMRUNTIME=str(runtime))


def helix() -> Path | None:
    """The newest Helix; None where it cannot be had."""
    root = unpacked("hx")
    if root is None:
        return None
    return program(root, "hx", HELIX_RUNTIME=str(root / "usr/lib/hx/runtime"))


def emacs() -> Path | None:
    """The newest Emacs, with markdown-mode and lsp-mode; None where it cannot be had."""
    root = unpacked(
        "emacs-nox", "elpa-markdown-mode", "elpa-lsp-mode", "elpa-dash", "elpa-f", "elpa-s",
        "elpa-ht", "elpa-spinner", "elpa-lv",
    )  # fmt: skip
    if root is None:
        return None
    share, library = root / "usr/share", root / "usr/libexec/emacs"
    (lisp,) = share.glob("emacs/*/lisp")
    (dump,) = library.glob("*/*/*.pdmp")
    folders = [lisp, *(folder for folder in lisp.rglob("*") if folder.is_dir())]
    packages = share.glob("emacs/site-lisp/elpa*/*")
    path = os.pathsep.join(map(str, [*packages, *folders]))
    beside = root / "usr/bin/emacs-nox.pdmp"
    if not beside.exists():
        # The one other place in which it looks for what it was dumped as.
        beside.symlink_to(dump)
    return program(
        root,
        "emacs-nox",
        EMACSLOADPATH=path,
        EMACSDATA=str(lisp.parent / "etc"),
        EMACSDOC=str(lisp.parent / "etc"),
        EMACSPATH=str(dump.parent),
    )


def vim() -> tuple[Path, Path] | None:
    """The newest Vim and the folder of its plugin ALE; None where they cannot be had."""
    root = unpacked("vim", "vim-ale")
    if root is None:
        return None
    (runtime,) = root.glob("usr/share/vim/vim[0-9]*")
    return program(root, "vim.basic", VIMRUNTIME=str(runtime)), root / "usr/share/vim-ale"


@cache
def kate() -> str | None:
    """The Kate of this machine; fetched where we may, None where there is none."""
    found = shutil.which("kate")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with suppress(OSError, subprocess.SubprocessError):
            for words in (("update",), ("install", "-y", "--no-install-recommends", "kate")):
                subprocess.run(
                    ["apt-get", "-qq", *words],
                    env=environment,
                    check=True,
                    capture_output=True,
                    timeout=3 * _SECONDS,
                )
        found = shutil.which("kate")
    return found
