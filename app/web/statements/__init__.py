"""The statement of a budget."""
