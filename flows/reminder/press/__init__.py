"""What is pressed under a reminder, and what comes of it."""
