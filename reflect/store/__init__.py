"""How the journal is saved: one folder, a TinyDB file a month, one lock, atomic replace."""
