"""The packs of prompts: the one that ships, and those that the person added."""

import contextlib
from datetime import date
from functools import cached_property, lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Any

from reflect.actions import files
from reflect.errors import BadFileError, NotFoundError, StoreError
from reflect.model import strict_toml
from reflect.prompts import pack
from reflect.prompts.pack import CORE, Pack, Source
from reflect.prompts.schedule import Catalogue
from reflect.store.paths import pack_file
from reflect.store.settings import Settings
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.prompts.lint import Finding


class PackFile:
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

    def document(self) -> dict[str, Any]:
        """Return the pack as `reflect pack show --json` and `pack check --json` print it."""
        one = self.pack
        return {
            "format": 1,
            "name": one.name,
            "title": one.title,
            "language": one.language,
            "author": one.author,
            "note": one.note,
            "contacts": one.contacts,
            "prompts": [prompt._asdict() for prompt in one.prompts],
            "findings": [finding._asdict() for finding in self.findings],
        }


def handed(file: bytes | str | PathLike[str], where: str | None) -> PackFile:
    """As `Journal.check_pack`."""
    return read(files.read(file, pack.LARGEST + 1), where or files.name_of(file, "the pack"))


def read(raw: bytes, where: str) -> PackFile:
    """Return the pack that somebody's file holds; `where` is what a refusal calls the file.

    Raises:
        BadFileError: it is no pack; the sentence names file and line.
    """
    try:
        document = strict_toml.loads(raw, pack.LARGEST)
    except strict_toml.FaultyTOMLError as error:
        raise BadFileError(f"{where}{f' line {error.line}' if error.line else ''}: {error}") from None
    source = Source(document.values, document.text, where)
    return PackFile(pack.read(source), source, raw)


@lru_cache(maxsize=1)
def core() -> Pack:
    """Return the pack that ships."""
    import tomllib

    text = core_file().decode()
    return pack.read(Source(tomllib.loads(text), text, "core.toml"))


def core_file() -> bytes:
    """Return the file of the pack that ships."""
    from importlib import resources

    return resources.files("reflect.prompts").joinpath("packs", "core.toml").read_bytes()


def own(store: Store) -> list[Pack]:
    """Return the packs that the person added, in the order of their names.

    Raises:
        StoreError: the file of one of them is not what it should be; names file and line.
    """

    def look() -> list[Pack]:
        found = []
        for name in store.packs():
            with contextlib.suppress(NotFoundError):  # taken out by another command since
                found.append(stored(store, name).pack)
        return found

    return store.read_consistently(look)


def stored(store: Store, name: str) -> PackFile:
    """Return a pack of the person's own.

    Raises:
        NotFoundError: there is none of this name.
        StoreError: its file is not what it should be; names file and line.
    """
    raw = store.files.read(pack_file(name))
    if raw is None:
        raise NotFoundError(f"there is no pack {name}; `reflect pack list` shows those there are")
    return of_file(raw, name)


def of_file(raw: bytes, name: str) -> PackFile:
    """Return the pack that the file of a pack of the person's own holds.

    Raises:
        StoreError: it is not what it should be; names file and line.
    """
    file = pack_file(name)
    try:
        handed = read(raw, file)
    except BadFileError as error:
        raise StoreError(f"{error} Mend it, or take it out: reflect pack remove {name}") from None
    if handed.pack.name != name or name == CORE:
        fault = f"the pack is named {handed.pack.name}, which is not the name of its file"
        if name == CORE:
            fault = "core is the name of the pack that ships"
        raise StoreError(f"{file} line {handed.source.line('name')}: {fault}; rename it, or move it away")
    return handed


def find(store: Store, name: str) -> PackFile:
    """Return the pack of this name, the one that ships or one of the person's own.

    Raises:
        NotFoundError: there is none.
        StoreError: as `stored`.
    """
    return read(core_file(), "core.toml") if name == CORE else stored(store, known(store, name))


def known(store: Store, name: str) -> str:
    """Return the name of a pack of the person's own.

    Raises:
        NotFoundError: there is none; what was typed is no path, whatever it looks like.
    """
    if name in store.packs():
        return name
    from reflect.model.text import visible_line

    raise NotFoundError(f"there is no pack {visible_line(name)[:40]!r}; `reflect pack list` shows those there are")


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


def in_force(store: Store, day: date) -> Catalogue:
    """Return what may be offered on a day. The person's own packs come before the one that ships.

    Raises:
        StoreError: the file of a pack is not what it should be.
    """
    return catalogue([*own(store), core()], store.settings, focus_on(store.settings, day))


def focus_on(settings: Settings, day: date) -> str | None:
    """Return the pack that comes first on a day, or None."""
    over = settings.focus_until is not None and settings.focus_until < day
    return None if over else settings.focus


def rows(store: Store) -> list[dict[str, Any]]:
    """Return a row for each pack, as `pack list --json` prints it, in the order of the catalogue.

    Raises:
        StoreError: the file of a pack is not what it should be.
    """
    settings = store.settings
    focus = focus_on(settings, store.today())
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
        for one in [*own(store), core()]
    ]
