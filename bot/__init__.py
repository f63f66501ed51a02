"""The shell: the only place with effects."""
