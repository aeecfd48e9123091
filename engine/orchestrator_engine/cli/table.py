"""Every command of the command line, as a table. Adding one is a file and an entry here."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from orchestrator_engine import durations, money
from orchestrator_engine.cli.parsing import Parser, PrintSchema

ABOUT = "Code Orchestrator turns a markdown spec into a reviewed codebase."


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a command: its names, and what argparse should do with it."""

    names: tuple[str, ...]
    how: Mapping[str, Any]

    def shown(self) -> tuple[str, ...]:
        """What the usage line shows of it: nothing of options, which have their own lines."""
        if self.names[0].startswith("-"):
            return ()
        name = str(self.how["metavar"])
        if self.how.get("nargs") == "*":
            return (f"{name}…",)
        return (f"[{name}]" if self.how.get("nargs") == "?" else name,)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `target` is `module:function`, imported only when the command is given."""

    name: str
    help: str
    more: str
    target: str
    own: tuple[Argument, ...]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Its own, and what comes with them."""
        return (*self.own, SCHEMA) if JSON in self.own else self.own


def _flag(*names: str, help: str) -> Argument:  # noqa: A002  # argparse's own word
    return Argument(names, {"action": "store_true", "help": help})


def _value(*names: str, **how: Any) -> Argument:  # noqa: ANN401  # argparse's own options
    return Argument(names, how)


JSON = _flag("--json", help="answer in JSON, for programs")
SCHEMA = _flag("--schema", help="print the JSON schema of that answer, and nothing else")
"""What every command has that has `--json`."""
RUN = _value(
    "run",
    nargs="?",
    metavar="RUN",
    help="a run's id or a part of it, or a project's folder or its name (default: the latest of "
    "this project)",
)
LOOK = _value(
    "run",
    nargs="?",
    metavar="RUN",
    help="a run's id or a part of it, a project's folder or its name, or an exported file "
    "(default: the latest of this project)",
)
THE_RUN = _value("run", metavar="RUN", help="the run's id, or a part of it")
TASK = _value("task", metavar="TASK", help="the task's id, or that of its item")
FOLDER = _value("folder", nargs="?", metavar="DIR", type=Path, help="the project (default: here)")
CWD = _value("--cwd", metavar="DIR", type=Path, help="the project (default: here)")
VERBOSE = _flag("--verbose", help="a line for each thing that happens, also on a terminal")
SET = _value(
    "--set",
    metavar="KEY=VALUE",
    action="append",
    help="a setting for this time, such as min_task_score=9 (may be repeated)",
)
DETACH = _flag("--detach", help="return at once; the run goes on in the background")


def _checked(parse: Callable[[str], float]) -> Callable[[str], float]:
    def checked(text: str) -> float:
        try:
            value = parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        if value <= 0:
            raise argparse.ArgumentTypeError(f"“{text}” is no limit: it must be more than nothing")
        return value

    return checked


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"“{text}” is no whole number")
    return int(text)


