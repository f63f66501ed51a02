"""A decision about a drug: what can be decided of it, asked, affirmed and shown."""
