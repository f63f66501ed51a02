"""The plan for a record system: a bundle and its resources."""
