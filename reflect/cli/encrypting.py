"""`reflect store encrypt`, `decrypt`, `unlock` and `lock`: passphrases and keys are never shown in an error."""

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from reflect import signals
from reflect.cli.context import DASH, AppContext, from_home, is_terminal, stdin_bytes
from reflect.cli.params import Yes
from reflect.errors import ImpossibleValueError, ReflectError, WrongPassphraseError, has_committed
from reflect.model.text import counted, decoded, visible_line, visible_path

if TYPE_CHECKING:
    from reflect import EncryptionState, EncryptResult, Journal, Unlocked

_BEFORE = """\
Without the passphrase nobody will be able to read what is in {path}
Still readable: your settings (reflect.toml), the names and sizes of the files,
and when each was written.
If you lose both the passphrase and the key on paper, the journal is lost:
nobody can recover it.
Copies made before are not encrypted: snapshots, older versions in a cloud,
backups elsewhere."""
_SENT_BEFORE = """\
What was sent before, unencrypted, may still be at {remote}
until the next `reflect sync` replaces it; a server may keep it for longer."""
_MIN_PASSPHRASE_LENGTH = 12
"""Characters below which somebody with a copy of the store can try them all."""
_PAPER = """\
# The key of a reflect journal. It opens the journal without the passphrase: print it, and remove this file.
# With it: reflect store unlock --key FILE, or: age -d -i FILE reflect/entries/2026-11.json
{key}
"""
_TRIES = 3
_SHOWN_END = 6
"""Characters of a key that a person types to show that it was written down."""
_MAX_BYTES = 64 * 1024
_OPEN_TO_OTHERS = 0o044


PassphraseFile = Annotated[
    str | None,
    typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from a file; - is standard input."),
]


class EncryptOptions(NamedTuple):
    """The options of `store encrypt`."""

    new_key: Annotated[bool, typer.Option("--new-key", help="Encrypt everything anew, for a new key.")] = False
    keep: Annotated[bool, typer.Option("--keep", help="Keep the journal open on this machine.")] = False
    passphrase_file: PassphraseFile = None
    paper: Annotated[
        str | None, typer.Option("--paper", metavar="FILE", help="Write the key to a file, to be printed.")
    ] = None
    yes: Yes = False


def encrypt(app: AppContext, *, options: EncryptOptions) -> None:
    """Encrypt the store, or change its passphrase.

    Without the passphrase and without the key on paper, nothing can be recovered. Names and sizes of files and
    reflect.toml stay readable. It goes on where it was interrupted. docs/privacy.md says what it protects against.

    It needs the extra `age`: pip install 'reflect-journal[age]'

    \b
    Examples:
      reflect store encrypt
      reflect store encrypt --new-key
    """
    journal = app.any_journal
    state = journal.encryption.state()
    if state.recipient is None:
        _encrypt(app, journal, state, options)
    elif options.new_key or state.changes_key:
        _change_key(app, journal, options)
    elif state.plain:
        _show(app, "encrypted", journal.encryption.encrypt_rest())
    else:
        journal.unlock()
        _check_can_give(app, options.passphrase_file)
        app.say("The journal is encrypted. This changes its passphrase; the old one opens old copies of it.")
        journal.encryption.change_passphrase(_new_passphrase(app, options.passphrase_file))
        app.out("changed: the passphrase")


def _encrypt(app: AppContext, journal: "Journal", state: "EncryptionState", options: EncryptOptions) -> None:
    encryption = journal.encryption
    key = _checked(app, journal, options)
    app.say(_BEFORE.format(path=from_home(journal.path)))
    if state.remote:
        app.say(_SENT_BEFORE.format(remote=visible_line(state.remote)))
    passphrase = _new_passphrase(app, options.passphrase_file)
    with _on_paper(app, journal, key, options):
        question = "Should your own contacts (`reflect care`) stay readable when the journal is locked?"
        readable = options.yes or not state.has_contacts or _agreed(question, default=True)
        keep = options.keep or (not options.yes and _agreed("Keep it open on this machine?", default=False))
        done = encryption.encrypt(key, passphrase, contacts_readable=readable, keep=keep)
    ending = "Open on this machine." if keep else "Locked; `reflect store unlock` opens it."
    _show(app, "encrypted", done, ending)
    if options.yes and state.has_contacts:
        app.say("Your own contacts (`reflect care`) stay readable when the journal is locked.")


