"""A course: what is decided along it, what may be, and what a plan says about it."""
