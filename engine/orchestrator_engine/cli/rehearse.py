"""`rehearse`: a first rehearsal script for a document, or what is wrong in one that is there."""

from argparse import Namespace
from pathlib import Path

from orchestrator_engine import starting
from orchestrator_engine.agents.rehearsal import script_of
from orchestrator_engine.agents.script import Problem
from orchestrator_engine.agents.script_reader import parse
from orchestrator_engine.agents.script_writer import first_script, misfits
from orchestrator_engine.choices import REHEARSAL
from orchestrator_engine.cli import ending, output
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.plan import Plan
from orchestrator_engine.starting import Request
from orchestrator_engine.wording import count


def rehearse(options: Namespace) -> int:
    """Write a script that carries the document out, or check the one that is there."""
    document: Path = options.document
    prepared = starting.prepare(
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
    script: Path = options.output or script_of(document)
    if options.check:
        return _check(prepared.plan, script, as_json=options.json)
    if script.exists() and not options.force:
        raise BadDocument(
            f"{script} is there already",
            "Look what of it does not fit (--check), or have it replaced (--force).",
        )
    try:
        script.write_text(first_script(prepared.plan, review=not options.no_review), "utf-8")
    except OSError as error:
        message = f"{script} cannot be written: {error.strerror or error}"
        raise BadDocument(message, "Name another file (-o).") from error
    tasks = sum(1 for _ in prepared.plan.tasks())
    if options.json:
        output.emit({"script": str(script), "tasks": tasks})
    else:
        output.say(f"Wrote {script}: {count(tasks, 'task')}. Change it to what you want to see,")
        output.say(f"then carry it out: code-orch run {document} --agent rehearsal")
    return 0


def _check(plan: Plan, script: Path, *, as_json: bool) -> int:
    try:
        read = parse(script.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{script} cannot be read: {error}"
        raise BadDocument(message, "Write one with: code-orch rehearse SPEC.md") from error
    wrong = [*read.problems, *misfits(plan, read)]
    if as_json:
        output.emit({"problems": [{"line": one.line, "what": one.message} for one in wrong]})
    else:
        output.say("\n".join(_told(script, one) for one in wrong) or f"{script} fits.")
    return ending.OTHERWISE if wrong else 0


def _told(script: Path, problem: Problem) -> str:
    place = f"{script}:{problem.line}" if problem.line else f"{script}"
    return f"{place}: {problem.message}"
