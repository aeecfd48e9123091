"""Commands that begin a run, or say what one would be."""

from pathlib import Path

from orchestrator_engine.cli.arguments import (
    FILE,
    ITEMS,
    JSON,
    MISSING,
    MODE,
    MONEY,
    OPTIONS,
    READ,
    REPOSITORY,
    SET,
    STARTING,
    WHERE,
    WISH,
    Command,
    flag,
    optional_wish,
    value,
    wish,
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "build",
        "carry out a whole spec",
        "Plan the spec as a whole project and carry it out, phase by phase." + WHERE,
        "run:build",
        STARTING,
    ),
    Command(
        "run",
        "carry out any document, in the mode that suits it",
        "Read the document, choose the mode that suits it, and carry it out." + WHERE,
        "run:run",
        (MODE, *STARTING),
    ),
    wish("feature", "add something to a project", "Add what you ask for to the project."),
    wish(
        "fix",
        "mend a bug, with a test that shows it",
        "Find the cause of a bug, mend it, and leave a test behind. The test is tried on the\n"
        "code as it was, too: one that passes there shows nothing, and is sent back.",
    ),
    Command(
        "test",
        "write tests that are missing",
        "Write tests, and change nothing else. More tests have to run than before." + WHERE,
        "run:test",
        (
            optional_wish(MISSING),
            flag(
                "--fix",
                help="go on by itself with the tests that fail then, old and new: mend the code",
            ),
            *OPTIONS,
        ),
    ),
    Command(
        "audit",
        "look for what is wrong, and write a report; nothing is changed",
        "Have agents look for what is wrong with the project, in one respect or in all, and\n"
        "write a report with the place, the evidence and a suggestion for each finding, and\n"
        "SARIF beside it, on the run's branch. `code-orch fix` mends what such a report says;\n"
        "with --fix that is a second run, which begins by itself once this one is completed."
        + WHERE,
        "run:audit",
        (
            optional_wish(None),
            value(
                "--type",
                choices=("security", "performance", "quality", "a11y", "full"),
                default="full",
                help="in which respect, where no wish says so (default: full, all of them)",
            ),
            flag("--fix", help="go on by itself with what was found: mend each, as `fix` does"),
            *OPTIONS,
        ),
    ),
    wish(
        "review",
        "read the code as a careful colleague would, and write a report",
        "Have an agent read the project, or what you name of it, and write a report as\n"
        "`audit` does. Nothing is changed.",
        wish=optional_wish(READ),
    ),
    wish(
        "refactor",
        "restructure, with the same behaviour",
        "Change how the code is built and not what it does. No test is lost.",
    ),
    Command(
        "exec",
        "do whatever you ask for",
        "Have one thing done as you say it, checked and reviewed like all others." + WHERE,
        "run:execute",
        (
            WISH,
            value("--mode", metavar="MODE", default="exec", help="a mode of your own"),
            *OPTIONS,
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
            FILE,
            REPOSITORY,
            MODE,
            ITEMS,
            value(
                "-o",
                "--output",
                metavar="FILE",
                type=Path,
                help="the plan's file (default: SPEC.plan.md beside the document)",
            ),
            flag("--force", help="replace a plan that somebody has edited"),
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
            FILE,
            REPOSITORY,
            MODE,
            value("--agent", metavar="NAME", help="instead of the one that the project names"),
            ITEMS,
            value("--fit", metavar="USD", type=MONEY, help="say what to leave out for this"),
            SET,
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
            FILE,
            REPOSITORY,
            MODE,
            value("-o", "--output", metavar="FILE", type=Path, help="the script's file"),
            flag("--no-review", help="without sections for reviews"),
            flag("--check", help="write nothing, and say what of the script does not fit"),
            flag("--force", help="replace the script if it is there"),
            JSON,
        ),
    ),
)
