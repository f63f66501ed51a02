"""A kept plan as it stands at one moment: what was decided, what is due, whose it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.guideline.schema import Guideline
from core.plan import Plan, recalled, recalled_digest
from core.reading import Refused
from core.revision import Course
from flows.kept import PlanRecord, Team
from flows.talk import Context

NOON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The plan after every decision, as of `now`; a step not yet confirmed waits until `soonest`.

    The zone is that of the plan's team, or of the installation where it has none.
    """

    guideline: Guideline
    record: PlanRecord
    plan: Plan
    team: Team | None
    zone: str  # IANA name
    now: datetime  # aware

    @property
    def local(self) -> datetime:
        """The time where the team is."""
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> date:
        """The calendar day where the team is."""
        return self.local.date()

    @property
    def soonest(self) -> date:
        """The first day of a dose that is confirmed now: this day before noon, else the next."""
        return soonest(self.local)

    @property
    def course(self) -> Course | None:
        """The course; a child has none."""
        return self.plan.course

    @property
    def reminds(self) -> bool:
        """Whether anybody is reminded of it: no draft, not waiting for its check, not closed."""
        record = self.record
        return record.live and not record.provisional and record.closed_at is None


def soonest(local: datetime) -> date:
    """The first day of a dose that is confirmed at this local time."""
    return local.date() + timedelta(days=0 if local.hour < NOON else 1)


def live(
    guideline: Guideline, record: PlanRecord, team: Team | None, zone: str, now: datetime
) -> Live | None:
    """The plan as it stands; None where the rules of today would answer its case differently.

    `zone` is that of the installation; a team's own goes before it.
    """
    zone = team.zone if team else zone
    plan = recalled(
        guideline,
        record.answers,
        tuple(decided.decision for decided in record.decisions),
        not_before=soonest(now.astimezone(ZoneInfo(zone))),
    )
    today = recalled_digest(guideline, record.answers)
    if isinstance(plan, Refused) or today != record.digest:
        return None
    return Live(guideline=guideline, record=record, plan=plan, team=team, zone=zone, now=now)


def live_in(context: Context, record: PlanRecord, team: Team | None) -> Live | None:
    """The plan as it stands in this turn, followed by this team; None as for `live`."""
    return live(context.guideline, record, team, context.zone_name, context.now)