def _change_key(app: AppContext, journal: "Journal", options: EncryptOptions) -> None:
    journal.unlock()
    if journal.encryption.state().changes_key:
        _check_can_give(app, options.passphrase_file)
        app.say("Going on with the change of the key. The passphrase is that of the new key.")
        done = journal.encryption.change_key("", _new_passphrase(app, options.passphrase_file))
    else:
        key = _checked(app, journal, options)
        app.say("Every file is encrypted anew, for a new key. The old key and passphrase open old copies.")
        passphrase = _new_passphrase(app, options.passphrase_file)
        with _on_paper(app, journal, key, options):
            done = journal.encryption.change_key(key, passphrase)
    _show(app, "encrypted with a new key", done)


def decrypt(app: AppContext, *, yes: Yes = False) -> None:
    """Write an encrypted store plain again."""
    encryption = app.journal.encryption
    app.check_can_ask(yes=yes)
    question = "Everything in the store becomes readable for whoever can read its folder. Decrypt it?"
    if app.confirmed(question, yes=yes):
        _show(app, "decrypted", encryption.decrypt())


def unlock(
    app: AppContext,
    *,
    stay: Annotated[str | None, typer.Option("--for", metavar="T", help="Lock it again after 90m, 8h or 2d.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it open until `reflect store lock`.")] = False,
    passphrase_file: PassphraseFile = None,
    key_file: Annotated[
        str | None, typer.Option("--key", metavar="FILE", help="Use the key on paper; - reads standard input.")
    ] = None,
) -> None:
    """Open an encrypted store on this machine, until you log out.

    Where the system has no folder that it clears when you log out, as on macOS, it stays open for 8 hours.

    \b
    Examples:
      reflect store unlock
      reflect store unlock --for 8h
      reflect store unlock --key -
    """
    if keep and stay is not None:
        raise ImpossibleValueError("--for and --keep cannot be used together")
    encryption = app.any_journal.encryption
    if key_file is not None:
        is_typed = key_file == DASH and is_terminal(sys.stdin)
        key = _line("The key on paper: ") if is_typed else _text_of(app, key_file, "the key")
        _show_unlocked(app, encryption.unlock(key=key, stay=stay, lasting=keep))
        return
    for tries_left in range(_TRIES - 1, -1, -1):
        try:
            given = passphrase_of(app, passphrase_file)
            _show_unlocked(app, encryption.unlock(given, stay=stay, lasting=keep))
        except WrongPassphraseError as error:
            if passphrase_file is not None or not tries_left:
                raise
            app.say(f"{error.problem[:1].upper()}{error.problem[1:]}.")
        else:
            return


def lock(app: AppContext) -> None:
    """Lock an encrypted store: remove its key from this machine.

    A mood, a pattern, a note or a session can still be saved if you give it whole, as in `reflect mood 4`. It is added
    once the journal is open.
    """
    encryption = app.any_journal.encryption
    encryption.lock()
    app.out("locked")
    if variable := encryption.given_key():
        app.say(f"${variable} opens it here still.")


def _show_unlocked(app: AppContext, unlocked: "Unlocked") -> None:
    until = unlocked.until
    if until:
        app.out(f"opened until {until.day} {until:%b} {until:%H:%M}")
    else:
        app.out("opened until it is locked" if unlocked.lasting else "opened until you log out")


def _show(app: AppContext, what: str, result: "EncryptResult", ending: str = "") -> None:
    done = result.done
    parts = [] if result.entries is None else [f"{counted(result.entries)} of"]
    more = ((done.packs, "pack"), (done.steps, "undo step"), (done.backups, "backup"))
    rest = "".join(f", {counted(number, one, f'{one}s')}" for number, one in more if number)
    app.out(" ".join([f"{what}:", *parts, f"{counted(done.months, 'month', 'months')}{rest}"]))
    if ending:
        app.say(ending)
    for name in done.left:
        app.say(f"{visible_path(name)} is damaged, or encrypted for another key, and was left as it is.")
    if done.others:
        named = ", ".join(map(visible_path, done.others[:5])) + (", …" if done.others[5:] else "")
        app.say(f"Not part of the store, and as before: {named}")


# Keys


def _checked(app: AppContext, journal: "Journal", options: EncryptOptions) -> str:
    """Return a new key, after all that can be refused before anything is asked."""
    if not journal.exists():
        raise ImpossibleValueError("there is no store yet, so there is nothing to encrypt")
    needed = {"--yes": options.yes, "--passphrase-file FILE": options.passphrase_file, "--paper FILE": options.paper}
    missing = [option for option, value in needed.items() if not value]
    if missing and not app.is_terminal:
        named = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
        raise ImpossibleValueError(f"there is no terminal to ask on and to show the key on; add {named}")
    if options.paper is not None:
        if os.path.lexists(options.paper):
            raise ImpossibleValueError("already exists", "name another file", path=visible_path(options.paper))
        journal.check_target(options.paper)
    return journal.encryption.new_key()


