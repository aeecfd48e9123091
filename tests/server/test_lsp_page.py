"""The page on what the server offers names all of it, and nothing else; each row has its tests."""

import re
from itertools import chain
from pathlib import Path

from lsprotocol import types as lsp

import orchestrator_server
from orchestrator_server import names
from orchestrator_server.app import TABLE

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "reference" / "lsp.md").read_text("utf-8")
SERVER = Path(orchestrator_server.__file__).parent
BY_ITSELF = {"initialize", "shutdown", "exit", "$/cancelRequest"}
"""What the connection answers, before and beside the table."""
BY_PYGLS = {"$/progress", "window/showMessage"}
"""What is sent by a method of its own, and not by a name."""

HELD: dict[str, tuple[str, ...]] = {
    "initialize": ("test_an_editor_that_is_ahead_of_the_types_is_served",),
    "shutdown": ("test_shutdown_ends_what_is_being_done_and_exit_is_0",),
    "exit": ("test_exit_without_shutdown_is_1",),
    "$/cancelRequest": ("test_a_cancelled_handler_hears_of_it_and_is_answered_once",),
    lsp.INITIALIZED: ("test_items_of_documents_that_are_not_open_are_found",),
    lsp.TEXT_DOCUMENT_DID_OPEN: (
        "test_the_document_opened_last_is_the_focused_one_until_it_is_closed",
    ),
    lsp.TEXT_DOCUMENT_DID_CHANGE: ("test_diagnostics_follow_the_edits_and_go_with_the_document",),
    lsp.TEXT_DOCUMENT_DID_SAVE: ("test_what_the_person_saved_after_the_tick_stays_as_it_is",),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (
        "test_ticks_that_the_editor_did_not_save_are_written_when_it_closes",
    ),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (
        "test_the_document_and_the_item_at_the_cursor_can_be_run",
        "test_an_editor_without_literals_gets_commands",
    ),
    lsp.CODE_ACTION_RESOLVE: ("test_what_takes_long_is_worked_out_when_it_is_chosen",),
    lsp.TEXT_DOCUMENT_CODE_LENS: ("test_lenses_and_hover_tell_how_each_item_stands",),
    lsp.TEXT_DOCUMENT_INLAY_HINT: ("test_hints_tell_how_items_stand_where_there_are_no_lenses",),
    lsp.TEXT_DOCUMENT_HOVER: ("test_a_hover_tells_about_the_item_whose_line_it_is",),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (
        "test_the_outline_is_nested_for_an_editor_that_can",
        "test_the_outline_is_flat_for_the_others",
    ),
    lsp.TEXT_DOCUMENT_FOLDING_RANGE: ("test_sections_fold",),
    lsp.TEXT_DOCUMENT_DEFINITION: (
        "test_the_definition_of_an_item_is_the_code_that_came_of_it",
        "test_the_definition_of_a_line_of_code_is_its_item",
    ),
    lsp.TEXT_DOCUMENT_REFERENCES: (
        "test_a_name_leads_to_another_document_and_back_in_every_encoding",
    ),
    lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (
        "test_a_name_leads_to_another_document_and_back_in_every_encoding",
    ),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: ("test_a_rename_that_cannot_be_says_why",),
    lsp.TEXT_DOCUMENT_RENAME: ("test_an_id_is_renamed_in_documents_that_nobody_has_opened",),
    lsp.TEXT_DOCUMENT_COMPLETION: ("test_ids_of_other_documents_are_proposed_in_their_order",),
    lsp.TEXT_DOCUMENT_DOCUMENT_LINK: ("test_a_link_is_offered_where_its_file_is",),
    lsp.WORKSPACE_SYMBOL: ("test_items_of_all_documents_are_found_by_letters",),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (
        "test_the_editor_is_asked_to_tell_of_changes_and_they_are_followed",
        "test_an_editor_that_watches_nothing_learns_of_changes_all_the_same",
    ),
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: ("test_folders_come_and_go",),
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: ("test_settings_that_an_editor_pushes_count",),
    lsp.WORKSPACE_WILL_RENAME_FILES: ("test_links_and_plans_of_a_renamed_document_follow",),
    lsp.WORKSPACE_DID_RENAME_FILES: ("test_the_run_of_a_renamed_document_is_that_of_its_new_name",),
    lsp.WORKSPACE_DID_CREATE_FILES: ("test_a_new_document_in_the_old_place_has_none_of_the_runs",),
    lsp.WORKSPACE_DID_DELETE_FILES: ("test_a_run_whose_document_is_deleted_is_told_of",),
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: ("test_an_editor_that_pulls_diagnostics_gets_none_pushed",),
    lsp.WORKSPACE_EXECUTE_COMMAND: ("test_every_command_does_without_arguments",),
    lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL: ("test_the_stop_button_of_a_progress_stops_the_run",),
    lsp.WINDOW_WORK_DONE_PROGRESS_CREATE: (
        "test_progress_tells_how_a_run_goes_and_never_goes_back",
    ),
    "$/progress": ("test_an_editor_without_progress_hears_of_milestones",),
    lsp.WINDOW_SHOW_MESSAGE_REQUEST: (
        "test_everything_but_a_yes_means_no",
        "test_an_editor_that_cannot_ask_needs_a_second_action",
        "test_an_editor_that_cannot_ask_says_how_a_folder_is_trusted",
        "test_where_the_editor_cannot_ask_there_is_an_action_for_each_answer_at_the_item_alone",
    ),
    "window/showMessage": ("test_the_same_trouble_is_told_once",),
    lsp.WINDOW_SHOW_DOCUMENT: ("test_the_end_offers_the_report",),
    lsp.WORKSPACE_APPLY_EDIT: (
        "test_what_is_done_is_ticked_in_the_editor_and_the_run_is_told",
        "test_a_document_that_we_cannot_edit_is_left_to_the_engine",
    ),
    lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: (
        "test_an_editor_that_pulls_is_answered_in_an_open_source_and_pushed_to_in_others",
    ),
    lsp.WORKSPACE_DIAGNOSTIC_REFRESH: (
        "test_an_editor_that_pulls_is_answered_in_an_open_source_and_pushed_to_in_others",
    ),
    lsp.WORKSPACE_CODE_LENS_REFRESH: ("test_lenses_are_drawn_again_at_most_twice_a_second",),
    lsp.WORKSPACE_INLAY_HINT_REFRESH: ("test_an_editor_gets_nothing_that_it_did_not_declare",),
    lsp.WORKSPACE_CONFIGURATION: ("test_the_editors_settings_are_told_to_the_engine",),
    lsp.CLIENT_REGISTER_CAPABILITY: ("test_an_editor_that_cannot_be_asked_is_not",),
    lsp.CLIENT_UNREGISTER_CAPABILITY: (
        "test_it_is_asked_for_by_name_and_let_go_once_nothing_is_left_to_say",
    ),
    names.CHANGED: (
        "test_widgets_hear_of_changes",
        "test_an_editor_that_did_not_ask_for_changes_is_not_told",
    ),
    names.DIALOG: ("test_an_editor_with_dialogs_is_asked_in_one_with_the_lines_of_the_question",),
    names.WORDS: (
        "test_a_remark_is_dismissed_with_a_reason_of_ones_own_where_one_can_be_typed",
        "test_a_remark_is_dismissed_with_a_reason_that_is_asked_for",
    ),
}
"""The tests of each message, and of what stands in for it."""


