"""What each command prints with `--json`: the shapes that other programs read.

These classes are the schema: `schemas/answers.json` is made from them, their docstrings included,
and a test runs every command and compares. No name is ever taken away or given another meaning; new
ones may come. They are imported where the schema is made, and by no command.

Times are seconds since 1970 where a name ends in `at`, and else lengths in seconds; money is in US
dollars. What is unknown is null.
"""

from collections.abc import Mapping
from typing import Any

from orchestrator_engine.analyzed import Analyzed, Unread
from orchestrator_engine.cli.answers import past, projects, runs
from orchestrator_engine.traced import Traced

_RUN = (runs.DryRun, runs.Begun, runs.Event, runs.End)

ANSWERS: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(
        ("build", "run", "feature", "fix", "test", "audit", "review", "refactor", "exec"), _RUN
    ),
    "plan": (projects.PlanWritten, projects.PlanChecked),
    "forecast": (projects.Foretold,),
    "rehearse": (projects.ScriptWritten, projects.ScriptChecked),
    "analyze": (Analyzed, Unread),
    "agents": (projects.Agents,),
    "scan": (projects.Scan,),
    "status": (runs.Runs,),
    "logs": (runs.Event, runs.Line),
    "init": (projects.Written, projects.DocumentWritten),
    "doctor": (projects.Doctor,),
    "config": (projects.Settings, projects.SettingWritten, projects.Migrated),
    "trust": (projects.Trusted, projects.TrustedFolders, projects.Revoked),
    "stop": (runs.End, runs.Ends),
    "attach": (),
    "approve": (runs.Approved,),
    "answer": (runs.Answered,),
    "pause": (runs.End,),
    "resume": (runs.Begun, runs.Event, runs.End, runs.Resumed),
    "restart": (runs.End,),
    "retry": (runs.End,),
    "skip": (runs.End,),
    "move": (runs.Moved,),
    "revert": (runs.Reverted,),
    "watchdog": (projects.Watchdog,),
    "open": (projects.Link,),
    "dashboard": (projects.Link,),
    "report": (past.Report,),
    "history": (past.History,),
    "show": (past.Show,),
    "trace": (Traced,),
    "remarks": (past.Remarks,),
    "dismiss": (past.Dismissed, past.Reopened),
    "compare": (past.Compared,),
    "export": (past.Exported,),
    "replay": (past.State, past.Again, past.Recording, past.RecordingAgain),
}
"""What each command prints; besides, each may say that it refused."""
