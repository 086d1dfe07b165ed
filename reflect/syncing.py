"""The part of `Journal` for `sync`, documented as `reflect.journal` says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reflect import actions
from reflect.arguments import checks_arguments

if TYPE_CHECKING:
    from reflect.actions.sync import SyncPlan, SyncStatus
    from reflect.actions.sync_run import SyncResult
    from reflect.arguments import StrPath
    from reflect.store.store import Store


@checks_arguments
class Syncing:
    """Sync with a remote, through git. No other verb does it."""

    _store: Store

    def sync(self, passphrase: str | None = None) -> SyncResult:
        """Merge what changed at the remote, entry by entry, and send what changed here.

        Args:
            passphrase: opens the key of an encrypted journal at the remote, for a store that is not encrypted yet.

        Raises:
            BadFileError: a file there is not what it should be; nothing was changed.
            ImpossibleValueError: there is no remote, or no git.
            LockedError: the store is locked; or `PassphraseNeededError`.
            StoreError: the store cannot be used, or a newer program wrote there.
            UnreachableError: the remote cannot be reached, or kept changing; what came in is saved.
        """
        return actions.sync.sync(self._store, passphrase)

    def plan_sync(self, remote: StrPath) -> SyncPlan:
        """Return what the first sync with a remote, a path or a URL of git, would join. Errors are those of `sync`."""
        return actions.sync.plan_init(self._store, os.fspath(remote))

    def init_sync(self, remote: StrPath | SyncPlan, passphrase: str | None = None) -> SyncResult:
        """Sync with a remote from now on, and for the first time; a new store is made. Errors are those of `sync`."""
        plan = self.plan_sync(remote) if isinstance(remote, str | os.PathLike) else remote
        return actions.sync.init_sync(self._store, plan, passphrase)

    def sync_status(self, *, remote: bool = False) -> SyncStatus:
        """Return what changed here since the latest sync, and with `remote` what changed there.

        Raises:
            ImpossibleValueError: there is no remote.
            UnreachableError: it was asked, and cannot be reached.
        """
        return actions.sync.status(self._store, ask=remote)
