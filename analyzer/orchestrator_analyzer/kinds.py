"""What sort of document it is, by its name, its title, its headings and its shape."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, prefix
from orchestrator_analyzer.ids import Shape
from orchestrator_analyzer.memory import remembered
from orchestrator_analyzer.phrases import runs_on
from orchestrator_analyzer.parts import Head, Part
from orchestrator_analyzer.source import Source
from orchestrator_analyzer.spec import DocumentKind, Evidence, Status
from orchestrator_analyzer.vocabulary.counted import COUNTED, PREFIXES
from orchestrator_analyzer.vocabulary.headings import HEADINGS
from orchestrator_analyzer.vocabulary.labels import LABELS
from orchestrator_analyzer.vocabulary.paths import NAMES, PLACES
from orchestrator_analyzer.vocabulary.titles import OF, TEACHING, TITLES
from orchestrator_analyzer.words import fold, status_of_words


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
# A chapter such as `1.1 Aim` is no version: that has a mark, three numbers, or a date behind it.
_VERSION = re.compile(
    r"\W*(?:v\d+\.\d+|\d+\.\d+(?:\.\d+|\.x)+\b|\d+\.\d+(?=[\])]|\W*(?:\d{4}|$)))"
    r"|\W*(?:unreleased|\d{4}[-./]\d{1,2}[-./]\d{1,2})",
    re.IGNORECASE,
)
_PREAMBLE = 1500
_TOP = 8000
_LABEL = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2}|[■◆●▼□◇▶【]\s*)?(?P<name>[^\W\d_][^\n:\uff1a*_】|]{1,30})"
    r"[*_】]{0,2}(?:[ \t]*[:\uff1a]|(?<=【)|(?<=】)|$)",
    re.MULTILINE,
)
_SIGNED = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2}|[■◆●▼□◇▶【])")
_MARKED = re.compile(r"<(?:PRD|prd)>")
_ENDED = re.compile(r"(?:[\u2013—:|(\[-]\s*)(?P<words>[^\u2013—:|()\[\]]{2,30})[)\]\s*_]*$")
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
_SUFFIX = 2
_OF_A_PLAN = frozenset({"constitution check", "technical context"})
_REQUEST = re.compile(r"(?m)^\W{0,8}(?:GET|POST|PUT|PATCH|DELETE)\W{1,3}/")


def judge(source: Source, drafts: Drafts) -> Judgement:
    """Weigh every sign that the document gives of its kind."""
    signs = [
        *_name_signs(source),
        *_title_signs(source, drafts),
        *_heading_signs(source, drafts),
        *_label_signs(source),
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
        confidence=_sure(most - second),
        evidence=tuple(Evidence(sign.words, sign.line) for sign in evidence[:5]),
    )


# How often the kind was right where it was ahead of the next by so much, between these points in a
# straight line. From documents that nobody had looked at when the words were chosen, and from
# others with three signs in ten taken away, which is what words that are not known look like.
_RIGHT = ((0.0, 0.40), (1.0, 0.55), (2.0, 0.78), (3.0, 0.92), (4.0, 0.95), (6.0, 0.98))


def _sure(ahead: float) -> float:
    """Say how sure a kind is that is ahead of the next one by so much weight."""
    for (low, least), (high, most) in pairwise(_RIGHT):
        if ahead < high:
            return round(least + (most - least) * (ahead - low) / (high - low), 2)
    return _RIGHT[-1][1]


def _name_signs(source: Source) -> Iterator[_Sign]:
    stem = re.sub(r"\.[a-z]+$", "", source.path.rstrip("/"), flags=re.IGNORECASE)
    for pattern, weight, kind in NAMES:
        if (found := pattern.search(stem[-120:])) is not None:
            yield _Sign(kind, weight, f"the file's name ends in {found[0].strip('/_-. ')[-40:]!r}")
            break
    else:
        # A name in another language says what a title of the same words would say.
        name = fold(re.split(r"[/\\]|__", stem)[-1][-80:].replace("-", " "))
        for found, weight, kind in _named(source, name):
            if len(found[0]) * 2 >= len(name):
                yield _Sign(kind, weight * 0.8, f"the file's name says {found[0]!r}")
    for pattern, weight, kind in PLACES:
        if (found := pattern.search(stem[-200:])) is not None:
            yield _Sign(kind, weight, f"its path says {found[0].strip('/_-. ')!r}")


def _title_signs(source: Source, drafts: Drafts) -> Iterator[_Sign]:
    heading = next(iter(source.heads), None)
    title = source.title or (heading.title if heading else "")
    line = heading.line if heading else 0
    words = fold(title[:_LOOK_AT])
    for found, weight, kind in _named(source, words):
        # The closer to the whole title the words come, the more they mean.
        share = 0.55 + 0.45 * min(1.0, 2 * len(found[0]) / max(len(words), 1))
        if runs_on(found[0][0]) and sum(map(runs_on, words[found.end() :])) > _SUFFIX:
            share /= 2  # where words run on, the last one says what the thing is
        if kind is DocumentKind.TASK_LIST and not drafts.tasks:
            share /= 2  # a plan in prose
        yield _Sign(kind, weight * share, f"the title says {found[0]!r}", line)
    if (told := TEACHING.match(words)) is not None:
        yield _Sign(DocumentKind.OTHER, 3.0, f"the title begins with {told[0].strip()!r}", line)
    ended = _ENDED.search(title[-_LOOK_AT:])
    said = status_of_words(ended["words"], whole=True) if ended is not None else None
    if said is Status.DONE:
        weight = 1.5 if _has_open_box(source, drafts) else 5.0
        yield _Sign(DocumentKind.STATUS_REPORT, weight, "the title says that it is done", line)


def _has_open_box(source: Source, drafts: Drafts) -> bool:
    return any(draft.box and draft.part.text.slice(draft.box) == " " for draft in drafts.tasks)


def _named(source: Source, words: str) -> list[tuple[re.Match[str], float, DocumentKind]]:
    """Find what a title or a name calls the document, each with its weight."""
    named = [
        (found, weight, kind)
        for pattern, weight, kind in TITLES
        if (found := pattern.search(words)) is not None and not _is_filled_in(source, found[0])
    ]
    spans = [found.span() for found, _, _ in named]
    named = [one for one in named if not any(_is_within(one[0].span(), span) for span in spans)]
    # "Code review guidelines" are guidelines, and an "audit plan" is a plan.
    return [
        (
            found,
            weight / 2 if any(_tells_of(words, found.span(), span) for span in spans) else weight,
            kind,
        )
        for found, weight, kind in named
    ]


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def _tells_of(words: str, span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Say whether the name at `span` only tells what sort of thing the `other` one is."""
    if span[1] <= other[0]:
        return words[span[1] : other[0]] in {" ", "-"}
    return other[1] <= span[0] and OF.fullmatch(words, other[1], span[0]) is not None


