"""All that the golden data needs of the program: the one place to adapt to a later edition.

Everything goes in and comes out as plain values, so that what an edition said can be kept as
JSON and compared with what another one says.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.plan_json import to_json
from bot.guideline import shipped
from bot.page.plan.card import whole
from bot.page.render import Pages, Seat
from bot.store.sqlite import SqliteStore, open_store
from bot.words import catalogue
from core.course.course import in_force
from core.course.decision_rules import flare_doses, refused, to_confirm
from core.edition import kept_plan
from core.guideline.schema import Guideline
from flows.plan.live import Live, live
from flows.reminder.message.note import told
from flows.reminder.recipients import recipients_of
from flows.reminder.wanted.wanted import wanted
from flows.talk.records import Decided, Matter, PlanRecord, Reminder, Team
from flows.talk.replies import Note
from tests.editions.plainly import Json, in_full, in_mg, iso, read, written

RULES = shipped()
ZONE = "Europe/Berlin"  # of the installation
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # when the folder was left as it is
AFTER_NOON = time(13)
ADMINISTRATORS = (190,)
SPOKEN = frozenset({"dose", "gate", "heads_up", "revised"})  # matters whose words are kept
OF_A_DRUG = frozenset({Matter.BEGIN})  # a later edition asks what is taken
UNSAID = frozenset({"lines", "guideline"})  # of the planner's answer: wording, and its stamp


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan as the program knows it, asked for plain values."""

    store: SqliteStore
    record: PlanRecord
    team: Team | None
    rules: Guideline  # of the program that asks

    # what is kept

    @cached_property
    def kept(self) -> Json:
        """What stands in the folder."""
        record = self.record
        return {
            "revision": record.revision,
            "serial": record.serial,
            "owner": record.owner,
            "made_by": record.made_by,
            "team": record.team,
            "live": record.live,
            "checked_by": record.checked_by,
            "made_at": record.made_at.isoformat(),
            "closed_at": record.closed_at and record.closed_at.isoformat(),
            "entered": record.entered,
            "entered_on": record.entered_on.isoformat(),
            "confirmed": list(record.confirmed),
            "answers": dict(record.answers),
            "decisions": [
                [
                    *written(each.decision),
                    *(each.by, each.name, each.at.isoformat(), each.revision),
                ]
                for each in record.decisions
            ],
            "reminders": {
                self._short(each): [each.stage.value, each.due and each.due.isoformat()]
                for each in self.reminders
            },
        }

    @cached_property
    def reminders(self) -> tuple[Reminder, ...]:
        return tuple(sorted(self.store.reminders(self.record.label), key=lambda each: each.id))

    @property
    def zone(self) -> str:
        """The zone that it is followed in."""
        return self.team.zone if self.team else ZONE

    # what follows from it

    def seen(self, now: datetime) -> Live:
        """The plan as it stands then, with no further decision."""
        return live(self.rules, self.record, self.team, ZONE, now)

    @property
    def today(self) -> date:
        """The day that it is where the plan is followed."""
        return NOW.astimezone(ZoneInfo(self.zone)).date()

    def in_days(self, days: int) -> datetime:
        """So many days on, after noon where the plan is followed."""
        day = self.today + timedelta(days=days)
        return datetime.combine(day, AFTER_NOON, ZoneInfo(self.zone)).astimezone(UTC)

    def day(self, now: datetime) -> Json:
        """The dose that is in force then, what is still planned, and what is to be told."""
        there = self.seen(now)
        course = there.course
        row = in_force(course, there.today) if course else None
        planned = course.periods[course.confirmed :] if course else ()
        return {
            "dose": row and in_mg(row.mg),
            "gate": iso(course.gate) if course else None,
            "planned": [len(planned), iso(planned[-1].last) if planned else None],
            "wanted": self._ids(there),
        }

    def wanted(self, now: datetime) -> Json:
        """Every reminder that follows then, with its local time and the instant it is due."""
        return {
            self._short(each): [each.wall.isoformat(), each.due and each.due.isoformat()]
            for each in self._asked_for_then(self.seen(now))
        }

    def figures(self, now: datetime) -> Json:
        """The planner's own answer after every decision, without its wording."""
        found = to_json(self.seen(now).plan)
        return {key: value for key, value in found.items() if key not in UNSAID}

    def differs(self) -> list[str]:
        """What the rules of the program that asks would do otherwise."""
        return [each.part.value for each in self.seen(NOW).kept.differs]

    def words(self, now: datetime) -> Json:
        """The card, and each reminder that speaks of the dose, as the owner reads them.

        Each is read whole: a later edition keeps the rest of what has changed behind a key.
        """
        there, owner = self.seen(now), self.record.owner
        people = {each.who: each for each in self.store.people(self.record.team)}
        person = self.store.person(owner)
        around = recipients_of(
            self.record,
            self.team,
            tuple({**people, **({owner: person} if person else {})}.values()),
            ADMINISTRATORS,
        )
        notes = {
            self._short(each): told(
                each, self.record, there, around, chat=owner, now=now, whole=True
            )
            for each in self.reminders
            if each.matter in SPOKEN
        }
        return {
            "card": whole(self._pages.seen(self.record, self._seat(now))),
            "told": {id_: self._written(note, now) for id_, note in notes.items()},
        }

    # what is decided

    @property
    def goes_on(self) -> bool:
        """Whether somebody follows it and may still decide something."""
        course = self.seen(NOW).course
        return self.seen(NOW).reminds and course is not None and course.ends is None

    def refused(self, decision: list[Any], at: datetime) -> str | None:
        """The code of why it cannot be decided then."""
        return refused(*self._judged(decision, at))

    def caution(self, decision: list[Any], at: datetime) -> str | None:
        """The code of what must be confirmed once more."""
        return to_confirm(*self._judged(decision, at))

    def flare_doses(self, at: datetime) -> list[str]:
        """The doses that a flare may go back to then."""
        there = self.seen(at)
        assert there.course
        doses = flare_doses(there.guideline, there.plan.case, there.course, there.soonest)
        return [in_mg(each) for each in doses]

    def decided(self, decision: list[Any], at: datetime) -> "Plan":
        """The plan after one decision more; nothing is written."""
        record = self.record
        decided = Decided(
            decision=read(decision),
            by=record.owner,
            name="Dr A",
            at=at,
            revision=record.revision + 1,
        )
        after = replace(
            record,
            revision=decided.revision,
            serial=record.serial + 1,
            decisions=(*record.decisions, decided),
            shown=kept_plan.decided(self.seen(at).kept, decided.decision),
            before=record.shown,
        )
        return replace(self, record=after)

    def course(self, now: datetime) -> Json:
        """Every row then, decided and planned, and what is wanted."""
        there = self.seen(now)
        course = there.course
        assert course
        return {**in_full(course), "wanted": self._ids(there)}

    def _judged(self, decision: list[Any], at: datetime) -> Any:
        there = self.seen(at)
        assert there.course
        return there.guideline, there.plan.case, there.course, read(decision)

    def _ids(self, there: Live) -> list[str]:
        return sorted(self._short(each) for each in self._asked_for_then(there))

    def _asked_for_then(self, there: Live) -> list[Reminder]:
        """What is wanted, without what later editions ask of a drug."""
        return [each for each in wanted(there) if each.matter not in OF_A_DRUG]

    def _short(self, reminder: Reminder) -> str:
        """The id without the label."""
        return reminder.id.removeprefix(f"{self.record.label}/")

    def _written(self, note: Note, now: datetime) -> str:
        (page,) = self._pages.pages(note, self._seat(now))
        return page.text

    @property
    def _pages(self) -> Pages:
        return replace(PAGES, guideline=self.rules)

    def _seat(self, now: datetime) -> Seat:
        owner = self.record.owner
        return Seat(chat=owner, who=owner, now=now, zone=self.zone)


@contextmanager
def plans(folder: Path, rules: Guideline = RULES) -> Iterator[Mapping[str, Plan]]:
    """Every plan that is kept in this folder, by its label, asked by a program of these rules."""
    store = open_store(folder)
    try:
        records = [store.plan(label) for label in sorted(store.labels())]
        yield {
            each.label: Plan(
                store=store,
                record=each,
                team=store.team(each.team) if each.team else None,
                rules=rules,
            )
            for each in records
            if each
        }
    finally:
        store.close()


PAGES = Pages(
    words=catalogue(),
    guideline=shipped(),
    key=bytes(32),
    region="us",
    zone=ZoneInfo(ZONE),
    zone_name=ZONE,
    version="1",
)
