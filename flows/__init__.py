"""Dialogues as pure functions: what was heard, and a session, give a turn."""
