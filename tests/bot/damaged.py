"""An installation with two teams and their plans, one row of which is damaged, and lived on."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

from bot.alarm.alarm import Alarm
from bot.alarm.daily import tidy
from bot.alarm.health import health
from bot.alarm.sending import Attempt
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.page import Page
from bot.store import Change
from bot.store.inbox import Received
from bot.store.record.codec import SCHEMA
from bot.store.record.keys import LEADS
from bot.store.sqlite import SqliteStore
from bot.wiring import alarm
from flows.reminder.wanted.wanted import wanted
from flows.talk.erasure import Eraser, Erasure, Errand
from flows.talk.records import (
    Invite,
    Landing,
    Matter,
    Membership,
    Person,
    Place,
    Role,
    Stage,
    Team,
)
from flows.talk.turn import Commanded, Deed, Draft, Heard, Session, Typed
from tests.bot.alarm.ringing import (
    ADMIN,
    BEGIN,
    GROUP,
    OTHER,
    OWNER,
    SECOND,
    TEAM,
    desk_of,
    record,
)
from tests.bot.kept import FILE, Kept, Value, kept_in
from tests.world.plan_record import LABEL
from tests.world.way_out import Takes

THEIRS = Team(number=6, zone="America/New_York", chat=-200, proved=True)
THIRD, CLOSED, NURSE, THEIR_OWNER = "A45-672", "B45-677", 10, 11
ERASED = "D22-BBB"
UPDATE = 5
CHANGED = (Matter.BONE, Matter.GLUCOSE)  # of the first day: one is on its way, one nobody took up
NOW = BEGIN + timedelta(minutes=5)
LATER = SCHEMA + 1  # a schema that this program does not know


@dataclass(slots=True)
class Posts(Takes):
    """A way out that takes every message."""

    left: list[tuple[int, str]] = field(default_factory=list)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)  # one in each message

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try."""
        del thread
        if self.meanwhile:
            self.meanwhile.pop(0)()
        self.left.append((chat, page.text))
        return Attempt(landing=Landing.SENT, message=len(self.left))

    def to(self, chat: int) -> str:
        """All that went there."""
        return "\n".join(text for there, text in self.left if there == chat)


@dataclass(slots=True)
class Lived:
    """One process on the folder."""

    store: SqliteStore
    now: datetime
    posts: Posts = field(default_factory=Posts)
    desk: Desk = field(init=False)
    alarm: Alarm = field(init=False)
    updates: int = field(init=False)

    def __post_init__(self) -> None:
        self.updates = int(self.now.timestamp())
        desk, failing = desk_of(self.store, lambda: self.now), set[str]()
        reader = replace(desk.reader, health=lambda: health(self.store, self.now, "1", failing))
        self.desk = replace(desk, reader=reader, failing=failing)
        pace = Pace(monotonic=self.seconds, sleep=self.passes)
        self.alarm = alarm(self.desk, self.posts, pace=pace)

    def seconds(self) -> float:
        return self.now.timestamp()

    async def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def begins(self) -> None:
        """As `run` does: everything is looked through, then the alarm looks, and once more."""
        await tidy(self.desk)
        await self.looks()
        await self.looks()

    async def looks(self) -> None:
        self.now += timedelta(seconds=30)
        await self.alarm.tick(self.now)

    async def until(self, then: datetime) -> None:
        """What falls due by then was sent, some times a day."""
        while self.now < then:
            self.now += timedelta(hours=5)
            await self.alarm.tick(self.now)

    async def says(self, who: int, word: str, argument: str = "", chat: int = 0) -> str:
        """All that is answered."""
        return await self.hears(who, Commanded(name=word, argument=argument), chat)

    async def hears(self, who: int, heard: Heard, chat: int = 0) -> str:
        self.updates += 1
        arrival = Arrival(
            chat=chat or who,
            who=who,
            update=self.updates,
            heard=heard,
            sent=self.now,
            arrived=self.now,
            place=Place.GROUP if chat else Place.PRIVATE,
            name=f"Person {who}",
        )
        return "\n".join(page.text for page in await self.desk.converse(arrival))


@contextmanager
def living(there: Path | Kept, now: datetime = NOW) -> Iterator[Lived]:
    """A process on this, to its orderly end."""
    with closing(kept_in(there).opened()) as store:
        yield Lived(store, now)


