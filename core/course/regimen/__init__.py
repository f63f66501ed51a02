"""The drugs of a plan along their course: what was decided of each, and what follows from it."""
