"""A practice team, and a clock to push: a whole course in a few minutes."""
