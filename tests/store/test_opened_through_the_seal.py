"""Only a few modules open a file of the store: what others read is opened, and what they write closed, by `Files`."""

import ast
from pathlib import Path

import reflect

PACKAGE = Path(reflect.__file__).parent
OPENING = {"open", "open_file", "read", "write_new", "write_pieces", "replace", "fdopen", "read_bytes", "write_bytes"}
OWNERS = {"os", "atomic", "io", "pathlib"}
KNOWN = {
    "store/atomic.py": "what opens files",
    "store/files.py": "what opens and closes them",
    "store/lock.py": "the lock, which is empty",
    "store/paths.py": "whether a folder is a store, by the first bytes of its files",
    "store/folder.py": "whether files are encrypted, by their first bytes; a mark without content",
    "store/settings_file.py": "the settings of a new store, which are readable",
    "store/encryption.py": "closes files, and opens them",
    "store/merging.py": "sets files aside as they are, closed where the store is",
    "store/agreed.py": "writes a cache without waiting for the disk, closed",
    "store/erase.py": "counts and searches files, opened",
    "store/repair.py": "looks whether the marker of a change can be read",
    "store/keys.py": "keys on this machine, which are not in the store",
    "store/remotes.py": "a repository that is not in the store, to hold it",
    "store/git.py": "the settings of the cache of `sync`, and what git does with files as they are",
    "actions/sync.py": "when the latest sync was, and the stamps of files",
    "actions/sync_run.py": "the same, and that something is to be removed for good",
    "actions/drafts.py": "what the editor has open; kept ones are closed",
    "actions/care.py": "the contacts, opened, whatever is wrong beside them",
    "actions/files.py": "files of the person, outside the store",
    "actions/write_folder.py": "files of the person, outside the store",
    "cli/app.py": "standard output",
    "cli/editor.py": "what the editor left",
    "cli/encrypting.py": "a passphrase or a key in a file of the person",
}


def opens(module: Path) -> bool:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id == "open":
                return True
            if isinstance(called, ast.Attribute) and called.attr in OPENING:
                owner = called.value
                if isinstance(owner, ast.Name) and owner.id in OWNERS:
                    return True
    return False


def test_no_other_module_opens_a_file_of_the_store() -> None:
    found = {str(module.relative_to(PACKAGE)) for module in PACKAGE.rglob("*.py") if opens(module)}
    assert found == set(KNOWN)
