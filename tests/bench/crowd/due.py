"""Reminders that are due at about one time: of as many people as one likes, and of groups."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.guideline import shipped
from bot.store import Change, Store
from flows.plan.live import live
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Matter, Membership, Person, PlanRecord, Reminder, Role, Team
from tests.bench.database.places import InFolder, Place
from tests.bench.growth.large_folder import OWNER, PATTERNS, copies, label_of
from tests.bot.alarm.ringing import ANSWERS, BEGIN, BERLIN
from tests.world.plan_record import plan_record

OF_A_GROUP = 25  # plans
GROUPS_FROM = 5_000_000  # persons
LABELS_FROM = 500_000  # of plans that a group follows
DUE = BEGIN + timedelta(hours=1)
NO_TIME = timedelta(0)
SPREAD = timedelta(seconds=30)  # the first half is due so much before the second


def planned(label: str, at: datetime, **about: int) -> PlanRecord:
    """A plan that begins in two weeks, so that nothing else is due of it."""
    first = (at + timedelta(days=14)).date().isoformat()
    return plan_record(ANSWERS | {"start_date": first}, at=at, label=label, **about)


def caused(
    plan: PlanRecord,
    team: Team | None,
    due: datetime,
    matter: Matter = Matter.ASKED,
    *,
    zone: str = BERLIN,
) -> Reminder:
    """A reminder of this plan that somebody has caused, due exactly then."""
    as_of_now = live(shipped(), plan, team, zone, due)
    assert as_of_now
    return replace(raised(as_of_now, matter, "", at=due), due=due)


def private(
    place: Place, due: int, at: datetime, *, zone: str = BERLIN, over: timedelta = NO_TIME
) -> None:
    """So many are due then or a little before, or from then on over so much time, each in the chat
    of an owner of its own."""
    with TemporaryDirectory() as beside:
        pattern = InFolder(Path(beside) / "kept")
        with closing(pattern.opened()) as store:
            asyncio.run(_patterns(store, at, zone, over))
        place.holds(copies(pattern.folder, due, owners=due))


async def _patterns(store: Store, due: datetime, zone: str, over: timedelta) -> None:
    made = due - timedelta(hours=1)
    for number in range(PATTERNS):
        plan = planned(label_of(number), made, owner=OWNER, team=0)
        at = due + over * number / PATTERNS if over else due - SPREAD * (number % 2)
        theirs = caused(plan, None, at, zone=zone)
        await store.commit(Change(at=made, made=plan, keeps=(theirs,)))


def filled(place: Place, due: int, groups: int) -> Mapping[str, datetime]:
    """So many are due in private chats, and 25 urgent ones in each group, by label."""
    private(place, due, DUE)
    with closing(place.opened()) as store:
        found = asyncio.run(_groups(store, groups))
    return {label_of(at): DUE - SPREAD * (at % PATTERNS % 2) for at in range(due)} | found


async def _groups(store: Store, groups: int) -> dict[str, datetime]:
    """Teams with a group each, whose plans are followed there and by their owner."""
    found = {}
    for number in range(groups):
        who = GROUPS_FROM + number
        team = Team(number=number + 1, zone=BERLIN, chat=-number - 1, proved=True)
        own = Membership(role=Role.PRESCRIBER, team=team.number)
        await store.commit(Change(at=BEGIN, keeps=(team, Person(who=who, memberships=(own,)))))
        for each in range(OF_A_GROUP):
            label = label_of(LABELS_FROM + number * OF_A_GROUP + each)
            plan = planned(label, BEGIN, owner=who, team=team.number)
            urgent = caused(plan, team, DUE, Matter.URGENT)
            await store.commit(Change(at=BEGIN, made=plan, keeps=(urgent,)))
            found[label] = DUE
    return found
