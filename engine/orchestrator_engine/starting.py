"""From what a person asks for to a run that goes on by itself.

`prepare` reads and plans and changes nothing; `start` makes the run and lets it go.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio

import orchestrator_engine
from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.words import rank
from orchestrator_engine import (
    agents,
    config,
    experience,
    journal,
    launch,
    places,
    trust_store,
    visible,
)
from orchestrator_engine.attempt import Role
from orchestrator_engine.checking import checks_of, kept, named
from orchestrator_engine.choices import REHEARSAL
from orchestrator_engine.dismissing import take
from orchestrator_engine.earlier import Beginning, beginning, drop_given_up
from orchestrator_engine.errors import (
    BadConfig,
    BadDocument,
    BadProject,
    NoAgent,
    Refusal,
    Untrusted,
)
from orchestrator_engine.events import Origin, RunCreated, RunPlanned
from orchestrator_engine.facts import facts
from orchestrator_engine.forecast import forecast, in_words
from orchestrator_engine.listeners import Plugin
from orchestrator_engine.manners import in_manner
from orchestrator_engine.modes import MODES
from orchestrator_engine.modes.choice import choose
from orchestrator_engine.places import RunFolder
from orchestrator_engine.plan import Check, Plan
from orchestrator_engine.planning import Wanted
from orchestrator_engine.plugins import found as plugin_files
from orchestrator_engine.questions import Whom
from orchestrator_engine.reading import Reading, plan_name, read
from orchestrator_engine.scanning import Scan, scan
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import Forecast, Sample, changed
from orchestrator_engine.system import sandbox
from orchestrator_engine.system.git import GitFailed, Repository
from orchestrator_engine.then import Then
from orchestrator_engine.touched import Project
from orchestrator_engine.trust import UNASKED, Standing, digest
from orchestrator_engine.trust_store import SETTINGS, Asked
from orchestrator_engine.wording import unproven

INSTALL_CLAUDE = (
    "Install Claude Code (npm install -g @anthropic-ai/claude-code) and log in with `claude`, "
    "or write a rehearsal script beside the document and use --agent rehearsal."
)

EVERYTHING = "everything"
"""What a person agrees to who knows the project: whatever is there at this moment."""

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
    "An agent plans first: one call more (three at most), which the forecast does not count. Its "
    "tasks may be others than these. "
)
WAITS = "Nothing is begun before you say yes to its plan."
GOES_ON = "Its plan is carried out as it comes (--yes)."

NOBODY = "none"
"""What stands for the agent where only somebody who looks is told that there is none."""

WORTH_KNOWING = frozenset({"duplicate-id", "unknown-reference"})
"""Findings that change what a run does: which item is meant, or what it waits for."""

CONTRADICTIONS = frozenset({"contradicting-number", "contradicting-status"})
"""Findings that nobody but the author can decide."""

DECIDE = "Say in the document which one holds: an agent could only guess."


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for; None leaves the choice to the document, the project, the machine.

    `limits` are those that differ from the project's, as `spending.changed` reads them.
    `unattended` says that nobody is to be asked, whatever the project says; the other way round
    cannot be wished for. `wish` says that the document holds what they said in a line, `approved`
    that an agent's plan is carried out as it comes, and `flags` are the settings that they gave for
    this time. `then` is the run that follows by itself, and `remark` the id of one of an earlier
    run, which this one is to put right.
    """

    document: Path
    cwd: Path
    mode: str | None
    agent: str | None
    review: bool
    init: bool
    items: tuple[str, ...]
    limits: Mapping[str, object] = field(default_factory=dict[str, object])
    model: str | None = None
    record: bool = False
    planner: bool = False
    unattended: bool = False
    sandbox: bool = True
    wish: bool = False
    approved: bool = False
    flags: config.Source | None = None
    then: Then | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that could start: `notes` are sentences that a person should read before it does.

    `repository` is None where `folder` has to be made a git repository first, and `base` is None
    where the run begins at whatever commit that has then. `known` is what earlier tasks took, which
    the forecast is made of, and `ranks` orders the items by priority, the most urgent first.
    `facts` are what is known of the project, as agents are told it, and `about` those of the notes
    that speak of the document and its plan. `continues` is the earlier run, not merged yet, that it
    goes on from. `then` is what follows by itself, and `later` the checks that are executed there:
    nobody may be there to be asked about them when that begins.
    """

    document: Path
    content: bytes
    folder: Path
    repository: Repository | None
    plan: Plan
    settings: Settings
    notes: tuple[str, ...]
    base: str | None = None
    forecast: Forecast | None = None
    known: tuple[Sample, ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict[str, int])
    trust: Asked | None = None
    obeyed: str = ""
    facts: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    continues: str | None = None
    then: Then | None = None
    later: tuple[Check, ...] = ()
    remark: str | None = None

    @property
    def title(self) -> str:
        """What the run will be called."""
        rehearsal = self.settings.agent == REHEARSAL
        return f"Rehearsal: {self.plan.title}" if rehearsal else self.plan.title


def prepare(request: Request, *, only_looking: bool = False) -> Prepared:
    """Read the document and the project, choose mode and agent, and plan. Changes nothing.

    Raises `Refusal` for everything that would keep the run from starting. Who is `only_looking` is
    told in the notes that there is no agent.
    """
    reading = read(request.document)
    document, analysis = reading.document, reading.analysis
    folder = _folder(request)
    repository = _repository(folder, init=request.init)
    if repository is not None:
        # Nobody has been asked yet: nothing that the project names is run by looking at it.
        repository = repository.harmless()
    top = repository.top if repository else folder
    settings = config.load(top, flags=request.flags)
    own_modes = [own.name for own in settings.own_modes]
    said_by_plan = reading.mode(own_modes)
    mode = _mode(request.mode or said_by_plan, analysis, settings)
    manner = settings.own_mode(mode) or MODES[mode]
    planned, said = reading.plan(
        Wanted(mode, request.items, request.wish, whole=request.planner or settings.keys.planner),
        # Who changes nothing breaks nothing.
        () if manner.reports else kept(checks_of(top, settings), manner.checks),
        Project(_inside(document, top), lambda path: (top / path).exists()),
        own_modes,
    )
    planned = in_manner(planned, settings.own_mode(mode), phased=said_by_plan is None)
    about = (*said, *_findings(reading))
    notes = [*about, *_dirty(repository, reading)]
    scanned = scan(top, named(settings))
    notes += [*settings.notes, *_unchecked(scanned, planned)]
    begin = _beginning(document, repository, only_looking=only_looking)
    base = begin.commit if begin else None
    later = checks_of(top, settings) if request.then is not None else ()
    trust = None
    if repository is not None:
        plugin_files.require(
            settings.plugins, repository, base or repository.head(), settings.source("plugins")
        )
        trust = _trust(
            repository,
            base or repository.head(),
            (*planned.setup, *planned.checks, *later),
            settings.obeyed,
            settings.plugins,
        )
    trusted = trust is not None and trust.standing is Standing.TRUSTED
    wished = _wished(request, settings, mode)
    try:
        agent = wished or _default_agent(document)
        chosen = _settings(settings, agent, request, mode, planned=reading.is_planned)
        _require(chosen, document, trusted=trusted)
    except NoAgent as missing:
        if not only_looking:
            raise
        agent = wished or NOBODY
        chosen = _settings(settings, agent, request, mode, planned=reading.is_planned)
        notes.append(f"It could not start now: {missing.message}. {visible.sentence(missing.hint)}")
    if begin is not None and begin.note:
        notes.append(begin.note)
    if agent != NOBODY:
        notes += _unheld(chosen)
        if not chosen.sandbox and agent != REHEARSAL:
            on = request.sandbox and settings.keys.sandbox != "off"
            notes.append(UNWALLED if on else WALLS_OFF)
    known, source = (
        experience.known(places.state_dir(), agent, planned.mode)
        if agent != NOBODY
        else ([], "there is no agent to do it")
    )
    told = forecast(sum(1 for _ in planned.tasks()), known, source)
    notes += _to_come(chosen, told)
    if only_looking and not trusted:
        notes.append(UNASKED)
    return Prepared(
        document=document,
        content=reading.content,
        folder=folder,
        repository=repository,
        plan=planned,
        settings=chosen,
        notes=tuple(notes),
        base=base,
        continues=begin.run if begin else None,
        trust=trust,
        obeyed=settings.obeyed,
        forecast=told,
        known=tuple(known),
        facts=facts(scanned),
        about=about,
        then=request.then,
        later=tuple(later),
        remark=request.remark,
        ranks={item.handle: rank(item.priority) for item in analysis.open_items},
    )


def _trust(
    repository: Repository,
    commit: str,
    checks: tuple[Check, ...],
    obeyed: str | None,
    plugins: Iterable[Plugin] = (),
) -> Asked:
    """How the project stands with all that a run would execute at that commit."""
    parts = trust_store.parts_of(repository, commit, checks, obeyed, plugin_files.files_of(plugins))
    return trust_store.ask(places.state_dir(), repository.top, parts)


def _beginning(
    document: Path, repository: Repository | None, *, only_looking: bool
) -> Beginning | None:
    """Where the run begins; who only looks is told where that cannot be said."""
    if repository is None:
        return None
    try:
        return beginning(document, repository, places.state_dir())
    except BadProject as unmerged:
        if not only_looking:
            raise
        told = f"It could not start now: {unmerged.message}. {unmerged.hint}."
        return Beginning(repository.head(), told)


def top_of(folder: Path) -> Path:
    """The real folder that trust is given to: the repository's top, else the folder itself."""
    real = Path(os.path.realpath(folder))
    repository = Repository.find(real) if real.is_dir() else None
    return repository.top if repository else real


