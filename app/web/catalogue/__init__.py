"""Finding what would help: pages of the catalogue."""
