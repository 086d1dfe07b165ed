"""The words of an entry as the file that an editor opens: one text as it is, several under their names."""

from collections.abc import Mapping, Sequence

from reflect.errors import ImpossibleValueError


def words_file(texts: Mapping[str, str]) -> str:
    """Return the file of these texts, by field: a single one as it is, of several each under a line with its name."""
    if len(texts) == 1:
        (text,) = texts.values()
        return text and text + "\n"
    rule = "-" * 3
    while any(line.startswith(rule) for text in texts.values() for line in text.splitlines()):
        rule += "-"  # until no line of the person's looks like a name
    return "".join(f"{rule} {name}\n{text}\n\n" for name, text in texts.items())


def fields_of(written: str, fields: Sequence[str]) -> dict[str, str]:
    """Return the text of each field in such a file, without the blank lines at its end.

    Raises:
        ImpossibleValueError: a line with a name is missing, or they are in another order.
    """
    if len(fields) == 1:
        return {fields[0]: written}
    lines = written.split("\n")
    rule = lines[0].partition(" ")[0]
    starts: list[int] = []
    for name in fields:
        try:
            starts.append(lines.index(f"{rule} {name}", starts[-1] + 1 if starts else 0))
        except ValueError:
            problem = f"the lines with the names {', '.join(fields)} must all be there, in this order"
            raise ImpossibleValueError(problem) from None
    ends = [*starts[1:], len(lines)]
    return {
        name: "\n".join(lines[start + 1 : end]).rstrip("\n")
        for name, start, end in zip(fields, starts, ends, strict=True)
    }
