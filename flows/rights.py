"""Who may do what: one table, read at every press and command."""

from enum import StrEnum

from flows.kept import Person, PlanRecord


class Action(StrEnum):
    """What can be done."""

    MAKE = "make"
    DECIDE = "decide"  # step, hold, flare, off-plan, stop
    OPEN = "open"  # see the plan
    SHARE = "share"
    FORGET = "forget"
    HAND_OVER = "hand_over"
    ACKNOWLEDGE = "acknowledge"  # and snooze, tick, ask the prescriber
    READ_TODAY = "read_today"  # /today, /upcoming, /dose
    LEARN = "learn"
    INVITE_CARE_TEAM = "invite_care_team"
    INVITE_ANYBODY = "invite_anybody"
    STATUS = "status"
    AUDIT = "audit"  # and backup
    CHECK = "check"  # as the second person


def may(action: Action, person: Person, record: PlanRecord | None = None, team: int = 0) -> bool:
    """Whether this person may do it, with this plan or in this team; who is unknown may not."""
    raise NotImplementedError
