"""`trace`: from an item to its commit, tests and review, and from a line of code back to it."""

import re
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from orchestrator_engine import places, trace, visible
from orchestrator_engine.cli import output
from orchestrator_engine.cli.history import clock
from orchestrator_engine.errors import BadProject, NoSuchPlace
from orchestrator_engine.system.git import Repository
from orchestrator_engine.traced import Attempt, Commit, File, Trace, Traced
from orchestrator_engine.wording import count, listed

_PLACE = re.compile(r"(?P<file>.+):(?P<line>\d{1,7})")
_SHORT = 10
_WHERE = {
    "here": "in what you have checked out",
    "branch": "on another branch, not in what you have checked out",
    "rewritten": "rewritten since the run made it",
    "gone": "in no branch any more",
}


def trace_it(options: Namespace) -> int:
    """Say what came of an item, or where a line comes from."""
    if options.asked is None:
        raise NoSuchPlace(
            "nothing was asked for",
            "Give an item's id, or FILE:LINE: code-orch trace src/app.py:12",
        )
    here = Path.cwd()
    repository = Repository.find(here)
    if repository is None:
        raise BadProject(f"{here} is in no git repository", "Go to the project's folder.")
    found = asked(repository, here, options.asked)
    if options.json:
        output.emit(asdict(found))
    else:
        output.say("\n".join(in_text(found)))
    return 0


def asked(repository: Repository, here: Path, name: str) -> Traced:
    """The answer to what a person typed in a folder. Raises `NoSuchPlace`."""
    folders = places.find_runs(places.state_dir())
    match = _PLACE.fullmatch(name)
    # An id may look like a place (`spec:12`): a file that is there tells them apart.
    if match is None or not (file := (here / match["file"]).resolve()).is_file():
        if match is not None and ("/" in match["file"] or "." in match["file"]):
            raise NoSuchPlace(
                f"there is no file {match['file']} here",
                "Give the path from the folder you are in.",
            )
        return trace.of_item(repository, folders, name)
    top = repository.top.resolve()
    if not file.is_relative_to(top):
        raise NoSuchPlace(f"{match['file']} is not in the repository {top}", "Name one that is.")
    line = max(int(match["line"]), 1)
    return trace.of_line(repository, folders, file.relative_to(top).as_posix(), line)


def in_text(found: Traced) -> Iterator[str]:
    """The answer as a person reads it."""
    if found.line is not None:
        yield f"{found.asked}  {found.line.text.strip()}"
    yield from (visible.sentence(note) for note in found.notes)
    for place, each in enumerate(found.traces):
        if place or found.line is not None or found.notes:
            yield ""
        yield from _trace(each)


def _trace(one: Trace) -> Iterator[str]:
    items = listed([item.id for item in one.items], 6) or one.title or one.task
    title = one.title or (one.commit.subject if one.commit is not None else "")
    # The subject of a commit begins with the ids.
    named = title if title.startswith(items) else f"{items}  {title}"
    yield output.one_line(named)
    state = f": {one.state}" if one.state else ""
    yield f"  task      {one.task} of run {one.run}{state}"
    if one.document is not None:
        lines = [str(item.line) for item in one.items if item.line is not None]
        yield f"  document  {one.document}" + (f":{lines[0]}" if lines else "")
    if one.commit is not None:
        yield from _committed(one.commit)
    for attempt in one.attempts:
        yield f"  attempt {attempt.number}  {_attempt(attempt)}"
    for file in one.files:
        yield f"  changed   {_file(file)}"
    if one.files:
        yield f"  tests     {listed(one.tests) if one.tests else 'none came with it'}"
    if one.review is not None:
        score = "no score" if one.review.score is None else f"{one.review.score}/10"
        said = f": {output.one_line(one.review.summary)}" if one.review.summary else ""
        yield f"  review    {one.review.verdict}, {score}{said}"
    for remark in one.remarks:
        place = f"{remark.file}:{remark.line}" if remark.file is not None else "no place"
        said = output.one_line(remark.text)
        yield f"  remark    {place} ({remark.severity}, {remark.state}): {said}"
    yield from (f"  note      {output.one_line(note)}" for note in one.notes)


def _committed(commit: Commit) -> Iterator[str]:
    by = f", {commit.author}, {clock(commit.at)}" if commit.author else ""
    yield f"  commit    {commit.id[:_SHORT]} ({_WHERE[commit.where]}{by})"


def _attempt(attempt: Attempt) -> str:
    told = [output.one_line(attempt.ended)]
    told += [count(attempt.files, "file")] if attempt.files else []
    told += [f"{check.name} {check.words}" for check in attempt.checks]
    if attempt.verdict is not None:
        score = "" if attempt.score is None else f" {attempt.score}/10"
        told.append(f"review {attempt.verdict}{score}")
    return "; ".join(told)


def _file(file: File) -> str:
    extent = "binary" if file.added is None else f"+{file.added} -{file.removed}"
    touched = f": {listed(file.names, 6)}" if file.names else ""
    return output.one_line(f"{file.path} ({extent}){touched}")
