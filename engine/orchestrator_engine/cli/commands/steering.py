"""Commands for a run that goes on, or is to go on."""

from pathlib import Path

from orchestrator_engine.cli.arguments import (
    DETACH,
    JSON,
    LIMITS,
    RUN,
    TASK,
    THE_RUN,
    VERBOSE,
    Command,
    flag,
    value,
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "stop",
        "stop a run, keeping what is done",
        "Ask a run to stop, and wait until it has. Finished tasks are kept. What is under way\n"
        "is thrown away and begun again after a resume, or with --finish comes to its end.",
        "stop:stop",
        (
            RUN,
            flag("--now", help="do not wait for what is under way (the default)"),
            flag("--finish", help="finish the attempts that are under way, and begin no other"),
            flag("--all", help="every run of yours that is going on, in all projects"),
            JSON,
        ),
    ),
    Command(
        "attach",
        "watch a run in this terminal, and answer what its agents ask",
        "Show a run while it goes on, and put what its agents ask to you: one question at a\n"
        "time, with the command or the change in it. Leaving does not end the run.",
        "attach:attach",
        (RUN, JSON),
    ),
    Command(
        "approve",
        "say yes to the plan of an agent, and let its run go on",
        "Show the plan that an agent made (`run --plan`), what would be executed, which\n"
        "protected files its items ask to be changed, and what it may cost; ask; and let the\n"
        "run go on. The plan lies in the run's folder as a markdown document: edit it there,\n"
        "or name another file, to have that carried out instead.",
        "approving:approve",
        (
            RUN,
            value("--plan", metavar="FILE", type=Path, help="carry out this plan instead"),
            flag("--yes", help="say yes without being asked"),
            JSON,
        ),
    ),
    Command(
        "answer",
        "answer a question of a run, from a script",
        "Answer what an agent asks: allow it once, always (in this run: the same command, or\n"
        "changes of the same file), or refuse it. `status` says what is asked. The first\n"
        "answer counts.",
        "answer:answer",
        (
            THE_RUN,
            value("question", metavar="ID", help="the question's id, such as q1"),
            value(
                "choice",
                metavar="ANSWER",
                choices=("allow", "always", "refuse"),
                help="allow, always or refuse",
            ),
            value("--say", metavar="WORDS", default="", help="what the agent is told"),
            JSON,
        ),
    ),
    Command(
        "pause",
        "let a run come to a rest",
        "Begin nothing new, finish the attempts that are under way with their checks and\n"
        "reviews, and pause the run then. Returns at once.",
        "steering:pause",
        (RUN, JSON),
    ),
    Command(
        "resume",
        "let a stopped or crashed run go on",
        "Let a run go on from where it ended. Nothing that is done is done again.",
        "resume:resume",
        (
            RUN,
            flag(
                "--all",
                help="every run of yours that died before its end, and what was to follow one by "
                "itself (--fix), in the background",
            ),
            *LIMITS,
            VERBOSE,
            DETACH,
            JSON,
        ),
    ),
    Command(
        "restart",
        "begin again what is under way, and try again what failed",
        "Throw away the attempts that are under way and begin them again from clean trees,\n"
        "and try again what failed or was skipped for that. What is done is kept. A run that\n"
        "stopped, paused, crashed or failed goes on for it.",
        "steering:restart",
        (RUN, JSON),
    ),
    Command(
        "retry",
        "have one task of a run tried again",
        "Have a task that failed or was skipped tried again, with all its rounds. What was\n"
        "skipped for it waits again, and the phases that it ended are open again. A run that\n"
        "has ended goes on for it.",
        "steering:retry",
        (THE_RUN, TASK, JSON),
    ),
    Command(
        "skip",
        "leave one task of a run out",
        "Leave a task out, with what waits for it; an agent that works on it is ended. The\n"
        "rest goes on, and a phase can pass without it. A run that has ended goes on for it.",
        "steering:skip",
        (THE_RUN, TASK, JSON),
    ),
    Command(
        "move",
        "tell a run where its document is now",
        "Tell a run that its document has another name, or lies elsewhere: it is ticked there\n"
        "from now on, with what could not be ticked before, and a new run of it knows the work\n"
        "of this one. Editors do so by themselves, and so does a run that goes on where there\n"
        "is one file only that the document can be now. The run may go on or have ended.",
        "move:move",
        (
            THE_RUN,
            value("document", metavar="PATH", type=Path, help="the document as it is called now"),
            JSON,
        ),
    ),
    Command(
        "revert",
        "take one task of a run back",
        "Take one merged task of a run back, by a new commit on the run's branch, and open\n"
        "its boxes in the document again. Where your branch has the work already, the commit\n"
        "comes to a branch of its own, for you to merge. Your files and your branch stay as\n"
        "they are. What changed the same lines since has to be taken back before.",
        "revert:revert",
        (
            THE_RUN,
            TASK,
            flag("--dry-run", help="say what would happen, and what builds on the task"),
            JSON,
        ),
    ),
)
