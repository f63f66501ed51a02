"""The demo page: a practice team beside what the program thinks, for one visitor each."""
