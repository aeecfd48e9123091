"""From drafts to items: status, priority, nesting, criteria, order, references and handles."""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from orchestrator_analyzer.choose import Chosen, merged, status_cell
from orchestrator_analyzer.criteria import criterion, is_criterion
from orchestrator_analyzer.drafts import Draft, Form, prefix
from orchestrator_analyzer.fields import read_fields, status_field
from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.references import references_in, waits_for
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import Criterion, DocumentKind, Item, ItemKind, Status
from orchestrator_analyzer.statuses import Written, written_status
from orchestrator_analyzer.text import Span
from orchestrator_analyzer.vocabulary.priorities import PRIORITY_FIELD
from orchestrator_analyzer.vocabulary.sections import BUG_SECTION
from orchestrator_analyzer.words import (
    fold,
    is_priority,
    priority_in,
    section_status,
    status_of_box,
    status_of_words,
)

_SERVES = re.compile(r"[_*]*(?:Requirements?|Validates)\b", re.IGNORECASE)
_BODY_LINES = 25
_BRIEF = 3
_KIND_PREFIXES: tuple[tuple[Phrases, ItemKind], ...] = (
    (phrases("bug, bugs, err, def, defect, fix, hotfix, issue, crash, バグ, 버그"), ItemKind.BUG),
    (
        phrases(
            "fr, nfr, nfr-*, fr-*, req, rf, rnf, requirement, r, anforderung, exigence, requisito",
            "требование, eis, 要件, 요구사항, 需求",
        ),
        ItemKind.REQUIREMENT,
    ),
    (phrases("us, story, user story, historia, история, ストーリー, 스토리"), ItemKind.STORY),
    (phrases("feat, feature, f, enh, funcionalidad, 機能, 기능, 功能"), ItemKind.FEATURE),
    (phrases("tc, test, ts, testcase, test case"), ItemKind.TEST),
    (
        phrases("sec, vuln, h, c, m, l, find, finding, critical, high, medium, low"),
        ItemKind.FINDING,
    ),
    (phrases("q, question"), ItemKind.QUESTION),
    (phrases("g, goal"), ItemKind.GOAL),
    (phrases("t, task, wp, tarea, tâche, aufgabe, задача, 작업, 任务, タスク"), ItemKind.TASK),
)
_KINDS = {
    DocumentKind.SPEC: ItemKind.REQUIREMENT,
    DocumentKind.BUG_REPORT: ItemKind.BUG,
    DocumentKind.TEST_PLAN: ItemKind.TEST,
    DocumentKind.AUDIT_REPORT: ItemKind.FINDING,
    DocumentKind.ROADMAP: ItemKind.FEATURE,
}
_HANDLE_WORDS = 32


@dataclass(slots=True)
class _Node:
    draft: Draft
    chosen: Chosen
    parent: "_Node | None" = None
    children: "list[_Node]" = field(default_factory=list["_Node"])
    handle: str = ""
    status: Status = Status.OPEN


def assemble(
    source: Source, chosen: list[Chosen], kind: DocumentKind, status: Status | None
) -> tuple[Item, ...]:
    """Make the items of a document; `status` is what the document says of all of itself."""
    nodes = _nest([_Node(merged(one), one) for one in chosen])
    _name(nodes)
    names = _names(nodes)
    items = [_Builder(source, kind, status, names).item(node) for node in nodes]
    return tuple(_with_steps(nodes, items))


def _with_steps(nodes: list[_Node], items: list[Item]) -> list[Item]:
    """Take what has no status of its own for done when all the boxes within it are."""
    statuses = [item.status for item in items]
    places = {id(node): place for place, node in enumerate(nodes)}
    for place in reversed(range(len(nodes))):
        item, node = items[place], nodes[place]
        within = [statuses[places[id(child)]] for child in node.children]
        if item.box_span is not None or item.status_span is not None or not within:
            continue
        if item.status is Status.OPEN and all(status is Status.DONE for status in within):
            statuses[place] = Status.DONE
    return [
        item if item.status is status else replace(item, status=status)
        for item, status in zip(items, statuses, strict=True)
    ]


def _nest(nodes: list[_Node]) -> list[_Node]:
    around: list[_Node] = []
    for node in nodes:
        while around and node.draft.last > around[-1].draft.last:
            around.pop()
        if around and node.draft.first < around[-1].draft.last:
            node.parent = around[-1]
            around[-1].children.append(node)
        around.append(node)
    return nodes


