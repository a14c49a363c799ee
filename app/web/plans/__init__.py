"""Pages for a plan: goals, things that would help, and asking for them."""
