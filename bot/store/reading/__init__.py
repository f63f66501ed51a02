"""What is kept as it is read: by its key, by what leads to it, and remembered."""