def look(folder: Path) -> Asked:
    """How a folder stands with what a run from its present commit would execute.

    Executes nothing. Raises `BadProject` and `BadConfig`.
    """
    try:
        repository = _repository(Path(os.path.realpath(folder)), init=False)
    except BadProject as bad:
        raise BadProject(bad.message, "Name the folder of a repository with a commit.") from None
    assert repository is not None
    repository = repository.harmless()
    settings = config.load(repository.top)
    checks = checks_of(repository.top, settings)
    plugins = plugin_files.files_of(settings.plugins)
    parts = trust_store.parts_of(repository, repository.head(), checks, settings.obeyed, plugins)
    return trust_store.ask(places.state_dir(), repository.top, parts)


def start(
    prepared: Prepared, agreed: str | None = None, folder: RunFolder | None = None
) -> RunFolder:
    """Make the run and let its supervisor go; returns once somebody drives it.

    `agreed` is the digest of what a person allows to be executed, or `EVERYTHING`, and `folder` one
    that was made for this run. Raises `Untrusted` where nobody allowed it, `AlreadyRunning` when
    the project has a run that is going on, and `NotDone` where there is no such remark to put
    right.
    """
    repository = Repository(prepared.repository.top) if prepared.repository else None
    if repository is None:
        unseen = trust_store.ask(places.state_dir(), prepared.folder, ())
        if agreed != EVERYTHING and unseen.standing is not Standing.TRUSTED:
            raise _not_made(prepared.folder)
        repository = Repository.init(prepared.folder)
    base = prepared.base or repository.head()
    mine, plugins = (*prepared.plan.setup, *prepared.plan.checks), prepared.settings.plugins
    own = _trust(repository, base, mine, prepared.obeyed, plugins)
    asked = own
    if prepared.later:
        asked = _trust(repository, base, (*mine, *prepared.later), prepared.obeyed, plugins)
    if asked.standing is not Standing.TRUSTED:
        if agreed not in (EVERYTHING, asked.digest):
            raise trust_store.refused(asked)
        trust_store.allow(places.state_dir(), asked)
    with suppress(GitFailed):
        drop_given_up(repository, places.state_dir())
    folder = folder or places.new_run(time.time())
    origin = Origin(
        document=str(prepared.document),
        digest=hashlib.sha256(prepared.content).hexdigest(),
        repository=str(repository.top),
        inside=_inside(prepared.document, repository.top),
        base=base,
        returns_to=repository.branch(),
    )
    created = RunCreated(
        title=prepared.plan.title,
        origin=origin,
        branch=f"code-orch/{folder.id}",
        settings=prepared.settings,
        engine=orchestrator_engine.__version__,
        forecast=prepared.forecast,
        trusted=digest(part for part in own.parts if part.name != SETTINGS),
        facts=prepared.facts,
        then=prepared.then,
    )
    try:
        if prepared.remark is not None:
            # Before there is a run: whoever dies here leaves the name of one that never was.
            take(prepared.remark, folder)
        journal.create(folder, created, RunPlanned(prepared.plan))
        folder.document.write_bytes(prepared.content)
        plugin_files.keep(prepared.settings.plugins, repository, base, folder)
        launch.start(folder)
    except Refusal:
        # Nothing was begun: a run that never ran is not kept for people to wonder about.
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return folder


