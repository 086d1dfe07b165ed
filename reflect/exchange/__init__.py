"""In and out: one format a file. Pure: text in, rows out; entries in, text out."""
