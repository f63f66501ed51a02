"""The keys of the plans, kept in the database."""
