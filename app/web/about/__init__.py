"""Pages that belong to nobody in particular: promises in plain words, health, leaving quickly."""
