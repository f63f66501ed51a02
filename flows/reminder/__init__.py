"""A reminder: wanted, told, escalated, answered."""
