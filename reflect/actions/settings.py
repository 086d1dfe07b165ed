"""List and change settings; no entry changes with them."""

from reflect.store import settings, settings_file
from reflect.store.store import Store


def list_settings(store: Store) -> dict[str, object]:
    """As `Journal.settings`."""
    return settings_file.values(store.settings_file())


def change_setting(store: Store, key: str, value: object | None) -> object:
    """As `Journal.set_setting`."""
    settings.known(key)
    now = settings.DEFAULTS[key] if value is None else settings.typed(key, value)
    with store.writing(undoable=False) as change:
        change.set({key: None if value is None else now})
    store.forget_settings()
    return now
