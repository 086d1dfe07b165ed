"""Where each listed bad input is tried.

`listed.txt` names the 154 bad and odd inputs that reflect is built against. Each is tried by the tests that stand here,
or left for the reason that stands here.
"""

from collections.abc import Iterable, Mapping

_ARGUMENTS = "tests/bad_inputs/test_arguments.py::"
_BACKUPS = "tests/bad_inputs/test_backups.py::"
_EDITOR = "tests/bad_inputs/test_editor.py::"
_IMPORTS = "tests/bad_inputs/test_imports.py::"
_MONTHS = "tests/bad_inputs/test_months.py::"
_PACKS = "tests/bad_inputs/test_packs.py::"
_SETTINGS = "tests/bad_inputs/test_settings.py::"
_STORE = "tests/bad_inputs/test_store_files.py::"
_EVERY = "tests/bad_inputs/test_every_command.py::"
_PLACES = "tests/bad_inputs/test_in_the_place_of_files.py::"


def _under(group: str, test: str, names: str) -> dict[str, tuple[str, ...]]:
    """Return cases that are the parameters of one test, by the same names."""
    return {f"{group}/{name}": (f"{test}[{name}]",) for name in names.split()}


def _named(beginning: str, names: str) -> list[str]:
    return [beginning + name for name in names.split()]


