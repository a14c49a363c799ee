"""Work that happens later, away from a request."""
