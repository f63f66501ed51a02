"""What ended long ago goes every night, what is followed stays, and the file is kept small."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.alarm.daily import HEARD_KEPT, LEARNT_KEPT, REMINDERS_KEPT, tidy
from bot.clock import Clock, by_hand
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import Change, NotSaved, Stale
from bot.store.audit.entry import Seal
from bot.store.inbox import Received
from bot.store.sqlite import SqliteStore
from bot.wiring import local_desk
from flows.intake.life import KEPT as DRAFT_KEPT
from flows.talk.erasure import Eraser, Tombstone
from flows.talk.records import Invite, Person, PlanRecord, Role
from flows.talk.retention import Retention
from flows.talk.turn import Draft, Learnt, Session
from tests.bot.desk.test_desk import Failing
from tests.flows.following import LABEL, OTHER_LABEL, READY, TEAM, at, planned

DAY = timedelta(days=1)
KEPT = 30 * DAY


@dataclass(slots=True, kw_only=True)
class Nights:
    """An installation whose clock a test pushes."""

    now: datetime
    desk: Desk = field(init=False)

    async def put(self, *made: PlanRecord) -> None:
        for each in made:
            await self.desk.store.commit(Change(at=self.now, made=each))

    async def night(self, now: datetime) -> None:
        self.now = now
        await tidy(self.desk)

    def labels(self) -> set[str]:
        return set(self.desk.store.labels())


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Nights]:
    settings = Settings(timezone="Europe/Berlin", plans_kept_days=KEPT // DAY)
    nights = Nights(now=at(0, "03:00"))
    clock = by_hand(lambda: nights.now)
    nights.desk = desk = local_desk(
        settings, tmp_path / "data", prescribers=frozenset(), clock=clock
    )
    await desk.store.commit(Change(at=nights.now, keeps=(TEAM,)))
    yield nights
    desk.store.close()


async def test_a_plan_goes_when_it_was_closed_long_enough_ago(
    there: Nights, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    closed = at(3, "12:00")
    await there.put(planned(closed_at=closed), planned(OTHER_LABEL, closed_at=closed + DAY))
    await there.night(closed + KEPT)
    assert there.labels() == {LABEL, OTHER_LABEL}
    await there.night(closed + KEPT + timedelta(seconds=1))
    assert there.labels() == {OTHER_LABEL}
    assert there.desk.store.erased(LABEL) == Tombstone(at=there.now, by=Eraser.TIME)
    assert [each.count for each in caplog.records if "are erased" in each.message] == [1]  # type: ignore[attr-defined]
    assert there.desk.store.errands() == ()


async def test_the_audit_has_for_how_long_things_are_kept_whenever_that_is_changed(
    there: Nights,
) -> None:
    store = there.desk.store
    assert isinstance(store, SqliteStore)
    others = Retention(plans=7, backups=3)
    for retention in (Retention(), Retention(), others, Retention()):
        reader = replace(there.desk.reader, retention=retention)
        await tidy(replace(there.desk, reader=reader))
    kept = [(each.plan, each.reason) for each in store.entries() if each.action == "retention"]
    usual = ("", "plans_30_days.backups_0")
    assert kept == [usual, ("", "plans_7_days.backups_3"), usual]


async def test_what_a_trainee_has_learnt_goes_a_year_after_the_last(there: Nights) -> None:
    learnt = Learnt(chosen={"canary": "1"}, at=there.now)
    there.desk.trainees.keep(7, learnt)
    await there.night(there.now + LEARNT_KEPT)
    assert there.desk.trainees.load(7) == learnt
    await there.night(there.now + timedelta(seconds=1))
    assert there.desk.trainees.load(7) == Learnt()


async def test_where_the_trainees_file_fails_all_else_is_done(
    there: Nights, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data" / "training.db").mkdir()
    closed = at(3, "12:00")
    await there.put(planned(closed_at=closed))
    await there.night(closed + KEPT + timedelta(seconds=1))
    assert "tidying failed" in caplog.text
    assert there.labels() == set()


A_SECOND = timedelta(seconds=1)


async def test_a_draft_goes_a_week_after_it_was_asked(there: Nights) -> None:
    begun = there.now
    draft = Draft(label=LABEL, state="weight", trail=(), answers={}, serial=1, asked_at=begun)
    change = Change(chat=7, session=Session(draft=draft, last_update=1), at=begun)
    await there.desk.store.commit(change)
    await there.night(begun + DRAFT_KEPT)
    assert there.desk.store.load(7).session.draft == draft
    await there.night(begun + DRAFT_KEPT + A_SECOND)
    assert there.desk.store.load(7).session.draft is None


async def test_reminders_go_ninety_days_after_a_plan_that_stays_was_closed(there: Nights) -> None:
    retention = replace(there.desk.reader.retention, plans=365)
    there.desk = replace(there.desk, reader=replace(there.desk.reader, retention=retention))
    plan = planned()
    await there.put(plan)
    await there.night(there.now)
    closed = there.now
    over = replace(plan, closed_at=closed, serial=plan.serial + 1)
    await there.desk.store.commit(Change(at=closed, keeps=(over,)))
    await there.night(closed)
    await there.night(closed + REMINDERS_KEPT)
    assert there.desk.store.reminders(LABEL)
    await there.night(closed + REMINDERS_KEPT + A_SECOND)
    assert there.desk.store.reminders(LABEL) == ()
    assert there.labels() == {LABEL}


async def test_an_update_is_known_again_for_two_days(there: Nights) -> None:
    begun, store = there.now, there.desk.store

    async def heard() -> tuple[int, ...]:
        """Whether the same number is taken for a new one."""
        again = Received(number=5, at=there.now, said="{}")
        await store.commit(Change(at=there.now, receives=(again,)))
        found = store.waiting(9)
        await store.commit(Change(at=there.now, worked_off=found))
        return found

    assert await heard() == (5,)
    await there.night(begun + HEARD_KEPT)
    assert await heard() == ()
    await there.night(begun + HEARD_KEPT + A_SECOND)
    assert await heard() == (5,)


async def test_the_audit_has_that_its_time_was_over(there: Nights) -> None:
    await there.put(planned(closed_at=there.now))
    await there.night(there.now + KEPT + DAY)
    entry, _ = there.desk.store.entries()  # type: ignore[attr-defined]
    assert (entry.action, entry.reason) == ("erased", "time")
    assert entry.plan == Seal(there.desk.store.key()).plan(LABEL)


async def test_who_left_goes_the_night_after_and_who_the_settings_name_stays(
    there: Nights,
) -> None:
    named = {"prescribers": frozenset({8}), "administrators": frozenset({9})}
    there.desk = replace(there.desk, reader=replace(there.desk.reader, **named))
    await there.desk.store.commit(
        Change(at=there.now, keeps=tuple(Person(who=each, name="Ann") for each in (7, 8, 9)))
    )
    await there.night(there.now + DAY)
    assert [who for who in (7, 8, 9) if there.desk.store.person(who)] == [8, 9]


@pytest.mark.parametrize("answers", [{}, READY])
async def test_what_nobody_closed_stays_however_long_its_taper_is_over(
    there: Nights, answers: dict[str, object]
) -> None:
    """A drug may go on for years after the steroid."""
    plan = planned()
    await there.put(replace(plan, answers={**plan.answers, **answers}))
    await there.night(at(5_000))
    assert there.labels() == {LABEL}


async def test_a_draft_that_nobody_can_make_live_goes_as_long_after_it_was_made(
    there: Nights,
) -> None:
    plan = planned(provisional=True)
    await there.put(plan)
    await there.night(plan.made_at + KEPT)
    assert there.labels() == {LABEL}
    await there.night(plan.made_at + KEPT + DAY)
    assert there.labels() == set()


async def test_one_that_somebody_is_at_is_looked_at_the_next_night(there: Nights) -> None:
    await there.put(planned(closed_at=there.now))
    there.now += KEPT + DAY
    await tidy(replace(there.desk, store=Failing(there.desk.store, [Stale()])))
    assert there.labels() == {LABEL}
    await there.night(there.now + DAY)
    assert there.labels() == set()


async def test_one_that_cannot_be_read_stays_and_stops_no_other(there: Nights) -> None:
    await there.put(planned(closed_at=there.now), planned(OTHER_LABEL, closed_at=there.now))
    there.desk.store.rows[f"plan/{LABEL}/000001"] = "not JSON"  # type: ignore[attr-defined]
    await there.night(there.now + KEPT + DAY)
    assert there.labels() == {LABEL}


async def test_by_a_time_that_cannot_be_believed_nothing_goes(there: Nights) -> None:
    await there.put(planned(closed_at=there.now))
    clock = Clock(machine=lambda: there.now, elapsed=lambda: 0.0)
    there.now += 400 * DAY
    assert clock.moved
    await tidy(replace(there.desk, clock=clock))
    assert there.labels() == {LABEL}


async def test_invitations_and_copies_of_upgrades_go_when_they_are_over(
    there: Nights, tmp_path: Path
) -> None:
    store, copy = there.desk.store, tmp_path / "data" / "myotaper.db.schema-5"
    for hashed, expires in (("ab", there.now - DAY), ("cd", there.now + DAY)):
        invite = Invite(hashed=hashed, issuer=7, expires=expires, role=Role.CARE_TEAM, team=1)
        await store.commit(Change(at=there.now, keeps=(invite,)))
    copy.write_text("")
    os.utime(copy, (there.now.timestamp(), there.now.timestamp()))
    await there.night(there.now)
    assert (store.invite("ab"), copy.exists()) == (None, True)
    assert store.invite("cd")
    await there.night(there.now + KEPT + DAY)
    assert not copy.exists()


async def test_once_a_month_the_file_is_made_small(there: Nights) -> None:
    store, compacted = there.desk.store, set[datetime | None]()
    assert store.compacted() is None
    for day in range(70):
        await there.night(at(day, "03:00"))
        compacted.add(store.compacted())
    assert compacted == {at(day, "03:00") for day in (0, 30, 60)}


async def test_a_file_that_cannot_be_made_small_is_tried_again_the_next_night(
    there: Nights,
) -> None:
    class NoRoom(Failing):
        async def compact(self, _at: datetime) -> None:
            raise NotSaved

    await tidy(replace(there.desk, store=NoRoom(there.desk.store, [])))
    assert there.desk.store.compacted() is None
    await there.night(there.now + DAY)
    assert there.desk.store.compacted() == there.now
