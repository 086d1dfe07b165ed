"""Import and export: a module a format, listed in `detect.FORMATS`. Pure: text in, rows out; entries in, bytes out."""
