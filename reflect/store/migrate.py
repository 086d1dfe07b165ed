"""From an older format of the store to the one of this program, a version at a time.

A newer program that changes how a store is kept adds the step from the version before to `STEPS` and raises
`settings_file.FORMAT`. There is one version so far, and no step. A newer store is never touched:
`settings_file.version`.
"""

from collections.abc import Callable, Mapping
from typing import Final

from reflect.store import backup, settings_file
from reflect.store.files import Files
from reflect.store.paths import SETTINGS

Step = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
"""Takes the files of a store by their path in it, and returns all of them as the next version has them."""
STEPS: Final[Mapping[int, Step]] = {}
"""By the version that each sets out from."""


def to_current(files: Files, steps: Mapping[int, Step] = STEPS) -> None:
    """Bring a store to the version behind the last step; the caller holds the lock.

    Each step is one change, whole or absent, and before it the store as it is goes to `backups/before-format-N.zip`.

    Raises:
        OSError: a backup cannot be written, or a step not be finished; the store is at the version it has reached.
        StoreError: as `Files.commit`, or a file of the store cannot be read.
    """
    latest = max(steps, default=settings_file.FORMAT - 1) + 1
    while (version := settings_file.version(files.read(SETTINGS), latest)) < latest:
        before = backup.contents(files)
        after = steps[version](before)
        if settings_file.version(after.get(SETTINGS), latest) != version + 1:
            raise AssertionError(f"the step from version {version} does not lead to the next")
        backup.keep(files.folder, backup.pack(before, latest=latest), f"before-format-{version + 1}")
        names = [name for name in {*before, *after} if before.get(name) != after.get(name)]
        files.commit({name: after.get(name) for name in sorted(names)})
        files.finish()  # what could not be moved to its place has to be there before the next step
