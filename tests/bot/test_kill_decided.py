"""Decisions, findings and undoings, killed -9 anywhere: each is kept whole or not at all."""

from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import Change
from bot.store.sqlite import SqliteStore, open_store
from bot.wiring import local_desk
from core.course.decisions import Move
from flows.plan.live import live
from flows.plan.standing import standing
from flows.reminder.wanted.wanted import replanned, wanted
from flows.talk.records import PlanRecord
from flows.talk.turn import Pressed
from tests.bot.kill import Say, Work, said_until_killed
from tests.campaigns import seed, size
from tests.flows.following import LABEL, OWNER, PEOPLE, TEAM, at, planned

pytestmark = [pytest.mark.waits, pytest.mark.wide]

NOW = at(20, "09:00")  # nothing is due, so nothing but what is pressed changes the plan
LONGEST_SECONDS = 0.3
ZONE = "Europe/Berlin"


def desk_of(folder: Path) -> Desk:
    ticks = count()
    clock = by_hand(lambda: NOW + timedelta(milliseconds=next(ticks)))
    settings = Settings(timezone=ZONE)
    return local_desk(settings, folder, prescribers=frozenset(), clock=clock)


def presses(folder: Path) -> Work:
    """One plan: something is found, decided, undone, over and over."""

    async def work(say: Say) -> None:
        desk = desk_of(folder)
        await _begun(desk)
        while True:
            for verb in ("undo", "visit", "hold"):
                record = desk.store.plan(LABEL)
                assert record
                if verb == "undo" and not standing(record):
                    continue
                await _pressed(desk, record, _press(record, verb))
                after = desk.store.plan(LABEL)
                assert after
                say(f"{after.revision} {len(after.visited)}")

    return work


async def _begun(desk: Desk) -> None:
    if desk.store.plan(LABEL):
        return
    record = planned()
    now = live(desk.guideline, record, TEAM, ZONE, NOW)
    people = tuple(each for each in PEOPLE if each.memberships)
    await desk.store.commit(Change(at=NOW, keeps=(TEAM, *people)))
    await desk.store.commit(Change(at=NOW, made=record, keeps=wanted(now)))


def _press(record: PlanRecord, verb: str) -> str:
    """What was decided is undone, a visit is entered, or a hold decided."""
    if verb == "visit":
        return f"visit.{len(record.visited) + 1}_261213.b.f.0"
    return f"undo.{record.revision - 1}.y" if verb == "undo" else "hold.1.withdrawal"


async def _pressed(desk: Desk, record: PlanRecord, press: str) -> None:
    heard = Pressed(label=LABEL, number=record.revision, press=press)
    last = desk.store.load(OWNER).session.last_update
    await desk.converse(
        Arrival(
            chat=OWNER, who=OWNER, update=last + 1, heard=heard, sent=NOW, arrived=NOW, name="A"
        )
    )


def whole(store: SqliteStore, desk: Desk) -> tuple[int, int]:
    """How far the plan is, once all that is kept of it agrees."""
    record = store.plan(LABEL)
    if record is None:
        return 0, 0
    first = store.plan(LABEL, 1)
    assert first
    undone = record.decisions and record.decisions[-1].decision.move is Move.UNDO
    assert len(record.decisions) == record.revision - 1
    assert len(standing(record)) == (record.revision - 1) % 2
    assert (record.shown == first.shown) is (undone or record.revision == 1)
    assert [each.visit.number for each in record.visited] == [
        number + 1 for number in range(len(record.visited))
    ]
    reminders = store.reminders(LABEL)
    assert {each.revision for each in reminders if each.stage.is_open} == {record.revision}
    now = live(desk.guideline, record, TEAM, ZONE, NOW)
    assert replanned(reminders, now, NOW) == ()
    found = [each for each in store.entries() if each.action in {"decided", "undone"}]
    assert len(found) == record.revision - 1
    return record.revision, len(record.visited)


def test_nothing_that_was_decided_or_undone_is_lost_or_kept_by_half(tmp_path: Path) -> None:
    chance, folder, before = Random(seed(3)), tmp_path / "data", (0, 0)
    desk = desk_of(tmp_path / "rules")
    for kill in range(size("decided")):
        lines = said_until_killed(
            presses(folder),
            after_seconds=chance.uniform(0, LONGEST_SECONDS),
            after_lines=chance.choice((1, 2, 3, 7)),
        )
        said = max((*(tuple(map(int, each.split())) for each in lines), before))
        with closing(open_store(folder)) as store:
            assert list(store.problems()) == [], kill
            before = whole(store, desk)
        assert before >= said, f"kill {kill}: {before} after {said}"
    desk.store.close()
    assert before[0] > size("decided") // 2
