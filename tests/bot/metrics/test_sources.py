"""Each metric says what the part it comes from knows, at the moment of asking."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.alarm.daily import tidy
from bot.alarm.nightly import Nightly
from bot.alarm.notice.upkeep import Machine
from bot.alarm.sending import Attempt
from bot.desk.arrival import Arrival, Forged
from bot.desk.desk import Desk
from bot.metrics.exposition import exposed
from bot.metrics.sources import Sources
from bot.store import Change, NotRead, NotSaved
from bot.store.backups.backup import backed_up
from bot.store.inbox import Received
from flows.talk.outage import OutageKind
from flows.talk.records import Landing
from flows.talk.turn import Commanded, Heard, Typed
from tests.bot.alarm.ringing import BEGIN, GATE_TIME, OWNER, Ringing, ringing
from tests.bot.desk.test_desk import Failing
from tests.bot.metrics.scraped import Scraped

STRANGER = 4_000_000_003
MINUTE = timedelta(minutes=1)


def sources(desk: Desk, **parts: object) -> Sources:
    """Those of a bot that has just begun, but for these parts."""
    begun = {
        "machine": Machine(),
        "nightly": None,
        "silent_seconds": lambda: 4.0,
        "landed": {Landing.SENT: 3},
        "began": desk.clock.elapsed(),
    }
    return Sources(desk=desk, **(begun | parts))  # type: ignore[arg-type]


def scraped(of: Desk | Sources) -> Scraped:
    return Scraped.of(exposed((of if isinstance(of, Sources) else sources(of))()))


def desk_of(there: Ringing) -> Desk:
    desk = there.alarm.nudges
    assert isinstance(desk, Desk)
    return desk


async def told(desk: Desk, *heard: Heard | Forged, who: int = OWNER) -> None:
    at = desk.clock()
    for update, each in enumerate(heard, 1):
        arrival = Arrival(chat=who, who=who, update=update, heard=each, sent=at, arrived=at)
        await desk.converse(arrival)


def test_what_is_due_late_and_waiting_is_counted_when_asked() -> None:
    with ringing() as there:
        plan = there.plans()
        desk = desk_of(there)
        assert scraped(desk).one("oldest_due_seconds") == 0
        there.asks(plan, "1")
        asked = there.asking(plan, "2")
        there.keeps(replace(asked, due=BEGIN + timedelta(hours=1)))
        there.loop.passes(11 * 60)
        at = scraped(desk)
        assert (at.one("reminders_pending"), at.one("reminders_due")) == (2, 1)
        assert (at.one("reminders_late"), at.one("oldest_due_seconds")) == (1, 660)
        assert at.by("last_sent_seconds") == {}  # none has left yet


def test_what_left_is_counted_by_its_outcome_with_how_late_it_was() -> None:
    with ringing() as there:
        plan = there.plans()
        there.asks(plan)
        there.out.answers[OWNER] = [Attempt(landing=Landing.UNKNOWN)]
        there.ticks(BEGIN + 20 * MINUTE)
        there.ticks(BEGIN + 30 * MINUTE)
        at = scraped(desk_of(there))
        outcomes = {"sent": 1, "unknown": 1, "waits": 0, "refused": 0}
        assert at.by("reminder_messages_total") == outcomes
        assert at.by("messages_total") == {"sent": 3, "unknown": 0, "waits": 0, "refused": 0}
        assert at.one("lateness_seconds_count") == 1
        assert 0 < at.one("lateness_seconds_sum") < (30 * MINUTE).total_seconds()
        assert at.by("store_seconds_count")["commit"] > 0
        assert at.by("store_seconds_count")["due"] > 0
        assert at.one("last_sent_seconds") >= 0


def test_plans_that_remind_somebody_are_counted_once_a_day() -> None:
    with ringing() as there:
        there.plans()
        there.plans("B4T-9XC", live=False)
        desk = desk_of(there)
        assert scraped(desk).by("plans_live") == {}
        there.does(tidy(desk))
        assert scraped(desk).one("plans_live") == 1


def test_steps_and_refusals_are_counted_by_kind() -> None:
    with ringing() as there:
        desk = desk_of(there)
        new = Commanded(name="new", argument="")
        there.does(told(desk, new, Typed(text="heavy"), Forged()))
        there.does(told(desk, new, new, who=STRANGER))
        full = replace(desk, store=Failing(desk.store, [NotSaved(), ValueError()]))
        there.does(told(full, *(Typed(text="7") for _ in range(5))))
        at = scraped(desk)
        assert at.one("step_seconds_count") == 10
        assert {kind: count for kind, count in at.by("refusals_total").items() if count} == {
            "not_taken": 1,
            "forged": 1,
            "stranger": 1,
            "silence": 1,
            "not_saved": 1,
            "broken": 1,
        }


def test_what_holds_reminders_back_and_what_the_machine_lacks_is_told_by_kind() -> None:
    with ringing() as there:
        desk = desk_of(there)
        assert set(scraped(desk).by("held_back").values()) == {0}
        desk.outages.begin(OutageKind.FULL)
        machine = Machine(no_backup_since=BEGIN)
        at = scraped(sources(desk, machine=machine))
        assert [kind for kind, held in at.by("held_back").items() if held] == ["full"]
        assert at.by("machine_lacks") == {"backup": 1, "room": 0}
        machine = Machine(folders=(Path(),), least_mb=10**9)
        assert scraped(sources(desk, machine=machine)).by("machine_lacks")["room"] == 1


def test_where_the_store_cannot_be_read_that_is_said_and_nothing_is_counted() -> None:
    class Unread(Failing):
        def tally(self, _now: datetime, _late: datetime) -> None:
            raise NotRead

    with ringing() as there:
        desk = desk_of(there)
        assert scraped(desk).one("store_readable") == 1
        at = scraped(replace(desk, store=Unread(desk.store)))  # type: ignore[arg-type]
        assert at.one("store_readable") == 0
        assert not {"reminders_due", "oldest_due_seconds", "last_sent_seconds"} & at.names
        assert at.one("poll_age_seconds") == 4


@pytest.mark.parametrize(
    ("last", "age"), [(None, inf), (BEGIN, timedelta(hours=3).total_seconds())]
)
def test_the_age_of_the_newest_backup_is_infinite_before_the_first(
    last: datetime | None, age: float
) -> None:
    with ringing() as there:
        desk = desk_of(there)
        assert scraped(desk).by("backup_age_seconds") == {}
        there.loop.passes(3 * 60 * 60)
        nightly = Nightly(
            makes=partial(backed_up, Path()), to=Path(), at=time(2, 30), keep=3,
            zone=ZoneInfo("UTC"), clock=desk.clock, machine=Machine(), news=lambda: None,
            alone=asyncio.Lock(), last=last,
        )  # fmt: skip
        assert scraped(sources(desk, nightly=nightly)).one("backup_age_seconds") == age


def test_what_could_not_be_judged_is_counted_until_it_can_be() -> None:
    with ringing(GATE_TIME) as there:
        desk = desk_of(there)
        desk.failing.add("K7Q-2M3/dose/2026-12-21/55")
        assert scraped(desk).one("reminders_failed") == 1
        there.ticks()
        assert scraped(desk).one("reminders_failed") == 0
        assert scraped(desk).one("up_seconds") == 0


def test_how_long_an_update_waits_is_told_where_there_is_a_webhook() -> None:
    with ringing() as there:
        desk = desk_of(there)
        assert scraped(desk).by("inbox_age_seconds") == {}
        hooked = sources(desk, receptions={})
        assert scraped(hooked).one("inbox_age_seconds") == 0
        at = desk.clock()
        rows = tuple(
            Received(number=number, at=at + MINUTE * number, said="{}") for number in (1, 2)
        )
        there.does(desk.store.commit(Change(at=at, receives=rows)))
        there.loop.passes(360)
        assert scraped(hooked).one("inbox_age_seconds") == 300
