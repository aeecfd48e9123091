"""What sort of document it is, by its name, its title, its headings and its shape."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.phrases import runs_on
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Evidence, Section
from orchestrator_analyzer.text import Text
from orchestrator_analyzer.vocabulary.headings import HEADINGS
from orchestrator_analyzer.vocabulary.paths import NAMES, PLACES
from orchestrator_analyzer.vocabulary.titles import TITLES
from orchestrator_analyzer.words import fold


@dataclass(frozen=True, slots=True)
class Drafts:
    """Every place that may be an item, by the way it is written."""

    tasks: list[Draft]
    headings: list[Draft]
    entries: list[Draft]
    rows: list[Draft]
    rules: list[Draft]
    texts: list[Draft]

    @property
    def all(self) -> list[Draft]:
        """Give all of them."""
        return [*self.tasks, *self.headings, *self.entries, *self.rows, *self.rules, *self.texts]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind of a document, how sure that is (0 to 1), and why."""

    kind: DocumentKind
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: DocumentKind
    weight: float
    words: str
    line: int = 0


_HEADING_LIMIT = 5
_LOOK_AT = 400
_FEW = 2
_VERSION = re.compile(
    r"\W*v?\d+\.\d+(?:\.\d+|\.x)?\b|\W*(?:unreleased|\d{4}-\d{2}-\d{2})", re.IGNORECASE
)
_PREAMBLE = 1500
_DECISION = re.compile(
    r"(?im)^[\s>*_-]*(?:RFC PR|Start Date|Deciders|EIP|KEP|PEP|Rust Issue)[*_ ]*:"
    r"|^[\s>*_-]*(?:Status|Statut|Estado|Статус|Stato|状态|ステータス|상태)[*_ ]*[:\uff1a][*_ ]*"
    r"(?:Accepted|Proposed|Superseded|Deprecated|Final|Accepté|Aceptado|Aceito|Принято|Akzeptiert|Angenommen|Accettato|Geaccepteerd)"
)
_SHALL = re.compile(
    r"\b(?:SHALL|MUST|SHOULD)\b|すること|하여야 한다|해야 한다|必须"
    r"|должн|doit |debe |deve |muss |moet "
)
_BLANK = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}|\[(?!NEEDS|x\]|X\])[A-Z][^\[\]\n]{3,80}\](?![(:\[])|<(?:your|insert|describe)[^<>\n]{1,60}>"
    r"|\b(?:YYYY|XXX|DD/MM|MM/DD)\b|(?m:^\s*(?:\d+\.|[-*])\s*(?:\.\.\.|…)?$)"
)
_MANY_BLANKS = 5
_STRETCH = 50
_OF_A_PLAN = frozenset({"constitution check", "technical context"})
_REQUEST = re.compile(r"(?m)^\W{0,8}(?:GET|POST|PUT|PATCH|DELETE)\W{1,3}/")
_PREFIXES: tuple[tuple[str, DocumentKind], ...] = (
    (r"(?:N?FR|SC|NFREQ|REQ|R|RF|RNF|EX|EF|FA|NFA|SR|AC|US|UC)", DocumentKind.SPEC),
    (r"(?:T|TASK|WP|STEP)", DocumentKind.TASK_LIST),
    (
        r"(?:H|C|M|L|I|N|QA|CRITICAL|HIGH|MEDIUM|LOW|SEC|VULN|CRIT|MED|INFO|F|FIND|FINDING|A11Y|A|S|V|CVE|PERF)",
        DocumentKind.AUDIT_REPORT,
    ),
    (r"(?:BUG|BUGS|ERR|DEF|DEFECT|ISSUE)", DocumentKind.BUG_REPORT),
    (r"(?:TC|TEST|TP|TS|CT|CP|TF|E2E|IT|UT)", DocumentKind.TEST_PLAN),
    (r"(?:G|GOAL|M|Q)", DocumentKind.ROADMAP),
    (r"(?:B|FEAT|IDEA|ITEM|STORY|TD|DEBT|UX|ENH|IMP|TODO|BL|PROJ)", DocumentKind.BACKLOG),
)


def judge(source: Source, drafts: Drafts) -> Judgement:
    """Weigh every sign that the document gives of its kind."""
    signs = [
        *_name_signs(source),
        *_title_signs(source, drafts),
        *_heading_signs(source),
        *_front_signs(source),
        *_shape_signs(source, drafts),
        *_text_signs(source),
        _Sign(DocumentKind.OTHER, 1.6, "nothing that says more"),
    ]
    totals: Counter[DocumentKind] = Counter()
    for sign in signs:
        totals[sign.kind] += sign.weight  # pyright: ignore[reportArgumentType] - weights are fractions
    (best, most), *others = totals.most_common(2)
    second = others[0][1] if others else 0
    evidence = sorted((sign for sign in signs if sign.kind is best), key=lambda sign: -sign.weight)
    return Judgement(
        kind=best,
        confidence=round(min(0.98, max(0.2, 0.5 + (most - second) / (most + second + 1) * 0.6)), 2),
        evidence=tuple(Evidence(sign.words, sign.line) for sign in evidence[:5]),
    )


def _name_signs(source: Source) -> Iterator[_Sign]:
    stem = re.sub(r"\.[a-z]+$", "", source.path.rstrip("/"), flags=re.IGNORECASE)
    for pattern, weight, kind in NAMES:
        if (found := pattern.search(stem[-120:])) is not None:
            yield _Sign(kind, weight, f"the file's name ends in {found[0].strip('/_-. ')[-40:]!r}")
            break
    else:
        # A name in another language says what a title of the same words would say.
        name = fold(re.split(r"[/\\]|__", stem)[-1][-80:].replace("-", " "))
        for phrases, weight, kind in TITLES:
            if (named := phrases.search(name)) is not None and len(named[0]) * 2 >= len(name):
                yield _Sign(kind, weight * 0.8, f"the file's name says {named[0]!r}")
    for pattern, weight, kind in PLACES:
        if (found := pattern.search(stem[-200:])) is not None:
            yield _Sign(kind, weight, f"its path says {found[0].strip('/_-. ')!r}")


def _title_signs(source: Source, drafts: Drafts) -> Iterator[_Sign]:
    heading = next(iter(source.sections), None)
    title = source.title or (heading.title if heading else "")
    line = heading.line if heading else 0
    words = fold(title[:_LOOK_AT])
    for pattern, weight, kind in TITLES:
        if (found := pattern.search(words)) is not None:
            # The closer to the whole title the words come, the more they mean.
            share = 0.55 + 0.45 * min(1.0, 2 * len(found[0]) / max(len(words), 1))
            if runs_on(found[0][0]) and any(map(runs_on, words[found.end() :])):
                share /= 2  # where words run on, the last one says what the thing is
            if kind is DocumentKind.TASK_LIST and not drafts.tasks:
                share /= 2  # a plan in prose
            yield _Sign(kind, weight * share, f"the title says {found[0]!r}", line)


def _heading_signs(source: Source) -> Iterator[_Sign]:
    counts: Counter[DocumentKind] = Counter()
    seen: set[tuple[DocumentKind, str]] = set()
    for section in _below_title(source)[:_LOOK_AT]:
        for kind, words in _said_by_heading(section.title):
            if counts[kind] >= _HEADING_LIMIT or (kind, words) in seen:
                continue
            counts[kind] += 1
            seen.add((kind, words))
            weight = 0.5 if kind is DocumentKind.OTHER else 1.0
            yield _Sign(kind, weight, f"a section {words!r}", section.line)
            if words in _OF_A_PLAN:
                yield _Sign(
                    kind, 2.0, f"a section {words!r}, as plans of spec-kit have", section.line
                )
    versions = [section for section in source.sections if _VERSION.match(section.title)]
    if len(versions) > 1 and len(versions) * 5 > len(source.sections):
        yield _Sign(
            DocumentKind.CHANGELOG, 5.0, f"{len(versions)} headings are versions", versions[0].line
        )


@remembered(texts=2048, longest=_LOOK_AT)
def _said_by_heading(title: str) -> tuple[tuple[DocumentKind, str], ...]:
    """Give the kinds of document that have such a heading, with the words that say so."""
    words = fold(title[:_LOOK_AT])
    found = ((kind, pattern.match(words)) for pattern, kind in HEADINGS)
    return tuple(
        (kind, match[0])
        for kind, match in found
        if match is not None and len(match[0]) * 2 >= len(words)
    )


def _below_title(source: Source) -> tuple[Section, ...]:
    """Give the sections but for one that stands above all others."""
    if not source.sections:
        return ()
    first, *others = source.sections
    return tuple(others) if all(one.level > first.level for one in others) else source.sections


def has_heading_of(source: Source, kind: DocumentKind) -> bool:
    """Say whether a section beneath the title is one that documents of a kind have."""
    patterns = [pattern for pattern, one in HEADINGS if one is kind]
    return any(
        pattern.match(fold(section.title[:_LOOK_AT]))
        for pattern in patterns
        for section in _below_title(source)[:_LOOK_AT]
    )


def _front_signs(source: Source) -> Iterator[_Sign]:
    front = source.front_matter
    if "about" in front or {"labels", "assignees"} <= set(front):
        yield _Sign(DocumentKind.OTHER, 9.0, "the front matter of an issue template")
    if "status" in front and {"date", "deciders", "decision-makers"} & set(front):
        yield _Sign(DocumentKind.DESIGN_DOC, 3.0, "the front matter of a decision record")
    if {"sidebar", "sidebar_position", "sidebar_label", "slug", "layout"} & set(front):
        yield _Sign(DocumentKind.OTHER, 2.5, "the front matter of a documentation page")


def _shape_signs(source: Source, drafts: Drafts) -> Iterator[_Sign]:
    boxes = len(drafts.tasks)
    if boxes:
        named = sum(draft.lead.id is not None for draft in drafts.tasks)
        line = drafts.tasks[0].first
        content = sum(block.parent == -1 for block in source.blocks) or 1
        much = min(1.0, boxes / 8) * min(1.0, 4 * boxes / (content + boxes))
        if named * 2 > boxes:
            yield _Sign(
                DocumentKind.TASK_LIST, 2.0 + 3.0 * much, f"{named} task boxes with ids", line
            )
        else:
            yield _Sign(DocumentKind.TASK_LIST, 2.0 * much, f"{boxes} task boxes", line)
            yield _Sign(DocumentKind.BACKLOG, 2.0 * much, f"{boxes} task boxes without ids", line)
            yield _Sign(DocumentKind.ROADMAP, 1.0 * much, f"{boxes} task boxes", line)
    yield from _series_signs(drafts)


def _series_signs(drafts: Drafts) -> Iterator[_Sign]:
    series: Counter[str] = Counter()
    lines: dict[str, int] = {}
    for draft in drafts.all:
        if draft.lead.id is not None and draft.lead.shape in {Shape.PREFIXED, Shape.LETTERED}:
            name = prefix(draft.lead.id)
            series[name] += 1
            lines.setdefault(name, draft.first)
    for name, count in series.most_common(4):
        if count > 1:
            for pattern, kind in _PREFIXES:
                if re.fullmatch(pattern, name):
                    yield _Sign(kind, 3.0, f"{count} ids such as {name}…", lines[name])
                    break
    if drafts.rules:
        yield _Sign(DocumentKind.SPEC, 4.0, "rules with ids of their own", drafts.rules[0].first)


def _text_signs(source: Source) -> Iterator[_Sign]:
    text = source.text.source
    if (found := _DECISION.search(text[:_PREAMBLE])) is not None:
        yield _Sign(
            DocumentKind.DESIGN_DOC, 4.0, found[0].strip(), source.text.line_of(found.start())
        )
    lines = max(source.text.line_count, 1)
    duties, requests, blanks = map(sum, zip(*map(_counts, _stretches(source.text)), strict=True))
    if duties > _FEW and duties * 25 > lines:
        yield _Sign(
            DocumentKind.SPEC, min(2.5, 1 + duties / 10), f"{duties} sentences say what must be"
        )
    if requests > _FEW:
        yield _Sign(DocumentKind.OTHER, 1.0, "requests to an interface")
    if blanks > _MANY_BLANKS and blanks * 4 > _written_lines(source):
        yield _Sign(DocumentKind.OTHER, 5.0, f"{blanks} blanks to be filled in")
    code = sum(block.last - block.first for block in source.blocks if block.kind is BlockKind.CODE)
    if code * 3 > lines:
        yield _Sign(DocumentKind.OTHER, 1.0, "a third of it is code")


def _stretches(text: Text) -> Iterator[str]:
    """Cut a text into stretches of so many lines."""
    for line in range(0, text.line_count, _STRETCH):
        yield text.source[text.line_start(line) : text.line_start(line + _STRETCH)]


# An edit leaves all stretches but one as they were.
@remembered(texts=1024, longest=16_000)
def _counts(stretch: str) -> tuple[int, int, int]:
    """Count what must be, requests to an interface, and blanks to be filled in."""
    duties, requests, blanks = (
        sum(1 for _ in pattern.finditer(stretch)) for pattern in (_SHALL, _REQUEST, _BLANK)
    )
    return duties, requests, blanks


def _written_lines(source: Source) -> int:
    return sum(1 for line in range(source.text.line_count) if source.text.line(line).strip())
