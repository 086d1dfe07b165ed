"""One file a command: parse, one verb of the journal, render, print."""
