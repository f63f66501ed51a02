"""The same rows in a PostgreSQL database, which other machines can take over."""