@contextlib.contextmanager
def _on_paper(app: AppContext, journal: "Journal", key: str, options: EncryptOptions) -> Iterator[None]:
    """Give the person the key before the block, which uses it; if nothing comes of that, take it back."""
    signals.interrupt()  # so that a key that is not used is taken back
    if options.paper is not None:
        journal.encryption.write_key(options.paper, _PAPER.format(key=key))
        app.say(f"The key is in {from_home(options.paper)}: print it, and remove the file.")
    else:
        app.say(f"\nThe key, for paper. It opens the journal without the passphrase:\n  {key}\n")
    try:
        if options.paper is None and not options.yes:
            _prove(app, key)
        yield
    except (ReflectError, KeyboardInterrupt):
        if has_committed():
            raise
        if options.paper is None:
            app.say("\nThe key above is not in use and opens nothing: throw it away. The next run makes another.")
        else:
            with contextlib.suppress(OSError):
                os.unlink(options.paper)
        raise


def _prove(app: AppContext, key: str) -> None:
    """Have the person type the end of the key, so that it is written down.

    Raises:
        ImpossibleValueError: it was not typed.
    """
    for _ in range(_TRIES):
        if _line(f"Type the last {_SHOWN_END} characters of it: ").upper() == key[-_SHOWN_END:]:
            return
        app.say("These are not its last characters.")
    raise ImpossibleValueError("the key was not written down")


# Passphrases


def _new_passphrase(app: AppContext, file: str | None) -> str:
    """Return a passphrase that the person chooses, twice the same, or one of six words."""
    if file is not None or not app.is_terminal:
        given = passphrase_of(app, file)
        if len(given) < _MIN_PASSPHRASE_LENGTH:
            app.say(_short(given))
        return given
    while True:
        typed = _hidden("Passphrase (Enter makes one of six words): ")
        if not typed:
            made = app.any_journal.encryption.new_passphrase()
            app.say(f"The passphrase: {made}")
            return made
        if typed != _hidden("Again: "):
            app.say("The two are not the same.")
        elif len(typed) >= _MIN_PASSPHRASE_LENGTH or _agreed(f"{_short(typed)} Use it?", default=False):
            return typed


def _short(passphrase: str) -> str:
    counts = counted(len(passphrase), "character", "characters")
    return f"This passphrase has {counts}; a program can guess one of fewer than {_MIN_PASSPHRASE_LENGTH}."


def passphrase_of(app: AppContext, file: str | None) -> str:
    """Return a passphrase, from a file or as it is typed.

    Raises:
        ImpossibleValueError: the file cannot be read, or there is no terminal to ask on.
    """
    if file is not None:
        return _text_of(app, file, "the passphrase")
    _check_can_give(app, file)
    return _hidden("Passphrase: ")


def _check_can_give(app: AppContext, file: str | None) -> None:
    """Refuse a command that has no passphrase and cannot ask for one, before it says anything.

    Raises:
        ImpossibleValueError: there is no terminal to ask on, and no file.
    """
    if file is None and not app.is_terminal:
        raise ImpossibleValueError("there is no terminal to ask on; add --passphrase-file")


def _hidden(question: str) -> str:
    import getpass

    try:
        return getpass.getpass(question)
    except EOFError:
        raise KeyboardInterrupt from None


def _line(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        raise KeyboardInterrupt from None


def _agreed(question: str, *, default: bool) -> bool:
    typed = _line(f"{question} [{'Y/n' if default else 'y/N'}] ").lower()
    return typed in ("y", "yes") if typed else default


def _text_of(app: AppContext, file: str, what: str) -> str:
    """Return a text from a file, or from standard input, without its one line end.

    Raises:
        ImpossibleValueError: it cannot be read, is empty, or not UTF-8.
    """
    try:
        if file == DASH:
            raw = stdin_bytes(_MAX_BYTES)
        else:
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(descriptor, "rb") as given:
                mode = os.fstat(descriptor).st_mode
                if not stat.S_ISREG(mode):
                    where = visible_path(file)
                    raise ImpossibleValueError(f"{what} cannot be read from {where}: not a file", "- is standard input")
                raw = given.read(_MAX_BYTES)
            if mode & _OPEN_TO_OTHERS:
                app.say(f"{visible_path(file)} can be read by other people on this machine; `chmod 600` closes it.")
    except OSError as error:
        raise ImpossibleValueError(f"{what} cannot be read from {visible_path(file)}: {error.strerror}") from None
    text = decoded(raw, what).removesuffix("\n").removesuffix("\r")
    if not text:
        raise ImpossibleValueError(f"{what} is empty")
    return text
