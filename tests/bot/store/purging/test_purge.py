"""Unfinished drafts go after their time, and leave no trace in the files."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.sqlite import SqliteStore
from flows.talk.records import Stage
from flows.talk.turn import Deed, Session
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    delivery,
    keeping,
    labelled,
    person,
    record,
    reminder,
    session,
    team,
)

DAY = timedelta(days=1)


async def asked(store: Store, *, days_ago: dict[int, float]) -> None:
    thens = {
        chat: session(label=labelled(chat), asked_at=NOON - days * DAY)
        for chat, days in days_ago.items()
    }
    commits = (store.commit(change(chat=chat, then=then)) for chat, then in thens.items())
    await asyncio.gather(*commits)


async def test_drafts_asked_before_are_removed_and_the_others_stay(store: Store) -> None:
    await asked(store, days_ago={1: 8, 2: 7, 3: 6.9, -4: 30})
    assert await store.purge(NOON - 7 * DAY) == 2
    assert [store.load(chat).version for chat in (1, 2, 3, -4)] == [0, 1, 1, 0]


async def test_more_drafts_than_fit_in_one_batch_are_removed(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={chat: 8 + chat % 2 * -8 for chat in range(1_000)})
    assert await sqlite.purge(NOON - 7 * DAY) == 500
    assert sum(sqlite.load(chat).version for chat in range(1_000)) == 500


async def test_plans_labels_and_sessions_without_a_draft_stay(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8})
    done = Session(last_update=5)
    await sqlite.commit(change(made=record(), then=done, deeds=(Deed(action="a", label=LABEL),)))
    await sqlite.purge(NOON + 100 * DAY)
    assert sqlite.given(labelled(1))
    assert (sqlite.plan(LABEL), sqlite.load(CHAT).session) == (record(), done)
    assert len(list(sqlite.entries())) == 1


async def test_a_row_that_cannot_be_read_is_left_for_a_person(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8, 2: 8})
    sqlite.rows["session/1"] = "not JSON"
    assert await sqlite.purge(NOON) == 1
    assert sqlite.rows["session/1"] == "not JSON"


async def test_a_row_that_leads_to_no_draft_stops_no_other(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8, 2: 8})
    del sqlite.rows["session/1"]
    assert await sqlite.purge(NOON) == 1


async def test_a_step_on_a_draft_that_was_purged_meanwhile_is_stale(store: Store) -> None:
    await asked(store, days_ago={1: 8})
    loaded = store.load(1)
    await store.purge(NOON)
    with pytest.raises(Exception, match="moved on"):
        await store.commit(change(chat=1, based_on=loaded.version))


# -------------------------------------------------------------------------------- reminders

LONG = 90 * DAY


async def closed(
    store: Store, *, label: str = LABEL, at: datetime = NOON, stages: tuple[Stage, ...] = ()
) -> None:
    """A plan that was closed then, with a reminder at each of these stages since."""
    await store.commit(keeping(replace(record(label=label), closed_at=at)))
    rows = (
        reminder(label=label, day=day, stage=stage, due=None, at=at)
        for day, stage in enumerate(stages, 1)
    )
    await store.commit(keeping(*rows))


OVER_FIRST = tuple(sorted(Stage, key=lambda stage: stage.is_open))


async def test_what_is_over_of_a_plan_closed_long_ago_goes(sqlite: SqliteStore) -> None:
    """The plan stays, and so does whatever somebody has yet to see to."""
    await closed(sqlite, stages=OVER_FIRST)
    await closed(sqlite, label="K7Q-2M4", at=NOON + DAY, stages=OVER_FIRST)
    before = sqlite.reminders("K7Q-2M4")
    assert await sqlite.purge_reminders(NOON + DAY) == 3
    assert [each.stage for each in sqlite.reminders(LABEL)] == [*OVER_FIRST[3:]]
    assert sqlite.reminders("K7Q-2M4") == before
    assert sqlite.plan(LABEL).closed_at == NOON
    assert len(sqlite.tally(NOON, NOON).stuck) == 2
    assert list(sqlite.problems()) == []


async def test_what_was_told_of_a_plan_that_is_followed_stays(store: Store) -> None:
    """Where it is forgotten that something was acknowledged it would be told again."""
    told = reminder(stage=Stage.ACKNOWLEDGED, due=None, at=NOON - 1000 * DAY)
    await store.commit(keeping(record(), told))
    assert await store.purge_reminders(NOON) == 0
    assert store.reminders(LABEL) == (told,)


async def test_a_closed_plan_is_looked_at_until_nothing_of_it_is_left(sqlite: SqliteStore) -> None:
    await closed(sqlite, stages=(Stage.WITHDRAWN, Stage.SENT))
    assert await sqlite.purge_reminders(NOON + LONG) == 1
    (sent,) = sqlite.reminders(LABEL)
    over = replace(sent, serial=2, stage=Stage.ACKNOWLEDGED, at=NOON + LONG)
    await sqlite.commit(keeping(over))
    assert await sqlite.purge_reminders(NOON + LONG) == 0
    assert await sqlite.purge_reminders(NOON + LONG + DAY) == 1
    keys = list(sqlite.rows)
    assert not [key for key in keys if key.startswith(("closed/", "reminder/"))]


async def test_a_closed_plan_may_still_be_changed_afterwards(sqlite: SqliteStore) -> None:
    await closed(sqlite, stages=(Stage.WITHDRAWN,))
    await sqlite.purge_reminders(NOON + LONG)
    await sqlite.commit(keeping(replace(sqlite.plan(LABEL), owner=43, serial=2)))
    assert len(sqlite.plans_of(43)) == 1
    assert list(sqlite.problems()) == []


async def test_more_closed_plans_than_fit_in_one_batch(store: Store) -> None:
    plans = (closed(store, label=labelled(at), stages=(Stage.WITHDRAWN,)) for at in range(450))
    await asyncio.gather(*plans)
    assert await store.purge_reminders(NOON + LONG) == 450


async def test_an_unreadable_reminder_is_left_for_a_person(sqlite: SqliteStore) -> None:
    await closed(sqlite, stages=(Stage.WITHDRAWN, Stage.WITHDRAWN))
    key = f"reminder/{reminder().id}"
    sqlite.rows[key] = "not JSON"
    assert await sqlite.purge_reminders(NOON + LONG) == 1
    assert sqlite.rows[key] == "not JSON"


async def test_not_a_byte_of_a_purged_reminder_remains(sqlite: SqliteStore, folder: Path) -> None:
    """Its label stands in the plan as well, so what is looked for is who was told."""
    canary = delivery(chat=123_456_789_012)
    row = replace(reminder(stage=Stage.ACKNOWLEDGED, due=None, at=NOON), name="Canary Bird")
    await closed(sqlite)
    await sqlite.commit(keeping(replace(row, deliveries=(canary,))))
    await sqlite.commit(keeping(replace(row, serial=2, deliveries=(canary, canary))))
    files = [folder / "myotaper.db", folder / "myotaper.db-wal"]
    traces = (b"123456789012", b"Canary Bird", b"reminder/K7Q-2M3")
    assert all(any(each in path.read_bytes() for path in files) for each in traces)
    await sqlite.purge_reminders(NOON + LONG)
    assert not any(each in path.read_bytes() for path in files for each in traces)


async def test_of_what_was_replaced_not_a_byte_remains(sqlite: SqliteStore, folder: Path) -> None:
    """A person's former name, a team's former group, a reminder's former time."""
    before = (
        replace(person(), name="Canary Bird"),
        team(chat=-123_456_789_012),
        reminder(due=NOON + 5_000 * DAY),
    )
    traces = (b"Canary Bird", b"-123456789012", b"due/002227348800")
    await sqlite.commit(keeping(*before))
    await sqlite.purge(NOON)
    path = folder / "myotaper.db"
    assert all(each in path.read_bytes() for each in traces)
    await sqlite.commit(keeping(person(serial=2), team(serial=2), reminder(serial=2)))
    await sqlite.purge(NOON)
    assert not any(each in path.read_bytes() for each in traces)