def _is_filled_in(source: Source, name: str) -> bool:
    """Say whether what calls itself a template has no blanks that were left in it."""
    return name == "template" and sum(1 for _ in _BLANK.finditer(source.text.source)) < _FEW


def _heading_signs(source: Source, drafts: Drafts) -> Iterator[_Sign]:
    counts: Counter[DocumentKind] = Counter()
    seen: set[tuple[DocumentKind, str]] = set()
    does = len(drafts.tasks) > _FEW  # steps with boxes are to be done and tell no reader how
    for section in _below_title(source)[:_LOOK_AT]:
        for kind, words in _said_by_heading(section.title):
            if counts[kind] >= _HEADING_LIMIT or (kind, words) in seen:
                continue
            if does and kind is DocumentKind.OTHER:
                continue
            counts[kind] += 1
            seen.add((kind, words))
            weight = 0.5 if kind is DocumentKind.OTHER else 1.0
            yield _Sign(kind, weight, f"a section {words!r}", section.line)
            if words in _OF_A_PLAN:
                yield _Sign(
                    kind, 2.0, f"a section {words!r}, as plans of spec-kit have", section.line
                )
    versions = [section for section in source.heads if _VERSION.match(section.title)]
    if len(versions) > 1 and len(versions) * 5 > len(source.heads):
        # Boxes beneath a version that are not ticked say what it is to bring.
        kind = DocumentKind.ROADMAP if _has_open_box(source, drafts) else DocumentKind.CHANGELOG
        yield _Sign(kind, 5.0, f"{len(versions)} headings are versions", versions[0].line)


def _label_signs(source: Source) -> Iterator[_Sign]:
    """Read the labels at the top of a document that has them in place of headings.

    One that stands there twice is a field of each item and says nothing of the document.
    """
    found: dict[str, list[int]] = {}
    for label in _LABEL.finditer(source.text.source, 0, _TOP):
        if not label[0].rstrip().endswith((":", "\uff1a")) and not _SIGNED.match(label[0]):
            continue
        found.setdefault(fold(label["name"]), []).append(label.start("name"))
    for name, places in found.items():
        for pattern, kind in LABELS:
            if len(places) == 1 and pattern.fullmatch(name):
                line = source.text.line_of(places[0])
                if not source.is_code(line):
                    yield _Sign(kind, 1.0, f"the label {name!r}", line)


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


