"""The rows that lead to a record: made, moved and removed with it, and checked against it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import NotRead, NotSaved, Undecodable
from bot.store.record.forms import REMINDER, form_of
from bot.store.record.keys import LEADS, key_of, leading_to
from bot.store.sqlite import SqliteStore
from flows.talk.records import Kept, Stage
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    followed,
    hold,
    invite,
    keeping,
    labelled,
    person,
    record,
    reminder,
    revised,
    session,
    team,
)

DUE = f"due/001795348800/{reminder().id}"
KEY = f"reminder/{reminder().id}"


def index(store: SqliteStore) -> list[str]:
    return sorted(key for key in store.rows if key.partition("/")[0] in LEADS)


async def test_the_keys_are_what_is_searched_for_then_the_name_of_the_record(
    sqlite: SqliteStore,
) -> None:
    """Any other program that reads the file may rely on them."""
    draft = replace(session().draft, parked=False, label=labelled(1))
    kept = (reminder(), team(number=3, chat=-5), person(teams=(3, 0)), invite())
    await sqlite.commit(replace(change(made=followed()), keeps=kept))
    await sqlite.commit(change(chat=-8, then=replace(session(), draft=draft)))
    await sqlite.commit(
        keeping(
            reminder(day=2, stage=Stage.SENDING),
            reminder(day=3, stage=Stage.NEEDS_HUMAN, due=None),
        )
    )
    assert index(sqlite) == [
        "chat/-5/000000003",
        "closed/001796126400/K7Q-2M3",
        "due/001795348800/K7Q-2M3/dose/2026-12-01/55",
        "idle/001795348800/-8",
        "last/K7Q-2M3/000001",
        "member/0/42",
        "member/3/42",
        "ofteam/3/K7Q-2M3",
        "owner/42/K7Q-2M3",
        "parked/001795348800/7000000001",
        "sending/K7Q-2M3/dose/2026-12-02/55",
        "stuck/K7Q-2M3/dose/2026-12-03/55",
    ]
    assert {sqlite.rows[key] for key in index(sqlite)} == {""}
    assert list(sqlite.problems()) == []
    assert await sqlite.inspected() == ()


@pytest.mark.parametrize(
    "kept", [reminder(), team(chat=-5), person(), record()], ids=lambda kept: type(kept).__name__
)
async def test_a_record_that_is_not_found_is_reported(sqlite: SqliteStore, kept: Kept) -> None:
    await sqlite.commit(keeping(kept))
    key = key_of(kept)
    (one, *_) = leading_to(key, kept)
    del sqlite.rows[one]
    kind, searched = key.partition("/")[0], one.partition("/")[0]
    assert list(sqlite.problems()) == [f"a row of kind {kind!r} is not found under {searched!r}"]
    assert len(await sqlite.inspected()) == 1


@pytest.mark.parametrize(
    "stray",
    [
        "due/001795348800/K7Q-2M3/dose/2026-12-02/55",
        "due/001795348801/K7Q-2M3/dose/2026-12-01/55",
        "due/x",
        "sending/K7Q-2M3/dose/2026-12-01/55",
        "stuck/",
        "idle/001795348800/5",
        "owner/43/K7Q-2M3",
        "owner/42/K7Q-2M4",
        "member/1/5",
        "chat/5/1",
        "closed",
    ],
)
async def test_a_row_that_leads_nowhere_is_reported(sqlite: SqliteStore, stray: str) -> None:
    await sqlite.commit(keeping(record(), reminder()))
    sqlite.rows[stray] = ""
    kind = stray.partition("/")[0]
    found = f"a row of kind {kind!r} leads to nothing that leads back"
    assert list(sqlite.problems()) == [found]


async def test_a_row_of_an_index_has_no_value(sqlite: SqliteStore) -> None:
    await sqlite.commit(keeping(reminder()))
    sqlite.rows[DUE] = "x"
    assert len(list(sqlite.problems())) == 1


async def test_an_unreadable_record_is_reported_once(sqlite: SqliteStore) -> None:
    """The rows that lead to it may be right."""
    await sqlite.commit(keeping(reminder(), reminder(day=2)))
    sqlite.rows[KEY] = "not JSON"
    assert list(sqlite.problems()) == ["a row of kind 'reminder' is not an envelope"]


async def test_a_hundred_problems_are_enough(sqlite: SqliteStore) -> None:
    sqlite.rows.update({f"surprise/{at}": "x" for at in range(150)})
    assert len(await sqlite.inspected()) == 100


async def test_the_inspection_sees_one_moment_while_others_are_served(sqlite: SqliteStore) -> None:
    """What moves between two of its readings would else look lost."""
    rows = [reminder(detail=str(at)) for at in range(300)]
    await sqlite.commit(keeping(*rows))
    looking = asyncio.ensure_future(sqlite.inspected())
    serial = 1
    while not looking.done():
        serial += 1
        due = NOON + timedelta(minutes=serial)
        await sqlite.commit(keeping(*(replace(each, serial=serial, due=due) for each in rows)))
    assert await looking == ()
    assert serial > 1


async def test_a_file_that_is_away_cannot_be_inspected(sqlite: SqliteStore, folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    with pytest.raises(NotRead):
        await sqlite.inspected()
    folder.with_name("away").rename(folder)
    assert await sqlite.inspected() == ()


# ------------------------------------------------------ one bad row, and everybody else's


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "",
        REMINDER.write(reminder(day=2), key=f"reminder/{reminder(day=2).id}"),
        REMINDER.write(reminder(day=2), key=KEY),
    ],
    ids=["no JSON", "nothing", "another's", "another's, its sum right"],
)
async def test_a_reminder_that_cannot_be_read_stops_no_other(
    sqlite: SqliteStore, text: str
) -> None:
    """It is never taken for another one, and it is counted."""
    good = reminder(day=5)
    await sqlite.commit(keeping(reminder(), good))
    sqlite.rows[KEY] = text
    assert (sqlite.due(NOON, 1), sqlite.next_due()) == ((good,), good.due)
    assert sqlite.tally(NOON, NOON).unread == 1
    with pytest.raises(Undecodable):
        sqlite.reminder(reminder().id)
    assert sqlite.reminders(LABEL) == (good,)
    assert sqlite.lost() == (reminder().id,)


async def test_one_that_is_gone_is_counted_too(sqlite: SqliteStore) -> None:
    await sqlite.commit(keeping(reminder()))
    del sqlite.rows[KEY]
    assert (sqlite.due(NOON, 9), sqlite.tally(NOON, NOON).unread) == ((), 1)


async def test_one_that_was_claimed_and_cannot_be_read_is_counted(sqlite: SqliteStore) -> None:
    rows = [reminder(day=day, stage=Stage.SENDING) for day in (1, 2)]
    await sqlite.commit(keeping(*rows))
    sqlite.rows[KEY] = "not JSON"
    assert sqlite.sending() == (rows[1],)
    assert sqlite.tally(NOON, NOON).unread == 1


@pytest.mark.parametrize("kept", [reminder(), team(), person(), invite()], ids=key_of)
async def test_what_cannot_be_read_is_never_written_over(sqlite: SqliteStore, kept: Kept) -> None:
    """The change fails alone; what stands there may yet be repaired."""
    await sqlite.commit(keeping(kept))
    sqlite.rows[key_of(kept)] = "not JSON"
    with pytest.raises(NotSaved):
        await sqlite.commit(keeping(replace(kept, serial=2), reminder(day=9)))
    assert sqlite.rows[key_of(kept)] == "not JSON"
    assert sqlite.reminder(reminder(day=9).id) is None
    await sqlite.commit(keeping(reminder(day=9)))


async def test_a_due_row_moved_by_hand_sends_nothing_early(sqlite: SqliteStore) -> None:
    """The record says when; a row that says otherwise is not believed, and is reported."""
    later = reminder(due=NOON + timedelta(days=30))
    await sqlite.commit(keeping(later))
    sqlite.rows[DUE] = ""
    assert (sqlite.due(NOON, 9), sqlite.next_due()) == ((), later.due)
    assert len(list(sqlite.problems())) == 1


async def test_one_that_is_claimed_is_not_due_whatever_leads_to_it(sqlite: SqliteStore) -> None:
    """It would be sent a second time while the first is on its way."""
    await sqlite.commit(keeping(reminder(stage=Stage.SENDING)))
    sqlite.rows[DUE] = ""
    assert (sqlite.due(NOON, 9), sqlite.next_due()) == ((), None)


async def test_one_that_two_rows_lead_to_is_due_once(sqlite: SqliteStore) -> None:
    await sqlite.commit(keeping(reminder()))
    sqlite.rows[f"due/001795340000/{reminder().id}"] = ""
    assert sqlite.due(NOON, 9) == (reminder(),)


async def test_a_list_never_has_somebody_elses_plan(sqlite: SqliteStore) -> None:
    await sqlite.commit(keeping(record()))
    sqlite.rows[f"owner/43/{LABEL}"] = ""
    assert (sqlite.plans_of(43), sqlite.labels_of(43)) == ((), (LABEL,))


async def test_a_plan_that_cannot_be_read_is_in_the_list_by_its_label(sqlite: SqliteStore) -> None:
    """Whoever shows the plans names those that are missing: a shorter list would look complete."""
    other = record(label="K7Q-2M4")
    await sqlite.commit(keeping(record(), other))
    sqlite.rows[key_of(record())] = "not JSON"
    assert (sqlite.plans_of(42), sqlite.labels_of(42)) == ((other,), (LABEL, other.label))
    assert [(each.kind, each.name) for each in sqlite.faults()] == [("plan", LABEL)]


async def test_a_lost_revision_is_not_taken_for_the_one_before_it(sqlite: SqliteStore) -> None:
    """Its dose would be told, which is another one."""
    first = record()
    await sqlite.commit(keeping(first))
    second = revised(first, hold(14))
    await sqlite.commit(change(made=second))
    assert sqlite.plan(LABEL) == second
    del sqlite.rows[key_of(second)]
    with pytest.raises(Undecodable, match="last revision"):
        sqlite.plan(LABEL)
    await sqlite.mend(await sqlite.inspected())
    with pytest.raises(Undecodable, match="last revision"):
        sqlite.plan(LABEL)
    del sqlite.rows[key_of(first)]
    with pytest.raises(Undecodable, match="last revision"):
        sqlite.plan(LABEL)


async def test_whatever_leads_wrongly_is_put_right_and_what_is_all_that_is_left_stays(
    sqlite: SqliteStore,
) -> None:
    kept = (record(), reminder(), reminder(day=2), team(chat=-5), person())
    await sqlite.commit(change(then=session()))
    await sqlite.commit(keeping(*kept))
    right = index(sqlite)
    for key in right:
        del sqlite.rows[key]
    sqlite.rows["due/000000000001/" + reminder().id] = ""
    sqlite.rows["idle/000000000001/77"] = ""
    gone = "member/1/77"
    sqlite.rows[gone] = ""
    assert await sqlite.mend(await sqlite.inspected()) > len(right)
    assert index(sqlite) == sorted([*right, gone])
    assert [each.name for each in await sqlite.inspected()] == ["1"]


async def test_a_new_beginning_takes_the_place_of_what_cannot_be_read(sqlite: SqliteStore) -> None:
    for kept in (reminder(), team(), person(), invite()):
        await sqlite.commit(keeping(kept))
        sqlite.rows[key_of(kept)] = "not JSON"
        await sqlite.commit(keeping(kept))
    await sqlite.commit(change())
    sqlite.rows[f"session/{CHAT}"] = "not JSON"
    await sqlite.commit(change())
    assert list(sqlite.problems()) == []


def test_every_kind_of_index_leads_to_a_kind_that_is_kept() -> None:
    kinds = {key_of(each).partition("/")[0] for each in (reminder(), team(), person(), record())}
    assert {kind for kind, _ in LEADS.values()} == kinds | {"session"}
    assert form_of(reminder()) is REMINDER


@pytest.mark.parametrize(("remakes", "marked"), [(False, True), (True, False)])
async def test_a_reminder_in_an_unreadable_place_is_marked_by_whoever_thinks_it_new(
    sqlite: SqliteStore, remakes: bool, marked: bool
) -> None:
    """A decision or another day plans what it does not find; who makes it anew knows better."""
    await sqlite.commit(keeping(reminder(), reminder(day=5)))
    sqlite.rows[KEY] = "not JSON"
    new = (reminder(), reminder(day=7))
    await sqlite.commit(replace(keeping(*new), remakes=remakes))
    kept = {each.id: each.remade for each in sqlite.reminders(LABEL)}
    assert kept == {reminder().id: marked, reminder(day=5).id: False, reminder(day=7).id: False}
