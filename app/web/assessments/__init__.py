"""The talk about strengths and goals, and the star it makes."""
