"""Pages for those who decide."""
