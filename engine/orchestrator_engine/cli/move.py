"""`move`: tell a run where its document is now, when it was renamed behind its back."""

import os
from argparse import Namespace
from pathlib import Path

from orchestrator_engine import telling
from orchestrator_engine.cli import choosing, output
from orchestrator_engine.documents import read
from orchestrator_engine.wording import not_ticked


def move(options: Namespace) -> int:
    """Have a run follow its document to another path."""
    folder = choosing.choose(options.run)
    document = Path(os.path.realpath(options.document))
    read(document)
    run = telling.move(folder, document)
    if options.json:
        output.emit({"run": folder.id, "document": str(document), "left": dict(run.left)})
        return 0
    output.say(f"The document of run {folder.id} is {document} from now on.")
    if not run.left:
        return 0
    if run.over:
        output.say("Done, and not ticked in it:")
        output.say("\n".join(f"  {words}" for words in not_ticked(run)))
    else:
        output.say("What could not be ticked before is ticked in it before the run ends.")
    return 0
