"""What is due and what is in force: /today, /upcoming, /dose, /plans, /status."""

from flows.hearing import Dialogue

LISTING = Dialogue()