def _not_made(folder: Path) -> Untrusted:
    return Untrusted(
        f"{folder} is no git repository yet, and a run would execute what is in it",
        "make it one yourself (git init, git add, git commit), look at it with code-orch trust, "
        "or add --trust if you know it",
    )


def _folder(request: Request) -> Path:
    folder = Path(os.path.realpath(request.cwd))
    if not folder.is_dir():
        raise BadProject(f"there is no folder {folder}", "Check --cwd.")
    return folder


def _repository(folder: Path, *, init: bool) -> Repository | None:
    """The repository to work in, or None where one may be made."""
    repository = Repository.find(folder)
    if repository is not None and repository.resolve("HEAD") is not None:
        return repository
    if init:
        return None
    if repository is None:
        raise BadProject(
            f"{folder} is not in a git repository, and a run keeps its work in git",
            "Add --init to have one made there, or name another folder with --cwd.",
        )
    raise BadProject(
        f"the repository {repository.top} has no commit yet, and a run starts from one",
        "Commit what is there, or add --init to have it done.",
    )


def _mode(wished: str | None, analysis: Analysis, settings: config.Config) -> str:
    if wished is not None:
        known = (*MODES, *(mode.name for mode in settings.own_modes))
        if wished not in known:
            message = f"there is no mode “{wished}”"
            raise BadDocument(message, f"Choose one of: {', '.join(known)}.")
        return wished
    # Asking for a run of a document that offers none is still asking for what is open in it.
    return choose(analysis.recommendation) or "exec"


