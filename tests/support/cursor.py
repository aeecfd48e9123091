"""Documents with a cursor: `$0` in a text says where a person stands."""

from orchestrator_analyzer.analysis import Workspace

CURSOR = "$0"


def opened(documents: dict[str, str]) -> tuple[Workspace, str, int]:
    """Open the document that has the cursor and know the others; give its address and offset.

    The documents are by their paths below `file:///`.
    """
    workspace = Workspace()
    place: tuple[str, int] | None = None
    for path, text in documents.items():
        uri = f"file:///{path}"
        if CURSOR in text:
            place = uri, text.index(CURSOR)
            workspace.replace(uri, text.replace(CURSOR, ""))
        else:
            workspace.add(uri, text)
    assert place is not None, "no document has a cursor"
    return workspace, *place


def source_of(workspace: Workspace, uri: str) -> str:
    """Give the text of a document that is open or known."""
    entry = workspace.index.get(uri)
    assert entry is not None
    return entry.text.source