def listed(title: str) -> set[str]:
    """What the first column of a section's table names."""
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def sources() -> str:
    return "\n".join(path.read_text("utf-8") for path in SERVER.rglob("*.py"))


def test_all_that_is_answered_is_on_the_page_and_no_more() -> None:
    told = listed("What an editor can ask") | listed("What an editor tells")
    assert told == {*TABLE, *BY_ITSELF}


def test_a_request_stands_among_requests() -> None:
    answers: dict[str, tuple[object, ...]] = {**lsp.METHOD_TO_TYPES}
    asked = {name for name in (*TABLE, *BY_ITSELF) if answers[name][1] is not None}
    assert listed("What an editor can ask") == asked


def test_all_that_is_sent_is_on_the_page_and_no_more() -> None:
    used = [getattr(lsp, name) for name in re.findall(r"lsp\.([A-Z][A-Z_]+)\b", sources())]
    methods = {one for one in used if isinstance(one, str)}
    heard = {*TABLE, *BY_ITSELF}
    assert listed("What the server sends") == (methods - heard) | BY_PYGLS
    assert listed("Of our own") == {names.CHANGED, names.DIALOG, names.WORDS}


def test_every_capability_that_is_read_is_on_the_page_and_no_other() -> None:
    text = (SERVER / "capabilities.py").read_text("utf-8")
    read = {*re.findall(r'(?:says|has)\(\s*"([\w.]+)"', text)}
    read |= {*re.findall(r'"capabilities\.([\w.]+)"', text)}
    assert 'says(f"workspace.fileOperations.{name}")' in text
    read.add("workspace.fileOperations")
    four = re.search(r"for what in \(([^)]+)\)", text)
    assert four is not None
    read |= {f"textDocument.{what}.dynamicRegistration" for what in re.findall(r'"(\w+)"', four[1])}
    own = {one for one in read if one.startswith("experimental.")}
    assert listed("What an editor can say of itself") == read - own
    for one in own:
        assert f"`{one.rpartition('.')[2]}`" in PAGE


def test_every_row_has_tests_that_there_are() -> None:
    told = [*map(listed, ("What an editor can ask", "What an editor tells"))]
    told += map(listed, ("What the server sends", "Of our own"))
    assert {*HELD} == {*chain.from_iterable(told)}
    tests = {
        name
        for file in (TOP / "tests" / "server").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert {*chain.from_iterable(HELD.values())} <= tests