def _name(nodes: list[_Node]) -> None:
    ids = Counter(node.draft.lead.id for node in nodes)
    used = {name for name, count in ids.items() if count == 1}
    titles: Counter[str] = Counter()
    for node in nodes:
        lead = node.draft.lead
        if lead.id is not None and ids[lead.id] == 1:
            node.handle = lead.id
            continue
        place = "\0".join((*_section_path(node.draft), lead.id or "", _plain(lead.title)))
        titles[place] += 1
        digest = hashlib.sha256(f"{place}\0{titles[place]}".encode("utf-8", "replace")).hexdigest()
        node.handle = next(
            handle
            for length in (6, 12, 64)
            if (handle := f"{_slug(lead.title)}-{digest[:length]}") not in used
        )
        used.add(node.handle)


def _slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title[:200]).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.casefold())[:_HANDLE_WORDS].strip("-")
    return slug or "item"


_EMPHASIS = re.compile(r"\*\*|~~|(?<!\w)__|__(?!\w)")


def _plain(title: str) -> str:
    return " ".join(_EMPHASIS.sub("", title).split()).strip("*_ ")


def _names(nodes: list[_Node]) -> dict[str, str]:
    """Map every name of an item to its handle; a name that two of them have means the first."""
    names: dict[str, str] = {}
    for node in nodes:
        if node.draft.lead.id is not None:
            for name in (node.draft.lead.id, *_aliases(node.draft)):
                names.setdefault(name.casefold(), node.handle)
    for node in nodes:
        for name in _aliases(node.draft):
            names.setdefault(name.casefold(), node.handle)
    return names


_STORY = re.compile(r"user story (\d+)", re.IGNORECASE)
_WORD_NUMBER = re.compile(r"(?P<word>[^\W\d_].*?)[ \u00a0-]?#?(?P<number>\d+(?:\.\d+)*)$")


def _aliases(draft: Draft) -> tuple[str, ...]:
    if (story := _STORY.match(draft.lead.id or draft.lead.title)) is not None:
        return (f"US{story[1]}", f"User Story {story[1]}")
    return ()


def _section_path(draft: Draft) -> tuple[str, ...]:
    if draft.section is None:
        return ()
    if draft.form is Form.HEADING:
        return draft.section.path
    return (*draft.section.path, draft.section.title)