_MONEY, _TOKENS, _SPAN, _COUNT = map(
    _checked, (money.parse, money.parse_tokens, durations.parse, _number)
)
LIMITS = (
    _value("--budget", metavar="USD", type=_MONEY, help="what the run may cost, such as 5usd"),
    _value("--budget-tokens", metavar="N", type=_TOKENS, help="how many tokens, such as 2M"),
    _value("--budget-attempts", metavar="N", type=_COUNT, help="how many attempts at tasks"),
    _value("--run-timeout", metavar="TIME", type=_SPAN, help="how long it may take, such as 4h"),
    _value("--task-budget", metavar="USD", type=_MONEY, help="what one task may cost"),
    _value("--task-budget-tokens", metavar="N", type=_TOKENS, help="how many tokens it may use"),
    _value("--max-attempts", metavar="N", type=_COUNT, help="how many attempts at one task"),
    _value("--day-budget", metavar="USD", type=_MONEY, help="what all your runs may cost in a day"),
)
_FILE = _value("document", metavar="SPEC.md", type=Path, help="the markdown file")
_REPOSITORY = _value("--cwd", metavar="DIR", type=Path, help="the repository (default: here)")
_MODE = _value("--mode", metavar="MODE", help="instead of the recommended one")
_ITEMS = _value("--items", metavar="ID", nargs="+", default=[], help="only these items")
_FORCE = _flag("--force", help="replace the file if it is there")
_DOCUMENT = _value("document", metavar="SPEC.md", type=Path, help="the markdown file to carry out")
_WISH = _value("wish", metavar="WISH", help="what you want, in quotes, or a markdown file")
_OPTIONS = (
    _value(
        "--cwd",
        metavar="DIR",
        type=Path,
        help="the repository to work in (default: here)",
    ),
    _value(
        "--agent",
        metavar="NAME",
        help="who is asked in every role (default: as the project says; see `code-orch agents`)",
    ),
    _value("--model", metavar="NAME", help="the model that the agent uses, in every role"),
    _ITEMS,
    _flag("--dry-run", help="show the plan and execute nothing"),
    _flag("--no-review", help="merge what passes the checks without a review"),
    _flag("--plan", help="have an agent plan, where the document is no list of tasks already"),
    _flag("--record", help="record what each agent does, to look at it or carry it out again"),
    _flag("--init", help="make the folder a git repository if it is none"),
    _flag("--unattended", help="ask nobody: what an agent may not do by itself is refused"),
    *LIMITS,
    _value("--dev-port", metavar="N", type=_COUNT, help="where the dev server listens"),
    _value("--port", metavar="N", type=_COUNT, help="show the dashboard, from this port on"),
    _value("--max-restarts", metavar="N", type=_number, help="how often a worker may crash"),
    SET,
    _value(
        "--fit",
        metavar="USD",
        nargs="?",
        type=_MONEY,
        const=True,
        help="propose what to leave out so that it costs no more than this, or than --budget",
    ),
    _flag("--yes", help="agree to what --fit proposes, and to the plan of --plan, unasked"),
    _flag("--no-sandbox", help="do without a sandbox for agents and checks"),
    _flag("--trust", help="allow whatever the project executes as it stands now, without asking"),
    _value("--trusting", metavar="DIGEST", help="allow it if it is this, as --dry-run --json says"),
    VERBOSE,
    DETACH,
    JSON,
)
STARTING = (_DOCUMENT, *_OPTIONS)
MISSING = "Find what the tests of this project do not cover, and write what matters most of it."
"""What `test` asks for where nobody says more."""

READ = "Review the code of this project."
"""What `review` asks for where nobody says more."""


def _optional_wish(default: str | None) -> Argument:
    return _value("wish", metavar="WISH", nargs="?", default=default, help=_WISH.how["help"])


_WHERE = """

The work is done on a branch of its own, in worktrees of its own: your files and
your branch stay as they are. Closing the terminal does not end the run; Ctrl-C does."""


