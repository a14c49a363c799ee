"""Giving somebody a budget, and the page that says how it came about."""
