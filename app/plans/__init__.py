"""What a person wants: goals, and the items that would help."""
