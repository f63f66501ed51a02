"""The dose curve: its axis, phases, bars and the picture of them."""
