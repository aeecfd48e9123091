"""The names that editors see and configurations may hold: commands, kinds of code action.

Each command takes one object, and every key of it may be missing, as may the object: a picker of
commands sends none. `uri` is an open document (without it, the one that the person looked at
last), `run` the id of a run (without it, the document's latest). `docs/reference/commands.md` says
it for a person, and `arguments.py` is what is held against what comes.
"""

ANALYZE = "codeOrchestrator.analyze"
"""What is made of a document, for a menu. {"uri"}; gives {"title", "kind", "mode", "confidence",
"reasons", "open", "live", "modes": [{"name", "summary"}]}."""

RUN = "codeOrchestrator.run"
"""Start a run, after asking. {"uri", "mode", "items": [handle], "range", "prompt", "choose",
"scope": "document" | "section" | "item" | "selection" | "dependencies" | "openBugs"}."""

CONFIRM = "codeOrchestrator.confirm"
"""Do what was asked for before, in an editor that cannot ask. {"uri"}."""

STOP = "codeOrchestrator.stop"
"""Stop a live run. {"uri" | "run", "how": "finish" | "drop"}."""

PAUSE = "codeOrchestrator.pause"
"""Begin nothing new in a live run; `resume` lets it go on. {"uri" | "run"}."""

RESUME = "codeOrchestrator.resume"
"""Let a run go on: one that is paused at once, one that ended after asking. {"uri" | "run"}."""

RESTART = "codeOrchestrator.restart"
"""Run what a run did not finish once more, from the beginning, after asking. {"uri" | "run"}."""

APPROVE = "codeOrchestrator.approve"
"""Say yes to the plan of an agent that waits for one, after asking. {"uri" | "run", "number"}; with
`number`, to that plan only."""

RETRY = "codeOrchestrator.retry"
"""Give a task, or those of an item, another go, after asking. {"uri" | "run", "task" | "item"}."""

SKIP = "codeOrchestrator.skip"
"""Leave a task, or those of an item, out of the run. {"uri" | "run", "task" | "item"}."""

REVERT = "codeOrchestrator.revert"
"""Take back what a task, or an item's, committed, after asking. {"uri" | "run", "task" | "item"}"""

PLAN = "codeOrchestrator.plan"
"""Write the plan of a run as a document and show it; starts nothing. {"uri", "mode", "items"}."""

PROMPT = "codeOrchestrator.prompt"
"""Show what an agent would be told. {"uri", "items", "range", "edit"}; gives {"prompt": text}.
With `edit`, as a document of its own that can be changed and run."""

ANSWER = "codeOrchestrator.answer"
"""Answer what an agent of the document's run asks, or without an answer have it asked again.
{"uri" | "run", "question": id, "answer": "refuse" | "allow" | "always", "arm", "message"}; with
`arm`, what allows has to be confirmed; with a run, its question is answered at once."""

REPORT = "codeOrchestrator.report"
"""Show the report of a run. {"uri" | "run"}."""

DIFF = "codeOrchestrator.diff"
"""Show the change of a task or an item as a file. {"uri" | "run", "task" | "item"}."""

COMPARE = "codeOrchestrator.compare"
"""Show how a run differs from the one before it of the same document. {"uri" | "run"}."""

HISTORY = "codeOrchestrator.history"
"""Show every run that is known as a page. {"uri" | "run"}, which change nothing."""

DASHBOARD = "codeOrchestrator.dashboard"
"""Open the dashboard in a browser, at a run; starts it if need be. {"run", "open"}; gives
{"url"}, and with `open` false does only that."""

TRACE = "codeOrchestrator.trace"
"""Go from an item to the places that came of it, or from a place to its item.
{"uri", "position" | "item"}; gives {"places": [{"uri", "range"}]}, and shows the first."""

MEND = "codeOrchestrator.mend"
"""Have what a remark says put right, after asking. {"uri" | "run", "remark": id}."""

DISMISS = "codeOrchestrator.dismiss"
"""Put a remark aside; without a reason it is asked for. {"uri" | "run", "remark": id, "reason"}."""

REOPEN = "codeOrchestrator.reopen"
"""Take back that a remark was put aside. {"uri" | "run", "remark": id}."""

DEBUG = "codeOrchestrator.debug"
"""Show what a report of a bug needs, without secrets. {"text": what the editor's extension says of
itself}; gives {"text"}."""

VIEW = "codeOrchestrator.view"
"""Everything about one run, or an overview of all; for widgets. {"run"}; gives the view."""

DETAILS = "codeOrchestrator.details"
"""What a widget shows beside a view, as the dashboard answers it. {"what": "log" | "task" | "diff"
| "history" | "compare", "run", "other", "task", "attempt", "level", "text", "before", "offset",
"limit"}."""

STATE = "codeOrchestrator.state"
"""One short line for a status bar. {"uri"}; gives {"text", "tooltip", "live", "done", "total",
"percent", "usd", "waits"}."""

COMMANDS = (
    ANALYZE,
    RUN,
    CONFIRM,
    STOP,
    PAUSE,
    RESUME,
    RESTART,
    APPROVE,
    RETRY,
    SKIP,
    REVERT,
    PLAN,
    PROMPT,
    ANSWER,
    REPORT,
    DIFF,
    COMPARE,
    HISTORY,
    DASHBOARD,
    TRACE,
    MEND,
    DISMISS,
    REOPEN,
    DEBUG,
    VIEW,
    DETAILS,
    STATE,
)

RUNNING = frozenset(
    (RUN, CONFIRM, RESUME, RESTART, APPROVE, RETRY, SKIP, REVERT, PLAN, MEND),
)
"""What lets something of a folder be executed: refused in a workspace that is not trusted."""

CHANGED = "codeOrchestrator/changed"
"""Our notification that some runs have changed: {"runs": [id]}, at most twice a second, and only
to an editor with `capabilities.experimental.codeOrchestrator.changed`."""

DIALOG = "codeOrchestrator/dialog"
"""Our request to have the person choose in a dialog that stays until they have: {"message",
"detail", "actions": [{"title"}], "allows"}, the safe one first; gives {"title"} or null. Where it
`allows` something to be executed, Enter should press the safe one. Only to an editor with
`capabilities.experimental.codeOrchestrator.dialogs`, about what the person has just done."""

WORDS = "codeOrchestrator/words"
"""Our request to have the person type a line of their own: {"message"}; gives {"text"} or null.
Only to an editor with `capabilities.experimental.codeOrchestrator.words`."""

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