def _wished(request: Request, settings: config.Config, mode: str) -> str | None:
    """The agent that somebody named. Raises `NoAgent` for one that a wish in a line cannot have."""
    agent = request.agent or settings.worker(mode)
    if request.wish and agent == REHEARSAL:
        raise NoAgent(
            "a rehearsal does what a script beside a document says, and a wish in a line has none",
            "Write the wish into a markdown file and a script beside it, or name another agent.",
        )
    return agent


def _require(chosen: Settings, document: Path, *, trusted: bool) -> None:
    """Have every agent that the run needs; raises `NoAgent` for the first that cannot be used.

    A project that is not `trusted` has no program run to hear its version.
    """
    known = chosen.tools if trusted else tuple(replace(one, version=()) for one in chosen.tools)
    tools = {tool.name: tool for tool in chosen.tools}
    for choice in chosen.crew:
        looks = choice.role in {Role.REVIEWER, Role.PLANNER}
        tool = tools.get(choice.agent) if looks else None
        if tool is not None and not tool.reviews:
            raise NoAgent(
                f"{choice.agent} cannot be the {choice.role}: it has no command that only looks",
                f"Give it one (look = […] in [agents.{choice.agent}]), or name another one.",
            )
    for name in dict.fromkeys(choice.agent for choice in chosen.crew):
        probe = anyio.run(agents.make(name, document, known).probe)
        if not probe.found:
            raise NoAgent(f"the agent {name} cannot be used", probe.missing or "")


def _default_agent(document: Path) -> str:
    if shutil.which("claude"):
        return "claude"
    if document.with_name(f"{document.stem}.rehearsal.md").is_file():
        return "rehearsal"
    raise NoAgent("no coding agent is installed here", INSTALL_CLAUDE)


