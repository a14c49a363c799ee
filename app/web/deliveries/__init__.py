"""Saying what came."""
