"""Who must say yes: requests, comments, votes, sign-off."""
