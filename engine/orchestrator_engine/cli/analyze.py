"""`analyze`: what documents are, what there is to do in them, and how best to run them."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

from orchestrator_analyzer.analysis import analyze as read_analysis
from orchestrator_engine import documents, visible
from orchestrator_engine.analyzed import SCHEMA, Analyzed, Unread, analyzed
from orchestrator_engine.cli import output
from orchestrator_engine.cli.analyzed_page import page, table
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.modes.own import own_modes

_BAD = 2

Answer = Analyzed | Unread


def analyze(options: Namespace) -> int:
    """Say what the documents are; the exit code is 2 when one of them could not be read."""
    given: list[Path] = options.documents
    if not given:
        raise BadDocument("no document was named", "For example: code-orch analyze SPEC.md")
    unread = 0

    def counted() -> Iterator[Answer]:
        nonlocal unread
        for answer in _answers(given):
            if isinstance(answer, Unread):
                unread += 1
                output.note(visible.sentence(answer.message))
                output.note(f"  {answer.hint}")
            yield answer

    _printer(options)(counted())
    return _BAD if unread else 0


def _printer(options: Namespace) -> Callable[[Iterator[Answer]], None]:
    """Choose how to answer; documents are read one by one as they are printed."""
    given: list[Path] = options.documents
    has_folder = any(path.is_dir() for path in given)
    if options.json:
        return _print_one if len(given) == 1 and not has_folder else _print_array
    if options.prompt:
        return _print_prompts
    return _print_table if has_folder else _print_pages


def _answers(given: Iterable[Path]) -> Iterator[Answer]:
    for path in given:
        for document in documents.find(path) if path.is_dir() else (path,):
            yield _answer(document)


def _answer(document: Path) -> Answer:
    path = str(document)
    try:
        text = documents.read(document)
    except BadDocument as bad:
        return Unread(schema=SCHEMA, path=path, error=bad.name, message=bad.message, hint=bad.hint)
    analysis = read_analysis(text, documents.hint(document))
    top = documents.project(document)
    own = tuple(_own_modes(top))
    return analyzed(path, analysis, documents.exists_beside(document), _silenced(top), own)


@cache
def _own_modes(top: Path | None) -> dict[str, str]:
    return own_modes(top)


@cache
def _silenced(top: Path | None) -> frozenset[str]:
    """Give the rules that a project does not want; raises `BadConfig`."""
    # What reads settings takes longer to import than a document to analyse.
    if top is None or not any(
        (top / name).is_file()
        for name in (".orchestrator.toml", ".orchestrator.local.toml", "pyproject.toml")
    ):
        return frozenset()
    from orchestrator_engine.config import load

    return frozenset(load(top).keys.silence)


def _print_one(answers: Iterator[Answer]) -> None:
    for answer in answers:
        output.emit(asdict(answer))


def _print_array(answers: Iterator[Answer]) -> None:
    sys.stdout.write("[")
    for place, answer in enumerate(answers):
        sys.stdout.write(",\n" if place else "\n")
        sys.stdout.write(output.as_json(asdict(answer)))
    sys.stdout.write("\n]\n")
    sys.stdout.flush()


def _print_prompts(answers: Iterator[Answer]) -> None:
    for answer in _read(answers):
        if answer.prompt:
            output.say(answer.prompt)
        else:
            output.note(f"{answer.path}: {answer.reasons[-1].text}")


def _print_pages(answers: Iterator[Answer]) -> None:
    for place, answer in enumerate(_read(answers)):
        output.say(("\n" if place else "") + page(answer))


def _print_table(answers: Iterator[Answer]) -> None:
    found = list(_read(answers))
    output.say(table(found) if found else "There is no markdown document here.")


def _read(answers: Iterator[Answer]) -> Iterator[Analyzed]:
    return (answer for answer in answers if isinstance(answer, Analyzed))
