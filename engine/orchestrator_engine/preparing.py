"""From what a person asks for to a run that could start: read and planned, with nothing changed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator_analyzer.analysis import Analysis
from orchestrator_analyzer.words import rank
from orchestrator_engine import config, experience, notes, places, visible
from orchestrator_engine.checking import checks_of, kept, named
from orchestrator_engine.choices import NOBODY, REHEARSAL
from orchestrator_engine.crew import default_agent, require, settings_of, wished_agent
from orchestrator_engine.done_before import done_before
from orchestrator_engine.earlier import Beginning, at_the_end_of, beginning
from orchestrator_engine.errors import BadDocument, BadProject, NoAgent
from orchestrator_engine.facts import facts
from orchestrator_engine.forecast import forecast
from orchestrator_engine.manners import in_manner
from orchestrator_engine.modes import MODES
from orchestrator_engine.modes.choice import choose
from orchestrator_engine.plan import Check, Plan
from orchestrator_engine.planning import Wanted
from orchestrator_engine.plugins import found as plugin_files
from orchestrator_engine.reading import Reading, read
from orchestrator_engine.request import Request
from orchestrator_engine.scanning import scan
from orchestrator_engine.settings import Settings
from orchestrator_engine.spending import Forecast, Sample
from orchestrator_engine.standing import inside, repository_in, trust_in
from orchestrator_engine.system.git import Repository
from orchestrator_engine.then import Follows, Then
from orchestrator_engine.touched import Project
from orchestrator_engine.trust import UNASKED, Standing
from orchestrator_engine.trust_store import Asked


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that could start: `notes` are sentences that a person should read before it does.

    `repository` is None where `folder` has to be made a git repository first, and `base` is None
    where the run begins at whatever commit that has then. `known` is what earlier tasks took, which
    the forecast is made of, and `ranks` orders the items by priority, the most urgent first.
    `facts` are what is known of the project, as agents are told it, and `about` those of the notes
    that speak of the document and its plan. `continues` is the earlier run, not merged yet, that it
    goes on from. `then` is what follows by itself, `follows` what it follows so, and `later` the
    checks that are executed there: nobody may be there to be asked about them when that begins.
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
    follows: Follows | None = None
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
    folder = _folder(request)
    repository = repository_in(folder, init=request.init)
    if repository is not None:
        # Nobody has been asked yet: nothing that the project names is run by looking at it.
        repository = repository.harmless()
    top = repository.top if repository else folder
    settings = config.load(top, flags=request.flags)
    mode, planned, said = _planned(request, reading, settings, top)
    scanned = scan(top, named(settings))
    begin = _beginning(request, reading.document, repository, only_looking=only_looking)
    later = tuple(checks_of(top, settings)) if request.then is not None else ()
    trust = None
    if repository is not None and begin is not None:
        plugin_files.require(settings.plugins, repository, begin.commit, settings.source("plugins"))
        checks, plugins = (*planned.all_checks, *later), settings.plugins
        trust = trust_in(repository, begin.commit, checks, settings.obeyed, plugins)
    trusted = trust is not None and trust.standing is Standing.TRUSTED
    wished = wished_agent(request, settings, mode)
    missing = ()
    try:
        agent = wished or default_agent(reading.document)
        chosen = settings_of(settings, agent, request, mode, planned=reading.is_planned)
        require(chosen, reading.document, trusted=trusted)
    except NoAgent as away:
        if not only_looking:
            raise
        chosen = settings_of(settings, wished or NOBODY, request, mode, planned=reading.is_planned)
        missing = (f"It could not start now: {away.message}. {visible.sentence(away.hint)}",)
    known, source = (
        experience.known(places.state_dir(), chosen.agent, planned.mode)
        if chosen.agent != NOBODY
        else ([], "there is no agent to do it")
    )
    told = forecast(sum(1 for _ in planned.tasks()), known, source)
    already = (
        done_before(reading.document, planned, begin.commit, repository, places.state_dir())
        if repository is not None and begin is not None
        else ()
    )
    about = (
        *said,
        *notes.findings(reading),
        *notes.done(already, planned, chosen=bool(request.items)),
    )
    return Prepared(
        document=reading.document,
        content=reading.content,
        folder=folder,
        repository=repository,
        plan=planned,
        settings=chosen,
        notes=(
            *about,
            *notes.dirty(repository, reading),
            *settings.notes,
            *notes.unchecked(scanned, planned),
            *missing,
            *((begin.note,) if begin is not None and begin.note else ()),
            *notes.unheld(chosen),
            *notes.untold(chosen.notify, os.environ),
            *notes.unwalled(chosen, off=not request.sandbox or settings.keys.sandbox == "off"),
            *(notes.unrehearsed(chosen, reading.document, planned) if request.then else ()),
            *notes.to_come(chosen, told),
            *((UNASKED,) if only_looking and not trusted else ()),
        ),
        base=begin.commit if begin else None,
        continues=begin.run if begin else None,
        trust=trust,
        obeyed=settings.obeyed,
        forecast=told,
        known=tuple(known),
        facts=facts(scanned),
        about=about,
        then=request.then,
        follows=request.follows,
        later=later,
        remark=request.remark,
        ranks={item.handle: rank(item.priority) for item in reading.analysis.open_items},
    )


def _planned(
    request: Request, reading: Reading, settings: config.Config, top: Path
) -> tuple[str, Plan, tuple[str, ...]]:
    """The mode, the plan, and what there is to say about both."""
    own_modes = [own.name for own in settings.own_modes]
    said_by_plan = reading.mode(own_modes)
    mode = _mode(request.mode or said_by_plan, reading.analysis, settings)
    manner = settings.own_mode(mode) or MODES[mode]
    planned, said = reading.plan(
        Wanted(mode, request.items, request.wish, whole=request.planner or settings.keys.planner),
        # Who changes nothing breaks nothing.
        () if manner.reports else kept(checks_of(top, settings), manner.checks),
        Project(inside(reading.document, top), lambda path: (top / path).exists()),
        own_modes,
    )
    return mode, in_manner(planned, settings.own_mode(mode), phased=said_by_plan is None), said


def _beginning(
    request: Request, document: Path, repository: Repository | None, *, only_looking: bool
) -> Beginning | None:
    """Where the run begins; who only looks is told where that cannot be said."""
    if repository is None:
        return None
    try:
        if request.follows is not None:
            return at_the_end_of(request.follows.run, repository, places.state_dir())
        return beginning(document, repository, places.state_dir())
    except BadProject as unmerged:
        if not only_looking:
            raise
        told = f"It could not start now: {unmerged.message}. {unmerged.hint}."
        return Beginning(repository.head(), told)


def _mode(wished: str | None, analysis: Analysis, settings: config.Config) -> str:
    if wished is not None:
        known = (*MODES, *(mode.name for mode in settings.own_modes))
        if wished not in known:
            message = f"there is no mode “{wished}”"
            raise BadDocument(message, f"Choose one of: {', '.join(known)}.")
        return wished
    # Asking for a run of a document that offers none is still asking for what is open in it.
    return choose(analysis.recommendation) or "exec"


def _folder(request: Request) -> Path:
    folder = Path(os.path.realpath(request.cwd))
    if not folder.is_dir():
        raise BadProject(f"there is no folder {folder}", "Check --cwd.")
    return folder