def _wish(name: str, help: str, more: str, wish: Argument = _WISH) -> Command:  # noqa: A002
    """A command that carries out what is asked for in a line, in the mode of its name."""
    return Command(name, help, f"{more}{_WHERE}", f"run:{name}", (wish, *_OPTIONS))


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "build",
            "carry out a whole spec",
            "Plan the spec as a whole project and carry it out, phase by phase." + _WHERE,
            "run:build",
            STARTING,
        ),
        Command(
            "run",
            "carry out any document, in the mode that suits it",
            "Read the document, choose the mode that suits it, and carry it out." + _WHERE,
            "run:run",
            (_MODE, *STARTING),
        ),
        _wish("feature", "add something to a project", "Add what you ask for to the project."),
        _wish(
            "fix",
            "mend a bug, with a test that shows it",
            "Find the cause of a bug, mend it, and leave a test behind. The test is tried on the\n"
            "code as it was, too: one that passes there shows nothing, and is sent back.",
        ),
        Command(
            "test",
            "write tests that are missing",
            "Write tests, and change nothing else. More tests have to run than before." + _WHERE,
            "run:test",
            (
                _optional_wish(MISSING),
                _flag("--fix", help="go on with the tests that failed before: mend the code"),
                *_OPTIONS,
            ),
        ),
        Command(
            "audit",
            "look for what is wrong, and write a report; nothing is changed",
            "Have agents look for what is wrong with the project, in one respect or in all, and\n"
            "write a report with the place, the evidence and a suggestion for each finding, and\n"
            "SARIF beside it, on the run's branch. `code-orch fix` mends what such a report says."
            + _WHERE,
            "run:audit",
            (
                _optional_wish(None),
                _value(
                    "--type",
                    choices=("security", "performance", "quality", "a11y", "full"),
                    default="full",
                    help="in which respect, where no wish says so (default: full, all of them)",
                ),
                _flag("--fix", help="go on with what was found: mend each, as `fix` does"),
                *_OPTIONS,
            ),
        ),
        _wish(
            "review",
            "read the code as a careful colleague would, and write a report",
            "Have an agent read the project, or what you name of it, and write a report as\n"
            "`audit` does. Nothing is changed.",
            wish=_optional_wish(READ),
        ),
        _wish(
            "refactor",
            "restructure, with the same behaviour",
            "Change how the code is built and not what it does. No test is lost.",
        ),
        Command(
            "exec",
            "do whatever you ask for",
            "Have one thing done as you say it, checked and reviewed like all others." + _WHERE,
            "run:execute",
            (
                _WISH,
                _value("--mode", metavar="MODE", default="exec", help="a mode of your own"),
                *_OPTIONS,
            ),
        ),
        Command(
            "plan",
            "write the plan of a document as markdown, to edit and run; or check a plan",
            "Write the plan of a document into a markdown file beside it, and start nothing. Edit\n"
            "it: delete, move, rename and add tasks and phases; then carry it out with\n"
            "`code-orch run`. Of a file that is a plan, say what is wrong with it, line by line\n"
            "(exit code 1 where it cannot be carried out).",
            "plan:plan",
            (
                _FILE,
                _REPOSITORY,
                _MODE,
                _ITEMS,
                _value(
                    "-o",
                    "--output",
                    metavar="FILE",
                    type=Path,
                    help="the plan's file (default: SPEC.plan.md beside the document)",
                ),
                _flag("--force", help="replace a plan that somebody has edited"),
                JSON,
            ),
        ),
        Command(
            "forecast",
            "say what a run would take, by what earlier runs took",
            "Say what carrying a document out will probably cost and how long agents will work,\n"
            "by your own earlier runs with the same agent. Nothing is run.",
            "forecast:forecast",
            (
                _FILE,
                _REPOSITORY,
                _MODE,
                _value("--agent", metavar="NAME", help="instead of the one that the project names"),
                _ITEMS,
                _value("--fit", metavar="USD", type=_MONEY, help="say what to leave out for this"),
                JSON,
            ),
        ),
        Command(
            "rehearse",
            "write a first rehearsal script for a document, or check the one that is there",
            "Write a script beside the document that carries out its plan with no agent and at no\n"
            "cost: one section a task, to be changed to what you want to see. With --check, say\n"
            "what of a script does not fit to the document (exit code 1 then). Nothing is run.",
            "rehearse:rehearse",
            (
                _FILE,
                _REPOSITORY,
                _MODE,
                _value("-o", "--output", metavar="FILE", type=Path, help="the script's file"),
                _flag("--no-review", help="without sections for reviews"),
                _flag("--check", help="write nothing, and say what of the script does not fit"),
                _flag("--force", help="replace the script if it is there"),
                JSON,
            ),
        ),
        Command(
            "analyze",
            "say what a document is, what there is to do in it, and how to run it",
            "Read markdown documents and say of each what kind it is, what there is to do in it,\n"
            "how best to run it, and what is wrong in it. A folder gives a table. Nothing is run.\n"
            "The JSON is one object for one file, and an array for several files or a folder.",
            "analyze:analyze",
            (
                _value(
                    "documents",
                    nargs="*",
                    metavar="FILE",
                    type=Path,
                    help="a markdown file, or a folder of them",
                ),
                _flag("--prompt", help="print what an agent would be told, and nothing else"),
                JSON,
            ),
        ),
        Command(
            "agents",
            "list the coding agents, and what is missing where one cannot be used",
            "List the agents that this project can name, which of them can be used here, in which\n"
            "version, and how to get those that cannot. No agent is asked anything.",
            "agents:agents",
            (CWD, JSON),
        ),
        Command(
            "scan",
            "say what a project is made of, and how it is built and tested",
            "Read the files of a project, and say its ecosystems, commands (with where each was\n"
            "read), frameworks, languages, tests, and what you should decide. Nothing is run.",
            "scan:scan",
            (
                _value(
                    "folder",
                    nargs="?",
                    metavar="DIR",
                    type=Path,
                    help="the project (default: the one that the current folder belongs to)",
                ),
                JSON,
            ),
        ),
        Command(
            "status",
            "list the runs of this project",
            "List the runs of the project that the current folder belongs to, newest first.",
            "status:status",
            (
                _value("run", nargs="?", metavar="RUN", help="only this run"),
                _flag("--all", help="the runs of every project"),
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
                _flag("-f", "--follow", help="go on while the run does"),
                _value(
                    "--level",
                    choices=("detail", "info", "warning", "error"),
                    default="detail",
                    help="only what matters so much, or more",
                ),
                _value(
                    "--of",
                    choices=("run", "worker", "server", "dashboard", "watchdog"),
                    default="run",
                    help="whose log (default: the run's journal)",
                ),
                JSON,
            ),
        ),
        Command(
            "init",
            "write commented settings for a project, or a first document",
            "Write .orchestrator.toml with every setting, its default and meaning as comments,\n"
            "and the commands that were found in the project. With --spec, write a document to\n"
            "begin with instead. Nothing is run.",
            "init:init",
            (
                FOLDER,
                _value(
                    "--spec",
                    choices=("build", "feature", "bugs", "backlog", "tests", "refactor"),
                    help="write such a document instead",
                ),
                _value("-o", "--output", metavar="FILE", type=Path, help="where it is written"),
                _FORCE,
                JSON,
            ),
        ),
        Command(
            "doctor",
            "say what is missing on this machine, and how to get it",
            "Look at what runs need: git, agents, the sandbox, the state folder, the watchdog,\n"
            "the settings, the programs that the project's commands call. Nothing of it is run.\n"
            "Exit code 1 where a run could not start.",
            "doctor:doctor",
            (FOLDER, JSON),
        ),
        Command(
            "config",
            "say what is set here and from where, and change it",
            "`show` prints what holds here, layer upon layer (--origin: whence). `set KEY VALUE`\n"
            "writes a setting into the project's file, or with --user into your own, and `unset\n"
            "KEY` takes it out; the rest of the file stays as it is. `schema` is the JSON schema\n"
            "of settings, and `migrate` writes .orchestrator.toml from a settings file of the\n"
            "earlier tool, which is read as text and never executed.",
            "config:config",
            (
                _value(
                    "action",
                    metavar="ACTION",
                    choices=("show", "set", "unset", "schema", "migrate"),
                    help="show, set, unset, schema or migrate",
                ),
                _value(
                    "about",
                    nargs="?",
                    metavar="KEY",
                    help="the key to set, such as roles.reviewer.agent, or the file to migrate",
                ),
                _value("value", nargs="?", metavar="VALUE", help="what to set it to"),
                _flag("--user", help="in your own settings, which hold in all projects"),
                _flag("--local", help="in .orchestrator.local.toml, which git should ignore"),
                CWD,
                _flag("--origin", help="say from which layer, file and line each value is"),
                SET,
                _value("-o", "--output", metavar="FILE", type=Path, help="where to migrate to"),
                _FORCE,
                JSON,
            ),
        ),
        Command(
            "trust",
            "allow a folder to execute what is in it",
            "Show what a run in a folder would execute and obey, or what has changed since you\n"
            "allowed it, and ask whether you trust it. Exit code 77 where nobody says yes.",
            "trust:trust",
            (
                _value(
                    "folder",
                    nargs="?",
                    metavar="DIR",
                    type=Path,
                    help="a project's folder (default: here)",
                ),
                _flag("--list", help="show the folders that you trust"),
                _flag("--revoke", help="trust it no more"),
                _flag("--yes", help="trust what is there without being asked"),
                _flag(
                    "--anything",
                    help="trust it and all folders in it, whatever they may contain later",
                ),
                JSON,
            ),
        ),
        Command(
            "stop",
            "stop a run, keeping what is done",
            "Ask a run to stop, and wait until it has. Finished tasks are kept. What is under way\n"
            "is thrown away and begun again after a resume, or with --finish comes to its end.",
            "stop:stop",
            (
                RUN,
                _flag("--now", help="do not wait for what is under way (the default)"),
                _flag(
                    "--finish", help="finish the attempts that are under way, and begin no other"
                ),
                _flag("--all", help="every run of yours that is going on, in all projects"),
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
                _value("--plan", metavar="FILE", type=Path, help="carry out this plan instead"),
                _flag("--yes", help="say yes without being asked"),
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
                _value("question", metavar="ID", help="the question's id, such as q1"),
                _value(
                    "choice",
                    metavar="ANSWER",
                    choices=("allow", "always", "refuse"),
                    help="allow, always or refuse",
                ),
                _value("--say", metavar="WORDS", default="", help="what the agent is told"),
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
                _flag(
                    "--all", help="every run of yours that died before its end, in the background"
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
                _flag("--dry-run", help="say what would happen, and what builds on the task"),
                JSON,
            ),
        ),
        Command(
            "watchdog",
            "let runs go on by themselves that died, also after a reboot",
            "Look after your runs: one that died before its end is let go on, and one that dies\n"
            "again and again is left to you. `install` has the system start this at log-in or\n"
            "boot (by systemd, launchd, Task Scheduler or cron), `uninstall` takes exactly that\n"
            "back, `status` says how it stands, and `run` is the watchdog itself.",
            "watchdog:watchdog",
            (
                _value(
                    "action",
                    metavar="ACTION",
                    choices=("install", "uninstall", "status", "run"),
                    help="install, uninstall, status or run",
                ),
                _flag("--once", help="look once and end (with run)"),
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
                    _value("run", nargs="?", metavar="RUN", help="show this run first"),
                    _value(
                        "--port",
                        metavar="N",
                        type=int,
                        help="where it answers, if it is started (default: from 3111)",
                    ),
                    _flag("--no-browser", help="only print the link"),
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
            (LOOK, _flag("--text", help="print the report itself"), JSON),
        ),
        Command(
            "history",
            "what the runs of this project took, gave and cost",
            "List the runs of the project that the current folder belongs to, newest first, with\n"
            "mode, agent, tasks, mean score, time and cost, and what they cost together.",
            "history:history",
            (
                _flag("--all", help="the runs of every project"),
                CWD,
                _value("--limit", metavar="N", type=int, default=0, help="only the latest N"),
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
                _value(
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
            (LOOK, _flag("--all", help="also those that are mended or dismissed"), JSON),
        ),
        Command(
            "dismiss",
            "say that a remark needs nothing done about it, and why",
            "Dismiss a remark for a reason. It is kept with the run, shown in its report and\n"
            "counted there. The run may go on or have ended.",
            "remarks:dismiss_it",
            (
                _value("remark", metavar="REMARK", help="its id, such as T2.1.3 (see `remarks`)"),
                _value("reason", metavar="REASON", help="why, in quotes"),
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
                _value("run", metavar="RUN", help="a run, or the file of an exported one"),
                _value("other", metavar="RUN", help="the other one"),
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
                _value("-o", "--output", metavar="FILE", type=Path, help="default: RUN.zip, here"),
                _flag(
                    "--with-project",
                    help="add the project as it was, so that it can be carried out again",
                ),
                _FORCE,
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
                _value("--at", metavar="N", type=int, help="only the state after event N"),
                _flag("--step", help="wait for Enter after each event"),
                _flag("--again", help="carry it out once more, and compare"),
                _flag("--trust", help="allow an exported run to execute its project's checks"),
                _value(
                    "--keep",
                    metavar="DIR",
                    type=Path,
                    help="where to carry it out, and leave what comes of it (with --again)",
                ),
                JSON,
            ),
        ),
        Command(
            "completion",
            "print what a shell needs to complete commands and options",
            "Print a script for your shell. bash: source <(code-orch completion bash); zsh: into\n"
            "a file _code-orch in a folder of $fpath; fish: code-orch completion fish | source",
            "completion:completion",
            (_value("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="your shell"),),
        ),
        Command(
            "man",
            "print the manual page",
            "Print the manual page: code-orch man | man -l -",
            "completion:man",
            (),
        ),
    )
}


def parser(command: Command) -> argparse.ArgumentParser:
    """The parser of one command; the others are not even built."""
    plain = (name for argument in command.arguments for name in argument.shown())
    made = Parser(
        prog=f"code-orch {command.name}",
        usage=" ".join(("code-orch", command.name, *plain, "[OPTIONS]")),
        description=command.more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.wish = any(argument.names[0] == "wish" for argument in command.arguments)
    for argument in command.arguments:
        made.add_argument(*argument.names, **_how(argument))
    return made


def _how(argument: Argument) -> Mapping[str, Any]:
    if argument is not SCHEMA:
        return argument.how
    return {"action": PrintSchema, "nargs": 0, "help": argument.how["help"]}


def load(command: Command) -> Callable[[argparse.Namespace], int]:
    """Import a command's function: takes the parsed arguments, returns the exit code."""
    module, _, function = command.target.partition(":")
    return getattr(import_module(f"orchestrator_engine.cli.{module}"), function)  # pyright: ignore[reportAny]  # by name


def overview(others: Mapping[str, str]) -> str:
    """The page of `code-orch --help`; `others` are the commands of plugins."""
    commands = {name: command.help for name, command in COMMANDS.items()} | dict(others)
    width = max(map(len, commands))
    lines = "\n".join(f"  {name:<{width}}  {words}" for name, words in commands.items())
    return (
        f"{ABOUT}\n\nusage: code-orch COMMAND [OPTIONS]\n\n{lines}\n\n"
        "code-orch COMMAND --help says more. code-orch --version says which one this is."
    )
