"""What a prescriber decides about a live plan: step, hold, flare, another dose, stop."""

from flows.hearing import Dialogue

DECISION = Dialogue()
