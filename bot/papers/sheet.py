"""What every paper of a plan shares: whose it is, its rows, its sums."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.page.plan.view import View
from bot.page.write import Writer, made_of
from bot.papers.calendar.series import Series
from core.evidence import Line
from core.plan import Outcome
from core.sayable import Medicine, Sayable, beside_steroid, each_once, of
from core.steroid.supply import Supply, supplied, supply
from core.steroid.tablets import Tablets, to_dispense
from core.steroid.taper import DosePeriod, dated
from flows.plan.standing import standing
from flows.talk.records import Decided
from flows.talk.replies import Moment, Words

NOON = time(12)
FIRST = 1  # how many doses of a plan need no confirmation


class NoPaper(ValueError):
    """This paper is not made of this plan; the code says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One dose: decided, or only planned."""

    period: DosePeriod
    sure: bool
    open: bool  # it lasts until a prescriber decides
    times: int  # how often this amount stood in the course so far, this row counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A plan as the papers show it."""

    view: View
    rows: tuple[Row, ...]  # none for a child
    original: tuple[DosePeriod, ...]  # as first planned, where the course has left that
    supply: Supply  # what tablets there are
    series: Series | None = None  # of a case that is not kept here

    @property
    def writer(self) -> Writer:
        """How this plan's region writes."""
        return self.view.writer

    @property
    def label(self) -> str:
        """The plan's label; empty for a case that is not kept."""
        return self.view.record.label if self.view.record else ""

    @property
    def named(self) -> str:
        """Whose plan it is: its label, or that of its caller; empty where nobody gave one."""
        return self.label or (self.series.label if self.series else "")

    @property
    def revision(self) -> int:
        """The plan's revision; 0 for a case that is not kept."""
        return self.view.record.revision if self.view.record else 0

    @property
    def stem(self) -> str:
        """The plain name of a file, without its ending."""
        return f"taper_{self.label}_rev{self.revision}" if self.label else "taper"

    @property
    def head(self) -> str:
        """Label and revision, in words."""
        if not self.label:
            name = self.named
            return self.say("paper.case_named", label=name) if name else self.say("paper.case")
        return self.say("card.head", label=self.label, revision=self.revision)

    @property
    def revised_at(self) -> datetime:
        """When this revision was made; for a case that is not kept, its first day."""
        record = self.view.record
        if record is None:
            return datetime.combine(self.first, NOON, UTC)
        return max((record.made_at, *(each.at for each in record.decisions)))

    @property
    def written_at(self) -> datetime:
        """When what it says was written: that of its revision; a case is written as it is made."""
        return self.made_at if self.view.record is None else self.revised_at

    @property
    def made_at(self) -> datetime:
        """The instant that the paper is made at, never before its revision; where none is given,
        that of the revision."""
        now = self.view.now or self.revised_at
        at = now if self.view.record is None else max(now, self.revised_at)
        return at.astimezone(UTC).replace(microsecond=0)

    @property
    def stamp(self) -> str:
        """Which revision of which plan it shows, as it stands at which moment."""
        return self.say("paper.stamp", head=self.head, moment=Moment(self.made_at, self.view.zone))

    @property
    def stands_on(self) -> date:
        """The day that the paper is made for; where none is given, that of the revision."""
        return self.view.today or self.revised_at.date()

    @property
    def first(self) -> date:
        """The first day of the oral steroid."""
        return self.view.plan.case.start_date

    @property
    def begins(self) -> date:
        """The first day of any steroid: of the pulse, where one comes before the tablets."""
        return self.first - timedelta(days=self.view.plan.case.pulse_days or 0)

    @property
    def waits_for_check(self) -> bool:
        """Whether nothing of it is in force yet: it is a case, or no second person has seen it."""
        return self.view.record is None or not self.view.record.live

    @property
    def closed(self) -> bool:
        """Whether it is not followed here any more."""
        return self.view.record is not None and self.view.record.closed_at is not None

    @property
    def end(self) -> date:
        """The first day after the last row."""
        return self.rows[-1].period.last + timedelta(days=1)

    @property
    def decisions(self) -> tuple[Decided, ...]:
        """Every decision that was not undone, the earliest first; a case not kept has none."""
        return standing(self.view.record) if self.view.record else ()

    @property
    def ahead(self) -> tuple[Row, ...]:
        """The doses from the present one on; all of them where no day is given."""
        if not self.rows or self.present is None:
            return ()
        since = 0 if self.view.today is None else self.rows.index(self.present)
        return self.rows[since:]

    @property
    def present(self) -> Row | None:
        """The decided dose of the day that the paper is made for; None once the course is over.

        A dose that nobody has confirmed is in force on no day, also not on the day it is due.
        """
        today = self.view.today
        if self.view.plan.ended and (today is None or today >= self.end):
            return None
        sure = [row for row in self.rows if row.sure]
        taken = [row for row in sure if today is None or row.period.first <= today]
        return (taken or sure[:1])[-1]

    def say(self, key: str, **values: Words) -> str:
        """The catalogue's sentence."""
        return self.writer.say(key, values)

    def line(self, line: Line) -> str:
        """One line of the plan."""
        return html.unescape(self.view.line(line))

    def said(self, *medicines: Medicine) -> tuple[Sayable, ...]:
        """What may be printed of these medicines."""
        return of(self.view.plan.said, *medicines)

    def beside(self, *medicines: Medicine) -> tuple[str, ...]:
        """What the answers say of these medicines: it stands on every paper that prints them."""
        return tuple(map(self.line, each_once(self.said(*medicines))))

    @property
    def beside_steroid(self) -> tuple[str, ...]:
        """What was taken before, the pulse, and what the answers say of it and of the steroid."""
        return tuple(map(self.line, beside_steroid(self.view.plan.said)))

    def tablets(self, made: Tablets) -> str:
        """The tablets of one dose; empty where none are named."""
        return made_of(self.writer, made)

    @property
    def dispensed_from(self) -> date:
        """The first day that tablets are counted for: today, or the first dose to come."""
        first = self.ahead[0].period.first if self.ahead else self.first
        return max(first, self.view.today or first)

    @property
    def falls(self) -> dict[str, bool] | None:
        """Whether the fall to nothing after the last dose was decided; None where there is none,
        as the doses wait or another team goes on."""
        if self.view.plan.left or self.view.waits:
            return None
        return {"sure": self.view.plan.ended}

    @property
    def dispense_says(self) -> str:
        """How what is to be dispensed is named: it hangs on steps unless the end was decided."""
        return "dispense_decided" if self.view.plan.ended else "dispense"

    def dispensed(self) -> Tablets:
        """How many of each strength are taken from today on."""
        since = self.dispensed_from
        parts = (_within(row.period, since, self.end) for row in self.ahead)
        return to_dispense(part for part in parts if part.days > 0)

    def dispensed_sure(self) -> tuple[date, Tablets] | None:
        """The same of the days that are confirmed, with the last of them; None where they have no
        end, or are all that there is."""
        sure = [row for row in self.ahead if row.sure]
        if not sure or sure[-1].open or len(sure) == len(self.ahead):
            return None
        since, last = self.dispensed_from, sure[-1].period.last
        parts = (_within(row.period, since, self.end) for row in sure)
        return last, to_dispense(part for part in parts if part.days > 0)

    def announced(self, rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
        """Each row, with the words that stand before the first one that is only planned."""
        said = False
        for row in rows:
            begins = not row.sure and not said
            said = said or begins
            yield row, self.say("schedule.planned") if begins else ""

    def months(self) -> Iterator[tuple[date, Tablets]]:
        """The first day of each calendar month from today on, with what it takes."""
        ahead = self.ahead
        since = self.dispensed_from
        at = since.replace(day=1)
        while ahead and at < self.end:
            later = (at + timedelta(days=31)).replace(day=1)
            within = (_within(row.period, max(at, since), later) for row in ahead)
            yield at, to_dispense(part for part in within if part.days > 0)
            at = later


def sheet(view: View, stock: Supply | None = None, series: Series | None = None) -> Sheet:
    """The plan for its papers, tablets from the stock; a draft and a refusal have none."""
    plan = view.plan
    if plan.provisional:
        raise NoPaper("draft")
    if plan.outcome is Outcome.DECLINED:
        raise NoPaper("declined")
    periods = plan.periods
    if stock is not None:
        periods = supplied(view.guideline, periods, stock)
    rows = tuple(_rows(view, periods))
    tablets = stock or supply(view.guideline, plan.case.region)
    return Sheet(view=view, rows=rows, original=_original(view), supply=tablets, series=series)


def _rows(view: View, periods: tuple[DosePeriod, ...]) -> Iterator[Row]:
    """Decided and planned; where no date follows by itself, only what was decided."""
    course = view.plan.course
    sure = course.confirmed if course else FIRST
    seen = dict[Decimal, int]()
    for place, period in enumerate(periods[:sure] if view.waits else periods):
        seen[period.mg] = seen.get(period.mg, 0) + 1
        yield Row(
            period=period,
            sure=place < sure,
            open=(view.waits or view.overdue) and place == sure - 1,
            times=seen[period.mg],
        )


def _original(view: View) -> tuple[DosePeriod, ...]:
    """The schedule before any decision, where the course is another one now.

    A course that was under way before its plan had another one, which nobody here knows; one that
    was carried over was first planned by another edition.
    """
    plan, course = view.plan, view.plan.course
    carried = view.kept is not None and view.kept.since is not None
    if course is None or course.joined or carried:
        return ()
    begins = plan.case.start_date
    first = dated(course.progress.ladder, day_zero=begins, first=begins)
    same = [(row.first, row.mg) for row in first] == [(row.first, row.mg) for row in plan.periods]
    return () if same else first


def _within(period: DosePeriod, first: date, after: date) -> DosePeriod:
    """The part of the period between these days, the second left out; perhaps of no days."""
    begins, ends = max(period.first, first), min(period.last + timedelta(days=1), after)
    return replace(period, days=max(0, (ends - begins).days))
