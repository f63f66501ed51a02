"""The plan that a visit is entered for, as whoever enters it finds it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.response.visit import ENZYMES, ON_A_SCALE, EnteredBy, Measure, Visit, by_day
from flows.plan.status import CARD
from flows.plan.visit.found import visits
from flows.reminder.press.check import Admitted
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, button
from flows.talk.turn import Context
from flows.visit.noted import Noted
from flows.visit.reading.values import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The plan as it stands, and the turn."""

    admitted: Admitted
    context: Context

    @property
    def decides(self) -> bool:
        """Whether whoever enters it may decide as well."""
        return may(Action.DECIDE, self.context.known.person, self.admitted.record)

    @property
    def ways_on(self) -> Rows:
        """To the plan, for whoever may open it; for others to the page again."""
        return CARD if self.decides else ((button("value", "pick.visit.more"),),)

    @property
    def has_entries(self) -> bool:
        """Whether anything was ever entered."""
        return bool(self.admitted.record.visited)

    @property
    def first_day(self) -> date:
        """The earliest day that a visit of this plan can have: no baseline is older."""
        case = self.admitted.live.plan.case
        rule = self.context.guideline.response.baseline.days_before
        return case.start_date - timedelta(days=case.pulse_days + rule.value)

    def begun(self, *, corrects: int | None = None) -> Noted:
        """An empty visit of today; or an entry as it was, to be mended."""
        record, live = self.admitted.record, self.admitted.live
        role = EnteredBy.PRESCRIBER if self.decides else EnteredBy.CARE_TEAM
        number = len(record.visited) + 1
        before = next((each for each in visits(record) if each.number == corrects), None)
        if before is None:
            return Noted(visit=Visit(number=number, day=live.today, role=role))
        return Noted(
            visit=Visit(
                number=number,
                day=before.day,
                role=role,
                findings=before.findings,
                strength=before.strength,
                ck_trend=before.ck_trend,
                signs=before.signs,
                pregnant=before.pregnant,
                urine=before.urine,
                ecg=before.ecg,
                corrects=corrects,
            ),
            unlimited=True,
        )

    def known(self, noted: Noted) -> Known:
        """What needs not be typed: the team's upper limits, then those of this plan and of what
        was entered already, and the scales that were used before."""
        team = self.admitted.live.team
        limits = {Measure(k): Decimal(v) for k, v in team.limits} if team else {}
        scales = dict[Measure, Decimal]()
        for visit in (*by_day(visits(self.admitted.record)), noted.visit):
            for each in visit.findings:
                if each.of is not None and each.measure in ON_A_SCALE:
                    scales[each.measure] = each.of
                elif each.of is not None and (not team or each.measure not in ENZYMES):
                    limits[each.measure] = each.of
        return Known(limits=limits, scales=scales)
