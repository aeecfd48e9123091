"""Commands that lead to a run: run, confirm, resume, plan, prompt, answer.

None of them starts anything by itself: a yes comes first, or a second, explicit action.
"""

from dataclasses import replace
from pathlib import Path

from orchestrator_analyzer.spec import Item
from orchestrator_analyzer.text import Position, Span
from orchestrator_engine.places import RunFolder, state_dir
from orchestrator_server import prompts, scopes, states, steering
from orchestrator_server.arguments import Arguments, Scope
from orchestrator_server.documents import Document, path_of
from orchestrator_server.offers import Again, Wish
from orchestrator_server.protocol import Refused
from orchestrator_server.roles import Role, body, front_matter
from orchestrator_server.session import Session
from orchestrator_server.starting import ASK_SECONDS, LATER
from orchestrator_server.targets import Target, document_of

SAVE = "Save the document as a file first; a run needs to find it."


def run(session: Session, arguments: Arguments) -> None:
    """Ask whether to run what is meant, and run it on a yes. Raises `Refused`."""
    document = document_of(session, arguments)
    if document is None:
        return
    glimpse = session.glimpses.get(document.uri)
    if glimpse is not None and glimpse.live:
        session.editor.inform(f"{glimpse.run.title} is running already.")
        return
    if glimpse is not None and glimpse.waits_with(path_of(document.uri)):
        session.begin(steering.approve(session, Target(glimpse, document.uri), arguments))
        return
    if arguments.choose and arguments.mode is None and session.client.asks:
        session.begin(_choose(session, document, arguments))
        return
    wish = wish_of(session, document, arguments)
    if wish is not None:
        session.begin(_start(session, document, wish))


async def _choose(session: Session, document: Document, arguments: Arguments) -> None:
    """Have the person say in which mode, the likely ones first; then it is asked as always."""
    await session.surroundings.look(document.uri)
    modes = session.modes(document)
    recommendation = session.analysis(document).recommendation
    likely = [str(mode) for mode in (recommendation.mode, *recommendation.alternatives) if mode]
    answers = [mode for mode in dict.fromkeys((*likely, *modes)) if mode in modes]
    question = "In which mode?"
    if likely:
        question = f"{recommendation.reasons[0].text.rstrip('.')}. {question}"
    chosen = await session.editor.ask(question, (LATER, *answers), ASK_SECONDS)
    if chosen in (None, LATER):
        return
    try:
        wish = wish_of(session, document, replace(arguments, mode=chosen))
    except Refused as refused:  # an item has gone while they thought
        session.editor.inform(str(refused))
        return
    if wish is not None:
        await _start(session, document, wish)


def wish_of(session: Session, document: Document, arguments: Arguments) -> Wish | None:
    """The run that is meant; None, and the person is told, where there is nothing to run."""
    if document.role is Role.PLAN:
        return Wish(document.uri, "", (), plan=True, cwd=_cwd(session, document))
    if document.role is Role.PROMPT or arguments.prompt is not None:
        return _prompted(session, document, arguments)
    analysis = session.analysis(document)
    mode = arguments.mode or session.choices(document).mode
    if mode is None:
        reasons = analysis.recommendation.reasons
        session.editor.inform(reasons[-1].text if reasons else "There is nothing to run.")
        return None
    items = _items(session, document, arguments)
    if items is not None and not items:
        session.editor.inform(_NOTHING.get(arguments.scope, "There is nothing open to run."))
        return None
    if arguments.scope is Scope.OPEN_BUGS and arguments.mode is None:
        mode = "fix"
    return Wish(document.uri, mode, tuple(item.handle for item in items or ()))


_NOTHING: dict[Scope | None, str] = {
    Scope.SECTION: "Nothing is open in this section.",
    Scope.ITEM: "There is no open item here.",
    Scope.DEPENDENCIES: "There is no open item here.",
    Scope.SELECTION: "No open item is selected.",
    Scope.OPEN_BUGS: "No bug is open in this document.",
}


def _items(session: Session, document: Document, arguments: Arguments) -> list[Item] | None:
    analysis = session.analysis(document)
    named: list[Item] | None = None
    for handle in arguments.items or ():
        item = analysis.item(handle)
        if item is None:
            raise Refused(f"the document has no item “{handle[:60]}”")
        named = [*(named or []), item]
    return scopes.items_of(analysis, arguments.scope, named, span_of(session, document, arguments))


def span_of(session: Session, document: Document, arguments: Arguments) -> Span | None:
    """The range that was given, in the document's own offsets."""
    if arguments.range is None:
        return None
    places = session.places(document)
    first, last = (
        places.text.offset(Position(*place), places.encoding) for place in arguments.range
    )
    return Span(first, last)


