"""Read-only questions that cross modules."""
