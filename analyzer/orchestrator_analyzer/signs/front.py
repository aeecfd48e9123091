"""What the front matter of a document says of its kind."""

import re
from collections.abc import Iterator

from orchestrator_analyzer.phrases import phrases
from orchestrator_analyzer.signs.sign import Sign
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind

_PAGE = frozenset(
    {
        *("sidebar", "sidebar_position", "sidebar_label", "sidebartitle", "slug", "layout"),
        *("permalink", "nav_order", "categories", "category", "toc", "hide_title", "weight"),
        *("order", "parent", "pagination_next"),
    }
)
_AGENT = frozenset(
    {
        *("tools", "allowed-tools", "allowed_tools", "argument-hint", "model", "agent", "agents"),
        *("globs", "alwaysapply", "applyto", "mode", "disable-model-invocation"),
    }
)
_OF_AN_ITEM = frozenset({"id", "status", "assignee", "priority", "state"})
_DECIDERS = frozenset({"date", "deciders", "decision-makers"})
# "functionalRequirement", "bug_report"
_BETWEEN = re.compile(r"[_-]|(?<=[a-z])(?=[A-Z])")
_WORD = 60
_TYPES = (
    (phrases("bug, bug report, defect, issue, incident"), DocumentKind.BUG_REPORT),
    (phrases("adr, decision, decision record, rfc, design"), DocumentKind.DESIGN_DOC),
    (phrases("requirement, user story, story, feature, epic, prd, spec"), DocumentKind.SPEC),
    (phrases("task, subtask, chore, todo"), DocumentKind.TASK_LIST),
    (phrases("test plan, test case"), DocumentKind.TEST_PLAN),
    (phrases("meeting, minutes, retro, journal, daily note"), DocumentKind.NOTES),
)


def signs(source: Source) -> Iterator[Sign]:
    """Read which fields there are: each sort of file has its own."""
    fields = set(source.front_matter)
    if not fields:
        return
    if source.front_matter.get("code-orchestrator", "").strip("\"' ") == "plan":
        yield Sign(DocumentKind.TASK_LIST, 99.0, "its front matter calls it a plan to be run")
        return
    if "about" in fields or {"labels", "assignees"} <= fields:
        yield Sign(DocumentKind.OTHER, 9.0, "the front matter of an issue template")
    if "status" in fields and _DECIDERS & fields:
        yield Sign(DocumentKind.DESIGN_DOC, 3.0, "the front matter of a decision record")
    if {"id", "status"} <= fields:
        yield Sign(DocumentKind.TASK_LIST, 3.0, "the front matter of one task")
    else:
        yield from _called(source)
    if "description" in fields and not _OF_AN_ITEM & fields:
        if "name" in fields or _AGENT & fields:
            yield Sign(DocumentKind.OTHER, 7.0, "the front matter of instructions to an agent")
        elif "title" in fields:
            yield Sign(DocumentKind.OTHER, 1.5, "the front matter of a page to be read")
    if _PAGE & fields:
        yield Sign(DocumentKind.OTHER, 2.5, "the front matter of a documentation page")


def _called(source: Source) -> Iterator[Sign]:
    """Read what sort of thing a document calls itself, as in `type: requirement`."""
    written = source.front_matter.get("type") or source.front_matter.get("kind") or ""
    called = _BETWEEN.sub(" ", written.strip("\"' ")[:_WORD])
    kind = next((kind for words, kind in _TYPES if words.search(called)), None)
    if kind is not None:
        yield Sign(kind, 4.0, f"its front matter calls it {called!r}")