async def made(folder: Path) -> None:
    """Two plans of one team, one of another and a closed one; every kind of row is there."""
    with living(folder, BEGIN) as there:
        here = Membership(role=Role.PRESCRIBER, team=TEAM.number)
        cares = Membership(role=Role.CARE_TEAM, team=TEAM.number)
        theirs = Membership(role=Role.PRESCRIBER, team=THEIRS.number)
        people = (
            Person(who=OWNER, name="Owner", memberships=(here,)),
            Person(who=OTHER, name="Other", memberships=(here,)),
            Person(who=NURSE, name="Nurse", memberships=(cares,)),
            Person(who=THEIR_OWNER, name="Theirs", memberships=(theirs,)),
        )
        plans = (
            record(LABEL),
            record(SECOND),
            record(THIRD, owner=THEIR_OWNER, team=THEIRS.number),
        )
        invite = Invite(hashed="ab12", issuer=OWNER, expires=BEGIN + timedelta(days=1), team=5)
        commit = there.store.commit
        await commit(Change(at=BEGIN, seen=BEGIN, keeps=(TEAM, THEIRS, *people, invite)))
        for plan in plans:
            deeds = (Deed(action="made", label=plan.label),)
            chat, session = plan.owner * 1_000 + len(plan.label), Session()
            await commit(
                Change(chat=chat, session=session, made=plan, at=BEGIN, deeds=deeds)
                if plan.label != LABEL
                else Change(chat=OWNER, session=_drafting(), made=plan, at=BEGIN, deeds=deeds)
            )
            await commit(Change(at=BEGIN, keeps=wanted(there.desk.as_of_now(plan))))
        parked = replace(
            _drafting("D22-AAA"), draft=replace(_drafting("D22-AAA").draft, parked=True)
        )
        await commit(Change(chat=OTHER, session=parked, at=BEGIN))
        await there.looks()
        told = (each for each in there.store.reminders(LABEL) if each.stage is Stage.SENT)
        first, second = (each for each in told if each.matter in CHANGED)
        claimed = replace(first, stage=Stage.SENDING, serial=first.serial + 1)
        ended = replace(second, stage=Stage.NEEDS_HUMAN, due=None, serial=second.serial + 1)
        over = record(CLOSED, closed_at=BEGIN)
        await commit(Change(at=BEGIN, keeps=(claimed, ended, over)))
        await commit(Change(at=BEGIN, made=record(ERASED)))
        erasure = Erasure(label=ERASED, serial=1, by=Eraser.OWNER)
        errand = Errand(chat=GROUP, message=31, due=BEGIN + timedelta(days=999))
        await commit(Change(at=BEGIN, erases=erasure, owes=(errand,)))
        waits = Received(number=UPDATE, at=BEGIN, said="{}")
        await commit(Change(at=BEGIN, receives=(waits,)))


def _drafting(label: str = "C22-AAA") -> Session:
    draft = Draft(label=label, state="weight", trail=(), answers={}, serial=1, asked_at=BEGIN)
    return Session(draft=draft, last_update=1)


# ---------------------------------------------------------------------- what is damaged


def keys(there: Path | Kept) -> dict[str, str]:
    """Every row."""
    return kept_in(there).rows()


def enveloped(key: str, text: str, *, body: str = "", schema: int = 0) -> str:
    """The row with another body or schema, and the sum that belongs to it."""
    row = json.loads(text)
    inside = body or text[text.index('"body":') + len('"body":') : -1]
    schema = schema or row["schema"]
    total = crc32(inside.encode(), crc32(f"{schema} {row['version']} {key} ".encode()))
    return f'{{"schema":{schema},"version":{row["version"]},"sum":{total},"body":{inside}}}'


def _altered(_key: str, text: str) -> str:
    at = text.index('"body":') + len('"body":') + 1
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


RECORD_DAMAGE: dict[str, Callable[[str, str], Value | None]] = {
    "not JSON": lambda _key, _text: "not JSON",
    "cut off": lambda _key, text: text[: len(text) // 2],
    "no text": lambda _key, _text: b"\x01\xff",
    "another shape": lambda key, text: enveloped(key, text, body='{"other":1}'),
    "altered": _altered,
    "missing": lambda _key, _text: None,
    "of a later schema": lambda key, text: enveloped(key, text, schema=LATER),
}
INDEX_DAMAGE = ("missing", "a value", "stray")
STRAY = {
    "idle": "77",
    "parked": "77",
    "member": "77",
    "chat": "000000077",
    "last": "ZZZ-ZZZ/000002",
}


def damaged(there: Path | Kept, key: str, how: str) -> None:
    """The row is damaged while nobody uses it."""
    kept, kind = kept_in(there), key.partition("/")[0]
    if kind not in LEADS:
        kept.put(key, RECORD_DAMAGE[how](key, kept.rows()[key]))
    elif how == "stray":
        _, words = LEADS[kind]
        first = key.split("/")[:words]
        name = STRAY.get(kind, "ZZZ-ZZZ" if LEADS[kind][0] == "plan" else "ZZZ-ZZZ/dose/x/1")
        kept.put("/".join((*first, name)), "")
    else:
        kept.put(key, "x" if how == "a value" else None)


# ---------------------------------------------------------------------- and how it is mended


def restored(there: Path | Kept, backup: Path, rows: str) -> None:
    """By the words of the manual, with these rows in the place of the example's."""
    kept_in(there).restored(backup, rows)


def given_up(there: Path | Kept, label: str) -> None:
    """Likewise."""
    kept_in(there).given_up(label)


__all__ = [
    "ADMIN", "FILE", "GROUP", "INDEX_DAMAGE", "LABEL", "NOW", "NURSE", "OTHER", "OWNER",
    "RECORD_DAMAGE", "SECOND", "TEAM", "THEIRS", "THEIR_OWNER", "THIRD", "Lived", "Typed",
    "damaged", "given_up", "keys", "living", "made", "restored",
]  # fmt: skip