@dataclass(frozen=True, slots=True)
class _Builder:
    source: Source
    document: DocumentKind
    document_status: Status | None
    names: dict[str, str]

    def item(self, node: _Node) -> Item:
        draft = node.draft
        fields = self._fields(node)
        written = self._written(node, fields)
        node.status = self._status(node, written)
        span = self._span(draft)
        words = self._words(node)
        bare = self._bare_span(node)
        return Item(
            handle=node.handle,
            id=draft.lead.id,
            aliases=_aliases(draft),
            kind=self._kind(draft),
            title=_plain(draft.lead.title),
            status=node.status,
            priority=self._priority(draft, fields),
            optional=self._optional(draft),
            span=span,
            line=draft.first,
            id_span=draft.lead.id_span,
            title_span=draft.lead.title_span,
            box_span=draft.box,
            status_span=written.span if written else None,
            section=_section_path(draft),
            parent=node.parent.handle if node.parent else None,
            criteria=self._criteria(node),
            after=waits_for(words, self.names, node.handle),
            references=references_in(self.source, bare, self.names, node.handle),
            words=words,
        )

    def _span(self, draft: Draft) -> Span:
        return self.source.text.lines_span(draft.first, self._trimmed(draft.first, draft.last))

    def _trimmed(self, first: int, last: int) -> int:
        while last > first + 1 and not self.source.text.line(last - 1).strip():
            last -= 1
        return last

    def _own_lines(self, node: _Node) -> list[int]:
        """Give the lines of a draft that belong to no item within it."""
        lines: list[int] = []
        at = node.draft.first
        for child in node.children:
            lines += range(at, child.draft.first)
            at = max(at, child.draft.last)
        lines += range(at, self._trimmed(node.draft.first, node.draft.last))
        return lines

    def _words(self, node: _Node) -> str:
        draft, text = node.draft, self.source.text
        if draft.form is Form.ROW:
            return "\n".join(
                f"{head}: {text.slice(cell)}".strip(": ") for head, cell in draft.cells
            )
        lines = [text.line(line) for line in self._own_lines(node)]
        indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
        kept = [line[indent:] if not line[:indent].strip() else line for line in lines]
        return "\n".join(kept).strip("\n\ufeff")

    def _bare_span(self, node: _Node) -> Span:
        """Give the span up to the first item within: what a reference here is a reference of."""
        last = node.children[0].draft.first if node.children else node.draft.last
        return self.source.text.lines_span(node.draft.first, max(last, node.draft.first + 1))

    def _fields(self, node: _Node) -> dict[str, Span]:
        """Find the `Name: value` lines at the top of an item."""
        if node.draft.cells:
            return dict(node.draft.cells)
        return read_fields(self.source, self._own_lines(node)[1:_BODY_LINES])

    def _written(self, node: _Node, fields: dict[str, Span]) -> Written | None:
        """Find where the status is written: a field or a cell, or else the item's own line."""
        draft, text = node.draft, self.source.text
        if draft.form is Form.ROW:
            heads = status_cell(draft)
            for name, span in fields.items():
                if name in heads and (status := status_of_words(text.slice(span))) is not None:
                    return Written(status, span)
        elif (found := status_field(self.source, fields)) is not None:
            return Written(*found)
        own = draft.written or written_status(text.source, draft.line_span)
        return own or self._written_in_mention(node.chosen)

    def _written_in_mention(self, chosen: Chosen) -> Written | None:
        for mention in chosen.mentions:
            heads = status_cell(mention)
            for head, span in mention.cells:
                if head in heads and (status := status_of_words(self.source.text.slice(span))):
                    return Written(status, span)
        return None

    def _status(self, node: _Node, written: Written | None) -> Status:
        if node.draft.box is not None:
            return self._boxed_status(node.draft, self.source.text.slice(node.draft.box), written)
        if written is not None:
            return written.status
        if (around := self._section_status(node.draft)) is not None:
            return around
        if node.parent is not None and node.parent.status is not Status.OPEN:
            return node.parent.status
        return self.document_status or Status.OPEN

    def _boxed_status(self, draft: Draft, box: str, written: Written | None) -> Status:
        """Believe a box that is ticked; an empty one may be explained by words beside or above."""
        ticked = status_of_box(box)
        if ticked is not Status.OPEN:
            return ticked
        if written is not None and written.status is not Status.DONE:
            return written.status
        around = self._section_status(draft)
        if around is Status.REJECTED or around is Status.DEFERRED:
            return around
        return Status.OPEN

    def _section_status(self, draft: Draft) -> Status | None:
        for title in reversed(_section_path(draft)):
            if (status := section_status(title)) is not None:
                return status
        return None

    def _kind(self, draft: Draft) -> ItemKind:
        if draft.kind is not None:
            return draft.kind
        if draft.lead.id is not None and (name := prefix(draft.lead.id)):
            for pattern, kind in _KIND_PREFIXES:
                if pattern.fullmatch(name) and not self._misleads(kind):
                    return kind
        if draft.section is not None and BUG_SECTION.fullmatch(fold(draft.section.title)):
            return ItemKind.BUG
        return _KINDS.get(self.document, ItemKind.TASK)

    def _misleads(self, kind: ItemKind) -> bool:
        """Letters such as `T` or `M` mean other things in a test plan or outside of an audit."""
        if kind is ItemKind.TASK:
            return self.document is DocumentKind.TEST_PLAN
        return kind is ItemKind.FINDING and self.document is not DocumentKind.AUDIT_REPORT

    def _priority(self, draft: Draft, fields: dict[str, Span]) -> str | None:
        for name, span in fields.items():
            value = self.source.text.slice(span)
            brief = len(value.split()) <= _BRIEF
            if brief and PRIORITY_FIELD.fullmatch(name) and is_priority(value):
                return _plain(value).lstrip("🔴🟠🟡🟢⚪ ").strip()
        line = self.source.text.slice(draft.line_span)[:400]
        if (found := priority_in(line)) is not None:
            return found
        for title in reversed(_section_path(draft)[-2:]):
            if (found := priority_in(title)) is not None:
                return found
            words = fold(title)
            if is_priority(words) and len(words.split()) <= _BRIEF:
                return words.split()[0]
        return None

    def _optional(self, draft: Draft) -> bool:
        return (
            draft.box is not None
            and self.source.text.source[draft.box.end : draft.box.end + 2] == "]*"
        )

    def _criteria(self, node: _Node) -> tuple[Criterion, ...]:
        """Give the entries that are marked as criteria, or else all that stand in the item."""
        plain: list[Criterion] = []
        marked: list[Criterion] = []
        lines = self._own_lines(node)
        for mention in node.chosen.mentions:
            if mention.form is Form.HEADING:
                lines += range(mention.first, mention.last)
        for index in self._entries_on(lines):
            found = criterion(self.source, index)
            if not found.text or _SERVES.match(found.text):
                continue
            plain.append(found)
            if is_criterion(self.source, index):
                marked.append(found)
        return tuple(marked or plain)

    def _entries_on(self, lines: list[int]) -> Iterator[int]:
        """Give the entries on these lines, but for the one that an item itself may be."""
        entry_lines, indices = self.source.entry_index
        for line in lines[1:]:
            at = bisect_left(entry_lines, line)
            while at < len(entry_lines) and entry_lines[at] == line:
                yield indices[at]
                at += 1
