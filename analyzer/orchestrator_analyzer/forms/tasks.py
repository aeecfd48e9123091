"""Items that are list entries with a task box."""

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, draft_of
from orchestrator_analyzer.forms.belief import with_believable_ids
from orchestrator_analyzer.ids import read_lead
from orchestrator_analyzer.source import Source


def tasks(source: Source) -> list[Draft]:
    """Find the list entries with a task box."""
    drafts = [
        draft_of(source, Form.TASK, index, block, read_lead(source.text.source, block.text))
        for index, block in enumerate(source.blocks)
        if block.kind is BlockKind.ENTRY and block.box is not None
    ]
    return with_believable_ids(source, drafts)
