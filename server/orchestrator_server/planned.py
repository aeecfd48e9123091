"""What is wrong with a plan that is open, by line: held against the document that it plans."""

from collections.abc import Collection
from pathlib import Path

from lsprotocol import types as lsp

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.text import Span
from orchestrator_engine.errors import BadDocument
from orchestrator_engine.modes import MODES
from orchestrator_engine.plan_document.fitting import fit
from orchestrator_engine.plan_document.reading import read
from orchestrator_engine.plan_document.values import Fault
from orchestrator_engine.planning import Wanted, plan
from orchestrator_server import names
from orchestrator_server.convert import Places

CODE = "plan"
"""The code of what is wrong with a plan."""


def faults(
    text: str, subject: Path | None, open_text: str | None, modes: Collection[str]
) -> tuple[Fault, ...]:
    """What is wrong with a plan; `open_text` is what the editor shows of the planned document.

    `modes` are all that there are. Reads the document where it is not open, so not for the loop.
    """
    written = read(text)
    if subject is None:
        return written.faults or (Fault(1, "what it plans cannot be read from here"),)
    try:
        of = open_text if open_text is not None else subject.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return (*written.faults, Fault(1, f"{written.document} cannot be read: {error}"))
    analysis = analyze(of, str(subject))
    waiting = {item.handle for item in analysis.open_items}
    settled = frozenset(
        " ".join(name.split())
        for item in analysis.spec.items
        for name in (item.id, item.handle, item.title)
        if name and item.handle not in waiting
    )
    mode = written.mode if written.mode in modes else next(iter(MODES))
    try:
        draft = plan(analysis, analysis.spec.title or subject.stem, Wanted(mode), ())
    except BadDocument as bad:
        return (*written.faults, Fault(1, f"{written.document}: {bad.message}"))
    return fit(written, draft, settled, modes=modes).faults


def diagnostic(fault: Fault, places: Places) -> lsp.Diagnostic:
    """A fault as an editor shows it, all over its line."""
    text = places.text
    line = min(max(fault.line - 1, 0), text.line_count - 1)
    severity = lsp.DiagnosticSeverity.Warning if fault.warning else lsp.DiagnosticSeverity.Error
    return lsp.Diagnostic(
        range=places.range(Span(text.line_start(line), text.line_end(line))),
        message=fault.message[:1].upper() + fault.message[1:],
        severity=severity,
        code=CODE,
        source=names.SERVER,
    )