def _unheld(settings: Settings) -> Iterator[str]:
    """What a budget of money cannot do with an agent that does not say what it costs.

    Raises `BadConfig` where nothing else bounds it.
    """
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


def _sandbox(wished: str, request: Request) -> str:
    """What will hold agents and checks here. Raises `BadConfig` where something has to."""
    if request.sandbox and wished != "off" and sandbox.works():
        return sandbox.BUBBLEWRAP
    if wished == "required":
        raise BadConfig(
            "the project wants agents and checks in a sandbox, and there is none",
            "Install bubblewrap (bwrap), and leave out --no-sandbox.",
        )
    return ""


def _settings(
    settings: config.Config, agent: str, request: Request, mode: str, *, planned: bool
) -> Settings:
    planner = (request.planner or settings.keys.planner) and not planned
    chosen = settings.settings(
        agent=agent,
        review=request.review,
        mode=mode,
        model=request.model,
        only=request.agent is not None,
        planner=planner,
    )
    if planner and request.unattended and not request.approved:
        raise BadConfig(
            "the plan of an agent waits for a person's yes, and nobody is to be asked",
            "Add --yes to have it carried out as it comes, or leave out --plan "
            "(planner = false in the settings): then each item is a task.",
        )
    chosen = replace(chosen, approval=planner and not request.approved)
    budget = changed(chosen.budget, request.limits)
    plugins = (*chosen.plugins, *plugin_files.installed())
    chosen = replace(chosen, budget=budget, record=request.record, plugins=plugins)
    chosen = replace(chosen, sandbox=_sandbox(settings.keys.sandbox, request))
    if chosen.permission_mode == "free" and not chosen.sandbox:
        raise BadConfig(
            f"{settings.source('permission_mode')}: permission_mode is “free”, and no sandbox "
            "would hold the agent",
            "Install bubblewrap (bwrap) and leave out --no-sandbox, or choose “ask”.",
        )
    if request.unattended:
        chosen = replace(chosen, ask=Whom.NOBODY)
    # Distance between starts is for the sake of a paid service; a script has none.
    return replace(chosen, agent_start_delay=0.0) if agent == REHEARSAL else chosen


def _to_come(chosen: Settings, told: Forecast) -> Iterator[str]:
    """What it will take, and who plans."""
    if chosen.agent not in {NOBODY, REHEARSAL} or (told.usd and told.usd.high):
        yield in_words(told)
    if chosen.planner:
        yield PLANNED_FIRST + (WAITS if chosen.approval else GOES_ON)


def _findings(reading: Reading) -> Iterator[str]:
    analysis = reading.analysis
    for finding in analysis.findings:
        if finding.rule in WORTH_KNOWING:
            line = analysis.text.line_of(finding.span.start) + 1
            yield f"{reading.document.name}:{line}: {finding.message}"
        if finding.rule in CONTRADICTIONS:
            line = analysis.text.line_of(finding.span.start) + 1
            yield f"{reading.document.name}:{line}: {finding.message} {DECIDE}"


def _dirty(repository: Repository | None, reading: Reading) -> Iterator[str]:
    document = reading.document
    if repository is not None:
        plan = document.with_name(plan_name(document))
        named = Path(os.path.realpath(reading.named))
        ours = {_inside(path, repository.top) for path in (document, plan, named)}
        dirty = [path for path in repository.dirty() if path not in ours]
        if dirty:
            some = ", ".join(dirty[:3]) + (", …" if len(dirty) > 3 else "")  # noqa: PLR2004
            yield (
                f"Not committed: {some}. Agents will not see these changes, "
                "and they stay as they are."
            )


def _unchecked(scanned: Scan, planned: Plan) -> Iterator[str]:
    """That no machine will look at the work, and what could be done about it."""
    if why := unproven(planned):
        yield f"{why[0].upper()}{why[1:]}."
    if planned.checks or planned.manner.reports:
        return
    yield UNCHECKED
    yield from (f"{each.message}: {each.proposal}." for each in scanned.findings)


def _inside(document: Path, top: Path) -> str | None:
    try:
        return document.relative_to(os.path.realpath(top)).as_posix()
    except ValueError:
        return None
