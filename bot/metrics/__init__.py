"""How the process stands, for a monitoring system: counts and times, nothing of a case."""
