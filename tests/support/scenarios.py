"""A person's repository in a state that people get theirs into, made by chance from a number.

A scenario is a handful of traits. What is the person's is looked at before and after a run: every
byte outside of git's objects has to be the same, but for what a run promises to change.
"""

import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

from support.repositories import PERSON

Snapshot = dict[bytes, tuple[object, ...]]
"""What is at each path: its mode, and its content's digest or its target."""

NAMES = (
    b"with blank",
    b"tab\tand\nnewline",
    b"caf\xe9.latin1",
    "ünïcödé".encode(),
    b"-dash",
    b'"quoted"',
    b"back\\slash",
    b"Case.txt",
    b"case.txt",
    b":colon",
    b"[brackets]*?",
)


_UNHOOKED = ("-c", "protocol.file.allow=always", "-c", "core.hooksPath=", "-c", "core.fsmonitor=")
"""For the scene's own commands: the hooks are there to catch ours."""


@dataclass
class Scene:
    """A repository of a person, and the dice that say what becomes of it.

    `environment` is what their shell has set, and `meanwhile` what they do while agents work.
    """

    folder: Path
    beside: Path
    dice: Random
    environment: dict[str, str] = field(default_factory=dict[str, str])
    meanwhile: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]])

    def git(self, *arguments: str | Path, fails: bool = False, stdin: bytes = b"") -> str:
        """What git says, as the person would ask it; `fails` where it stops amid something."""
        done = subprocess.run(
            ("git", "-C", self.folder, *PERSON, *_UNHOOKED, *arguments),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
        )
        if done.returncode and not fails:
            raise AssertionError(f"git {arguments}: {done.stderr.decode(errors='replace')}")
        return os.fsdecode(done.stdout).strip()

    def write(self, name: str | bytes, content: str = "") -> None:
        path = Path(self.folder, os.fsdecode(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content or f"{self.dice.random()}\n")

    def commit(self, message: str = "theirs", *paths: str) -> None:
        self.git("add", *(("--", *paths) if paths else ("--all",)))
        self.git("commit", "--quiet", f"--message={message}")

    def place(self, name: str) -> Path:
        """Where git keeps one of its own files."""
        return Path(self.git("rev-parse", "--path-format=absolute", "--git-path", name))

    def program(self, name: str, body: str) -> Path:
        path = self.beside / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path


# What stands in the last commit


def odd_names(scene: Scene) -> None:
    for name in scene.dice.sample(NAMES, 4):
        scene.write(name)
    scene.commit()


def links_and_modes(scene: Scene) -> None:
    scene.write("bin/tool", "#!/bin/sh\n")
    (scene.folder / "bin" / "tool").chmod(0o755)
    (scene.folder / "link").symlink_to("README.md")
    (scene.folder / "away").symlink_to("/nonexistent/place")
    scene.commit()
    scene.git("config", "core.fileMode", scene.dice.choice(("true", "false")))


def attributes(scene: Scene) -> None:
    scene.write(
        ".gitattributes", "*.crlf text eol=crlf\n*.lf text eol=lf\n*.id ident\n*.bin -diff\n"
    )
    (scene.folder / "a.crlf").write_bytes(b"one\r\ntwo\r\n")
    scene.write("b.id", "$Id$\n")
    (scene.folder / "c.bin").write_bytes(bytes(range(256)))
    scene.commit()
    scene.git("config", "core.autocrlf", scene.dice.choice(("true", "input", "false")))


def mixed_line_ends(scene: Scene) -> None:
    (scene.folder / "mixed.txt").write_bytes(b"one\r\ntwo\nthree\r\n")
    scene.commit()
    scene.git("config", "core.autocrlf", "true")


def a_filter(scene: Scene) -> None:
    """As large files are kept: what is in the commit is not what is in the folder."""
    program = scene.program("filter", "tr a-zA-Z n-za-mN-ZA-M")
    for way in ("clean", "smudge"):
        scene.git("config", f"filter.rot.{way}", str(program))
    scene.git("config", "filter.rot.required", "true")
    scene.write(".gitattributes", "*.rot filter=rot\n")
    scene.write("large.rot", "Hello\n")
    scene.commit()


def a_submodule(scene: Scene) -> None:
    other = scene.beside / "library"
    subprocess.run(("git", "init", "--quiet", other), check=True)
    (other / "lib.txt").write_text("lib\n")
    for command in (("add", "--all"), ("commit", "--quiet", "--message=lib")):
        subprocess.run(("git", "-C", other, *PERSON, *command), check=True)
    scene.git("submodule", "--quiet", "add", str(other), "lib")
    scene.commit()
    way = scene.dice.choice(("clean", "dirty", "untracked", "gone"))
    if way == "dirty":
        scene.write("lib/lib.txt")
    elif way == "untracked":
        scene.write("lib/new.txt")
    elif way == "gone":
        scene.git("submodule", "--quiet", "deinit", "--force", "lib")


# How the repository is kept


def packed(scene: Scene) -> None:
    scene.git("branch", "other")
    scene.git("tag", "v1")
    scene.git("gc", "--quiet")


def an_alternate(scene: Scene) -> None:
    store = scene.beside / "alternate"
    scene.git("clone", "--quiet", "--bare", scene.folder, store)
    (scene.folder / ".git/objects/info/alternates").write_text(f"{store}/objects\n")
    scene.git("repack", "-a", "-d", "-l", "--quiet")
    scene.git("prune-packed")


def shallow(scene: Scene) -> None:
    scene.write("later.txt")
    scene.commit("later")
    place = scene.beside / "shallow"
    scene.git("clone", "--quiet", "--depth=1", f"file://{scene.folder}", place)
    scene.folder.rename(scene.beside / "deep")
    place.rename(scene.folder)


def sparse(scene: Scene) -> None:
    for name in ("in/a.txt", "out/b.txt", "out/deep/c.txt"):
        scene.write(name)
    scene.commit()
    # Without cones not even the files at the top are there, if nobody names them.
    shown = scene.dice.choice((("--cone", "in"), ("--no-cone", "in", "/SPEC.md")))
    scene.git("sparse-checkout", "set", *shown)


def an_index_of_another_kind(scene: Scene) -> None:
    kind = scene.dice.choice(("version", "split", "untracked"))
    if kind == "version":
        scene.git("update-index", "--index-version=4")
    elif kind == "split":
        scene.git("update-index", "--split-index")
    else:
        scene.git("config", "core.untrackedCache", "true")
        scene.git("status")


def git_folder_elsewhere(scene: Scene) -> None:
    scene.git("init", "--quiet", f"--separate-git-dir={scene.beside / 'separate.git'}")


def settings(scene: Scene) -> None:
    for name, value in (
        ("commit.gpgSign", "true"),
        ("gpg.program", "/nonexistent/gpg"),
        ("core.editor", "/nonexistent/editor"),
        ("core.logAllRefUpdates", "always"),
        ("diff.external", "/nonexistent/diff"),
        ("diff.noprefix", "true"),
        ("color.ui", "always"),
        ("core.quotePath", "false"),
        ("merge.conflictStyle", "diff3"),
        ("status.showUntrackedFiles", "no"),
        ("submodule.recurse", "true"),
        ("core.abbrev", "4"),
        ("trailer.separators", "="),
        ("core.commentChar", "R"),
        ("commit.cleanup", "scissors"),
    ):
        if scene.dice.random() < 0.5:
            scene.git("config", name, value)


def hooks(scene: Scene) -> None:
    """Hooks that would tell on whoever runs them, and stop them."""
    folder = scene.beside / "hooks"
    folder.mkdir()
    body = f"echo $0 >> '{scene.beside / 'hooked'}'; exit 1"
    for name in (
        "pre-commit",
        "post-commit",
        "post-checkout",
        "post-merge",
        "reference-transaction",
        "post-index-change",
        "fsmonitor",
    ):
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    scene.git("config", "core.hooksPath", folder)
    scene.git("config", "core.fsmonitor", folder / "fsmonitor")


def replaced_commits(scene: Scene) -> None:
    head = scene.git("rev-parse", "HEAD")
    other = scene.git("commit-tree", "HEAD^{tree}", "-m", "another history")
    scene.git("replace", head, other)


# What the person is in the middle of


def dirty(scene: Scene) -> None:
    scene.write("README.md")
    scene.write("staged.txt")
    scene.git("add", "staged.txt")
    scene.write("staged.txt")
    scene.write("untracked.txt")
    scene.write("ignored/by.them")
    scene.place("info/exclude").write_text("ignored/\n")
    if scene.dice.random() < 0.5:
        scene.git("rm", "--quiet", "--cached", "README.md")
    if scene.dice.random() < 0.5:
        scene.write("intended.txt")
        scene.git("add", "--intent-to-add", "intended.txt")


def stashed(scene: Scene) -> None:
    scene.write("README.md")
    scene.git("stash", "push", "--quiet", "README.md")


def detached(scene: Scene) -> None:
    scene.git("switch", "--quiet", "--detach")


def under_way(scene: Scene) -> None:
    """Amid an operation that met a conflict."""
    scene.git("switch", "--quiet", "--create", "side")
    scene.write("clash.txt", "side\n")
    scene.commit("side", "clash.txt")
    scene.git("switch", "--quiet", "-")
    scene.write("clash.txt", "main\n")
    scene.commit("main", "clash.txt")
    command = scene.dice.choice(
        (("merge", "side"), ("rebase", "side"), ("cherry-pick", "side"), ("bisect", "start"))
    )
    scene.git(*command, fails=True)


def an_index_lock(scene: Scene) -> None:
    scene.place("index.lock").write_text("")


def nested(scene: Scene) -> None:
    inner = scene.folder / "inner"
    subprocess.run(("git", "init", "--quiet", inner), check=True)
    (inner / "work.txt").write_text("not committed anywhere\n")


def worktrees(scene: Scene) -> None:
    for name in ("kept", "removed", "locked"):
        scene.git("worktree", "add", "--quiet", "--detach", scene.beside / name)
    subprocess.run(("rm", "-rf", scene.beside / "removed"), check=True)
    scene.git("worktree", "lock", scene.beside / "locked")
    (scene.beside / "kept" / "README.md").write_text("being edited\n")


def another_branch(scene: Scene) -> None:
    scene.git("branch", "--move", "trünk")


def a_shell_that_points_elsewhere(scene: Scene) -> None:
    scene.environment.update(
        GIT_DIR=str(scene.beside / "nowhere.git"),
        GIT_WORK_TREE=str(scene.beside),
        GIT_INDEX_FILE=str(scene.beside / "index"),
        GIT_OBJECT_DIRECTORY=str(scene.beside / "objects"),
        GIT_CEILING_DIRECTORIES=str(scene.folder),
    )


# What the person does while agents work


def commits_meanwhile(scene: Scene) -> None:
    def act() -> None:
        scene.write("meanwhile.txt")
        if not scene.place("index.lock").exists():
            scene.git("add", "--sparse", "meanwhile.txt")
            scene.git("commit", "--quiet", "-mmine", "--no-gpg-sign")

    scene.meanwhile.append(act)


def prunes_meanwhile(scene: Scene) -> None:
    scene.meanwhile.append(lambda: scene.git("worktree", "prune", "--expire=now"))


def packs_meanwhile(scene: Scene) -> None:
    scene.meanwhile.append(lambda: scene.git("pack-refs", "--all", "--prune"))


def collects_meanwhile(scene: Scene) -> None:
    scene.meanwhile.append(lambda: scene.git("gc", "--quiet", "--prune=now"))


def edits_meanwhile(scene: Scene) -> None:
    scene.meanwhile.append(lambda: scene.write("README.md"))


IN_COMMITS = (odd_names, links_and_modes, attributes, mixed_line_ends, a_filter, a_submodule)
KEPT = (
    packed,
    an_alternate,
    sparse,
    an_index_of_another_kind,
    settings,
    replaced_commits,
    hooks,
    shallow,
    git_folder_elsewhere,
)
STATES = (
    dirty,
    stashed,
    detached,
    under_way,
    nested,
    worktrees,
    another_branch,
    a_shell_that_points_elsewhere,
    an_index_lock,
)
MEANWHILE = (
    commits_meanwhile,
    prunes_meanwhile,
    packs_meanwhile,
    collects_meanwhile,
    edits_meanwhile,
)
TOGETHER_NEVER = (
    {shallow, a_submodule},  # the clone has no submodule's repository to add
    {shallow, an_alternate},
    {shallow, a_filter},
    {shallow, git_folder_elsewhere},
    {shallow, packed},
    {sparse, mixed_line_ends},  # git itself calls such files changed, and refuses to leave them out
    {sparse, dirty},
    {sparse, stashed},
    {detached, another_branch},
    {sparse, under_way},
    {a_submodule, git_folder_elsewhere},
    {worktrees, git_folder_elsewhere},
    {mixed_line_ends, under_way},
    {mixed_line_ends, stashed},
    {attributes, a_filter},  # both write .gitattributes
    {under_way, commits_meanwhile},
    {dirty, under_way},
    {dirty, stashed},
    {dirty, commits_meanwhile},
    {under_way, detached},
    {under_way, another_branch},
    {under_way, stashed},
    {replaced_commits, under_way},
    {replaced_commits, stashed},
    {replaced_commits, shallow},
    {replaced_commits, commits_meanwhile},
    {hooks, stashed},
)

Trait = Callable[[Scene], None]


def traits(dice: Random) -> tuple[Trait, ...]:
    """Some traits that can be had together, in the order in which they come about."""
    chosen: list[Trait] = []
    for group, most in ((IN_COMMITS, 2), (KEPT, 3), (STATES, 3), (MEANWHILE, 2)):
        for trait in dice.sample(group, dice.randint(0, most)):
            if not any(pair <= {trait, *chosen} for pair in TOGETHER_NEVER):
                chosen.append(trait)
    order = (*IN_COMMITS, shallow, *KEPT[:-2], git_folder_elsewhere, *STATES, *MEANWHILE)
    last: dict[Trait, int] = {hooks: 1, settings: 1, an_index_lock: 2}
    return tuple(sorted(chosen, key=lambda each: (last.get(each, 0), order.index(each))))


# What is the person's


def snapshot(scene: Scene, run: str) -> Snapshot:
    """Everything of the person's: their files, and git's records but for objects and ours."""
    found: Snapshot = {}
    for place in (scene.folder, scene.beside):
        for path in _files(os.fsencode(place)):
            if not _ours(path, run.encode()):
                found[path] = _look(path)
    return found


def _files(folder: bytes) -> Iterator[bytes]:
    for where, folders, names in os.walk(folder):
        if where.endswith(b"/objects"):
            folders.clear()
            continue
        yield from (os.path.join(where, name) for name in names)  # noqa: PTH118  # no unicode
        yield from (
            path
            for name in folders
            if os.path.islink(path := os.path.join(where, name))  # noqa: PTH114, PTH118
        )


def _ours(path: bytes, run: bytes) -> bool:
    """What a run may write: its branch and names with their logs, and its worktrees' records."""
    return (
        b"/code-orch/" in path
        or b"/worktrees/" + run in path
        or path.endswith(b"/SPEC.md")
        or b"/state/" in path
    )


def _look(path: bytes) -> tuple[object, ...]:
    info = os.lstat(path)
    if stat.S_ISLNK(info.st_mode):
        return info.st_mode, os.readlink(path)  # noqa: PTH115  # no unicode
    content = Path(os.fsdecode(path)).read_bytes()
    if path.endswith(b"/packed-refs"):
        lines = content.splitlines()
        content = b"\n".join(line for line in lines if b"code-orch/" not in line)
        return info.st_mode, content
    # git itself touches this when it reads it, to say that it is still wanted.
    changed = None if b"/sharedindex." in path else info.st_mtime_ns
    return info.st_mode, changed, sha256(content).hexdigest()
