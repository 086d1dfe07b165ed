"""In and out: one format a module. Pure: the text of a file in, rows out; entries in, bytes out, a piece at a time."""
