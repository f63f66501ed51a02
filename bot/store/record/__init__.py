"""What is kept as it is written: its form, its key, and a plan's revisions as a chain."""
