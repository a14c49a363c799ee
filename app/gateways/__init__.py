"""The world outside: one protocol, a real and a pretend implementation for each neighbour."""
