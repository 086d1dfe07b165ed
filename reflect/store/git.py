"""Run git for `sync`: a bare repository in the store as a cache, and a remote that holds a ref for each file.

`refs/reflect/v1/FILE` at the remote is a commit without parents, by nobody and at no time, of a tree with the one file
`f`: the same bytes make the same commit, and nothing of a machine or of an earlier version goes along. Only plumbing
runs, with settings and an environment in which no other setting, hook or signature of the person plays a part, but ssh
and credentials do. Its output is read by its documented formats alone.
"""

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from reflect.errors import BadFileError, ImpossibleValueError, NewerFormatError, StoreError, UnreachableError
from reflect.store import atomic
from reflect.store.folder import SYNC_HEAD
from reflect.store.paths import SYNC
from reflect.store.remotes import folder_fault, held, is_path, repository_at

SPACE: Final = "refs/reflect/"
_VERSION: Final = "v1/"
_THEIRS: Final = "refs/theirs/"
_FETCH: Final = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--force")
MAX_FILE_BYTES: Final = 32 << 20
_CONFIG: Final = "[core]\n\trepositoryformatversion = {}\n\tbare = true\n"
_SHA256: Final = "[extensions]\n\tobjectFormat = sha256\n"
_SHA1_DIGITS: Final = 40
_SHA256_DIGITS: Final = 64
_SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.logAllRefUpdates=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "pack.threads=1",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.pushOption=",
    "protocol.ext.allow=never",
)
_RECEIVE: Final = (
    "git -c core.hooksPath=/dev/null -c core.logAllRefUpdates=false "
    "-c core.fsync=all -c receive.autogc=false receive-pack"
)
"""What takes a push at a path of this machine: no hook there runs, and a stick can be pulled out after it."""
_KEPT_VARIABLES: Final = (
    "GIT_SSH",
    "GIT_ASKPASS",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_ALLOW_PROTOCOL",
    "GIT_EXEC_PATH",
    "GIT_SSL_",
    "GIT_HTTP_",
    "GIT_PROXY_",
)
"""Beginnings of the variables of git that stay: how it connects, and where the person's own settings are."""
_COMMIT: Final = b"tree %b\nauthor reflect <> 0 +0000\ncommitter reflect <> 0 +0000\n\n"
_NOBODY: Final = {"NAME": "reflect", "EMAIL": "", "DATE": "@0 +0000"}
_DAMAGED: Final = "if it is damaged, put a new repository in its place; each computer's next sync fills it"
_USAGE_EXIT: Final = 129
_COULD_NOT: Final = re.compile(r"(?:fatal|error|remote): |warning: .*")


class CacheError(Exception):
    """The cache in the store is not as git needs it: it is to be made anew."""


