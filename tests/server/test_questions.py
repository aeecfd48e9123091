"""Questions of a run's agents, as an editor meets them."""

import time
from pathlib import Path
from typing import cast

import pytest

from orchestrator_engine import events as e
from orchestrator_engine.attendance import attended
from orchestrator_server import answering, editor
from support.lsp_desk import ALL, NOTHING, Desk, opened, until
from support.lsp_runs import HandMadeRun
from support.lsp_wire import Json

TITLES = ["Refuse", "Allow", "Allow in this run"]
PUSHED = "textDocument/publishDiagnostics"


pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def asking(run: HandMadeRun) -> HandMadeRun:
    """A run whose agent asks for something at its first item."""
    run.begin("T1")
    run.ask("pip install tea")
    return run


def shown(message: Json) -> list[Json]:
    """The questions among the diagnostics of a message."""
    if message.get("method") != PUSHED:
        return []
    return [one for one in message["params"]["diagnostics"] if one.get("code") == answering.CODE]


def actions(desk: Desk, line: int = 4) -> list[Json]:
    """What can be done about the question there, as commands."""
    place = {"line": line, "character": 8}
    params: Json = {
        "textDocument": {"uri": desk.uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": []},
    }
    found = desk.ask("textDocument/codeAction", params)
    found = [one["command"] if isinstance(one.get("command"), dict) else one for one in found]
    return [one for one in found if one.get("command") == "codeOrchestrator.answer"]


def apply(desk: Desk, action: Json) -> None:
    params = {"command": action["command"], "arguments": action["arguments"]}
    desk.ask("workspace/executeCommand", params)


def answers(run: HandMadeRun) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    for name, data in run.commands():
        assert name == "answer"
        told = cast("dict[str, object]", data)
        found.append((told["allow"], told["remember"]))
    return found


@pytest.mark.parametrize(
    ("choice", "answer"),
    [("Refuse", (False, False)), ("Allow", (True, False)), ("Allow in this run", (True, True))],
)
def test_an_editor_that_asks_shows_a_message_with_the_safe_answer_first(
    asking: HandMadeRun, document: Path, choice: str, answer: tuple[bool, bool]
) -> None:
    with opened(document, ALL) as desk:
        desk.choice = choice
        asked = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
        assert asked["message"] == "GREET-1 Greet a person by name asks (q1): Bash pip install tea"
        assert [one["title"] for one in asked["actions"]] == TITLES
        until(asking.commands, "the answer")
        assert answers(asking) == [answer]


def test_an_answer_that_allows_sooner_than_anybody_reads_is_none(
    asking: HandMadeRun, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "READ_SECONDS", 60.0)
    with opened(document, ALL) as desk:
        desk.choice = "Allow"
        desk.said("Nothing was done: the answers came sooner than anybody reads")
        asked = [m for m in desk.seen if m.get("method") == "window/showMessageRequest"]
        assert len(asked) == editor.TRIES
        assert asking.commands() == []
        # It can still be answered, and to refuse needs no reading.
        desk.choice = "Refuse"
        (action,) = actions(desk)
        until(lambda: apply(desk, action) or asking.commands(), "the answer")
        assert answers(asking)[0] == (False, False)


def test_an_answer_counts_once_the_question_could_be_read(
    asking: HandMadeRun, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is, the first answer comes too soon, and the second one does not.
    monkeypatch.setattr(editor, "READ_SECONDS", 3600.0)
    put: list[float] = []

    def choose(_: Json) -> Json:
        put.append(time.monotonic())
        if len(put) > 1:
            monkeypatch.setattr(editor, "READ_SECONDS", 0.0)
        return {"title": "Allow"}

    with opened(document, ALL, answers={"window/showMessageRequest": choose}):
        until(asking.commands, "the answer")
    assert len(put) == 2
    assert answers(asking) == [(True, False)]


def test_what_a_title_does_not_say_stands_below_it(run: HandMadeRun, document: Path) -> None:
    run.begin("T1")
    command = "pip install tea\npip install kettle"
    run.append(e.QuestionAsked("q1", "T1", 1, "Bash", "Bash pip install tea …", command))
    with opened(document, ALL) as desk:
        asked = desk.wait(lambda m: m.get("method") == "window/showMessageRequest")["params"]
        assert asked["message"].splitlines()[1:] == command.splitlines()


NEOVIM = {"name": "Neovim", "version": "0.11.4"}


def test_a_list_that_takes_the_keyboard_is_shown_once_somebody_asks_for_it(
    asking: HandMadeRun, document: Path
) -> None:
    with opened(document, ALL, clientInfo=NEOVIM) as desk:
        desk.said("choose one of the code actions at its item")
        (action,) = actions(desk)
        assert "window/showMessageRequest" not in desk.methods()
        desk.choice = "Allow"
        apply(desk, action)
        until(asking.commands, "the answer")
    assert answers(asking) == [(True, False)]


def test_our_plugin_for_neovim_is_asked_at_once_and_waits_itself(
    asking: HandMadeRun, document: Path
) -> None:
    assert asking.journal.run.question
    plugin = {**ALL, "experimental": {"codeOrchestrator": {"changed": True}}}
    with opened(document, plugin, clientInfo=NEOVIM) as desk:
        desk.wait(lambda m: m.get("method") == "window/showMessageRequest")


def test_a_question_whose_message_lies_unseen_is_put_again_in_a_dialog(
    asking: HandMadeRun, document: Path
) -> None:
    dialogs = {**ALL, "experimental": {"codeOrchestrator": {"dialogs": True}}}
    with opened(document, dialogs) as desk:
        del desk.answers["window/showMessageRequest"]
        desk.wait(lambda m: m.get("method") == "window/showMessageRequest")
        (action,) = actions(desk)
        put: list[Json] = []
        desk.answers["codeOrchestrator/dialog"] = lambda asked: (
            put.append(asked) or {"title": "Not now" if len(put) == 1 else "Allow"}
        )
        apply(desk, action)
        until(lambda: desk.settle() and put, "the dialog, which is closed")
        apply(desk, action)
        until(asking.commands, "the answer")
    assert [one["title"] for one in put[0]["actions"]] == ["Not now", *TITLES]
    assert put[0]["allows"]
    assert answers(asking) == [(True, False)]


def test_a_closed_message_answers_nothing_and_can_be_shown_again(
    asking: HandMadeRun, desk: Desk
) -> None:
    def messages() -> int:
        return sum(m.get("method") == "window/showMessageRequest" for m in desk.settle())

    until(lambda: messages() == 1, "the question")
    (action,) = actions(desk)
    assert action["title"] == "Answer: GREET-1 Greet a person by name · Bash pip install tea"
    assert asking.commands() == []
    desk.choice = "Refuse"
    until(lambda: apply(desk, action) or messages() > 1, "the question again")
    until(asking.commands, "the answer")
    assert answers(asking)[0] == (False, False)


def test_every_editor_shows_a_warning_at_the_item_until_it_is_answered(
    asking: HandMadeRun, bare_desk: Desk
) -> None:
    (warning,) = shown(bare_desk.wait(lambda m: bool(shown(m))))
    assert warning["range"]["start"]["line"] == 4
    assert warning["severity"] == 2
    assert warning["message"].startswith(
        "GREET-1 Greet a person by name asks (q1): Bash pip install tea\nAnswer "
    )
    assert f"code-orch attach {asking.folder.id}" in warning["message"]
    before = len(bare_desk.settle())
    asking.append(e.QuestionAnswered("q1", allow=False, by="code-orch attach"))
    bare_desk.said("GREET-1 Greet a person by name, q1: refused by code-orch attach.")
    until(
        lambda: (
            [m for m in bare_desk.settle()[before:] if m.get("method") == PUSHED]
            and not shown([m for m in bare_desk.seen if m.get("method") == PUSHED][-1])
        ),
        "the warning is gone",
    )
    assert actions(bare_desk) == []


def test_where_the_editor_cannot_ask_there_is_an_action_for_each_answer_at_the_item_alone(
    asking: HandMadeRun, bare_desk: Desk
) -> None:
    bare_desk.said("The run waits: choose one of the code actions")
    title = "GREET-1 Greet a person by name · Bash pip install tea"
    assert [one["title"] for one in actions(bare_desk)] == [
        f"Refuse: {title}",
        f"Allow: {title}",
        f"Allow in this run: {title}",
    ]
    assert actions(bare_desk, line=5) == []
    apply(bare_desk, actions(bare_desk)[0])
    until(asking.commands, "the answer")
    assert answers(asking) == [(False, False)]


def test_to_allow_takes_a_second_action_where_the_editor_cannot_ask(
    asking: HandMadeRun, bare_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare_desk.said("The run waits")
    apply(bare_desk, actions(bare_desk)[2])
    bare_desk.said("To allow it, choose the code action")
    assert asking.commands() == []
    confirm = actions(bare_desk)[1]
    assert confirm["title"].startswith("Confirm: allow in this run · GREET-1")
    apply(bare_desk, confirm)
    until(asking.commands, "the answer")
    assert answers(asking) == [(True, True)]
    # Much later it would have to be chosen anew.
    later = time.monotonic() + 2 * answering.CONFIRM_SECONDS
    apply(bare_desk, actions(bare_desk)[1])
    monkeypatch.setattr(answering.time, "monotonic", lambda: later)
    assert len(actions(bare_desk)) == 3


@pytest.mark.parametrize("backwards", [False, True])
def test_an_editor_that_applies_every_action_has_allowed_nothing(
    asking: HandMadeRun, bare_desk: Desk, backwards: bool
) -> None:
    bare_desk.said("The run waits")
    found = actions(bare_desk)
    for action in reversed(found) if backwards else found:
        apply(bare_desk, action)
    until(asking.commands, "the answer")
    asking.obey()
    bare_desk.settle()
    assert not asking.journal.run.settled["q1"].allow
    assert answers(asking) == []


def test_of_two_editors_the_first_counts_and_the_other_is_told(
    asking: HandMadeRun, document: Path
) -> None:
    with opened(document, NOTHING) as one, opened(document, NOTHING) as other:
        other.said("The run waits")
        one.said("The run waits")
        apply(one, actions(one)[0])
        until(asking.commands, "the answer")
        asking.append(e.QuestionAnswered("q1", allow=True, by="code-orch answer"))
        asking.obey()
        for each in (one, other):
            each.said("q1: allowed by code-orch answer.")


def test_a_question_survives_the_editor(asking: HandMadeRun, document: Path) -> None:
    for _ in range(2):
        with opened(document, NOTHING) as desk:
            assert shown(desk.wait(lambda m: bool(shown(m))))
    assert asking.journal.run.question is not None


def test_an_editor_with_the_document_of_a_live_run_is_there_to_be_asked(
    run: HandMadeRun, document: Path
) -> None:
    assert not attended(run.folder)
    with opened(document, NOTHING) as desk:
        until(lambda: attended(run.folder), "the editor is there")
        now = time.time()
        run.begin("T1")
        run.ask("pip install tea")
        run.append(e.QuestionAnswered("q1", allow=False, message="nobody answered"))

        def signs() -> bool:
            desk.retype(desk.text + " ")
            return attended(run.folder, now)

        until(signs, "a sign of life")
    assert not attended(run.folder)


def test_an_answer_by_hand_to_nothing_is_told(run: HandMadeRun, bare_desk: Desk) -> None:
    assert run
    bare_desk.command("answer")
    bare_desk.said("No run of this document asks anything now.")
    bare_desk.command("answer", {"uri": bare_desk.uri, "question": "q4", "answer": "allow"})
    bare_desk.said("q4 needs no answer any more.")


def test_the_lens_of_the_item_that_asks_puts_the_question_again(
    asking: HandMadeRun, desk: Desk
) -> None:
    desk.wait(lambda m: bool(shown(m)))
    lenses = desk.ask("textDocument/codeLens", {"textDocument": {"uri": desk.uri}})
    (lens,) = [one for one in lenses if one["command"]["title"].endswith(" · answer")]
    assert lens["command"]["title"].startswith("waits for an answer · ")
    assert lens["range"]["start"]["line"] == 4
    desk.choice = "Refuse"
    apply(desk, lens["command"])
    until(lambda: answers(asking) == [(False, False)], "it is answered")
