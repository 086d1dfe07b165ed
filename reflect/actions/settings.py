"""List and change settings; no entry changes with them. In an encrypted store some are in a file of their own."""

from reflect.errors import LockedError
from reflect.store import settings, settings_file
from reflect.store.paths import PRIVATE, SETTINGS
from reflect.store.store import Store


def list_settings(store: Store) -> dict[str, object]:
    """As `Journal.settings`."""
    found = settings_file.values(store.files.read(SETTINGS))
    if store.files.encryption() is None:
        return found
    try:
        private = settings_file.values(store.files.read(PRIVATE))
    except LockedError:
        return {key: value for key, value in found.items() if key not in settings.PRIVATE}
    return found | {key: private[key] for key in settings.PRIVATE}


def change_setting(store: Store, key: str, value: object | None) -> object:
    """As `Journal.set_setting`."""
    settings.known(key)
    now = settings.DEFAULTS[key] if value is None else settings.typed(key, value)
    change_to = {key: None if value is None else now}
    is_private = key in settings.PRIVATE
    with store.writing(undoable=False, locked=not is_private) as change:
        if is_private and settings_file.encryption(change.read(SETTINGS)):
            change.write(PRIVATE, settings_file.changed(change.read(PRIVATE), change_to) or None)
        else:
            change.set(change_to)
    store.forget_settings()
    return now
