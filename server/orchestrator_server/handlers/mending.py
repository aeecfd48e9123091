"""Quick fixes: what makes a finding at the cursor go away, or allows it where it stands."""

from collections.abc import Iterator

from lsprotocol import types as lsp

from orchestrator_analyzer.rules.finding import Finding, Fix
from orchestrator_analyzer.text import Span
from orchestrator_server import names
from orchestrator_server.convert import Places, diagnostic, workspace_edit
from orchestrator_server.documents import Document
from orchestrator_server.session import Session

MANY = 10
"""Findings that are mended at once; a selection of more is not about any of them."""


def fixes(session: Session, document: Document, span: Span) -> Iterator[lsp.CodeAction]:
    """The fixes of the findings that a selection touches, those that mend before those that allow.

    An edit goes with its action: applying one changes the document and nothing else.
    """
    touched = [
        finding
        for finding in session.findings(document)
        if finding.span.start <= span.end and span.start <= finding.span.end
    ]
    if len(touched) > MANY:
        return
    for finding in touched:
        fix = session.workspace().fix(document.uri, finding)
        if fix is not None:
            yield _action(session, document, finding, fix, preferred=True)
    for finding in touched:
        fix = session.analysis(document).silencing(finding)
        if fix is not None:
            yield _action(session, document, finding, fix, preferred=False)


def _action(
    session: Session, document: Document, finding: Finding, fix: Fix, *, preferred: bool
) -> lsp.CodeAction:
    places: Places = session.places(document)
    relates = session.client.relates
    return lsp.CodeAction(
        title=fix.title,
        kind=names.FIX_KIND,
        diagnostics=[diagnostic(finding, places, document.uri, relates=relates)],
        is_preferred=preferred or None,
        edit=workspace_edit(
            {document.uri: [places.edit(edit) for edit in fix.edits]},
            session.versions(),
            versioned=session.client.versioned_edits,
        ),
    )
