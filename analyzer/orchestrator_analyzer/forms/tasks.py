"""Items that are list entries with a task box."""

from orchestrator_analyzer.blocks import BlockKind
from orchestrator_analyzer.drafts import Draft, Form, draft_of
from orchestrator_analyzer.ids import read_lead
from orchestrator_analyzer.parts import Part


def task_drafts(source: Part) -> list[Draft]:
    """Find the list entries with a task box."""
    return [
        draft_of(source, Form.TASK, index, block, read_lead(source.text.source, block.text))
        for index, block in enumerate(source.blocks)
        if block.kind is BlockKind.ENTRY and block.box is not None
    ]
