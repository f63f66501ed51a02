"""The plan's days for a calendar program."""
