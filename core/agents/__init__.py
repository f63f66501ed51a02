"""The steroid-sparing agent: which one, how much of it, and what falls due for it."""
