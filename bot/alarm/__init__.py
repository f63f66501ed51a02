"""The alarm: what is due is sent, with nobody having asked."""
