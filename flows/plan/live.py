"""A kept plan as it stands at one moment: what was decided, what is due, whose it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.agenda import agenda
from core.course.course import Course
from core.course.regimen.amounts import Background
from core.due import Due
from core.edition.kept_plan import Kept, as_it_stands
from core.guideline.schema import Guideline
from core.plan import Plan
from flows.talk.records import PlanRecord, Team
from flows.talk.turn import Context

NOON = 12
AHEAD = timedelta(weeks=12)  # a drug has no end of its own: so far ahead it is reminded of


class CannotStand(Exception):
    """The plan can be read back, and this program cannot say how it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The plan after every decision, as of `now`; a step not yet confirmed waits until `soonest`.

    The zone is that of the plan's team, or of the installation where it has none.
    """

    kept: Kept
    record: PlanRecord
    team: Team | None
    zone: str  # IANA name
    now: datetime  # aware

    @property
    def guideline(self) -> Guideline:
        """The rules that the plan goes by."""
        return self.kept.rules

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.kept.plan

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
    def falls_due(self) -> tuple[Due, ...]:
        """Everything beside the doses of the steroid; of drugs that go on, the weeks ahead."""
        until = self.today + AHEAD
        return agenda(self.guideline, self.plan, today=self.today, until=until)

    @property
    def standing(self) -> Background:
        """What a decision about a drug is checked against, as of this day."""
        plan = self.plan
        return Background(
            guideline=self.guideline,
            case=plan.case,
            agent=plan.agent,
            regimens=plan.regimens,
            today=self.today,
            recorded=plan.drugs.recorded,
        )

    @property
    def reminds(self) -> bool:
        """Whether anybody is reminded of it: no draft, not waiting for its check, not closed."""
        return self.record.reminds


def soonest(local: datetime) -> date:
    """The first day of a dose that is confirmed at this local time."""
    return local.date() + timedelta(days=0 if local.hour < NOON else 1)


def live(
    guideline: Guideline, record: PlanRecord, team: Team | None, zone: str, now: datetime
) -> Live:
    """The plan as it stands; `guideline` are the rules of today, which may not be the plan's.

    `zone` is that of the installation; a team's own goes before it. Raises CannotStand.
    """
    zone = team.zone if team else zone
    local = now.astimezone(ZoneInfo(zone))
    try:
        kept = as_it_stands(
            guideline,
            record.answers,
            record.shown,
            not_before=soonest(local),
            today=local.date(),
            tested=record.tested,
        )
    except Exception as error:  # whatever it is, it is of this plan alone
        raise CannotStand(record.label) from error
    return Live(kept=kept, record=record, team=team, zone=zone, now=now)


def live_in(context: Context, record: PlanRecord, team: Team | None) -> Live:
    """The plan as it stands in this turn, followed by this team."""
    return live(context.guideline, record, team, context.zone_name, context.now)
