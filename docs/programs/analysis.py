"""Count the patterns of each month under their names in force: `python analysis.py [STORE]`."""

import sys
from collections import Counter

from reflect import Journal


def main(store: str | None = None) -> None:
    """Print month, pattern and number of entries, a row each."""
    journal = Journal.open(store)
    names = journal.label_names()
    counts: Counter[tuple[str, str]] = Counter()
    for entry in journal.entries(kinds=["pattern"], since="52w"):
        if entry["kind"] == "pattern":  # tells a type checker which of the seven kinds it is
            counts[entry["day"][:7], names.shown("pattern", entry["label"])] += 1
    for (month, label), number in sorted(counts.items()):
        print(f"{month}  {label:<16}{number:>3}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
