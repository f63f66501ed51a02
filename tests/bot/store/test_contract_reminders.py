"""What every store does with reminders, whichever engine keeps it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from bot.store import Stale, Store, Tally
from flows.talk.records import Delivery, Intake, Landing, Matter, Reminder, Stage
from tests.bot.store.conftest import Opener
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    delivery,
    keeping,
    outcomes,
    record,
    reminder,
)

MINUTE = timedelta(minutes=1)
HAIR = timedelta(microseconds=1)


def after(before: Reminder, **changes: object) -> Reminder:
    """As it is written next."""
    return replace(before, serial=before.serial + 1, **changes)


async def kept(store: Store, *reminders: Reminder) -> tuple[Reminder, ...]:
    await store.commit(keeping(*reminders))
    return reminders


async def test_a_reminder_is_kept_as_it_is(store: Store, opener: Opener, folder: Path) -> None:
    (row,) = await kept(store, reminder(deliveries=(delivery(), Delivery(chat=-5))))
    assert (store.reminder(row.id), store.reminders(LABEL)) == (row, (row,))
    store.close()
    again = opener(folder)
    assert (again.reminder(row.id), again.due(NOON, 9)) == (row, (row,))
    again.close()


def test_where_nothing_is_kept_nothing_is_found(store: Store) -> None:
    assert (store.reminder(reminder().id), store.reminders(LABEL)) == (None, ())
    assert (store.due(NOON, 9), store.sending(), store.next_due()) == ((), (), None)
    assert store.tally(NOON, NOON) == Tally(
        pending=0, due=0, next_due=None, late=0, stuck=(), last_sent=None
    )


async def test_the_reminders_of_another_plan_are_not_among_them(store: Store) -> None:
    rows = await kept(
        store, *(reminder(label=label) for label in ("K7Q-2M3", "K7Q-2M4", "K7Q-2M"))
    )
    assert store.reminders("K7Q-2M3") == rows[:1]


async def test_due_are_those_whose_time_has_come_the_longest_due_first(store: Store) -> None:
    """In an order of writing, of days and of names that are all others."""
    minutes = [5, -3, 0, 7, -900, 1, 2]
    rows = [reminder(day=9 - at, due=NOON + minute * MINUTE) for at, minute in enumerate(minutes)]
    await kept(store, *rows)
    assert store.due(NOON, 9) == (rows[4], rows[1], rows[2])
    assert store.due(NOON, 2) == (rows[4], rows[1])
    assert store.due(NOON, 0) == ()
    assert store.next_due() == rows[4].due


async def test_what_is_urgent_waits_behind_no_more_than_are_wanted(store: Store) -> None:
    later = NOON - MINUTE
    many = [reminder(detail=str(number), due=later - timedelta(hours=1)) for number in range(5)]
    urgent = [
        replace(reminder(detail=at, due=later), matter=Matter.URGENT) for at in ("1", "2", "3")
    ]
    ahead = replace(reminder(due=NOON + MINUTE), matter=Matter.URGENT)
    await kept(store, *many, *urgent, ahead)
    assert store.due(NOON, 9) == (*many, *urgent)
    assert store.due(NOON, 2) == (*many[:2], *urgent[:2])
    assert store.due(NOON, 4, {many[0].id, urgent[0].id}) == (*many[1:], *urgent[1:])
    assert store.due(NOON, 5, {urgent[1].id}) == (*many, urgent[0], urgent[2])


@pytest.mark.parametrize("moment", [NOON, NOON.replace(microsecond=0), NOON + 3 * HAIR])
async def test_due_is_exact(store: Store, moment: datetime) -> None:
    """Three rows within one second: one is due, one is due now, one a hair later."""
    dues = [moment - HAIR, moment, moment + HAIR]
    rows = await kept(store, *(reminder(day=9 - at, due=due) for at, due in enumerate(dues)))
    assert store.due(moment, 9) == rows[:2]
    assert store.due(moment - 2 * HAIR, 9) == ()
    assert store.next_due() == rows[0].due


async def test_an_instant_is_one_in_whichever_zone_it_is_written(store: Store) -> None:
    later = timezone(timedelta(hours=5, minutes=45))
    rows = await kept(
        store, reminder(day=1, due=NOON), reminder(day=2, due=(NOON - MINUTE).astimezone(later))
    )
    assert store.due(NOON, 9) == (rows[1], rows[0])


async def test_what_is_due_moves_with_its_reminder(store: Store) -> None:
    """Claimed, sent, snoozed, acknowledged: it is found where it stands, and nowhere else."""
    (row,) = await kept(store, reminder())
    (row,) = await kept(store, after(row, stage=Stage.SENDING))
    assert (store.due(NOON, 9), store.sending(), store.next_due()) == ((), (row,), None)
    (row,) = await kept(store, after(row, stage=Stage.SENT, due=NOON + MINUTE))
    assert (store.due(NOON, 9), store.sending(), store.next_due()) == ((), (), row.due)
    (row,) = await kept(store, after(row, stage=Stage.SNOOZED, due=NOON + 2 * MINUTE))
    assert store.due(NOON + 2 * MINUTE, 9) == (row,)
    (row,) = await kept(store, after(row, stage=Stage.ACKNOWLEDGED, due=None, by=42, at=NOON))
    assert (store.due(NOON + 99 * MINUTE, 9), store.next_due()) == ((), None)
    assert store.reminders(LABEL) == (row,)


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.SENDING}))
async def test_one_that_nothing_is_due_of_is_neither_due_nor_in_sending(
    store: Store, stage: Stage
) -> None:
    await kept(store, reminder(stage=stage, due=None))
    assert (store.due(NOON, 9), store.sending(), store.next_due()) == ((), (), None)


async def test_what_needs_a_human_is_found_by_its_plan_and_by_its_plans_owner(
    store: Store,
) -> None:
    stage = Stage.NEEDS_HUMAN
    others = ("K7Q-2M4", "K7Q-2M")
    await store.commit(change(made=record()))
    await store.commit(keeping(record(label="K7Q-2M4", owner=43)))
    row, *_ = await kept(
        store, *(reminder(label=label, stage=stage, due=None) for label in (LABEL, *others))
    )
    assert (store.stuck(LABEL), store.stuck_of(42)) == ((row,), (row,))
    assert [each.label for each in store.stuck_of(43)] == ["K7Q-2M4"]
    await kept(store, after(row, stage=Stage.ACKNOWLEDGED))
    assert (store.stuck(LABEL), store.stuck_of(42), store.stuck_of(9)) == ((), (), ())


async def test_the_open_ones_of_each_plan_are_told_as_they_fall_due(store: Store) -> None:
    other = "K7Q-2M4"
    later, never, over, first, claimed = await kept(
        store,
        reminder(day=1, due=NOON + MINUTE),
        reminder(day=2, due=None, stage=Stage.NEEDS_HUMAN),
        reminder(day=3, due=None, stage=Stage.WITHDRAWN),
        reminder(day=4, due=NOON),
        reminder(day=5, due=NOON, stage=Stage.SENDING),
    )
    (theirs,) = await kept(store, reminder(label=other))
    found = store.of_plans((LABEL, other, "K7Q-2M"))
    assert {label: each.ahead for label, each in found.items()} == {
        LABEL: (first, claimed, later, never),
        other: (theirs,),
        "K7Q-2M": (),
    }
    assert found[LABEL].all == (later, never, over, first, claimed) == store.reminders(LABEL)
    assert store.of_plans(()) == {}


async def test_what_was_said_of_weekly_doses_is_told_also_when_that_is_over(store: Store) -> None:
    open_, over, _ = await kept(
        store,
        replace(reminder(day=8), intake=Intake.WITHHELD),
        replace(reminder(day=1, due=None, stage=Stage.ACKNOWLEDGED), intake=Intake.TAKEN),
        reminder(day=2),
    )
    found = store.of_plans((LABEL, "K7Q-2M4"))
    assert (found[LABEL].intakes, found["K7Q-2M4"].intakes) == ((over, open_), ())


async def test_one_that_needs_a_human_is_told_until_somebody_sees_to_it(store: Store) -> None:
    (row,) = await kept(store, reminder(stage=Stage.NEEDS_HUMAN, due=None))
    assert store.tally(NOON, NOON).stuck == (row,)
    await kept(store, after(row, stage=Stage.ACKNOWLEDGED))
    assert store.tally(NOON, NOON).stuck == ()


async def test_the_tally_counts(store: Store) -> None:
    """Due: long ago, at the limit, not yet late, some day; claimed and over do not count."""
    minutes = [-60, -10, -5, 5_000]
    await kept(
        store, *(reminder(day=at + 1, due=NOON + m * MINUTE) for at, m in enumerate(minutes))
    )
    await kept(
        store,
        reminder(day=11, stage=Stage.SENDING, deliveries=(delivery(sent_at=NOON - MINUTE),)),
        reminder(day=12, stage=Stage.ACKNOWLEDGED, due=None, deliveries=(delivery(),)),
    )
    assert store.tally(NOON, NOON - 10 * MINUTE) == Tally(
        pending=4, due=3, next_due=NOON - 60 * MINUTE, late=1, stuck=(), last_sent=NOON
    )


async def test_of_many_that_need_a_human_a_hundred_are_shown(store: Store) -> None:
    rows = [reminder(detail=str(at), stage=Stage.NEEDS_HUMAN, due=None) for at in range(120)]
    await kept(store, *rows)
    assert len(store.tally(NOON, NOON).stuck) == 100


async def test_the_last_message_is_the_latest_that_was_ever_sent(store: Store) -> None:
    sent = [NOON, NOON - MINUTE, NOON + MINUTE]
    for at, when in enumerate(sent):
        await kept(store, reminder(day=at + 1, deliveries=(delivery(sent_at=when),)))
    assert store.tally(NOON, NOON).last_sent == NOON + MINUTE
    waits = (Delivery(chat=CHAT, landing=Landing.WAITS),)
    await kept(store, reminder(day=9, deliveries=waits))
    assert store.tally(NOON, NOON).last_sent == NOON + MINUTE


@pytest.mark.parametrize("serial", [0, 1, 3])
async def test_a_reminder_is_written_only_on_what_was_read(store: Store, serial: int) -> None:
    (row,) = await kept(store, reminder())
    with pytest.raises(Stale):
        await store.commit(keeping(replace(row, stage=Stage.SENDING, serial=serial)))
    assert (store.reminder(row.id), store.due(NOON, 9)) == (row, (row,))


@pytest.mark.parametrize("serial", [0, 2])
async def test_a_new_one_is_the_first(store: Store, serial: int) -> None:
    with pytest.raises(Stale):
        await store.commit(keeping(reminder(serial=serial)))
    assert store.reminders(LABEL) == ()


async def test_nothing_is_kept_of_a_change_whose_last_part_is_stale(store: Store) -> None:
    """A session, a plan, a deed's label and three reminders, of which one had moved on."""
    (row,) = await kept(store, reminder())
    parts = (reminder(day=2), reminder(day=3), replace(row, stage=Stage.SENDING))
    stale = replace(change(made=record()), keeps=parts, seen=NOON)
    beside = keeping(reminder(day=4))
    tasks = [asyncio.ensure_future(store.commit(each)) for each in (stale, beside)]
    assert await outcomes(tasks) == ["Stale", "kept"]
    assert (store.load(CHAT).version, store.plan(LABEL), store.given(LABEL)) == (0, None, False)
    assert store.reminders(LABEL) == (row, reminder(day=4))
    assert (store.due(NOON, 9), store.seen()) == ((row, reminder(day=4)), None)


