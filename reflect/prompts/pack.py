"""A pack of prompts: what it holds, and how it is read from the TOML that someone wrote by hand."""

from collections.abc import Mapping
from typing import Final, NamedTuple, NoReturn

from reflect.entries import text
from reflect.entries.kinds import is_slug
from reflect.errors import BadFileError

THEMES: Final = (
    "repetition",
    "pulls",
    "silence",
    "anger",
    "disappointment",
    "hope",
    "dependence",
    "withdrawal",
    "contradiction",
    "timing",
    "pleasing",
    "reassurance",
    "moving",
)
"""The themes of the pack that ships. A pack of the person's own may have others."""


class Prompt(NamedTuple):
    """One question or invitation."""

    id: str
    """The full id, `pack/slug`."""
    theme: str
    text: str


class Pack(NamedTuple):
    """Prompts that came together, in the order in which they are first offered."""

    name: str
    title: str
    language: str
    """As the pack gives it, a language tag such as `en`."""
    prompts: tuple[Prompt, ...]


def read(document: Mapping[str, object], where: str) -> Pack:
    """Return the pack that a parsed TOML document holds. Keys that are not known are left alone.

    Args:
        document: tables and arrays as `tomllib` gives them.
        where: what a refusal calls the file.

    Raises:
        BadFileError: a part is missing or impossible, or two prompts have one id; the sentence names the file, the
            prompt by its place and, where it has one, its id, and what is wrong. It never holds a prompt's text.
    """
    head = document.get("pack")
    if not isinstance(head, Mapping):
        message = f"{where} has no table [pack]."
        raise BadFileError(message)
    name = _slug(head, "name", f"{where}, [pack]")
    title, language = (_text(head, key, f"{where}, [pack]") for key in ("title", "language"))
    tables = document.get("prompt")
    if not isinstance(tables, list) or not tables:
        message = f"{where} has no prompt: each is a table [[prompt]]."
        raise BadFileError(message)
    prompts: dict[str, Prompt] = {}
    for place, table in enumerate(tables, start=1):
        prompt = _prompt(table, name, f"{where}, prompt {place}")
        if prompt.id in prompts:
            message = f"{where}, prompt {place}: the id {prompt.id} is there twice."
            raise BadFileError(message)
        prompts[prompt.id] = prompt
    return Pack(name, title, language, tuple(prompts.values()))


def _prompt(table: object, pack: str, where: str) -> Prompt:
    if not isinstance(table, Mapping):
        message = f"{where} is no table [[prompt]]."
        raise BadFileError(message)
    slug = _slug(table, "id", where)
    named = f"{where} ({slug})"
    return Prompt(f"{pack}/{slug}", _slug(table, "theme", named), _text(table, "text", named))


def _slug(table: Mapping[str, object], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not is_slug(value):
        fault = "is missing" if value is None else "is no name of small letters, digits and - (64 at most)"
        _refuse(where, key, fault)
    return value


def _text(table: Mapping[str, object], key: str, where: str) -> str:
    value = table.get(key)
    fault = "is missing" if value is None else text.fault(value)
    if not isinstance(value, str) or fault is not None:
        _refuse(where, key, fault or "is not a text")
    return value


def _refuse(where: str, key: str, fault: str) -> NoReturn:
    message = f"{where}: `{key}` {fault}."
    raise BadFileError(message)
