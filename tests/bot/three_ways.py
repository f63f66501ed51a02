"""The same conversation in the terminal, on the page and through Telegram's library.

Each way tells, for one turn, what came of it in each chat: texts with their buttons, and the
short answers to presses. Labels and line breaks are left out of the comparison.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

from bot.pacing import Pace
from bot.page import Page
from bot.practice.pushed_clock import Leaping
from bot.practice.team import PRACTICE
from bot.settings import Settings
from bot.store import Change
from bot.transport.terminal import Terminal
from flows.talk.records import Membership, Role, Team
from flows.talk.records import Person as Kept
from tests.bot.playing import MONDAY, Play, playing
from tests.bot.served_bot import DOCTOR
from tests.bot.site.plain_client import ME, NURSE, TEAM, Client, flat
from tests.bot.site.serving import serving
from tests.bot.talking import Talk, talking
from tests.fake_telegram.groups import group
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

LABEL = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")
KEY_LINE = re.compile(r"  \[[^]]+\]")
KEYS = re.compile(r"\[[a-zA-Z]\] (.*?)(?=  \[|$)|\[([^]]{2,})\](?=  \[|$)")
HEAD = "--- The team's group"
ALONE = Settings(timezone="Europe/Berlin", prescribers=frozenset({DOCTOR}))
A_NURSE, A_GROUP = 4_000_000_011, -1_001
Shown = tuple[str, tuple[str, ...]]
NOTHING: Shown = ("", ())
Came = dict[str, list[Shown]]


class Way(Protocol):
    """One way in."""

    async def turn(self, turn: Mapping[str, Any]) -> Came:
        """What came of it, by chat; the toasts under their own name."""
        ...


def written(text: str) -> str:
    return " ".join(LABEL.sub("LABEL", text).split())


def came(private: list[Shown], team: list[Shown], toasts: list[str]) -> Came:
    """In an order of its own: what falls due at once goes to each chat at its pace,
    and a message that is edited twice counts once."""
    private, team = (
        [(text, tuple(map(written, keys))) for text, keys in each] for each in (private, team)
    )
    said = [(written(toast), ()) for toast in toasts if toast]
    return {"private": sorted({*private}), "team": sorted({*team}), "toasts": sorted(said)}


# ---------------------------------------------------------------------- the terminal


class Blocks(StringIO):
    """What was printed, one part for each time; of a message that was edited what it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.shown: dict[tuple[int, int], list[str]] = {}

    def write(self, text: str) -> int:
        self.parts.append(text)
        return super().write(text)

    def shows(self, chat: int, message: int, before: int) -> None:
        """What was printed since then is this message."""
        for each in self.shown.get((chat, message), ()):
            self.parts.remove(each)
            before -= 1
        self.shown[chat, message] = self.parts[before:]


class Noting(Terminal):
    """Which message it was that was printed is known."""

    def write_page(self, chat: int, message: int, page: Page, *, letters: bool) -> None:
        before = len(self.out.parts) if isinstance(self.out, Blocks) else 0
        super().write_page(chat, message, page, letters=letters)
        if isinstance(self.out, Blocks):
            self.out.shows(chat, message, before)


@dataclass(slots=True)
class ByTerminal:
    """Typed lines, and blocks that are printed."""

    play: Play
    out: Blocks = field(default_factory=Blocks)

    async def turn(self, turn: Mapping[str, Any]) -> Came:
        self.play.course.terminal.out = self.out
        self.out.parts.clear()
        self.out.shown.clear()
        if hours := turn.get("hours"):
            await self.play.course.take(f"+{hours}h")
        else:
            word = "team: " if turn.get("who") == "nurse" else ""
            await self.play.course.take(word + (turn.get("says") or turn["presses"]))
        private, team, toasts = list[Shown](), list[Shown](), list[str]()
        for block in self.out.parts:
            if block.startswith("("):
                toasts += [] if block.startswith("(it is ") else [block[1:-1]]
            elif block.strip():
                (team if HEAD in block else private).append(_block(block))
        return came(private, team, toasts)


def _block(block: str) -> Shown:
    """The text, and the buttons of the lines that begin with a letter in brackets."""
    lines = block.replace(HEAD, "").splitlines()
    keys = [line for line in lines if KEY_LINE.match(line)]
    text = "\n".join(line for line in lines if line not in keys)
    return written(text), tuple(a or b for line in keys for a, b in KEYS.findall(line.strip()))


