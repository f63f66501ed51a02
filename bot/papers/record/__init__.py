"""The resources of a record bundle."""
