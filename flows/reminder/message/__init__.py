"""A reminder as a message: its words, its marks and its buttons."""
