"""A kept plan on the screen: its card, its sections, and the reasons behind each line."""
