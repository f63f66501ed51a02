"""A store copied while it runs, proved, and brought back."""
