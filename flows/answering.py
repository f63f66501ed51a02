"""Presses under a reminder: acknowledge, snooze, tick, ask the prescriber."""

from flows.hearing import Dialogue

ANSWERING = Dialogue()
