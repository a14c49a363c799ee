"""Use cases that cross modules: one file each, its steps in order."""
