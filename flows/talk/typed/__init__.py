"""Typed text: read, understood as a button, and refused where it could name a patient."""