def _in(group: str, file: str, cases: Mapping[str, str | Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return cases that have tests of their own in one file."""
    return {
        f"{group}/{name}": tuple(file + test for test in ([tests] if isinstance(tests, str) else tests))
        for name, tests in cases.items()
    }


_ARGUMENTS_REFUSED = """
    empty-text blank-text nul-stdin bad-utf8-argv huge-text mood-above mood-negative mood-fraction mood-nan
    mood-exponent mood-underscore mood-fullwidth-digit mood-empty mood-5000-digits date-no-such-day date-no-leap-day
    date-month date-year-0 date-no-week-53 date-ambiguous date-hour-25 date-leap-second date-offset date-gap
    range-reversed tag-blank tag-control id-missing id-traversal unknown-option
"""
_ODD_TEXTS = "escape-text c1-text bidi-text format-text nfd-text crlf-text ls-ps-text"
_ARGUMENTS_OTHERWISE = {
    "long-text": "test_a_text_of_just_under_1_mib_is_saved",
    "date-leap": "test_a_leap_day_that_is_past_is_a_day",
    "date-fold": "test_of_a_time_that_happens_twice_the_first_is_taken_and_said",
    "tag-comma": "test_a_label_with_a_comma_a_quote_and_a_semicolon_is_one_label",
    "id-ambiguous": "test_a_prefix_of_two_entries_names_both_by_kind_and_day",
    "export-exists": "test_an_export_goes_over_no_file_unasked",
    "export-dir": "test_an_export_goes_into_no_folder_and_no_missing_one",
    "export-symlink": "test_an_export_never_writes_through_a_link",
    "export-into-store": "test_an_export_goes_to_no_place_inside_the_store",
    "stdout-full": "test_a_full_output_is_said",
    "pipe-head": "test_a_reader_that_goes_away_is_no_fault",
    "stdin-closed": [f"test_without_standard_input_nothing_asks[{how}]" for how in ("<&-", "< /dev/null")],
}
_SURROUNDINGS = {
    "data-empty": "test_an_empty_store_variable_is_as_if_it_were_unset",
    "data-nonutf8": "test_a_store_whose_name_is_no_utf8_and_holds_a_line_end",
    "umask-777": "test_a_store_made_under_a_umask_of_nothing_can_be_read",
}
_EDITORS = {
    "editor-missing": "test_an_editor_that_is_not_there_is_named[no-such-editor]",
    "editor-args": "test_an_editor_has_its_arguments_and_no_shell",
    "editor-renames": "test_an_editor_that_renames_a_new_file_over_the_draft",
    "editor-bad-utf8": "test_what_cannot_be_saved_stays_as_a_draft[bad-utf8]",
}
_SETTINGS_OTHERWISE = {
    "empty": "test_without_a_setting_the_defaults_hold[none]",
    "bom-crlf": "test_a_bom_and_crlf_are_fine",
    "utf16": "test_utf16_is_refused",
    "is-dir": "test_a_folder_a_link_and_a_fifo_are_refused",
    "read-error": "test_settings_that_cannot_be_read_are_never_silently_the_defaults",
}
_MONTHS_REFUSED = """
    zero nuls half tail list conflict dup-keys utf16 latin1 surrogate deep newer dup-id bad-id bad-type bad-time
"""
_STORE_OTHERWISE = {
    "symlink": "test_a_month_that_is_a_link_is_refused",
    "symlink-tmp": [
        f"test_a_link_at_a_name_that_the_program_writes_leads_nowhere[{name}]"
        for name in ("entries/.2026-11.json.tmp", "lock")
    ],
    "fifo": "test_a_month_that_is_a_fifo_never_blocks",
    "name-13": "test_a_month_that_there_is_not_is_neither_loaded_nor_removed",
    "dropbox": "test_copies_beside_a_month_are_not_read_as_a_month_and_not_lost",
    "locked": "test_a_lock_held_for_good_is_waited_for_and_said_while_reading_goes_on",
    "lock-dir": "test_a_lock_that_is_a_folder_is_refused",
    "readonly": "test_a_store_that_cannot_be_written_can_be_read",
    "modes": "test_modes_that_a_sync_tool_opened_are_repaired_or_named",
    "litter": "test_what_a_killed_run_left_is_ignored_and_cleared_by_the_next_writer[entries/.2026-11.json.tmp]",
}
_PACKS_REFUSED = """
    traversal absolute control-name dup-prompt not-string toml-date deep-array deep-table dotted many binary big-int
    escape
"""
_CSV_REFUSED = "csv-no-header csv-semicolon csv-short csv-utf16 csv-latin1 csv-nul csv-quote"
_IMPORTS_OTHERWISE = {
    "csv-formula": "test_texts_come_back_through_csv_exactly[formula]",
    "csv-long": "test_texts_come_back_through_csv_exactly[long]",
    "csv-multiline": "test_texts_come_back_through_csv_exactly[multiline]",
    "conflict-id": "test_an_id_that_is_here_with_other_words_is_refused_unless_it_is_decided",
    "fifo-dir": "test_a_folder_a_fifo_and_an_endless_device_are_refused",
    "self": "test_the_stores_own_month_file_adds_no_double",
}

_ARCHIVES = {
    "import/zip-slip": ("extra ../../x", "extra /abs"),
    "import/tar-link": ("link", "link-month", "device"),
    "import/zip-bomb": ("bomb", "crowd"),
    "import/dup-member": ("twice",),
    "import/manifest": ("flipped",),
    "import/newer-backup": ("newer",),
}
COVERED: dict[str, tuple[str, ...]] = {
    **_under("cli-arg", f"{_ARGUMENTS}test_a_hostile_argument_is_refused", _ARGUMENTS_REFUSED),
    **_under("cli-arg", f"{_ARGUMENTS}test_an_odd_text_is_saved_exactly_and_shown_without_acting", _ODD_TEXTS),
    **_in("cli-arg", _ARGUMENTS, _ARGUMENTS_OTHERWISE),
    "cli-arg/ctrl-c-editor": tuple(
        f"{_EDITOR}test_a_signal_while_the_editor_is_open_keeps_the_draft_and_says_where[{signal}]"
        for signal in ("SIGINT", "SIGTERM", "SIGHUP")
    ),
    **_under("env", f"{_ARGUMENTS}test_a_hostile_argument_is_refused", "home-readonly tz-bad"),
    **_in("env", _ARGUMENTS, _SURROUNDINGS),
    **_in("env", _EDITOR, _EDITORS),
    "env/umask-000": (f"{_EVERY}test_every_command_on_a_hostile_store",),
    **_under(
        "config",
        f"{_SETTINGS}test_a_settings_file_that_cannot_be_is_refused",
        "bad-toml unknown-key type hour-25 scale dup-key traversal",
    ),
    **_in("config", _SETTINGS, _SETTINGS_OTHERWISE),
    **_under("store-file", f"{_MONTHS}test_a_damaged_month_is_named_and_left_as_it_is", _MONTHS_REFUSED),
    "store-file/bom": (f"{_MONTHS}test_a_bom_is_read_as_if_it_were_not_there_and_not_written_back",),
    **_in("store-file", _STORE, _STORE_OTHERWISE),
    "store-file/dup-id-2": ("tests/store/test_check.py::test_an_id_in_two_months",),
    **_under("pack", f"{_PACKS}test_a_pack_that_cannot_be_is_refused_and_nothing_is_added", _PACKS_REFUSED),
    **_under("pack", f"{_PACKS}test_a_pack_that_can_be_is_data", "nan-weight command-key unknown-key format"),
    "pack/html": (
        f"{_PACKS}test_a_pack_that_can_be_is_data[html]",
        f"{_PACKS}test_a_prompt_with_markup_is_shown_as_it_is_wherever_it_comes",
    ),
    "pack/symlink": (
        f"{_PACKS}test_what_stands_in_the_place_of_a_pack_stops_what_asks_for_packs_alone[link]",
        f"{_PLACES}test_whatever_stands_in_the_place_of_a_file_is_left_as_it_is",
    ),
    **_under(
        "import",
        f"{_IMPORTS}test_a_file_with_a_fault_adds_nothing",
        "empty nan surrogate depth dup-keys future year-1",
    ),
    **_under("import", f"{_IMPORTS}test_a_csv_with_a_fault_adds_nothing", _CSV_REFUSED),
    **_in("import", _IMPORTS, _IMPORTS_OTHERWISE),
    **{
        case: tuple(f"{_BACKUPS}test_a_listed_file_is_refused_and_no_store_is_made[{bad}]" for bad in tried)
        for case, tried in _ARCHIVES.items()
    },
    "import/killed": tuple(
        f"tests/faults/test_injected.py::test_killed_before_a_call[{call}-import]"
        for call in ("write", "fsync", "rename", "unlink", "exit_group")
    ),
}
"""The tests of each case, as pytest names them."""

_AGE_CASES = "flip cut wrong work empty-pass to-tty nfd-pass"
_LATER = "Encryption and sharing come in a later version."

LEFT: dict[str, str] = {
    "config/recipient": _LATER,
    **dict.fromkeys(_named("import/age-", _AGE_CASES), _LATER),
}
"""Why a case is not tried."""
