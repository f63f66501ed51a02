"""A kept plan: as it stands now, what has changed, its sections and its papers."""