# ---------------------------------------------------------------------- the page


@dataclass(slots=True)
class ByPage:
    """Requests, and events that come back."""

    client: Client

    async def turn(self, turn: Mapping[str, Any]) -> Came:
        before = {chat: self._stands(chat) for chat in (ME, TEAM)}
        self.client.toasts.clear()
        who, chat = (NURSE, TEAM) if turn.get("who") == "nurse" else (ME, ME)
        if hours := turn.get("hours"):
            await self.client.acts(do="push", by=f"+{hours}h")
        elif said := turn.get("says"):
            await self.client.says(said, chat=chat, who=who)
        else:
            await self.client.presses(turn["presses"], chat=chat, who=who)
        private, team = (changed(before[chat], self._stands(chat)) for chat in (ME, TEAM))
        return came(private, team, self.client.toasts)

    def _stands(self, chat: int) -> dict[int, Shown]:
        return {
            number: (
                written(flat(each["text"])),
                tuple(text for row in each["rows"] for text, _ in row),
            )
            for number, each in self.client.chats[chat].items()
            if not each["by"]
        }


def changed(before: Mapping[int, Shown], after: Mapping[int, Shown]) -> list[Shown]:
    """What reads otherwise than before; buttons that only went are no news."""
    return [
        shown
        for number, shown in after.items()
        if shown[0] != before.get(number, NOTHING)[0] or shown[1] not in {(), before[number][1]}
    ]


# ---------------------------------------------------------------------- Telegram


@dataclass(slots=True)
class ByTelegram:
    """The bot's own library, and a server of the tests."""

    talk: Talk
    here: Mapping[str, Person]
    time: datetime = MONDAY

    async def turn(self, turn: Mapping[str, Any]) -> Came:
        before = [self._stands(place) for place in ("private", "team")]
        who = self.here["nurse" if turn.get("who") == "nurse" else "private"]
        toast = ""
        if hours := turn.get("hours"):
            self.time += timedelta(hours=hours)
            await self.talk.until(self.time)
        elif said := turn.get("says"):
            who.says(said)
            await self.talk.settled()
        else:
            press = who.taps(turn["presses"])
            await self.talk.settled()
            toast = who.toast(press) or ""
        await self.talk.rings()
        after = [self._stands(place) for place in ("private", "team")]
        private, team = (changed(*each) for each in zip(before, after, strict=True))
        return came(private, team, [toast])

    def _stands(self, place: str) -> dict[int, Shown]:
        return {
            each.number: (written(each.text), tuple(key.text for key in each.buttons()))
            for each in self.here[place].heard()
        }


# ---------------------------------------------------------------------- each from its beginning


@asynccontextmanager
async def by_terminal(folder: Path) -> AsyncIterator[Way]:
    async with playing(folder, at=Noting) as play:
        yield ByTerminal(play)


@asynccontextmanager
async def by_page(folder: Path) -> AsyncIterator[Way]:
    del folder
    async with serving(now=lambda: MONDAY) as address, Client(address).looking() as client:
        yield ByPage(client)


@asynccontextmanager
async def by_telegram(folder: Path) -> AsyncIterator[Way]:
    telegram = FakeTelegram()
    telegram.time = MONDAY
    async with talking(telegram, folder, ALONE) as talk:
        telegram.people[DOCTOR]["first_name"] = "Prescriber"
        nurse = person(telegram, A_NURSE, "Nurse")
        there = group(telegram, A_GROUP)
        there.lets_in(talk.doctor)
        team = Team(number=PRACTICE, zone="Europe/Berlin", chat=A_GROUP, proved=True)
        roles = ((DOCTOR, "Prescriber", Role.PRESCRIBER), (A_NURSE, "Nurse", Role.CARE_TEAM))
        people = tuple(
            Kept(who=who, name=name, memberships=(Membership(role=role, team=PRACTICE),))
            for who, name, role in roles
        )
        await talk.desk.store.commit(Change(keeps=(team, *people), at=MONDAY))
        in_team, leaping = there.lets_in(nurse), Leaping()
        talk.alarm.lanes.pace = Pace(monotonic=leaping, sleep=leaping.sleep)
        yield ByTelegram(talk, {"private": talk.doctor, "nurse": in_team, "team": in_team})


WAYS: tuple[Callable[[Path], AbstractAsyncContextManager[Way]], ...] = (
    by_terminal,
    by_page,
    by_telegram,
)
