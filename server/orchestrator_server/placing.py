"""Where remarks of runs and findings of audits stand in the sources as they are now.

Reads files and git, so nothing here is for the loop.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestrator_engine import api
from orchestrator_engine.choices import REHEARSAL
from orchestrator_engine.documents import project
from orchestrator_engine.errors import BadProject
from orchestrator_engine.pointing import line_now
from orchestrator_engine.remarks import Remark, Standing
from orchestrator_engine.reported import Reported
from orchestrator_engine.review import Severity
from orchestrator_engine.run import Run, Stage
from orchestrator_engine.system.git_command import GitFailed, git
from orchestrator_server.glimpse import Glimpse

MENDING = "exec"
"""The mode in which a remark is mended: of a remark, no test need fail before."""

LONGEST = 1_000_000
"""Bytes of a source in which a line is looked for."""

Found = tuple[tuple[str, Reported, int, str], ...]
"""Findings of a report: the address of the file, the finding, its line from 0, and what it says."""


Stamp = tuple[int, int] | None
"""When a file was written (ns) and its size (bytes); None where there is none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark of a run; `file` and `line` (from 0) are where it stands now, None for nowhere."""

    remark: Remark
    glimpse: Glimpse
    file: Path | None
    line: int | None
    text: str = ""
    source: Path | None = field(default=None, compare=False)
    """The file that the remark speaks of, whether its line stands there or not."""
    stamp: Stamp = field(default=None, compare=False)
    rehearsed: bool = False
    """Whether who would have to put it right only plays scripts, of which none knows this."""
    settings: Path | None = field(default=None, compare=False)
    settings_stamp: Stamp = field(default=None, compare=False)
    """The settings that say who that is."""


def still_open(found: Iterable[Placed]) -> list[Placed]:
    """Those that nobody put aside."""
    return [one for one in found if one.remark.state is Standing.OPEN]


def placed(glimpse: Glimpse, editor: Mapping[str, Any] | None = None) -> Iterator[Placed]:
    """The remarks of a run that are open or were put aside, with their places.

    `editor` is what the editor sets.
    """
    run = glimpse.run
    top = Path(run.created.origin.repository)
    settings = top / ".orchestrator.toml"
    stamp = _stamp(settings)
    named = api.named_worker(MENDING, top, editor)
    rehearsed = named == REHEARSAL
    then: dict[tuple[str, str], str | None] = {}
    for remark in api.remarks(api.put_right(glimpse.folder, run)):
        # Notes praise, or say where the reviewer looked: they ask for nothing.
        if remark.state is not Standing.MENDED and remark.severity is not Severity.NOTE:
            again = _is_retried(run, remark)
            yield replace(
                _place(glimpse, remark, then),
                rehearsed=rehearsed and not again,
                settings=settings,
                settings_stamp=stamp,
            )


def _is_retried(run: Run, remark: Remark) -> bool:
    """Whether what mends it is another go of its task, by the run itself."""
    state = run.tasks.get(remark.task)
    return state is not None and state.stage in (Stage.FAILED, Stage.SKIPPED)


def any_written_since(found: Iterable[Placed]) -> bool:
    """Whether a source of a remark, or the settings there, are another than when looked at."""
    known = {one.source: one.stamp for one in found if one.source is not None}
    known |= {one.settings: one.settings_stamp for one in found if one.settings is not None}
    return any(_stamp(path) != stamp for path, stamp in known.items())


def _stamp(path: Path) -> Stamp:
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_mtime_ns, now.st_size


def _place(glimpse: Glimpse, remark: Remark, then: dict[tuple[str, str], str | None]) -> Placed:
    top = Path(glimpse.run.created.origin.repository)
    nowhere = Placed(remark, glimpse, None, None)
    if remark.file is None or remark.line is None:
        return nowhere
    file = (top / remark.file).resolve()
    if not file.is_relative_to(top.resolve()):
        return nowhere
    stamp = _stamp(file)
    now = _text(file)
    nowhere = Placed(remark, glimpse, None, None, source=file, stamp=stamp)
    if now is None:
        return nowhere
    key = remark.commit or "", remark.file
    if key not in then:
        then[key] = _text_then(glimpse.run, *key)
    before = then[key]
    line = None if before is None else line_now(remark.line, before, now)
    if line is None:
        return nowhere
    return Placed(remark, glimpse, file, line - 1, now.splitlines()[line - 1], file, stamp)


def _text(file: Path) -> str | None:
    try:
        if file.stat().st_size > LONGEST:
            return None
        return file.read_text("utf-8", "replace")
    except OSError:
        return None


def _text_then(run: Run, commit: str, file: str) -> str | None:
    try:
        said = git(Path(run.created.origin.repository), ("show", f"{commit}:{file}"))
    except (GitFailed, BadProject):
        return None
    return said.decode("utf-8", "replace")


def findings(report: Path, text: str) -> Found:
    """What a report of an audit found, in the files as they are now."""
    sarif = _text(report.with_suffix(".sarif"))
    top = project(report) or report.parent
    return tuple(_reported(top, api.findings_of(text, sarif)))


def _reported(top: Path, found: Iterable[Reported]) -> Iterator[tuple[str, Reported, int, str]]:
    for one in found:
        file = (top / one.file).resolve()
        if one.open and file.is_relative_to(top.resolve()):
            now = _text(file)
            _, line = one.now(now)
            if now is not None and line is not None and line <= len(now.splitlines()):
                yield file.as_uri(), one, line - 1, now.splitlines()[line - 1]
