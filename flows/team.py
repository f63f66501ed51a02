"""Teams and roles: invitations, the group that is bound, sharing and checking a plan."""

from flows.hearing import Dialogue
from flows.reaching import moved, reached

TEAM = Dialogue()

__all__ = ["TEAM", "moved", "reached"]
