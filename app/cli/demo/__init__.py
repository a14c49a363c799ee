"""A believable demo: one borough, every role, every state of the work, told through the real journeys."""
