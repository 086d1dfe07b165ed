"""The front door: what was typed becomes one verb of the journal, and what comes back is printed."""
