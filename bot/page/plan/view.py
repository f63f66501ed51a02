"""A kept plan with everything needed to write it: its record, the plan itself, the writer."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.page import write
from bot.page.write import Writer, bold, escape, number, sentence
from core.course.course import in_force
from core.edition.kept_plan import Kept
from core.evidence import Line, Section
from core.guideline.schema import Guideline
from core.plan import Plan
from core.steroid.tablets import Tablets
from core.steroid.taper import DosePeriod
from flows.talk.records import PlanRecord
from flows.talk.replies import Words

START = Section.START
WITH_THE_STEROID = frozenset(
    {
        "pneumocystis_from_the_start",
        "prevention.pneumocystis.from_the_rise",
        "fracture_very_high",
        "fracture_very_high_but",
        "fracture_age",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What card and sections are written from."""

    writer: Writer
    guideline: Guideline
    plan: Plan
    record: PlanRecord | None = None  # None: a case that is answered and not kept
    today: date | None = None  # where the plan is followed; None: as it was planned
    zone: str = "UTC"  # IANA name of that place
    now: datetime | None = None  # aware: the moment of it, where it is told
    kept: Kept | None = None  # by which edition it goes; None where it is not kept

    @property
    def head(self) -> str:
        """The first line of every screen of this plan."""
        if self.record is None:
            return bold(self.say("card.case_draft" if self.plan.provisional else "card.case"))
        key = "card.draft" if self.plan.provisional else "card.head"
        return bold(self.say(key, label=self.record.label, revision=self.record.revision))

    @property
    def period(self) -> DosePeriod | None:
        """The dose of this day; the first one before it is taken, none after the last."""
        course, periods = self.plan.course, self.plan.periods
        if not periods or course is None or self.today is None:
            return periods[0] if periods else None
        if self.today < periods[0].first:
            return periods[0]
        dose = in_force(course, self.today)
        if dose is None or dose.last >= self.today:
            return dose
        days = (self.today - dose.first).days + 1  # it goes on until somebody decides
        return replace(dose, last=self.today, days=days)

    @property
    def overdue(self) -> bool:
        """Whether the next step is due and nobody has confirmed it: the dose stays until then."""
        course = self.plan.course
        due = course.due if course else None
        return due is not None and self.today is not None and self.today >= due

    @property
    def begun(self) -> bool:
        """Whether the first day is over."""
        return self.today is not None and self.today > self.plan.case.start_date

    @property
    def steroid(self) -> str:
        """The steroid's name in this plan's region."""
        return self.writer.drug("prednisone")

    @property
    def waits(self) -> bool:
        """Whether no later dose has a date."""
        return self.plan.course is not None and self.plan.course.reassess

    @property
    def end_says(self) -> str:
        """How the end of the doses is said: planned, decided, or that of what is planned here."""
        decided = "ended" if self.plan.ended else "end"
        return "left" if self.plan.left else decided

    def say(self, key: str, **values: Words) -> str:
        """The catalogue's sentence, as HTML."""
        return escape(self.writer.say(key, values))

    def line(self, line: Line) -> str:
        """One line of the plan, as HTML."""
        return sentence(self.writer, line)

    def lines(self, section: Section) -> tuple[Line, ...]:
        """The plan's lines of one section, in order; once the steroid is over, none of the card
        that says what begins with it."""
        course = self.plan.course
        past = WITH_THE_STEROID if course and course.over(self.today) else ()
        found = (line for line in self.plan.lines if line.section is section)
        return tuple(each for each in found if section is not START or each.says not in past)

    def on(self, offset: int) -> date:
        """The calendar day of an offset from the first oral dose."""
        return self.plan.case.start_date + timedelta(days=offset)

    def tablets(self, made_of: Tablets) -> str:
        """The tablets of one dose, as HTML."""
        return escape(write.made_of(self.writer, made_of))


def mg(value: Decimal) -> str:
    """An amount in mg, bold."""
    return bold(f"{number(value)} mg")
