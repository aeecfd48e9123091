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

PROMPT = "codeOrchestrator.prompt"
"""Show what an agent would be told. Arguments: [{"uri", "items"?: [handle], "range"?}], all
optional; gives {"prompt": text}."""

ANSWER = "codeOrchestrator.answer"
"""Answer what an agent of the document's run asks, or without an answer have it asked again.
Arguments: [{"uri", "question"?: id, "answer"?: "refuse" | "allow" | "always", "arm"?}], all
optional; with `arm`, what allows has to be confirmed."""

ANALYZE = "codeOrchestrator.analyze"
"""What is made of a document, for a menu. {"uri"}; gives {"title", "kind", "mode", "confidence",
"reasons", "open", "live", "modes": [{"name", "summary"}]}."""

COMMANDS = (ANALYZE, RUN, CONFIRM, STOP, REPORT, RESUME, PROMPT, ANSWER)

RUN_KIND = "codeOrchestrator"
"""Root of the kinds of our code actions. Its own root, because VS Code hides `source` actions from
the light bulb and this is where a person looks for "Run"."""

SOURCE_KIND = "source.codeOrchestrator"
"""The same actions in an editor's menu of source actions, when that is what it asks for."""

REWRITE_KIND = "refactor.rewrite"
"""Kind of the actions that write a status, an id or the beginning of criteria."""

FIX_KIND = "quickfix"
"""Kind of the actions that make a finding go away."""

SERVER = "code-orchestrator"
"""The server's name, and the source of its diagnostics."""
