"""The audit: what was done, in a chain of entries that are only ever added to."""
