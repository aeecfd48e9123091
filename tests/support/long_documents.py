"""Documents as long as people's longest, and what an editor asks of one after each edit."""

from support.lsp_wire import Json

PART = """
## Part @ of the whole

This part is about the @th thing. It goes on with `code` in it, see [there](docs/a@.md).

### BUG-@: The lid sticks

**Severity**: High
**Status**: Open

It sticks when it is cold, and as appropriate it sticks when it is warm.

- [ ] T@ Fix the lid in `src/lid@.py`
  - [x] measure it
  - [ ] cut it, after T1

| Name | Value |
|------|-------|
| a | @ |

#### Acceptance criteria

- It opens at @ degrees
- It closes within TBD seconds
"""
BOX = 13
"""The line of a part that holds a box, from 0."""


def long_document(lines: int) -> str:
    """A document of about so many lines."""
    length = PART.count("\n")
    parts = (PART.replace("@", str(number)) for number in range(1, lines // length + 1))
    return "# A long document\n\nIt opens with some words.\n" + "".join(parts)


def line_of_box(part: int) -> int:
    """The line of the box of a part, from 0; the first part is 1."""
    return 3 + (part - 1) * PART.count("\n") + BOX - 1


def edit(uri: str, version: int, line: int, text: str = "x") -> Json:
    """The parameters of a `didChange` that types something into the words of a box."""
    place = {"line": line, "character": 14}
    change = {"range": {"start": place, "end": place}, "text": text}
    return {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}


def questions(uri: str, line: int) -> list[tuple[str, Json]]:
    """All that an editor asks about a document with the cursor on a line."""
    this: Json = {"textDocument": {"uri": uri}}
    place = {"line": line, "character": 8}
    here: Json = {**this, "position": place}
    seen = {"start": {"line": line, "character": 0}, "end": {"line": line + 60, "character": 0}}
    at = {"start": place, "end": place}
    return [
        ("textDocument/codeAction", {**this, "range": at, "context": {"diagnostics": []}}),
        ("textDocument/codeLens", this),
        ("textDocument/inlayHint", {**this, "range": seen}),
        ("textDocument/documentSymbol", this),
        ("textDocument/foldingRange", this),
        ("textDocument/documentLink", this),
        ("textDocument/diagnostic", this),
        ("textDocument/hover", here),
        ("textDocument/documentHighlight", here),
        ("textDocument/definition", here),
        ("textDocument/references", {**here, "context": {"includeDeclaration": True}}),
        ("textDocument/completion", here),
        ("textDocument/prepareRename", here),
        ("workspace/symbol", {"query": "lid"}),
        ("workspace/willRenameFiles", {"files": [{"oldUri": uri, "newUri": f"{uri}.md"}]}),
    ]