async def test_of_two_who_claim_the_same_reminder_one_is_told_that_it_was_late(
    store: Store,
) -> None:
    (row,) = await kept(store, reminder())
    both = [store.commit(keeping(after(row, stage=Stage.SENDING, tries=at))) for at in (1, 2)]
    assert await outcomes([asyncio.ensure_future(each) for each in both]) == ["kept", "Stale"]
    assert store.sending()[0].tries == 1


async def test_a_step_of_the_alarm_moves_no_chat_on(store: Store) -> None:
    await store.commit(change(chat=0))
    await store.commit(keeping(reminder()))
    assert store.load(0).version == 1


async def test_the_time_known_is_the_one_kept_last(
    store: Store, opener: Opener, folder: Path
) -> None:
    """A clock that ran ahead and was put right lowers it."""
    for minutes in (0, 5, -100, 6):
        await store.commit(keeping(seen=NOON + minutes * MINUTE))
        assert store.seen() == NOON + minutes * MINUTE
    store.close()
    again = opener(folder)
    assert again.seen() == NOON + 6 * MINUTE
    again.close()


async def test_how_the_time_was_counted_is_kept_until_it_is_kept_anew(
    store: Store, opener: Opener, folder: Path
) -> None:
    assert store.mark() == ""
    for mark in ("one 7.5 2026", "", "two 9 2026"):
        await store.commit(replace(keeping(seen=NOON), mark=mark))
        assert store.mark() == (mark or "one 7.5 2026")
    store.close()
    again = opener(folder)
    assert again.mark() == "two 9 2026"
    again.close()


