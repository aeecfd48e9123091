"""From an item to what came of it, and from a line of code back to who asked for it.

The journals of runs say the most. Where a run's folder is gone, or its commits were rewritten, the
trailers of commits lead as far as they were kept; what rests on those alone is said to.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Literal

from orchestrator_engine import traced
from orchestrator_engine.changed_names import Hunk, hunks, names
from orchestrator_engine.errors import NoSuchPlace, Refusal
from orchestrator_engine.journal import Reader, created_by
from orchestrator_engine.mended import put_right
from orchestrator_engine.places import RunFolder
from orchestrator_engine.protected import is_test
from orchestrator_engine.remarks import remarks
from orchestrator_engine.reverting import TRAILER
from orchestrator_engine.run import Attempt, Run, TaskState
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.system.git_objects import Told
from orchestrator_engine.traced import Trace, Traced
from orchestrator_engine.wording import check_ending, shorten

_KEYS = ("Spec-Item", "Run", "Task", "Attempt", TRAILER)
_LINE = re.compile(rf"^\s*({'|'.join(_KEYS)}):\s*(\S.*?)\s*$")
_MOST = 50
"""Commits that are looked at for one item."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What the trailers of a commit say: which task of which run it is, and for which items."""

    run: str
    task: str
    items: tuple[str, ...] = ()
    reverts: bool = False


def signed(message: str) -> tuple[Signed, ...]:
    """What a commit's message says of runs; several after a squash, wherever they stand in it."""
    found: list[Signed] = []
    block: dict[str, list[str]] = {}
    for line in (*message.splitlines(), ""):
        match = _LINE.match(line)
        if match:
            block.setdefault(match[1], []).append(match[2])
        elif block:
            task = block.get("Task") or block.get(TRAILER)
            if "Run" in block and task:
                items = tuple(block.get("Spec-Item", ()))
                found.append(Signed(block["Run"][0], task[0], items, "Task" not in block))
            block = {}
    return tuple(dict.fromkeys(found))


@dataclass(slots=True)
class _Archive:
    """The runs that are still there; each is read once."""

    repository: Repository
    folders: dict[str, RunFolder]
    _read: dict[str, Run | None] = field(default_factory=dict[str, Run | None])

    def run(self, name: str) -> Run | None:
        """The run with that id; the id may be anybody's words, and only picks among ours."""
        if name not in self._read:
            self._read[name] = None
            folder = self.folders.get(name)
            if folder is not None:
                try:
                    with closing(Reader(folder)) as reader:
                        self._read[name] = put_right(folder, reader.run)
                except Refusal:
                    pass  # it cannot be read, so it says nothing
        return self._read[name]

    def of_project(self) -> Iterator[tuple[str, Run]]:
        """The runs in this repository, newest first."""
        for name, folder in self.folders.items():
            try:
                if created_by(folder).origin.repository != str(self.repository.top):
                    continue
            except Refusal:
                continue
            run = self.run(name)
            if run is not None and run.plan is not None:
                yield name, run


def of_item(repository: Repository, folders: Iterable[RunFolder], name: str) -> Traced:
    """All that came of an item (its id, or that of a task), the newest run first.

    Raises `NoSuchPlace` where neither a run nor a commit knows it.
    """
    repository = repository.harmless()
    archive = _Archive(repository, {folder.id: folder for folder in folders})
    traces: list[Trace] = []
    told = _bearing(repository, name)
    for run_name, run in archive.of_project():
        states = [state for state in run.tasks.values() if _called(run, state, name)]
        traces += [_of_task(repository, run_name, run, state) for state in states]
    known = {(each.run, each.task) for each in traces}
    for commit in told:
        for each in signed(commit.message):
            pair = (each.run, each.task)
            named = name.casefold() in (item.casefold() for item in each.items)
            if named and not each.reverts and pair not in known and archive.run(each.run) is None:
                known.add(pair)
                traces.append(_of_trailers(repository, each, commit))
    if not traces:
        raise NoSuchPlace(
            f"no run of this project, and no commit, knows “{name}”",
            "Give an item's id as its document has it, or FILE:LINE of a source file.",
        )
    return Traced(schema=traced.SCHEMA, asked=name, line=None, traces=tuple(traces), notes=())


