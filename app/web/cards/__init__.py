"""Pages about pre-paid cards."""
