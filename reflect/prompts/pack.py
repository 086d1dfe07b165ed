"""A pack of prompts, as it stands in a TOML file."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, NoReturn

from reflect.entries import text
from reflect.errors import BadFileError

THEMES: Final = (
    *("repetition", "pulls", "silence", "anger", "disappointment", "hope", "dependence"),
    *("withdrawal", "contradiction", "timing", "pleasing", "reassurance", "moving"),
)
"""The themes of the pack that ships; another pack may have others."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Prompt(NamedTuple):
    """One prompt."""

    id: str
    """`pack/slug`."""
    theme: str
    text: str


class Pack(NamedTuple):
    """A pack; its prompts in the order of the file."""

    name: str
    title: str
    language: str
    prompts: tuple[Prompt, ...]


def read(document: Mapping[str, Any], where: str) -> Pack:
    """Return the pack that a parsed TOML file holds.

    Raises:
        BadFileError: it has no name, or a prompt without id, theme or text, or one id twice; names `where`.
    """
    head = document.get("pack")
    if not isinstance(head, Mapping):
        _refuse(where, "has no table [pack]")
    name = _slug(head.get("name"), where, "the pack has no name of small letters, digits and -")
    prompts: dict[str, Prompt] = {}
    rows = document.get("prompt")
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        prompt = _prompt(row, name, where, number)
        if prompt.id in prompts:
            _refuse(where, f"has the prompt {prompt.id} twice")
        prompts[prompt.id] = prompt
    return Pack(name, str(head.get("title", name)), str(head.get("language", "en")), tuple(prompts.values()))


def _prompt(row: object, pack: str, where: str, number: int) -> Prompt:
    if not isinstance(row, Mapping):
        _refuse(where, f"has a prompt (number {number}) that is no table")
    slug = _slug(row.get("id"), where, f"the prompt number {number} has no id of small letters, digits and -")
    theme = _slug(row.get("theme"), where, f"the prompt {slug} has no theme")
    if wrong := text.fault(row.get("text")):
        _refuse(where, f"the text of the prompt {slug} {wrong}")
    return Prompt(f"{pack}/{slug}", theme, row["text"])


def _slug(value: object, where: str, fault: str) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        _refuse(where, fault)
    return value


def _refuse(where: str, fault: str) -> NoReturn:
    message = f"{where}: {fault}."
    raise BadFileError(message)
