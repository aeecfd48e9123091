"""`plan`: the plan of a document as a document to edit and run; or what is wrong with one."""

import hashlib
import os
from argparse import Namespace
from pathlib import Path

from orchestrator_engine import preparing
from orchestrator_engine.cli import ending, output
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.plan_document.front import is_plan
from orchestrator_engine.plan_document.writing import edited, write
from orchestrator_engine.preparing import Prepared
from orchestrator_engine.reading import plan_name
from orchestrator_engine.request import Request
from orchestrator_engine.wording import command, count


def plan(options: Namespace) -> int:
    """Write a plan and start nothing; of a plan, say whether it can be carried out."""
    document: Path = options.document
    request = Request(
        document=document,
        cwd=options.cwd or Path.cwd(),
        mode=options.mode,
        agent=None,
        review=True,
        init=True,
        items=tuple(options.items),
    )
    if _is_plan(document):
        return _check(request, as_json=options.json)
    prepared = preparing.prepare(request, only_looking=True)
    target: Path = options.output or document.with_name(plan_name(document))
    if not options.force:
        _keep_what_was_edited(target)
    # By the name that the person used, and not where a link of that name leads.
    where = Path(os.path.realpath(document.parent)) / document.name
    path = os.path.relpath(where, os.path.realpath(target.parent))
    text = write(prepared.plan, Path(path).as_posix(), base(prepared))
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror or error}"
        raise BadDocument(message, "Name another file (-o).") from error
    return _written(target, prepared, as_json=options.json)


def base(prepared: Prepared) -> str:
    """What a plan says of the text that it was made of."""
    return hashlib.sha256(prepared.content).hexdigest()[:16]


def _is_plan(document: Path) -> bool:
    try:
        return is_plan(document.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return False  # which is said when it is read as what it is


def _keep_what_was_edited(target: Path) -> None:
    try:
        there = target.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"{target} cannot be read: {error.strerror or error}"
        raise BadDocument(message, "Name another file (-o).") from error
    if not is_plan(there) or edited(there):
        what = "holds a plan that was edited" if is_plan(there) else "is there, and is no plan"
        raise BadDocument(
            f"{target} {what}", "Have it replaced (--force), or name another file (-o)."
        )


def _written(target: Path, prepared: Prepared, *, as_json: bool) -> int:
    tasks = sum(1 for _ in prepared.plan.tasks())
    notes = list(prepared.about)
    if as_json:
        output.emit({"plan": str(target.absolute()), "tasks": tasks, "notes": notes})
        return 0
    for words in notes:
        output.note(words)
    phases = count(len(prepared.plan.phases), "phase")
    output.say(f"Wrote {target}: {count(tasks, 'task')} in {phases}. Nothing has been started.")
    output.say(
        f"Change it as you like, then carry it out: {command(('code-orch', 'run', str(target)))}"
    )
    return 0


def _check(request: Request, *, as_json: bool) -> int:
    document = request.document
    wrong, notes = "", list[str]()
    try:
        prepared = preparing.prepare(request, only_looking=True)
        notes = list(prepared.about)
    except BadDocument as bad:
        wrong = bad.message
    if as_json:
        output.emit({"plan": str(document.absolute()), "wrong": wrong.splitlines(), "notes": notes})
    else:
        for words in notes:
            output.note(words)
        output.say(wrong or f"{document} can be carried out.")
    return ending.OTHERWISE if wrong else 0