def _prompted(session: Session, document: Document, arguments: Arguments) -> Wish | None:
    """A run of the words of a prompt, in the mode that it names."""
    modes = session.modes(document)
    if document.role is not Role.PROMPT:
        mode = arguments.mode or session.choices(document).mode or "exec"
        # It becomes the name of a command of the engine, which has others, too.
        if mode not in modes:
            raise Refused(f"there is no mode “{mode}” for words: {', '.join(modes)}")
        return Wish(document.uri, mode, (), arguments.prompt)
    words = body(document.text).strip()
    mode = arguments.mode or front_matter(document.text).get("mode") or "exec"
    if not words or mode not in modes:
        session.editor.inform(
            f"There is no mode “{mode}”: write one of {', '.join(modes)}."
            if words
            else "The prompt is empty: write below the front matter what an agent is to do."
        )
        return None
    return Wish(document.uri, mode, (), words, cwd=_cwd(session, document))


def _cwd(session: Session, document: Document) -> Path | None:
    subject = session.subject(document)
    return subject.parent if subject is not None else None


async def _start(session: Session, document: Document, wish: Wish) -> None:
    path = path_of(document.uri)
    if path is None:
        session.editor.inform(SAVE)
    elif (run := await session.starting.wish(wish, document, path)) is not None:
        session.expect(document.uri, run)


async def resume(session: Session, target: Target, _arguments: Arguments) -> None:
    """Let a run go on: at once where it only waits, after a yes where it has ended."""
    glimpse, run = target.glimpse, target.run
    if glimpse.live and (run.stopping is not None or run.waits is not None):
        await session.starting.obey(glimpse.folder, "resume")
    elif glimpse.live:
        session.editor.inform(f"{run.title} is running already.")
    elif run.plan_ready:
        session.editor.inform(f"{states.ending(glimpse)} To resume it is no yes.")
    elif glimpse.sequel is not None and glimpse.sequel.refused:
        again = Again(target.uri, glimpse.folder, run.ended_at)
        if (name := await session.starting.again(again, run)) is not None:
            session.editor.inform(f"Run {name} begins, which mends what {run.title} found.")
    elif not glimpse.resumable:
        ended = states.ending(glimpse)
        session.editor.inform(f"{ended} To do what is left, run the document again.")
    else:
        again = Again(target.uri, glimpse.folder, run.ended_at)
        _stay(session, target.uri)
        if (name := await session.starting.again(again, run)) is not None:
            session.expect(target.uri, name, again.ended_at)


def _stay(session: Session, uri: str) -> None:
    if (path := path_of(uri)) is not None:
        session.engine.stay(path)


def confirm(session: Session, arguments: Arguments) -> None:
    """Do what is armed, if it is confirmed on purpose."""
    document = document_of(session, arguments)
    if document is None:
        return
    if arguments.alone and session.did_since_offered:
        # An editor that applies every action it is offered has not been asked by anybody.
        session.editor.inform(
            "Nothing was started: several actions were applied at once. Choose the one that "
            "confirms alone."
        )
        return
    session.begin(_confirmed(session, document))


async def _confirmed(session: Session, document: Document) -> None:
    path = path_of(document.uri)
    armed = session.starting.armed(document.uri)
    _stay(session, document.uri)
    if path is not None and (run := await session.starting.confirm(document, path)) is not None:
        ended_at = armed.ended_at if isinstance(armed, Again) else None
        session.expect(document.uri, run, ended_at)


def plan(session: Session, arguments: Arguments) -> None:
    """Write the plan of a run as a document and show it; starts nothing. Raises `Refused`."""
    document = document_of(session, arguments)
    if document is None:
        return
    path = path_of(document.uri)
    if path is None:
        session.editor.inform(SAVE)
        return
    if document.role is not Role.DOCUMENT:
        session.editor.inform("This is a plan or a prompt already: change it, then run it.")
        return
    wish = wish_of(session, document, arguments)
    if wish is None:
        return

    async def show() -> None:
        file = await session.starting.plan(wish, document, path)
        await session.editor.show(file)

    session.begin(show())


def prompt(session: Session, arguments: Arguments) -> object:
    """Show what an agent would be told; with `edit`, as a document that can be changed and run."""
    document = document_of(session, arguments)
    if document is None:
        return None
    items = _items(session, document, arguments) if arguments.items is not None else None
    span = span_of(session, document, arguments)
    text = prompts.prompt_of(session, document, items, span)
    if not text:
        reasons = session.analysis(document).recommendation.reasons
        session.editor.inform(reasons[-1].text if reasons else "There is nothing to do here.")
        return None
    if arguments.edit:
        mode = arguments.mode or session.choices(document).mode or "exec"
        session.begin(prompts.show_editable(session, document, text, mode))
    else:
        session.begin(prompts.show(session, document, text))
    return {"prompt": text}


def answer(session: Session, arguments: Arguments) -> None:
    """Answer what an agent asks, or have it asked again."""
    if arguments.run and arguments.question and arguments.answer:
        folder = RunFolder(state_dir() / "runs" / arguments.run)
        by, message = session.answering.by, arguments.message or ""
        data = arguments.answer.as_data(arguments.question, by=by, message=message)
        session.begin(session.engine.answer(folder, data))
        return
    document = document_of(session, arguments)
    if document is None:
        return
    question, choice = arguments.question, arguments.answer
    if question is not None and choice is not None:
        session.answering.answer(document.uri, question, choice, arm=arguments.arm)
    else:
        session.begin(session.answering.show(document.uri))
