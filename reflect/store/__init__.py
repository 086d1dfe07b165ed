"""How the notebook is kept: one folder, a TinyDB file a month, one lock, atomic replace."""
