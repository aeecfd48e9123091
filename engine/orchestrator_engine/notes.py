"""What a person should read before a run starts, sentence by sentence."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from orchestrator_engine import agents
from orchestrator_engine.agents.rehearsal import script_of
from orchestrator_engine.agents.script_reader import parse
from orchestrator_engine.agents.script_writer import found_later, mends
from orchestrator_engine.choices import NOBODY, REHEARSAL
from orchestrator_engine.done_before import DoneBefore
from orchestrator_engine.errors import BadConfig
from orchestrator_engine.forecast import in_words
from orchestrator_engine.listeners import DESKTOP, Notify
from orchestrator_engine.plan import Plan
from orchestrator_engine.reading import Reading, plan_name
from orchestrator_engine.scanning import Scan
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import Forecast
from orchestrator_engine.standing import inside
from orchestrator_engine.system.git import Repository
from orchestrator_engine.wording import command, listed, some_of, unproven

UNWALLED = (
    "Nothing holds the agent and the checks here but their own rules: there is no sandbox "
    "(bubblewrap)."
)

UNCHECKED = (
    "No build or test command is known, so nothing will be checked by machine. "
    "Name them in .orchestrator.toml (build = …, test = …)."
)

WALLS_OFF = "Nothing holds the agent and the checks but their own rules: the sandbox is turned off."

PLANNED_FIRST = (
    "An agent plans first: one call more (three at most), whose cost the forecast does not know. "
    "Its tasks may be others than these. "
)

WAITS = "Nothing is begun before you say yes to its plan."

GOES_ON = "Its plan is carried out as it comes (--yes)."

WORTH_KNOWING = frozenset({"duplicate-id", "unknown-reference"})
"""Findings that change what a run does: which item is meant, or what it waits for."""

CONTRADICTIONS = frozenset({"contradicting-number", "contradicting-status"})
"""Findings that nobody but the author can decide."""

DECIDE = "Say in the document which one holds: an agent could only guess."


def findings(reading: Reading) -> Iterator[str]:
    """What is wrong with the document that changes what a run does."""
    analysis = reading.analysis
    for finding in analysis.findings:
        if finding.rule in WORTH_KNOWING:
            line = analysis.text.line_of(finding.span.start) + 1
            yield f"{reading.document.name}:{line}: {finding.message}"
        if finding.rule in CONTRADICTIONS:
            line = analysis.text.line_of(finding.span.start) + 1
            yield f"{reading.document.name}:{line}: {finding.message} {DECIDE}"


def dirty(repository: Repository | None, reading: Reading) -> Iterator[str]:
    """What is not committed, but for the document and its plan."""
    if repository is None:
        return
    document = reading.document
    plan = document.with_name(plan_name(document))
    named = Path(os.path.realpath(reading.named))
    ours = {inside(path, repository.top) for path in (document, plan, named)}
    paths = [path for path in repository.dirty() if path not in ours]
    if paths:
        some = some_of(paths)
        will = "Agents will not see these changes, and they stay as they are."
        yield f"Not committed: {some}. {will}"


def done(already: Iterable[DoneBefore], planned: Plan, *, chosen: bool) -> Iterator[str]:
    """What was done before and would be done, and paid for, once more.

    `chosen` where a person named the items that they want.
    """
    labels = {item.handle: item.label for item in planned.items}
    left = dict(labels)
    found = list(already)
    for one in found:
        names = listed([labels[handle] for handle in one.items if handle in labels], 5)
        was = "is in your branch" if one.merged else "is not merged yet"
        yield f"Done already, and planned once more: {names} (by run {one.run}, whose work {was})."
        for handle in one.items:
            left.pop(handle, None)
    if found and not chosen:
        leave_out = "To leave that out, tick it in the document"
        if left:
            leave_out += f", or name the rest: {command(('--items', *left.values()))}"
        yield f"{leave_out}."


def unchecked(scanned: Scan, planned: Plan) -> Iterator[str]:
    """That no machine will look at the work, and what could be done about it."""
    if why := unproven(planned):
        yield f"{why[0].upper()}{why[1:]}."
    if planned.checks or planned.manner.reports:
        return
    yield UNCHECKED
    yield from (f"{each.message}: {each.proposal}." for each in scanned.findings)


def unheld(settings: Settings) -> Iterator[str]:
    """What a budget of money cannot do with an agent that does not say what it costs.

    Raises `BadConfig` where nothing else bounds it.
    """
    if settings.agent == NOBODY:
        return
    budget = settings.budget
    limits = (budget.task, budget.run, budget.day)
    names = dict.fromkeys(choice.agent for choice in settings.crew)
    silent = [name for name in names if not agents.adapter(name, settings.tools).states_cost]
    if not silent or all(limit.nanos is None for limit in limits):
        return
    what = f"{silent[0]} does not say what it costs, so no budget of money can hold it"
    if all(limit.tokens is None and limit.attempts is None for limit in limits):
        raise BadConfig(
            what,
            "Set a limit of tokens or attempts, too: --budget-tokens 2M or --budget-attempts 20.",
        )
    yield f"{what}: what bounds it are the limits of tokens, attempts and time."


def unwalled(chosen: Settings, *, off: bool) -> Iterator[str]:
    """That there is no sandbox; `off` where somebody turned it off."""
    if not chosen.sandbox and chosen.agent not in {NOBODY, REHEARSAL}:
        yield WALLS_OFF if off else UNWALLED


def untold(notify: Notify, environment: Mapping[str, str]) -> Iterator[str]:
    """In which of the ways that they wish for a person can be told of nothing here."""
    if notify.unsigned(environment):
        yield f"The web hook will be told of nothing: {notify.secret} is not set, which signs it."
    if notify.desktop and sys.platform == "linux" and shutil.which(DESKTOP) is None:
        yield f"The desktop will show nothing: {DESKTOP} is not there (Debian: libnotify-bin)."


def unrehearsed(chosen: Settings, document: Path, planned: Plan) -> Iterator[str]:
    """That a rehearsed run is to be followed by one that its script has nothing for."""
    if chosen.agent != REHEARSAL:
        return
    script = script_of(document)
    try:
        read = parse(script.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return  # the run itself cannot begin, and says so
    if not mends(planned, read):
        first = f"{found_later(planned)}-{101 if planned.manner.reports else 1}"
        yield (
            f"{script.name} has no section for what is found: the second run will mend nothing. "
            f"Its sections are named by what was found: ## {first}, round 1."
        )


def to_come(chosen: Settings, told: Forecast) -> Iterator[str]:
    """What it will take, and who plans."""
    if chosen.agent not in {NOBODY, REHEARSAL} or (told.usd and told.usd.high):
        yield in_words(told)
    if chosen.planner:
        yield PLANNED_FIRST + (WAITS if chosen.approval else GOES_ON)
