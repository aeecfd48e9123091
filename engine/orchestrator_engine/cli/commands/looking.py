"""Commands that look at runs, and at what they left."""

from pathlib import Path

from orchestrator_engine.cli.arguments import (
    CWD,
    FORCE,
    JSON,
    LOOK,
    RUN,
    Command,
    flag,
    value,
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "status",
        "list the runs of this project",
        "List the runs of the project that the current folder belongs to, newest first.",
        "status:status",
        (
            value("run", nargs="?", metavar="RUN", help="only this run"),
            flag("--all", help="the runs of every project"),
            CWD,
            JSON,
        ),
    ),
    Command(
        "logs",
        "show what happened in a run",
        "Show a run's journal, one event a line. With --of, show what one of our own\n"
        "processes says of itself instead: the worker of a run (and its supervisor), the\n"
        "language servers, the dashboard or the watchdog.",
        "logs:logs",
        (
            LOOK,
            flag("-f", "--follow", help="go on while the run does"),
            value(
                "--level",
                choices=("detail", "info", "warning", "error"),
                default="detail",
                help="only what matters so much, or more",
            ),
            value(
                "--of",
                choices=("run", "worker", "server", "dashboard", "watchdog"),
                default="run",
                help="whose log (default: the run's journal)",
            ),
            JSON,
        ),
    ),
    *(
        Command(
            name,
            words,
            "Print the link of your dashboard, which shows all your runs, and show it in a\n"
            "browser where there is one. It is started where it does not run yet, and ends by\n"
            "itself when nobody has looked for an hour.",
            "open:open",
            (
                value("run", nargs="?", metavar="RUN", help="show this run first"),
                value(
                    "--port",
                    metavar="N",
                    type=int,
                    help="where it answers, if it is started (default: from 3111)",
                ),
                flag("--no-browser", help="only print the link"),
                JSON,
            ),
        )
        for name, words in (
            ("open", "show your runs in a browser: the dashboard"),
            ("dashboard", "the same as open"),
        )
    ),
    Command(
        "report",
        "say where a run's report is",
        "Print the path of a run's report (markdown).",
        "report:report",
        (LOOK, flag("--text", help="print the report itself"), JSON),
    ),
    Command(
        "history",
        "what the runs of this project took, gave and cost",
        "List the runs of the project that the current folder belongs to, newest first, with\n"
        "mode, agent, tasks, mean score, time and cost; what they cost together, and what all\n"
        "runs cost today.",
        "history:history",
        (
            flag("--all", help="the runs of every project"),
            CWD,
            value("--limit", metavar="N", type=int, default=0, help="only the latest N"),
            JSON,
        ),
    ),
    Command(
        "show",
        "one run with its tasks, attempts, checks, scores and cost",
        "Show one run as it stands: its phases and tasks, and what became of each attempt.",
        "show:show",
        (LOOK, JSON),
    ),
    Command(
        "trace",
        "from an item to its code, tests and review, or from a line of code to its item",
        "Say what came of an item of a document: its tasks, attempts, checks, commit, changed\n"
        "files with the functions in them, tests, review and remarks. For FILE:LINE, say\n"
        "which item, task and run the line comes from, by git blame and commits' trailers.\n"
        "Where a run is gone, only what its commits say of themselves is told, and said so.",
        "trace:trace_it",
        (
            value(
                "asked",
                nargs="?",
                metavar="ID|FILE:LINE",
                help="an item's id, or a line of a file",
            ),
            JSON,
        ),
    ),
    Command(
        "remarks",
        "what reviewers and failed checks of a run have to say, place by place",
        "List the remarks of reviewers and the failed checks of a run that nobody has mended\n"
        "or dismissed, each with its id, place and severity.",
        "remarks:show",
        (LOOK, flag("--all", help="also those that are mended or dismissed"), JSON),
    ),
    Command(
        "dismiss",
        "say that a remark needs nothing done about it, and why",
        "Dismiss a remark for a reason. It is kept with the run, shown in its report and\n"
        "counted there. The run may go on or have ended. --revoke takes that back: the\n"
        "remark is open again, also one that another run was to put right.",
        "remarks:dismiss_it",
        (
            value(
                "remark",
                metavar="REMARK",
                help="its id, such as T2.1.3, or RUN/T2.1.3 (see `remarks`)",
            ),
            value("reason", nargs="?", metavar="REASON", help="why, in quotes"),
            flag("--revoke", help="take it back: the remark is open again"),
            JSON,
        ),
    ),
    Command(
        "compare",
        "two runs side by side, item by item",
        "Say of every item how far it came in each of two runs, in how many rounds, with\n"
        "which score, and what it took.",
        "compare:compare",
        (
            value("run", metavar="RUN", help="a run, or the file of an exported one"),
            value("other", metavar="RUN", help="the other one"),
            JSON,
        ),
    ),
    Command(
        "export",
        "write a run to one file, to look at it elsewhere",
        "Write a run to a zip file: its journal (also as JSON lines), document, report, the\n"
        "agents' changes as patches, and their raw output. `show`, `logs`, `report`,\n"
        "`compare` and `replay` take the file in place of a run.",
        "export:export",
        (
            RUN,
            value("-o", "--output", metavar="FILE", type=Path, help="default: RUN.zip, here"),
            flag(
                "--with-project",
                help="add the project as it was, so that it can be carried out again",
            ),
            FORCE,
            JSON,
        ),
    ),
    Command(
        "replay",
        "go through a run again, event by event, or carry it out once more at no cost",
        "Show every event of a run with the state that it left. With --again, carry the run\n"
        "out once more from what was recorded: the same plan, real git and real checks, in\n"
        "a copy of the repository; no agent is asked. Says where it goes otherwise (exit\n"
        "code 1 then). A recording (RUN.jsonl, made by --record) is shown line by line; with\n"
        "--again --keep DIR what its agent changed is done again in DIR.",
        "replay:replay",
        (
            LOOK,
            value("--at", metavar="N", type=int, help="only the state after event N"),
            flag("--step", help="wait for Enter after each event"),
            flag("--again", help="carry it out once more, and compare"),
            flag("--trust", help="allow an exported run to execute its project's checks"),
            value(
                "--keep",
                metavar="DIR",
                type=Path,
                help="where to carry it out, and leave what comes of it (with --again)",
            ),
            JSON,
        ),
    ),
)
