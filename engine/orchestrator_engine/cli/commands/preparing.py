"""Commands about a document, a project and this machine."""

from pathlib import Path

from orchestrator_engine.cli.arguments import CWD, FOLDER, FORCE, JSON, SET, Command, flag, value

COMMANDS: tuple[Command, ...] = (
    Command(
        "analyze",
        "say what a document is, what there is to do in it, and how to run it",
        "Read markdown documents and say of each what kind it is, what there is to do in it,\n"
        "how best to run it, and what is wrong in it. A folder gives a table. Nothing is run.\n"
        "The JSON is one object for one file, and an array for several files or a folder.",
        "analyze:analyze",
        (
            value(
                "documents",
                nargs="*",
                metavar="FILE",
                type=Path,
                help="a markdown file, or a folder of them",
            ),
            flag("--prompt", help="print what an agent would be told, and nothing else"),
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
            value(
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
        "init",
        "write commented settings for a project, or a first document",
        "Write .orchestrator.toml with every setting, its default and meaning as comments,\n"
        "and the commands that were found in the project. With --spec, write a document to\n"
        "begin with instead. Nothing is run.",
        "init:init",
        (
            FOLDER,
            value(
                "--spec",
                choices=("build", "feature", "bugs", "backlog", "tests", "refactor"),
                help="write such a document instead",
            ),
            value("-o", "--output", metavar="FILE", type=Path, help="where it is written"),
            FORCE,
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
        "`show` prints what holds here, layer upon layer (--origin: whence), or only what is\n"
        "about a KEY. `set KEY VALUE` writes a setting into the project's file, or with --user\n"
        "into your own, and `unset KEY` takes it out; the rest of the file stays as it is.\n"
        "`schema` is the JSON schema of settings, and `migrate` writes .orchestrator.toml from\n"
        "a settings file of the earlier tool, which is read as text and never executed.",
        "config:config",
        (
            value(
                "action",
                metavar="ACTION",
                choices=("show", "set", "unset", "schema", "migrate"),
                help="show, set, unset, schema or migrate",
            ),
            value(
                "about",
                nargs="?",
                metavar="KEY",
                help="a key, such as roles.reviewer.agent, or the file to migrate",
            ),
            value("value", nargs="?", metavar="VALUE", help="what to set it to"),
            flag("--user", help="in your own settings, which hold in all projects"),
            flag("--local", help="in .orchestrator.local.toml, for you alone in this project"),
            CWD,
            flag("--origin", help="say from which layer, file and line each value is"),
            SET,
            value("-o", "--output", metavar="FILE", type=Path, help="where to migrate to"),
            FORCE,
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
            value(
                "folder",
                nargs="?",
                metavar="DIR",
                type=Path,
                help="a project's folder (default: here)",
            ),
            flag("--list", help="show the folders that you trust"),
            flag("--revoke", help="trust it no more"),
            flag("--stop-runs", help="with --revoke: stop what goes on there, unasked"),
            flag("--yes", help="trust what is there without being asked"),
            flag(
                "--anything",
                help="trust it and all folders in it, whatever they may contain later",
            ),
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
            value(
                "action",
                metavar="ACTION",
                choices=("install", "uninstall", "status", "run"),
                help="install, uninstall, status or run",
            ),
            flag("--once", help="look once and end (with run)"),
            JSON,
        ),
    ),
    Command(
        "completion",
        "print what a shell needs to complete commands and options",
        "Print a script for your shell. bash: source <(code-orch completion bash); zsh: into\n"
        "a file _code-orch in a folder of $fpath; fish: code-orch completion fish | source.\n"
        "Besides commands and options it completes the runs of the project you are in, the\n"
        "tasks of a run, settings, modes and agents.",
        "completion:completion",
        (value("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="your shell"),),
    ),
    Command(
        "man",
        "print the manual page",
        "Print the manual page: code-orch man | man -l -",
        "completion:man",
        (),
    ),
)
