"""`rehearse`: a first rehearsal script for a document, or what is wrong in one that is there."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from orchestrator_analyzer.analysis import analyze
from orchestrator_engine import preparing
from orchestrator_engine.agents.rehearsal import script_of
from orchestrator_engine.agents.script import Problem
from orchestrator_engine.agents.script_reader import parse
from orchestrator_engine.agents.script_writer import first_script, misfits, to_add
from orchestrator_engine.choices import REHEARSAL
from orchestrator_engine.cli import ending, output
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.request import Request
from orchestrator_engine.wording import command, count


def rehearse(options: Namespace) -> int:
    """Write a script that carries the document out, or check the one that is there."""
    document: Path = options.document
    prepared = preparing.prepare(
        Request(
            document=document,
            cwd=options.cwd or Path.cwd(),
            mode=options.mode,
            agent=REHEARSAL,
            review=not options.no_review,
            init=True,
            items=(),
        ),
        only_looking=True,
    )
    # A plan is rehearsed by the script of the document that it plans.
    script: Path = options.output or script_of(_beside(document, prepared.document))
    if options.check:
        return _check(prepared, script, document, as_json=options.json)
    if script.exists() and not options.force:
        raise BadDocument(
            f"{script} is there already",
            "Look what of it does not fit (--check), or have it replaced (--force).",
        )
    try:
        seen = _seen(prepared.folder)
        text = first_script(prepared.plan, review=not options.no_review, seen=seen)
        script.write_text(text, "utf-8")
    except OSError as error:
        message = f"{script} cannot be written: {error.strerror or error}"
        raise BadDocument(message, "Name another file (-o).") from error
    tasks = sum(1 for _ in prepared.plan.tasks())
    if options.json:
        output.emit({"script": str(script), "tasks": tasks})
    else:
        output.say(f"Wrote {script}: {count(tasks, 'task')}. Change it to what you want to see,")
        mode = ("--mode", options.mode) if options.mode else ()
        again = command(("code-orch", "run", str(document), *mode, "--agent", "rehearsal"))
        output.say(f"then carry it out: {again}")
        missing = to_add(prepared.plan)
        if missing:
            output.say(f"In mode {prepared.plan.mode} each section still needs {missing}.")
    return 0


def _beside(named: Path, planned: Path) -> Path:
    """The document that is carried out, by the name that the person uses where it is that one."""
    return named if named.exists() and named.samefile(planned) else planned


def _seen(folder: Path) -> str:
    """A file of the project that something can be said of."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    return next((name for name in names if not name.startswith(".")), "README.md")


def _check(prepared: Prepared, script: Path, document: Path, *, as_json: bool) -> int:
    try:
        read = parse(script.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{script} cannot be read: {error}"
        again = command(("code-orch", "rehearse", str(document)))
        raise BadDocument(message, f"Write one with: {again}") from error
    wrong = [*read.problems, *misfits(prepared.plan, read, _done(prepared))]
    if as_json:
        output.emit({"problems": [{"line": one.line, "what": one.message} for one in wrong]})
    else:
        output.say("\n".join(_told(script, one) for one in wrong) or f"{script} fits.")
    return ending.OTHERWISE if wrong else 0


def _done(prepared: Prepared) -> Iterator[str]:
    """The labels of the items that are not open any more."""
    analysis = analyze(prepared.content.decode("utf-8"), str(prepared.document))
    waiting = {item.handle for item in analysis.open_items}
    yield from (item.id or item.title for item in analysis.spec.items if item.handle not in waiting)


def _told(script: Path, problem: Problem) -> str:
    place = f"{script}:{problem.line}" if problem.line else f"{script}"
    return f"{place}: {problem.message}"