def of_line(repository: Repository, folders: Iterable[RunFolder], file: str, line: int) -> Traced:
    """Who asked for a line (from 1) of a file (from the top) in the working tree.

    Raises `NoSuchPlace` where there is no such line, or git does not know the file.
    """
    repository = repository.harmless()
    try:
        blamed = repository.blame(file, line)
    except GitFailed as failed:
        said = failed.said.strip().removeprefix("fatal: ")
        raise NoSuchPlace(
            f"nobody can say where {file}:{line} comes from: {said}",
            "Name a line of a file that is in git.",
        ) from failed
    place = traced.Line(
        file=file,
        line=line,
        text=blamed.text,
        commit=blamed.commit,
        file_then=blamed.path,
        line_then=blamed.line,
    )

    def answer(*traces: Trace, note: str = "") -> Traced:
        asked, notes = f"{file}:{line}", (note,) if note else ()
        return Traced(schema=1, asked=asked, line=place, traces=traces, notes=notes)

    if blamed.commit is None:
        return answer(note="The line is not committed, so no run has made it.")
    told = repository.told(blamed.commit)
    claims = signed(told.message)
    subject = shorten(told.message.partition("\n")[0], 70)
    by = f"commit {told.id[:10]} by {told.author} ({subject})"
    if not claims:
        return answer(note=f"No run has made this line: it comes from {by}.")
    archive = _Archive(repository, {folder.id: folder for folder in folders})
    back = [each for each in claims if each.reverts]
    note = f"Task {back[0].task} was taken back by {by}, which put this line back." if back else ""
    made = [each for each in claims if not each.reverts] or back
    meant = _meant(archive, made, blamed.path, blamed.text)
    if len(meant) > 1:
        note = f"The commit {told.id[:10]} holds several tasks; which of them is meant is unknown."
    return answer(*(_of_claim(archive, each, told) for each in meant), note=note)


def _of_claim(archive: _Archive, claim: Signed, told: Told) -> Trace:
    run = archive.run(claim.run)
    state = run.tasks.get(claim.task) if run is not None else None
    if run is None or state is None:
        return _of_trailers(archive.repository, claim, told)
    made = _of_task(archive.repository, claim.run, run, state)
    if told.id != state.merged and not claim.reverts:
        where = _where(archive.repository, told.id, "rewritten")
        made = replace(made, commit=_commit(told, where))
    return made


def _meant(archive: _Archive, claims: list[Signed], path: str, line: str) -> list[Signed]:
    """Of several tasks in one commit, those that made the line, as far as that can be found out."""
    if len(claims) == 1:
        return claims
    touching: list[Signed] = []
    writing: list[Signed] = []
    for claim in claims:
        run = archive.run(claim.run)
        state = run.tasks.get(claim.task) if run is not None else None
        if state is None or state.merged is None:
            continue
        patch = _patch(archive.repository, state.merged)
        if path in patch:
            touching.append(claim)
            added = {text.strip() for hunk in patch[path] for text in hunk.added}
            writing += [claim] if line.strip() in added else []
    # The last one that wrote these words is the one whose words they are.
    return writing[-1:] or touching or claims


def _bearing(repository: Repository, name: str) -> list[Told]:
    found = repository.saying(f"Spec-Item: {name}")[:_MOST]
    return [repository.told(commit) for commit in found]


def _called(run: Run, state: TaskState, name: str) -> bool:
    assert run.plan is not None
    items = run.plan.items_of(state.task)
    known = {state.task.id, *(item.label for item in items), *(item.handle for item in items)}
    return name.casefold() in (each.casefold() for each in known)


def _of_task(repository: Repository, name: str, run: Run, state: TaskState) -> Trace:
    assert run.plan is not None
    notes: list[str] = []
    commit = _landed(repository, name, run, state)
    files = _files(repository, commit.id) if commit is not None and commit.where != "gone" else ()
    if commit is not None and commit.where == "gone":
        notes.append("Its commit is in no branch any more: the files are what the run wrote down.")
    if commit is not None and commit.where == "rewritten":
        notes.append("The commit was rewritten since the run made it (rebased or squashed).")
    if not files and state.attempt is not None:
        files = tuple(
            _file(change.path, change.added, change.removed) for change in state.attempt.changes
        )
    if state.reverted is not None:
        notes.append(f"It was taken back, by commit {state.reverted[:10]}.")
    if run.rehearsal:
        notes.append("The run was a rehearsal: a script, and no coding agent, wrote this.")
    review = state.attempt.review if state.attempt is not None else None
    if state.merged is not None and review is None:
        notes.append("Nobody reviewed it.")
    return Trace(
        rests_on="run",
        run=name,
        document=run.created.origin.document,
        task=state.task.id,
        title=state.task.title,
        state=str(state.stage) if not state.reverted else "taken back",
        items=tuple(
            traced.Item(id=item.label, title=item.title, line=item.line)
            for item in run.plan.items_of(state.task)
        ),
        commit=commit,
        attempts=tuple(map(_attempt, state.attempts)),
        files=files,
        tests=tuple(file.path for file in files if file.test),
        review=None
        if review is None
        else traced.Review(verdict=str(review.verdict), score=review.score, summary=review.summary),
        remarks=tuple(
            traced.Remark(
                id=remark.id,
                file=remark.file,
                line=remark.line,
                severity=str(remark.severity),
                text=remark.text,
                state=str(remark.state),
            )
            for remark in remarks(run)
            if remark.task == state.task.id
        ),
        notes=tuple(notes),
    )


