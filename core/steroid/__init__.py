"""The steroid: its start dose, its rows, their tablets, and what they add up to."""