def _below_title(source: Source) -> Sequence[Head]:
    """Give the sections but for one that stands above all others."""
    if not source.heads:
        return ()
    first, *others = source.heads
    return others if all(one.level > first.level for one in others) else source.heads


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
        content = sum(part.answer(_outermost) for part in source.parts) or 1
        much = min(1.0, boxes / 8) * min(1.0, 4 * boxes / (content + boxes))
        if named * 2 > boxes:
            yield _Sign(
                DocumentKind.TASK_LIST, 2.0 + 3.0 * much, f"{named} task boxes with ids", line
            )
        else:
            yield _Sign(DocumentKind.TASK_LIST, 2.4 * much, f"{boxes} task boxes", line)
            yield _Sign(DocumentKind.BACKLOG, 2.2 * much, f"{boxes} task boxes without ids", line)
            yield _Sign(DocumentKind.ROADMAP, 1.0 * much, f"{boxes} task boxes", line)
    yield from _series_signs(drafts)


def _series_signs(drafts: Drafts) -> Iterator[_Sign]:
    named: dict[tuple[Shape | None, str], list[int]] = {}
    for draft in drafts.all:
        if draft.lead.id is not None:
            named.setdefault((draft.lead.shape, prefix(draft.lead.id)), []).append(draft.first)
    often = sorted(named.items(), key=lambda one: -len(one[1]))
    lettered = [one for one in often if one[0][0] in {Shape.PREFIXED, Shape.LETTERED}]
    for (shape, name), lines in lettered[:4]:
        kind = next((kind for letters, kind in PREFIXES if letters.fullmatch(name)), None)
        if kind is not None and len(lines) > 1:
            # Two such as R1 and R2 may be parts on a board.
            is_few = shape is Shape.LETTERED and len(name) == 1 and len(lines) <= _FEW
            weight = 1.5 if is_few else 3.0
            yield _Sign(kind, weight, f"{len(lines)} ids such as {name}…", lines[0])
    for (_, name), lines in [one for one in often if one[0][0] is Shape.WORDED][:2]:
        kind = next((kind for words, kind in COUNTED if words.fullmatch(fold(name))), None)
        if kind is not None and len(lines) > 1:
            yield _Sign(kind, 2.5, f"{len(lines)} are counted as {name!r}", lines[0])
    if drafts.rules:
        yield _Sign(DocumentKind.SPEC, 4.0, "rules with ids of their own", drafts.rules[0].first)


def _text_signs(source: Source) -> Iterator[_Sign]:
    text = source.text.source
    if (marked := _MARKED.search(text)) is not None:
        line = source.text.line_of(marked.start())
        yield _Sign(DocumentKind.SPEC, 4.0, "the mark of a product description", line)
    if (found := _DECISION.search(text[:_PREAMBLE])) is not None:
        yield _Sign(
            DocumentKind.DESIGN_DOC, 4.0, found[0].strip(), source.text.line_of(found.start())
        )
    lines = max(source.text.line_count, 1)
    counts = [part.answer(_counts) for part in source.parts]
    duties, requests, blanks = map(sum, zip(*counts, strict=True))
    if duties > _FEW and duties * 25 > lines:
        yield _Sign(
            DocumentKind.SPEC, min(2.5, 1 + duties / 10), f"{duties} sentences say what must be"
        )
    if requests > _FEW:
        yield _Sign(DocumentKind.OTHER, 1.0, "requests to an interface")
    if blanks > _MANY_BLANKS and blanks * 4 > _written_lines(source):
        yield _Sign(DocumentKind.OTHER, 7.0, f"{blanks} blanks to be filled in")
    code = sum(part.answer(_code) for part in source.parts)
    if code * 3 > lines:
        yield _Sign(DocumentKind.OTHER, 1.0, "a third of it is code")


def _counts(part: Part) -> tuple[int, int, int]:
    """Count what must be, requests to an interface, and blanks to be filled in."""
    text = part.text.source
    duties, requests, blanks = (
        sum(1 for _ in pattern.finditer(text)) for pattern in (_SHALL, _REQUEST, _BLANK)
    )
    return duties, requests, blanks


def _outermost(part: Part) -> int:
    return len(part.children.get(-1, ()))


def _code(part: Part) -> int:
    return sum(block.last - block.first for block in part.blocks if block.kind is BlockKind.CODE)


def _written_lines(source: Source) -> int:
    return sum(part.answer(_written) for part in source.parts)


def _written(part: Part) -> int:
    return sum(1 for line in range(part.lines) if part.text.line(line).strip())
