"""What was found at a visit, as it is entered."""
