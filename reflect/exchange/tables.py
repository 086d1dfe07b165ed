"""Tables (CSV) as they are read: ours as records, those of other programs as rows of cells by name."""

from collections.abc import Iterator
from typing import NamedTuple

from reflect.exchange.rows import RowError


class Cells(NamedTuple):
    """One row of another program's table."""

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
    """Give the rows below the header of another program's table."""
    names: list[str] = []
    for line, cells in records(document):
        if isinstance(cells, str):
            yield RowError(line, cells)
        elif not names:
            names = cells
            if len(set(names)) < len(names):
                yield RowError(line, "names a column twice")
                return
        elif len(cells) != len(names):
            yield RowError(line, f"has {len(cells)} cells, and the header names {len(names)} columns")
        else:
            yield Cells(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell})


def records(document: str) -> Iterator[tuple[int, list[str] | str]]:
    """Give the cells of each row with its first line, or why they cannot be told; blank ones are passed over."""
    import csv

    csv.field_size_limit(max(csv.field_size_limit(), len(document)))  # how long a text may be is said elsewhere
    end = "\n" if "\n" in document else "\r"  # a line end inside a text is no line of the file but with its own kind
    reader = csv.reader((line + end for line in document.split(end)), strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            open_quote = "unexpected end" in str(error)
            yield first, "opens a quote that is never closed" if open_quote else "has text beside a quote or a line end"
            return  # where the next row begins cannot be told
        if any(map(str.strip, cells)):
            yield first, cells
