"""Packs of prompts: the built-in one, and the person's own."""

import contextlib
import os
from datetime import date
from functools import cached_property, lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Any, cast

from reflect.actions import files
from reflect.errors import BadFileError, NotFoundError, StoreError
from reflect.prompts import pack
from reflect.prompts.pack import CORE, Pack, Source
from reflect.prompts.schedule import Catalogue
from reflect.store.paths import pack_file
from reflect.store.settings import Settings
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.prompts.lint import Finding

_LISTED = "`reflect pack list` lists the packs"


class PackFile:
    """A pack, with its file."""

    def __init__(self, pack: Pack, source: Source, raw: bytes) -> None:
        """Use the pack, its file as parsed, and its bytes."""
        self.pack = pack
        self.source = source
        self.raw = raw

    @cached_property
    def findings(self) -> "list[Finding]":
        """The findings of the rules for writing prompts."""
        from reflect.prompts import lint

        return lint.findings(self.pack, self.source)

    @property
    def rules(self) -> tuple[list[str], list[str]]:
        """The ids of the rules that were asked, and of those that know another language."""
        from reflect.prompts import lint

        every = (*lint.TEXT_RULES, *lint.PACK_RULES)
        is_asked = {rule.id: lint.is_asked(rule, self.pack.language) for rule in every}
        return [rule for rule in is_asked if is_asked[rule]], [rule for rule in is_asked if not is_asked[rule]]

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
            "until": one.until and str(one.until),
            "prompts": [prompt._asdict() for prompt in one.prompts],
            "findings": [finding._asdict() for finding in self.findings],
        }


def check_pack(file: bytes | str | PathLike[str], where: str | None) -> PackFile:
    """As `Journal.check_pack`."""
    return read_pack(files.read(file, pack.MAX_PACK_BYTES + 1), where or files.name_of(file, "the pack"))


def read_pack(raw: bytes, where: str) -> PackFile:
    """Return the pack in the bytes of a file; `where` is the name of the file in errors.

    Raises:
        BadFileError: it is not a pack; the error has file and line.
    """
    from reflect.model import strict_toml  # here, since the pack that ships is read without it

    try:
        document = strict_toml.loads(raw, pack.MAX_PACK_BYTES, pack.MAX_PARSE_SECONDS)
    except strict_toml.FaultyTOMLError as error:
        raise BadFileError(str(error), path=where, line=error.line) from None
    source = Source(document.values, document.text, where)
    return PackFile(pack.read(source), source, raw)


@lru_cache(maxsize=1)
def core_pack() -> Pack:
    """Return the built-in pack."""
    return pack.read_plain(core_file().decode())


def core_file() -> bytes:
    """Return the file of the built-in pack, from what loaded the package: `importlib.resources` loads `zipfile`."""
    from reflect import prompts

    loader: Any = prompts.__spec__.loader
    return cast("bytes", loader.get_data(os.path.join(prompts.__path__[0], "packs", "core.toml")))


def own_packs(store: Store) -> list[Pack]:
    """Return the person's own packs, in the order of their names; errors are those of `own_pack`."""

    def look() -> list[Pack]:
        found = []
        for name in store.packs():
            with contextlib.suppress(NotFoundError):  # removed by another command since
                found.append(own_pack(store, name).pack)
        return found

    return store.read_consistently(look)


def own_pack(store: Store, name: str) -> PackFile:
    """Return a pack of the person's own.

    Raises:
        NotFoundError: there is no such pack.
        StoreError: its file is not valid; the error has file and line.
    """
    raw = store.files.read(pack_file(name))
    if raw is None:
        raise NotFoundError(f"there is no pack {name}", _LISTED)
    return read_own_pack(raw, name)


def read_own_pack(raw: bytes, name: str) -> PackFile:
    """Return the pack in the bytes of a file of the store; errors are those of `own_pack`."""
    file = pack_file(name)
    try:
        found = read_pack(raw, file)
    except BadFileError as error:
        problem = f"{error.problem}. Fix it, or remove it: reflect pack remove {name}"
        raise StoreError(problem, path=error.path, line=error.line) from None
    if found.pack.name != name or name == CORE:
        problem = f"the pack is named {found.pack.name}, which is not the name of its file"
        if name == CORE:
            problem = "core is the name of the pack that ships"
        raise StoreError(problem, "rename it, or move it away", path=file, line=found.source.line("name"))
    return found


def find_pack(store: Store, name: str) -> PackFile:
    """As `Journal.pack`."""
    return read_pack(core_file(), "core.toml") if name == CORE else own_pack(store, known_name(store, name))


def known_name(store: Store, name: str) -> str:
    """Return the name of one of the person's own packs, so that `../name` cannot read other files.

    Raises:
        NotFoundError: there is no such pack.
    """
    if name in store.packs():
        return name
    from reflect.model.text import visible_line

    raise NotFoundError(f"there is no pack {visible_line(name)[:40]!r}", _LISTED)


def catalogue(packs: list[Pack], settings: Settings, focus: str | None) -> Catalogue:
    """Return the prompts that can be offered, in order, without those retired or of a theme that is off.

    Those of the pack `focus` come first.
    """
    prompts = tuple(
        prompt
        for one in packs
        for prompt in one.prompts
        if prompt.id not in settings.retired and prompt.theme not in settings.themes_off
    )
    first = frozenset(prompt.id for prompt in prompts if focus and prompt.id.startswith(f"{focus}/"))
    return Catalogue(prompts, first)


def current_catalogue(store: Store, day: date) -> Catalogue:
    """Return the prompts that can be offered on a day: of the person's own packs, then of the built-in one.

    A pack whose last day is over is left out. Errors are those of `own_pack`.
    """
    offered = [one for one in (*own_packs(store), core_pack()) if not one.is_over(day)]
    return catalogue(offered, store.settings, focused_pack(store.settings, day))


def focused_pack(settings: Settings, day: date) -> str | None:
    """Return the name of the focused pack of a day, or None."""
    over = settings.focus_until is not None and settings.focus_until < day
    return None if over else settings.focus


def list_packs(store: Store) -> list[dict[str, Any]]:
    """As `Journal.packs`."""
    settings = store.settings
    focus = focused_pack(settings, store.today())
    until = None if settings.focus_until is None else str(settings.focus_until)
    return [
        {
            "name": one.name,
            "title": one.title,
            "prompts": len(one.prompts),
            "retired": [prompt for prompt in settings.retired if prompt.startswith(f"{one.name}/")],
            "focus": {"until": until} if one.name == focus else None,
            "shipped": one.name == CORE,
            "until": one.until and str(one.until),
        }
        for one in [*own_packs(store), core_pack()]
    ]