class Git:
    """The cache of one store, and its remote."""

    def __init__(self, store: str, remote: str) -> None:
        """Use the store in this folder; nothing is made yet."""
        self._folder = os.path.join(store, SYNC)
        self.remote = remote
        """Its path or URL."""
        self.digits = _SHA1_DIGITS
        """Of an id."""
        self._look_at_ids()
        self._contents: dict[str, bytes] = {}

    # The cache

    def prepare(self) -> None:
        """Make the cache where there is none, and take away what a killed run or a stranger may have left in it."""
        atomic.make_folder(self._folder)
        self._look_at_ids()
        self._write_config()
        atomic.make_folder(os.path.join(self._folder, "objects"))
        self._remove_refs()
        for place, folders, names in os.walk(self._folder):
            folders[:] = [name for name in folders if name != "objects"]
            for name in names:
                if name.endswith(".lock") or os.path.basename(place) == "hooks":
                    os.unlink(os.path.join(place, name))

    def _look_at_ids(self) -> None:
        """Go by the ids that are in the cache, if there is one."""
        with contextlib.suppress(OSError), open(os.path.join(self._folder, "config"), "rb") as file:
            self.digits = _SHA256_DIGITS if _SHA256.encode() in file.read() else _SHA1_DIGITS

    def empty(self) -> None:
        """Remove all that the cache holds but its lock."""
        self._remove(name for name in os.listdir(self._folder) if name != "lock")
        self._contents.clear()

    def _remove_refs(self) -> None:
        self._remove(("packed-refs", "refs"))
        atomic.make_folder(os.path.join(self._folder, "refs"))

    def _remove(self, names: Iterable[str]) -> None:
        import shutil

        for name in names:
            path = os.path.join(self._folder, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)

    def collect(self, kept: Mapping[str, str], *, with_remote: bool) -> bool:
        """Remove all but these commits from the cache; return whether the remote is free of what it does not need too.

        Args:
            kept: the commits by file.
            with_remote: clean a remote that is a folder here too.
        """
        self._remove_refs()
        lines = "".join(f"create refs/kept/{name} {commit}\n" for name, commit in kept.items())
        self._local("update-ref", "--no-deref", "--stdin", given=lines.encode())
        self._clean(self._folder)
        folder = repository_at(self.remote) if with_remote else None
        with held(self.remote):
            return folder is not None and self._clean(folder)

    def _clean(self, folder: str) -> bool:
        done = [self._run(args, folder=folder) for args in (("repack", "-a", "-d", "-q"), ("prune", "--expire=now"))]
        return not any(run.returncode or run.stderr for run in done)

    def commit_id(self, raw: bytes | None) -> str | None:
        """Return the id of the commit that holds these bytes, and of no other; None for no file."""
        return None if raw is None else self._objects_of(raw)[-1][0]

    def _objects_of(self, raw: bytes) -> list[tuple[str, bytes]]:
        """Return the ids and the data of the three objects that hold a file: blob, tree, commit."""
        blob = self._object(b"blob", raw)
        tree = self._object(b"tree", b"100644 f\0" + bytes.fromhex(blob[0]))
        return [blob, tree, self._object(b"commit", _COMMIT % tree[0].encode())]

    def _object(self, kind: bytes, content: bytes) -> tuple[str, bytes]:
        import hashlib

        data = b"%b %d\0%b" % (kind, len(content), content)
        name = "sha256" if self.digits == _SHA256_DIGITS else "sha1"
        return hashlib.new(name, data, usedforsecurity=False).hexdigest(), data

    def check(self, commits: Mapping[str, str]) -> None:
        """Refuse what was fetched where it cannot be a file of a store, before it is read; given by name.

        Raises:
            BadFileError: one is larger than a file of a store can be, or no file.
        """
        given = "".join(f"{commit}:f\n" for commit in commits.values())
        lines = self._local("cat-file", "--batch-check", given=given.encode()).decode().splitlines() if commits else []
        for name, line in zip(commits, lines, strict=True):
            match line.split(" "):
                case [_, "blob", size]:
                    if int(size) > MAX_FILE_BYTES:
                        raise refused(name, "is larger than a file of a store can be")
                case _:
                    raise refused(name)

    def read(self, commits: Mapping[str, str], names: Iterable[str]) -> dict[str, bytes]:
        """Return what files of these commits hold, by name, as far as they are there; `check` saw their sizes.

        Raises:
            BadFileError: one is not alone in its commit, or no plain file.
        """
        wanted = {name: commits[name] for name in names if name in commits}
        new = {commit: name for name, commit in wanted.items() if commit not in self._contents}
        given = "".join(f"{commit}^{{tree}}\n{commit}:f\n" for commit in new)
        found = _objects(self._local("cat-file", "--batch", given=given.encode())) if new else iter(())
        for commit, name in new.items():
            (_, tree), (blob, raw) = next(found), next(found)
            if tree != b"100644 f\0" + bytes.fromhex(blob):
                raise refused(name)
            self._contents[commit] = raw
        return {name: self._contents[commit] for name, commit in wanted.items()}

    def commit(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Make the commits of files, and return them by file."""
        made = {}
        for name, raw in files.items():
            objects = self._objects_of(raw)
            for object_id, data in objects:
                self._write_object(object_id, data)
            made[name] = objects[-1][0]
            self._contents[made[name]] = raw
        return made

    def _write_object(self, object_id: str, data: bytes) -> None:
        """Write an object as git does; three runs of git for it would cost as much as all else in a sync."""
        import zlib

        path = os.path.join(self._folder, "objects", object_id[:2], object_id[2:])
        atomic.make_folder(os.path.dirname(path))
        atomic.replace(path, zlib.compress(data), sync=False)  # one that is there may be broken

    # The remote

    @property
    def shown(self) -> str:
        """The remote as a person can be shown it."""
        from reflect.model.text import visible_line

        return visible_line(self.remote)

    def list(self) -> dict[str, str]:
        """Return the commits at the remote by file.

        Raises:
            BadFileError: it is a folder that git cannot read.
            NewerFormatError: a newer program wrote there.
            UnreachableError: it cannot be reached.
        """
        listed = _refs_in(self._network("ls-remote", "--quiet", "--", self.remote, f"{SPACE}*"), "\t")
        found = {ref.removeprefix(SPACE): commit for ref, commit in listed.items() if ref.startswith(SPACE)}
        for name in found:
            version = re.match("v([0-9]+)/", name)
            if version and int(version[1]) > 1:
                raise NewerFormatError(f"{self.shown} holds a journal of a newer reflect", "update reflect")
        here = {name[len(_VERSION) :]: commit for name, commit in found.items() if name.startswith(_VERSION)}
        self._use_digits(len(next(iter(here.values()), "")) or self.digits)
        return here

    def _use_digits(self, digits: int) -> None:
        """Make the cache anew if its ids are of another length than those of the remote."""
        if digits != self.digits:
            self.empty()
            self.digits = digits
            self.prepare()

    def fetch(self, names: Iterable[str]) -> dict[str, str]:
        """Get files from the remote, and return their commits, which may be newer than those listed.

        Raises:
            BadFileError: it is a folder, and git cannot read it, or one of the files, which may have gone meanwhile.
            UnreachableError: it cannot be reached, or one of the files has gone meanwhile.
        """
        wanted = [f"+{SPACE}{_VERSION}{name}:{_THEIRS}{name}" for name in names]
        if not wanted:
            return {}
        self._network("fetch", *_FETCH, "--", self.remote, *wanted)
        refs = _refs_in(self._local("for-each-ref", "--format=%(objectname) %(refname)", _THEIRS), " ")
        self._remove_refs()
        return {ref.removeprefix(_THEIRS): commit for ref, commit in refs.items()}

    def push(self, changes: Mapping[str, str | None], seen: Mapping[str, str]) -> str | None:
        """Put files at the remote, or remove them (None), all or none; return why it did not take them, or None.

        Args:
            changes: the commits by file.
            seen: what is there, or is expected to be; anything else is not overwritten.
        """
        leases = [f"--force-with-lease={SPACE}{_VERSION}{name}:{seen.get(name, '')}" for name in changes]
        refspecs = [f"{commit or ''}:{SPACE}{_VERSION}{name}" for name, commit in changes.items()]
        options = ["--atomic", "--porcelain", "--no-verify", "--no-signed", "--recurse-submodules=no"]
        if is_path(self.remote):
            options.append(f"--receive-pack={_RECEIVE}")
        with held(self.remote):
            done = self._run(("push", *options, *leases, "--", self.remote, *refspecs))
        if done.returncode and b"hash algorithm" in done.stderr and not seen:  # it is empty, and has ids of SHA-256
            self._use_digits(_SHA256_DIGITS)
        return _reason(done.stderr) if done.returncode else None

    def refusal(self, why: str) -> BadFileError | UnreachableError:
        """Return the error for a remote that does not take what is sent: a folder may be damaged."""
        folder = repository_at(self.remote)
        if folder and self._run(("rev-list", "--objects", "--all", "--quiet"), folder=folder).returncode:
            return BadFileError(f"{self.shown} cannot be written: {why}", _DAMAGED)
        return UnreachableError(f"{self.shown} does not take what is sent: {why}. Everything is saved here")

    # Running it

    def _network(self, *args: str) -> bytes:
        done = self._run(args)
        if not done.returncode:
            return done.stdout
        reason, hint = _reason(done.stderr), None
        if b"dubious ownership" in done.stderr:
            hint = "if you trust it, `git config --global --add safe.directory` with that path lets git use it"
        why = folder_fault(self.remote) if is_path(self.remote) else None
        if is_path(self.remote) and not why:
            raise BadFileError(f"{self.shown} cannot be read: {reason}", hint or _DAMAGED)
        where = f"cannot be {'reached' if args[0] == 'ls-remote' else 'read'}: {reason}"
        raise UnreachableError(f"{self.shown} {why or where}. Everything is saved here", hint)

    def _local(self, *args: str, given: bytes = b"") -> bytes:
        done = self._run(args, given=given)
        if done.returncode or done.stderr.startswith(b"warning: ignoring broken"):
            raise CacheError(_reason(done.stderr))
        return done.stdout

    def _run(
        self, args: Iterable[str], *, folder: str | None = None, given: bytes = b""
    ) -> "subprocess.CompletedProcess[bytes]":
        self._write_config()
        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and arguments of this module
                ["git", *options, *args],  # noqa: S607 - the person's git
                input=given,
                capture_output=True,
                env=_environment(folder or self._folder),
                cwd=folder or self._folder,
                umask=0o077,
                start_new_session=not os.isatty(0),
                check=False,
            )
        except FileNotFoundError:
            raise ImpossibleValueError("git is not installed, and sync needs it") from None
        except OSError as error:
            raise StoreError(f"git cannot be run: {error.strerror}") from None
        if done.returncode == _USAGE_EXIT:
            raise ImpossibleValueError("the git on this computer is too old for sync", "update git (2.30 or later)")
        if done.returncode < 0 and done.returncode != -signal.SIGPIPE:  # which says nothing of the cache
            raise UnreachableError("git was killed before it was done. Everything is saved here", "sync again")
        return done

    def _write_config(self) -> None:
        """Write what git goes by in the cache, whatever lies there: nothing in a store may make a program run."""
        is_sha256 = self.digits == _SHA256_DIGITS
        config = (_CONFIG.format(int(is_sha256)) + _SHA256 * is_sha256).encode()
        for name, raw in (("HEAD", SYNC_HEAD), ("config", config)):
            path = os.path.join(self._folder, name)
            with contextlib.suppress(OSError), open(path, "rb") as file:
                if not os.path.islink(path) and file.read(len(raw) + 1) == raw:
                    continue
            atomic.replace(path, raw, sync=False)


def refused(name: str, why: str = "is not a file of a store") -> BadFileError:
    """Return the error for a file of the remote."""
    return BadFileError(why, path=f"{ascii(name[:60])[1:-1]} at the remote")


def _environment(folder: str) -> dict[str, str]:
    """Return the environment of git: the person's, without what would point it elsewhere or write down what it does."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT_VARIABLES)
    }
    nobody = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _NOBODY.items()}
    asks = {} if os.isatty(0) else {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}
    return {**kept, **nobody, **asks, "GIT_DIR": folder, "GIT_COMMON_DIR": folder, "LC_ALL": "C"}


def _refs_in(raw: bytes, between: str) -> dict[str, str]:
    """Return commits by ref, from lines of both."""
    lines = (line.partition(between) for line in raw.decode(errors="replace").splitlines())
    return {ref: commit for commit, _, ref in lines}


def _objects(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the id and the content of each object that `cat-file --batch` printed."""
    begin = 0
    while begin < len(raw):
        end = raw.index(b"\n", begin)
        match raw[begin:end].decode().split(" "):
            case [object_id, _, size]:
                yield object_id, raw[end + 1 : end + 1 + int(size)]
                begin = end + 2 + int(size)
            case _:
                raise CacheError("an object is missing")


def _reason(stderr: bytes) -> str:
    """Return what git said first, for a person."""
    from reflect.model.text import visible_line

    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    first = next((line for line in lines if not line.startswith(("warning:", "hint:", "To "))), "no reason was given")
    return visible_line(_COULD_NOT.sub("", first))[:200].rstrip(". ")
