"""The tour: the whole job over HTTP, as each actor, told as a story."""
