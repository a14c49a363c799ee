"""How much each person has, how that was worked out, and for how long."""