def _attempt(attempt: Attempt) -> traced.Attempt:
    if attempt.abandoned is not None:
        ended = f"thrown away ({attempt.abandoned})"
    elif attempt.outcome is None:
        ended = "under way"
    else:
        why = f": {shorten(attempt.outcome.why)}" if attempt.outcome.why else ""
        ended = f"{attempt.outcome.kind}{why}"
    review = attempt.review
    return traced.Attempt(
        number=attempt.number,
        ended=ended,
        files=len(attempt.changes),
        checks=tuple(
            traced.Check(name=each.name, passed=each.passed, words=check_ending(each))
            for each in attempt.results or ()
        ),
        verdict=None if review is None else str(review.verdict),
        score=None if review is None else review.score,
    )


def _landed(repository: Repository, name: str, run: Run, state: TaskState) -> traced.Commit | None:
    """The task's commit; where a rebase made another one of it, that one."""
    if state.merged is None:
        return None
    here = "HEAD" if repository.resolve("HEAD") is not None else run.created.branch
    if repository.resolve(state.merged) is None:
        again = _again(repository, name, state)
        at = state.over_at or run.at
        gone = traced.Commit(id=state.merged, subject="", author="", at=at, where="gone")
        return _commit(again[0], "rewritten") if again else gone
    told = repository.told(state.merged)
    if repository.is_ancestor(told.id, here):
        return _commit(told, "here")
    again = [each for each in _again(repository, name, state) if each.id != told.id]
    taken = [each for each in again if repository.is_ancestor(each.id, here)]
    branch = f"refs/heads/{run.created.branch}"
    if not taken and repository.is_ancestor(told.id, branch):
        return _commit(told, "branch")
    again = taken or again
    return _commit(again[0], "rewritten") if again else _commit(told, "gone")


def _again(repository: Repository, name: str, state: TaskState) -> list[Told]:
    """The commits that say that they are this task."""
    found = [repository.told(each) for each in repository.saying(f"Run: {name}")[:_MOST]]
    return [
        told
        for told in found
        if any(
            (each.run, each.task, each.reverts) == (name, state.task.id, False)
            for each in signed(told.message)
        )
    ]


def _of_trailers(repository: Repository, claim: Signed, told: Told) -> Trace:
    """What can be said where the run is gone: what its commit says, and what is in it."""
    several = len(signed(told.message)) > 1
    files = () if several else _files(repository, told.id)
    words = f"The journal of run {claim.run} is not here: this is only what its commit says"
    notes = [f"{words} of itself. Attempts, checks, review and score are unknown."]
    if several:
        notes.append("The commit holds several tasks, so whose its files are is unknown.")
    return Trace(
        rests_on="trailers",
        run=claim.run,
        document=None,
        task=claim.task,
        title=None,
        state=None,
        items=tuple(traced.Item(id=each, title=None, line=None) for each in claim.items),
        commit=_commit(told, _where(repository, told.id, "here")),
        attempts=(),
        files=files,
        tests=tuple(file.path for file in files if file.test),
        review=None,
        remarks=(),
        notes=tuple(notes),
    )


_Where = Literal["here", "branch", "rewritten", "gone"]


def _where(repository: Repository, commit: str, here: _Where) -> _Where:
    head = repository.resolve("HEAD")
    return here if head is not None and repository.is_ancestor(commit, head) else "branch"


def _commit(told: Told, where: _Where) -> traced.Commit:
    subject = told.message.partition("\n")[0]
    return traced.Commit(id=told.id, subject=subject, author=told.author, at=told.at, where=where)


def _patch(repository: Repository, commit: str) -> dict[str, tuple[Hunk, ...]]:
    if repository.resolve(commit) is None:
        return {}
    parents = repository.parents(commit)
    if not parents:
        return {}
    return hunks(repository.lines(parents[0], commit).decode(errors="replace"))


def _files(repository: Repository, commit: str) -> tuple[traced.File, ...]:
    parents = repository.parents(commit)
    if not parents:
        return ()
    places = _patch(repository, commit)
    found: list[traced.File] = []
    for change in repository.changes(parents[0], commit):
        content = repository.read(commit, change.path)
        text = "" if content is None or b"\0" in content else content.decode(errors="replace")
        touched = names(change.path, text, places.get(change.path, ()))
        found.append(_file(change.path, change.added, change.removed, touched))
    return tuple(found)


def _file(
    path: str, added: int | None, removed: int | None, touched: tuple[str, ...] = ()
) -> traced.File:
    return traced.File(path=path, added=added, removed=removed, test=is_test(path), names=touched)
