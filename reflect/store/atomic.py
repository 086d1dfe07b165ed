"""One file of the store, read or replaced whole. Every file of the store but the settings and the lock passes here.

The order of the calls is what makes "saved" true after a power cut: write a temporary file beside the old one, fsync
it, replace the old one by it, fsync the folder. Measured and explained for SQLite at
https://www.sqlite.org/atomiccommit.html; `os.replace` is atomic by POSIX rename().
"""

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator

from reflect.errors import StoreError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
BOM = b"\xef\xbb\xbf"
"""What some editors put in front of UTF-8; read as if it were not there, never written."""
_FOLDERS = ("entries", "packs", "staged", "cache", "backups", "undo", "drafts", "inbox")
_NO_MODES = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EROFS)
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # NONBLOCK: a FIFO must not hang
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


modes_refused: list[str | int] = []
"""What the file system would not set the mode of, in this process."""


class FolderSyncError(OSError):
    """The file is in place, but the disk reported an error on its folder: whether it lasts is not known."""


def refusal(path: str, error: OSError, doing: str) -> StoreError:
    """Return the error for a file of the store that the system refuses to read or write."""
    return StoreError(f"cannot be {doing}: {error.strerror or 'input/output error'}", path=shown_path(path))


def shown_path(path: str) -> str:
    """Return a path of the store as a person knows it: from the store's folder on."""
    from reflect.model.text import visible

    parts = os.fsencode(path).decode(errors="backslashreplace").split("/")
    inside = next((i for i, part in enumerate(parts) if part in _FOLDERS), len(parts) - 1)
    return visible("/".join(parts[inside:]))


class OpenFile:
    """A file as it was when it was opened, whatever replaced it since; read or close it once."""

    def __init__(self, path: str, descriptor: int, status: os.stat_result) -> None:
        """Use an open regular file, and its status then."""
        self._path = path
        self._descriptor = descriptor
        self._size = status.st_size
        self.stamp = stamp_of(status)
        self.opened: Callable[[bytes], bytes] | None = None
        """What makes of the bytes in the file those that it holds: encrypted ones are opened."""

    def read(self) -> bytes:
        """Return what the file holds, and close it.

        Raises:
            LockedError: it is encrypted, and there is no key.
            StoreError: it cannot be read.
        """
        try:
            chunks = []
            while chunk := os.read(self._descriptor, self._size + 1):
                chunks.append(chunk)
        except OSError as error:
            raise refusal(self._path, error, "read") from None
        finally:
            self.close()
        data = b"".join(chunks)
        return data if self.opened is None else self.opened(data)

    def close(self) -> None:
        """Close the file, if it is open."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def open_file(path: str) -> OpenFile | None:
    """Open a file to be read later, or return None where there is no such file; nothing else counts as none.

    Raises:
        StoreError: it is not a regular file, or it cannot be read.
    """
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        if os.path.islink(path):
            raise StoreError("is a link", "a file of the store must not be a link", path=shown_path(path)) from None
        raise refusal(path, error, "read") from None
    try:
        status = os.fstat(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise refusal(path, error, "read") from None
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise StoreError("is not a file", "move away what is in its place", path=shown_path(path))
    return OpenFile(path, descriptor, status)


def stamp_of(status: os.stat_result) -> list[int]:
    """Return what changes when a file is written: its size, its two times in nanoseconds, its inode."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def read(path: str) -> bytes | None:
    """Return the bytes of the file, encrypted or not, or None where there is no such file; nothing else counts as none.

    Raises:
        StoreError: it is not a regular file, or it cannot be read.
    """
    found = open_file(path)
    return None if found is None else found.read()


def replace(path: str, data: bytes, *, sync: bool = True) -> None:
    """Put `data` in the place of the file, whole or not at all. The caller holds the store's lock.

    Without `sync`, which a cache does not need, it may be the old one after a power cut.

    Raises:
        FolderSyncError: the file is in place and then its folder could not be synced.
        OSError: anything else; then the old file is as it was.
    """
    temporary = temporary_name(path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)  # left over from a run that was killed; the lock is ours
    write_pieces(temporary, (data,), sync=sync)
    try:
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if sync:
        _sync_folder_of(path)


def remove(path: str) -> None:
    """Remove the file, if there is one, and make that last.

    Raises:
        FolderSyncError: it is gone and then its folder could not be synced.
        OSError: it could not be removed.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    _sync_folder_of(path)


def _sync_folder_of(path: str) -> None:
    try:
        sync_folder(os.path.dirname(path))
    except OSError as error:
        raise FolderSyncError(*error.args) from None


def temporary_name(path: str) -> str:
    """Return the path of the new version of a file before it replaces the old one."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.tmp")


def write_new(path: str, data: bytes) -> None:
    """Write a file as `write_pieces` does, of one piece.

    Raises:
        OSError: it exists, or it cannot be written.
    """
    write_pieces(path, (data,))


def write_pieces(path: str, pieces: Iterable[bytes], *, sync: bool = True) -> None:
    """Write a file that does not exist yet, 0600 whatever the umask; on an error nothing is left.

    Without `sync` it lasts only once the caller has synced the disk: of many files each would wait for it.

    Raises:
        OSError: it exists, or it cannot be written.
    """
    descriptor = os.open(path, _CREATE, FILE_MODE)
    try:
        try:
            set_mode(descriptor, FILE_MODE)
            for piece in pieces:
                rest = memoryview(piece)
                while rest:  # a write may be short, on a disk that fills up
                    rest = rest[os.write(descriptor, rest) :]
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def set_mode(file: str | int, mode: int) -> None:
    """Set the mode of a file, by its path or as it is open; a file system that has no modes is used all the same.

    Raises:
        OSError: anything but that.
    """
    try:
        os.fchmod(file, mode) if isinstance(file, int) else os.chmod(file, mode)
    except OSError as error:
        if error.errno not in _NO_MODES:
            raise
        modes_refused.append(file)


def make_folder(path: str) -> None:
    """Make the folder, 0700 whatever the umask; one that is there and open to others is closed to them.

    Raises:
        OSError: it cannot be made.
        StoreError: there is a link, or something else that is not a folder.
    """
    try:
        os.mkdir(path, FOLDER_MODE)
    except FileExistsError:
        status = os.lstat(path)
        if not stat.S_ISDIR(status.st_mode):
            raise StoreError("is not a folder", "move away what is in its place", path=shown_path(path)) from None
        if status.st_mode & 0o077:
            set_mode(path, FOLDER_MODE)
        return
    set_mode(path, FOLDER_MODE)
    sync_folder(os.path.dirname(path))


def sync_folder(path: str) -> None:
    """Make the names in a folder last.

    Raises:
        OSError: the disk would not.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def as_store_error() -> Iterator[None]:
    """Turn an error of the system into a `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"the store cannot be written: {error.strerror or error}") from None