async def test_who_has_no_role_and_owns_nothing_goes_with_a_blank_chat(store: Store) -> None:
    gone, owner, role, listed, drafts = 7, 42, 8, 9, 10
    await store.commit(change(made=record(owner=owner)))
    people = (person(who=x, teams=()) for x in (gone, owner, listed, drafts))
    await store.commit(keeping(*people, person(who=role)))
    nobody, by_settings, group = 11, 12, -13
    for chat in (gone, listed, nobody, by_settings, group):
        await store.commit(change(chat=chat, then=Session(last_update=5)))
    await store.commit(change(chat=drafts, then=session(label=labelled(drafts))))
    assert await store.purge_people(frozenset({listed, by_settings})) == 2
    there = {who for who in (gone, owner, role, listed, drafts) if store.person(who)}
    assert there == {owner, role, listed}
    chats = (gone, listed, drafts, nobody, by_settings, group)
    assert [store.load(each).version for each in chats] == [0, 1, 1, 0, 1, 1]
    await store.commit(keeping(person(who=gone)))
    assert store.person(gone) == person(who=gone)


async def test_nobody_goes_who_or_whose_chat_cannot_be_read(sqlite: SqliteStore) -> None:
    await sqlite.commit(keeping(person(who=7, teams=()), person(who=8, teams=())))
    sqlite.rows["person/7"] = "not JSON"
    sqlite.rows["session/8"] = "not JSON"
    assert await sqlite.purge_people(frozenset()) == 1
    assert "person/7" in sqlite.rows
    assert "session/8" in sqlite.rows
