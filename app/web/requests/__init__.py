"""Pages for a request, for the person and their keyworker."""
