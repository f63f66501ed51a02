"""What is kept of plans and people: erased, shown to whom it is about, and how long it stays."""
