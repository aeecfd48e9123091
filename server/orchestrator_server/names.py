"""The names that editors see and configurations may hold: commands, kinds of code action."""

RUN = "codeOrchestrator.run"
"""Start a run, after asking. Arguments: [{"uri", "mode"?, "items"?: [handle]}], all optional."""

CONFIRM = "codeOrchestrator.confirm"
"""Do what was asked for before, in an editor that cannot ask. Arguments: [{"uri"}]."""

STOP = "codeOrchestrator.stop"
"""Stop the document's live run. Arguments: [{"uri"}], optional."""

REPORT = "codeOrchestrator.report"
"""Show the report of the document's latest run. Arguments: [{"uri"}], optional."""

RESUME = "codeOrchestrator.resume"
"""Let the document's latest run go on, after asking. Arguments: [{"uri"}], optional."""

COMMANDS = (RUN, CONFIRM, STOP, REPORT, RESUME)

RUN_KIND = "codeOrchestrator"
"""Root of the kinds of our code actions. Its own root, because VS Code hides `source` actions from
the light bulb and this is where a person looks for "Run"."""

SOURCE_KIND = "source.codeOrchestrator"
"""The same actions in an editor's menu of source actions, when that is what it asks for."""

SERVER = "code-orchestrator"
"""The server's name, and the source of its diagnostics."""
