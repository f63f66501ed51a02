"""The story of the folder: everything that happened in it until it was left as it is."""

import asyncio
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.editions.arriving import answered, put_off
from tests.editions.asked import NOW
from tests.editions.cases import fates
from tests.editions.intake import drafted
from tests.editions.lives import Life
from tests.editions.people import BANDS
from tests.editions.scene import A_DAY, Scene, scene
from tests.editions.teams import invited, teams

ROUNDS = (time(8, 45), time(15, 30))  # UTC: when people look at what has arrived
LOST = timedelta(days=6)  # before the end, one group can no longer be reached
AT_LAST = timedelta(minutes=8)
IDLE_DRAFTS = ((109, "weight"), (110, "subtype"), (112, ""))
DRAFTS = ((111, "severity"), (108, "ild"), (106, ""))
CASE = {
    "region": "uk", "weight": "11 st 4 lb", "subtype": "overlap", "severity": "severe",
    "ild": "unknown", "hold_weeks": 3, "age": 44, "sex": "F",
}  # fmt: skip


def told(folder: Path, some: Collection[str] = ()) -> dict[str, str]:
    """The folder is as the whole story leaves it, or the first plan of each of these kinds; the
    kind of every plan by its label."""
    first = {fate.kind: fate for fate in reversed(tuple(fates())) if fate.kind in some}
    return asyncio.run(_told(folder, [Life(each) for each in first.values() or fates()]))


async def _told(folder: Path, lives: list[Life]) -> dict[str, str]:
    begin = NOW - timedelta(days=max(life.fate.age for life in lives) + 2)
    with scene(folder, datetime.combine(begin, time(6), begin.tzinfo)) as there:
        await teams(there)
        day = begin.date()
        while day <= NOW.date():
            await _day(there, lives, day)
            day += A_DAY
        await _last_morning(there, lives)
        await there.until(NOW)
        assert there.now == NOW
        return {life.label: life.fate.kind for life in lives}


async def _day(there: Scene, lives: list[Life], day: date) -> None:
    """Plans are made and followed in the morning, what arrives is answered twice."""
    for place, clock in enumerate(ROUNDS):
        when = datetime.combine(day, clock, NOW.tzinfo)
        if when > NOW:
            return
        if NOW - when < LOST:
            there.lost.add(BANDS[1].chat)
        await there.until(when)
        if place == 0:
            for life in lives:
                if (NOW.date() - day).days == life.fate.age:
                    await life.begins(there)
                else:
                    await life.goes_on(there)
        if day < NOW.date():  # what the last morning has brought is not answered any more
            for shown in there.taken():
                await answered(there, shown)


async def _last_morning(there: Scene, lives: list[Life]) -> None:
    """Some of what has come in is put off. Drafts are left at several places, some so long that
    they were asked about; one would revise a plan. A question waits for a typed dose, and an
    invitation for somebody who takes it."""
    for shown in there.taken()[::3]:
        await put_off(there, shown)
    for who, until in IDLE_DRAFTS:
        await drafted(there, who, CASE, until)
    await there.until(NOW - AT_LAST)
    for who, until in DRAFTS:
        await drafted(there, who, CASE, until)
    for revising in [life for life in lives if life.fate.kind == "answered"][:1]:
        await there.presses(there.plan(revising.label).owner, revising.label, "answer")
    for asking in [life for life in lives if _may_ask(there, life)][:1]:
        await there.presses(there.plan(asking.label).owner, asking.label, "off")
    await invited(there, "trainee", 0)


def _may_ask(there: Scene, life: Life) -> bool:
    """Whether its owner, in whose chat nothing is open, can be asked for a dose."""
    return life.fate.kind == "stepping" and there.draft(there.plan(life.label).owner) is None
