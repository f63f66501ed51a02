"""Two presses of the same thing at the same instant, through the whole desk and its store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.page import Placed as On
from bot.settings import Settings
from bot.store import Change
from bot.wiring import local_desk
from flows.plan.live import live
from flows.reminder.stages import handle
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Matter, PlanRecord, Stage
from flows.talk.turn import Pressed
from tests.campaigns import size
from tests.flows.following import NURSE, OWNER, PEOPLE, TEAM, at, planned
from tests.flows.label import label

REMINDERS = 20
PLANS = size("taps") // REMINDERS
NOW = at(28, "09:00")  # the first step is due


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Plans of one team, each with reminders that were asked for, and its first step due."""
    settings = Settings(timezone="Europe/Berlin")
    ticks = count()
    made = local_desk(
        settings,
        tmp_path / "data",
        prescribers=frozenset(),
        clock=by_hand(lambda: NOW + timedelta(seconds=next(ticks))),
    )
    people = (each for each in PEOPLE if each.memberships)
    await made.store.commit(Change(at=NOW, keeps=(TEAM, *people)))
    for number in range(PLANS):
        record = planned(label(number))
        now = live(made.guideline, record, TEAM, "Europe/Berlin", NOW)
        assert now
        asked = tuple(raised(now, Matter.ASKED, f"{each:04d}") for each in range(REMINDERS))
        sent = tuple(replace(each, stage=Stage.SENT) for each in asked)
        await made.store.commit(Change(at=NOW, made=record, keeps=sent))
    yield made
    made.store.close()


async def pressed(desk: Desk, who: int, chat: int, update: int, heard: Pressed) -> str:
    """The toast that a press gets."""
    pages = await desk.converse(
        Arrival(chat=chat, who=who, update=update, heard=heard, sent=NOW, arrived=NOW, name="A B")
    )
    return "\n".join(page.text for page in pages if page.place is On.TOAST)


async def test_of_every_pair_of_taps_one_acts(desk: Desk) -> None:
    """Two people acknowledge the same reminder at once: one did, the other is told who."""
    told = Counter[str]()
    for number in range(PLANS):
        for nth, each in enumerate(desk.store.reminders(label(number))):
            press = Pressed(label=each.label, number=1, press=f"ack.{handle(each)}")
            update = 1 + number * REMINDERS + nth
            pair = (pressed(desk, who, who, update, press) for who in (OWNER, NURSE))
            told.update(text.partition(" at ")[0] for text in await asyncio.gather(*pair))
            (after,) = (r for r in desk.store.reminders(each.label) if r.id == each.id)
            assert after.stage is Stage.ACKNOWLEDGED
            assert after.serial == each.serial + 1
    assert sum(n for text, n in told.items() if "lready" in text) == PLANS * REMINDERS, told


async def taps(desk: Desk, record: PlanRecord, press: str, first: int) -> list[str]:
    """The same press twice at the same instant."""
    heard = Pressed(label=record.label, number=record.revision, press=press)
    pair = (pressed(desk, OWNER, OWNER, first + each, heard) for each in (0, 1))
    return await asyncio.gather(*pair)


def kept(desk: Desk, number: int) -> PlanRecord:
    record = desk.store.plan(label(number))
    assert isinstance(record, PlanRecord)
    return record


async def test_two_steps_at_once_make_one_revision(desk: Desk) -> None:
    for number in range(PLANS):
        first, second = await taps(desk, kept(desk, number), "step.0.261221", 1 + 2 * number)
        after = kept(desk, number)
        assert (after.revision, len(after.decisions)) == (2, 1), (first, second)
        assert bool(first) is not bool(second)


async def test_two_entries_at_once_keep_one_and_two_undoings_undo_once(desk: Desk) -> None:
    for number in range(PLANS):
        update = 1 + 6 * number
        await taps(desk, kept(desk, number), "visit.1_261221.b.f.0", update)
        assert len(kept(desk, number).visited) == 1
        await taps(desk, kept(desk, number), "hold.1.withdrawal", update + 2)
        before = kept(desk, number)
        assert before.revision == 2
        await taps(desk, before, "undo.1.y", update + 4)
        after = kept(desk, number)
        assert (after.revision, after.shown) == (3, before.before)
