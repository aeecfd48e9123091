"""Items that are paragraphs opened by a rule's mark, as tracey reads them."""

import re

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, draft_of
from orchestrator_analyzer.ids import Lead, Shape
from orchestrator_analyzer.parts import Part
from orchestrator_analyzer.text import Span

_RULE = re.compile(
    r"(?P<id>[a-z]{1,12}\[(?P<name>[a-z][\w-]*(?:\.[\w-]+)+)[^\]\n]{0,40}\])[ \t]*(?:\n|\r|$)?"
)
_QUOTE = re.compile(r"(?:[ \t]*>)+[ \t]*")


def rule_drafts(source: Part) -> list[Draft]:
    """Find the paragraphs that open with a rule's mark such as `r[channel.id.parity]`."""
    drafts: list[Draft] = []
    if "[" not in source.text.source:
        return drafts
    for index, block in enumerate(source.blocks):
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        quote = _QUOTE.match(source.text.source, block.text.start, block.text.end)
        start = quote.end() if quote else block.text.start
        found = _RULE.match(source.text.source, start, block.text.end)
        if found is None:
            continue
        title_end = source.text.line_end(source.text.line_of(found.end()))
        again = _QUOTE.match(source.text.source, found.end(), block.text.end) if quote else None
        title_start = again.end() if again else found.end()
        title = Span(title_start, max(title_start, title_end))
        lead = Lead(
            id=found["name"],
            id_span=Span(*found.span("name")),
            shape=Shape.PREFIXED,
            firm=True,
            title=source.text.slice(title).strip(),
            title_span=title,
        )
        drafts.append(draft_of(source, Form.RULE, index, block, lead))
    return drafts
