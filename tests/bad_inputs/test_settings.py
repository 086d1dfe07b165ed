"""Settings files that are damaged or odd: refused with file and line, or read; never silently the defaults."""

import os

import pytest

from tests.bad_inputs.cases_settings import REFUSED, Setting
from tests.bad_inputs.hostile import SETTINGS, Case, Notebook, refuses


@pytest.mark.parametrize("setting", REFUSED, ids=lambda setting: setting.id)
def test_a_settings_file_that_cannot_be_is_refused(notebook: Notebook, setting: Setting) -> None:
    file = notebook.file("reflect.toml")
    file.write_bytes(setting.lines.encode() + SETTINGS)
    commands = [("note", "x"), ("config", "list"), ("config", "set", "week_starts", "sunday")]
    refuses(notebook, Case(setting.id, commands, ("reflect.toml", *setting.names), code=4))
    file.write_bytes(SETTINGS)
    for key, value in setting.set_too:
        refuses(notebook, Case(setting.id, [("config", "set", key, value)], (key,)))


@pytest.mark.parametrize("raw", [pytest.param(SETTINGS, id="none"), pytest.param(b"", id="empty")])
def test_without_a_setting_the_defaults_hold(notebook: Notebook, raw: bytes) -> None:
    notebook.file("reflect.toml").write_bytes(raw)
    assert notebook("config", "list", "--json").json == {
        "day_starts": "04:00",
        "week_starts": "monday",
        "mood.scale": [1, 7],
        "language": "en",
        "phrases.ignore": [],
        "prompts.themes_off": [],
        "prompts.retired": [],
        "prompts.ladder": [6, 15, 34, 75, 150],
        "prompts.pass_rest": [14, 30, 90],
    }
    notebook("note", "x")
    assert len(notebook.entries()) == 4


def test_a_bom_and_crlf_are_fine(notebook: Notebook) -> None:
    file = notebook.file("reflect.toml")
    file.write_bytes(
        b"\xef\xbb\xbf" + b'day_starts = "05:00"\n'.replace(b"\n", b"\r\n") + SETTINGS.replace(b"\n", b"\r\n")
    )
    assert notebook("config", "get", "day_starts", "--json").json == "05:00"
    notebook("note", "x")
    notebook("config", "set", "week_starts", "sunday")
    assert notebook("config", "get", "day_starts", "--json").json == "05:00"
    assert notebook("config", "get", "week_starts", "--json").json == "sunday"


def test_utf16_is_refused(notebook: Notebook) -> None:
    notebook.file("reflect.toml").write_bytes(SETTINGS.decode().encode("utf-16"))
    refuses(notebook, Case("utf16", [("note", "x"), ("config", "list")], ("reflect.toml", "UTF-8"), code=4))


def test_a_folder_a_link_and_a_fifo_are_refused(notebook: Notebook) -> None:
    file = notebook.file("reflect.toml")
    elsewhere = notebook.home / "elsewhere.toml"
    file.rename(elsewhere)
    for kind in ("folder", "link", "fifo"):
        if kind == "folder":
            file.mkdir()
        elif kind == "link":
            file.symlink_to(elsewhere)
        else:
            os.mkfifo(file)
        commands = [("note", "x"), ("config", "list"), ("config", "set", "week_starts", "sunday")]
        refuses(notebook, Case("is-dir", commands, ("reflect.toml",), code=4, seconds=3))
        file.rmdir() if file.is_dir() else file.unlink()
    assert elsewhere.read_bytes() == SETTINGS


def test_settings_that_cannot_be_read_are_never_silently_the_defaults(notebook: Notebook) -> None:
    bound = notebook.without_powers()
    file = notebook.file("reflect.toml")
    file.chmod(0)
    case = Case("read-error", [("note", "x"), ("config", "list"), ("export",)], ("reflect.toml",), code=4)
    for command in case.commands:
        ran = bound(*command, code=4)
        assert "reflect.toml" in ran.err
        assert ran.err.startswith("reflect: ")
    file.chmod(0o600)
    assert len(notebook.entries()) == 3
