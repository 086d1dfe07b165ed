"""The tables (CSV) of other programs: each row as its cells by the names in the header."""

from collections.abc import Iterator
from typing import NamedTuple

from reflect.exchange.rows import RowError


class Cells(NamedTuple):
    """One row of a table."""

    line: int
    """From 1; the first line of the row."""
    by_name: dict[str, str]
    """The cells that are not empty, as they stand, by the name of their column: what the row's id is made of."""

    def get(self, name: str) -> str:
        """Return a cell; the empty text where there is none."""
        return self.by_name.get(name, "")

    def rest(self, *used: str) -> dict[str, str]:
        """Return the cells of the columns that are not named."""
        return {name: cell for name, cell in self.by_name.items() if name not in used}


def header(document: str) -> list[str]:
    """Return the names of the columns; none where the first line is no row of a table."""
    import csv

    line = document.lstrip().partition("\n")[0].rstrip("\r")
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def rows(document: str) -> Iterator[Cells | RowError]:
    """Give the rows below the header; blank lines are passed over."""
    import csv
    import io

    csv.field_size_limit(max(csv.field_size_limit(), len(document)))  # how long a text may be is said elsewhere
    # `newline=""`: line ends in a cell stay as they are
    reader = csv.reader(io.StringIO(document, newline=""), strict=True)
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not cells or cells == [""]:
                pass
            elif not names:
                names = cells
                if len(set(names)) < len(names):
                    yield RowError(line, "names a column twice")
                    return
            elif len(cells) != len(names):
                yield RowError(line, f"has {len(cells)} cells, and the header has {len(names)}")
            else:
                yield Cells(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell})
            line = reader.line_num + 1
    except csv.Error:
        yield RowError(line, "is no row of a table: a quote is not closed, or stands where none can")
