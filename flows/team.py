"""Teams and roles: invitations, the group that is bound, sharing and checking a plan."""

from flows.hearing import Dialogue

TEAM = Dialogue()
