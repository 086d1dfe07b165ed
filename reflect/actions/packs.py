"""The packs of prompts: the one that ships, and those that the person added."""

import contextlib
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from reflect.errors import BadFileError, NotFoundError, StoreError
from reflect.model import strict_toml
from reflect.prompts import pack
from reflect.prompts.pack import CORE, Pack, Source
from reflect.prompts.schedule import Catalogue
from reflect.store.paths import pack_file
from reflect.store.settings import Settings

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.prompts.lint import Finding


class Handed:
    """A pack with the file it stands in."""

    def __init__(self, pack: Pack, source: Source, raw: bytes) -> None:
        """Take the pack, its file as it was read, and as it is."""
        self.pack = pack
        self.source = source
        self.raw = raw

    @cached_property
    def findings(self) -> "list[Finding]":
        """Return what the rules for writing prompts find in it."""
        from reflect.prompts import lint

        return lint.findings(self.pack, self.source)


def read(raw: bytes, where: str) -> Handed:
    """Return the pack that somebody's file holds; `where` is what a refusal calls the file.

    Raises:
        BadFileError: it is no pack; the sentence names file and line.
    """
    try:
        document = strict_toml.loads(raw, pack.LARGEST)
    except strict_toml.FaultyTOMLError as error:
        message = f"{where}{f' line {error.line}' if error.line else ''}: {error}."
        raise BadFileError(message) from None
    source = Source(document.values, document.text, where)
    return Handed(pack.read(source), source, raw)


@lru_cache(maxsize=1)
def core() -> Pack:
    """Return the pack that ships."""
    import tomllib

    text = core_file().decode()
    return pack.read(Source(tomllib.loads(text), text, "core.toml"))


def core_file() -> bytes:
    """Return the file of the pack that ships."""
    from importlib.resources import files

    return files("reflect.prompts").joinpath("packs", "core.toml").read_bytes()


def own(journal: "Journal") -> list[Pack]:
    """Return the packs that the person added, in the order of their names.

    Raises:
        StoreError: the file of one of them is not what it should be; names file and line.
    """

    def look() -> list[Pack]:
        found = []
        for name in journal.diary.packs():
            with contextlib.suppress(NotFoundError):  # taken out by another command since
                found.append(stored(journal, name).pack)
        return found

    return journal.diary.undisturbed(look)


def stored(journal: "Journal", name: str) -> Handed:
    """Return a pack of the person's own.

    Raises:
        NotFoundError: there is none of this name.
        StoreError: its file is not what it should be; names file and line.
    """
    raw = journal.diary.files.read(pack_file(name))
    if raw is None:
        message = f"there is no pack {name}; `reflect pack list` shows those there are."
        raise NotFoundError(message)
    return of_file(raw, name)


def of_file(raw: bytes, name: str) -> Handed:
    """Return the pack that the file of a pack of the person's own holds.

    Raises:
        StoreError: it is not what it should be; names file and line.
    """
    file = pack_file(name)
    try:
        handed = read(raw, file)
    except BadFileError as error:
        message = f"{error} Mend it, or take it out: reflect pack remove {name}"
        raise StoreError(message) from None
    if handed.pack.name != name or name == CORE:
        fault = f"the pack is named {handed.pack.name}, which is not the name of its file"
        if name == CORE:
            fault = "core is the name of the pack that ships"
        message = f"{file} line {handed.source.line('name')}: {fault}; rename it, or move it away."
        raise StoreError(message)
    return handed


def find(journal: "Journal", name: str) -> Handed:
    """Return the pack of this name, the one that ships or one of the person's own.

    Raises:
        NotFoundError: there is none.
        StoreError: as `stored`.
    """
    return read(core_file(), "core.toml") if name == CORE else stored(journal, known(journal, name))


def known(journal: "Journal", name: str) -> str:
    """Return the name of a pack of the person's own.

    Raises:
        NotFoundError: there is none; what was typed is no path, whatever it looks like.
    """
    if name in journal.diary.packs():
        return name
    from reflect.model.text import visible_line

    message = f"there is no pack {visible_line(name)[:40]!r}; `reflect pack list` shows those there are."
    raise NotFoundError(message)


def catalogue(packs: list[Pack], settings: Settings, focus: str | None) -> Catalogue:
    """Return what may be offered: the packs in order, without what is retired or of a theme that is off.

    Args:
        packs: none twice.
        settings: those in force.
        focus: the pack that comes first, or None.
    """
    prompts = tuple(
        prompt
        for one in packs
        for prompt in one.prompts
        if prompt.id not in settings.retired and prompt.theme not in settings.themes_off
    )
    first = frozenset(prompt.id for prompt in prompts if focus and prompt.id.startswith(f"{focus}/"))
    return Catalogue(prompts, first)


def in_force(journal: "Journal", day: date) -> Catalogue:
    """Return what may be offered on a day. The person's own packs come before the one that ships.

    Raises:
        StoreError: the file of a pack is not what it should be.
    """
    return catalogue([*own(journal), core()], journal.settings, focus_on(journal.settings, day))


def focus_on(settings: Settings, day: date) -> str | None:
    """Return the pack that comes first on a day, or None."""
    over = settings.focus_until is not None and settings.focus_until < day
    return None if over else settings.focus


def listed(journal: "Journal") -> list[dict[str, Any]]:
    """Return a row for each pack, as `pack list --json` prints it, in the order of the catalogue.

    Raises:
        StoreError: the file of a pack is not what it should be.
    """
    settings = journal.settings
    focus = focus_on(settings, journal.day())
    until = None if settings.focus_until is None else str(settings.focus_until)
    return [
        {
            "name": one.name,
            "title": one.title,
            "prompts": len(one.prompts),
            "retired": [prompt for prompt in settings.retired if prompt.startswith(f"{one.name}/")],
            "focus": {"until": until} if one.name == focus else None,
            "shipped": one.name == CORE,
        }
        for one in [*own(journal), core()]
    ]


def document(handed: Handed) -> dict[str, Any]:
    """Return a pack as `pack show --json` and `pack check --json` print it."""
    one = handed.pack
    return {
        "format": 1,
        "name": one.name,
        "title": one.title,
        "language": one.language,
        "author": one.author,
        "note": one.note,
        "contacts": one.contacts,
        "prompts": [prompt._asdict() for prompt in one.prompts],
        "findings": [finding._asdict() for finding in handed.findings],
    }
