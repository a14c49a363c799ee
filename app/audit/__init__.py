"""Who did what, to what, when and why. Append-only, sealed, and linked into one chain."""
