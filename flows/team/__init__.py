"""A team: its people and group, how it is reminded, and the plans that it shares."""
