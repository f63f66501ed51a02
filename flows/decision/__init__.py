"""What a prescriber decides about a plan: its steps, its screens, and what comes of it."""