async def test_a_time_known_needs_a_zone(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        await store.commit(keeping(seen=NOON.replace(tzinfo=None)))


async def test_chance_moves_leave_every_reminder_where_it_belongs(store: Store) -> None:
    """Against a dictionary that is searched from end to end."""
    chance, model = Random(3), dict[str, Reminder]()
    for _ in range(400):
        row = reminder(day=chance.randint(1, 28), detail=chance.choice(("0", "5", "17.5")))
        before = model.get(row.id)
        due = NOON + chance.randint(-5, 5) * MINUTE if chance.random() < 0.7 else None
        stage = chance.choice(tuple(Stage))
        row = after(before, due=due, stage=stage) if before else replace(row, due=due, stage=stage)
        model[row.id] = row
        await store.commit(keeping(row))
        assert due_and_sending(store) == searched(model)
    assert list(store.reminders(LABEL)) == [model[id_] for id_ in sorted(model)]


def due_and_sending(store: Store) -> tuple[list[str], list[str], datetime | None]:
    due = store.due(NOON, 99)
    assert all(one.due <= other.due for one, other in pairwise(due))
    sending = [each.id for each in store.sending()]
    return sorted(each.id for each in due), sending, store.next_due()


def searched(model: dict[str, Reminder]) -> tuple[list[str], list[str], datetime | None]:
    dues = {
        id_: each.due for id_, each in model.items() if each.due and each.stage != Stage.SENDING
    }
    sending = sorted(id_ for id_, each in model.items() if each.stage is Stage.SENDING)
    due = sorted(id_ for id_, at in dues.items() if at <= NOON)
    return due, sending, min(dues.values(), default=None)


def test_the_example_is_in_utc() -> None:
    assert NOON.tzinfo is UTC
