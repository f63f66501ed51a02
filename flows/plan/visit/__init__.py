"""What was found at the visits of a plan: in words, and what it says of the plan."""
