"""When the next message may leave: Telegram's limits, kept before it has to say so.

Answers and reminders are counted together, as Telegram does, and an edit counts as a message. A
part of each limit is kept for either, so that neither can use up what the other needs. Where
several processes send as the same bot, each message is counted among those of all of them too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from math import inf

from bot.store.peers import ALL, ALONE, SOON_SECONDS, Booked, Left, Peers

CHAT_SECONDS = 1.0  # between two messages of one chat
GROUP_MESSAGES, GROUP_SECONDS = 20, 60.0
GROUP_KEPT_FOR_REMINDERS, GROUP_KEPT_FOR_ANSWERS = 5, 4
ALL_MESSAGES, ALL_SECONDS = 28, 1.0  # Telegram takes 30
ALL_KEPT_FOR_REMINDERS, ALL_KEPT_FOR_ANSWERS = 5, 5
AT_ONCE = 64  # reminders on their way; more would only wait elsewhere
AGAIN_SECONDS = 0.05  # between two looks whether what is on its way has arrived
SHORTEST_SECONDS = 0.001  # of a sleep: a clock may not tell less, and whoever wakes looks again
KEPT_CHATS = 2_000


class Kind(StrEnum):
    """What a message is: somebody waits for it, or it comes by itself."""

    ANSWER = "answer"
    REMINDER = "reminder"


@dataclass(slots=True, kw_only=True, eq=False)
class _Message:
    """One that has left at this time; where it waits, when it might, and infinite where it is on
    its way and counted among all."""

    kind: Kind
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """So many messages within so many seconds, and how many of them each kind may be."""

    seconds: float
    most: int
    of_a_kind: Mapping[Kind, int]

    def free_at(self, left: Iterable[_Message], kind: Kind) -> float:
        """When one more of this kind fits, after all these; infinite where nobody can say yet."""
        alike = _fits_at([each.at for each in left if each.kind is kind], self.of_a_kind[kind])
        return max(_fits_at([each.at for each in left], self.most), alike) + self.seconds


def _fits_at(times: list[float], most: int) -> float:
    """The time of the one that has to be out of the window first."""
    return sorted(times)[-most] if len(times) >= most else float("-inf")


OF_A_GROUP = _Limit(
    seconds=GROUP_SECONDS,
    most=GROUP_MESSAGES,
    of_a_kind={
        Kind.ANSWER: GROUP_MESSAGES - GROUP_KEPT_FOR_REMINDERS,
        Kind.REMINDER: GROUP_MESSAGES - GROUP_KEPT_FOR_ANSWERS,
    },
)
OF_ALL = _Limit(
    seconds=ALL_SECONDS,
    most=ALL_MESSAGES,
    of_a_kind={
        Kind.ANSWER: ALL_MESSAGES - ALL_KEPT_FOR_REMINDERS,
        Kind.REMINDER: ALL_MESSAGES - ALL_KEPT_FOR_ANSWERS,
    },
)


@dataclass(slots=True, kw_only=True)
class _Chat:
    """What is known of one chat, all by the monotonic clock."""

    left: list[_Message] = field(default_factory=list)
    held_until: dict[Kind, float] = field(default_factory=dict)

    def barred_until(self, kind: Kind, *, group: bool) -> float:
        """Before this none of its kind may leave here, however long the chat has been silent."""
        held = self.held_until.get(kind, 0.0)
        return max(held, OF_A_GROUP.free_at(self.left, kind)) if group else held

    def silent_at(self) -> float:
        """When a second has passed since the last one, or will have."""
        return max((each.at for each in self.left), default=float("-inf")) + CHAT_SECONDS


@dataclass(slots=True, kw_only=True)
class Pace:
    """Turns to send, by chat; of reminders the caller has one at a time on its way to a chat.

    Counted from the end of a send: however long each was under way, they arrive apart.
    """

    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    peers: Peers = ALONE
    _chats: dict[int, _Chat] = field(default_factory=dict)
    _all: list[_Message] = field(default_factory=list)
    _doors: dict[Kind, asyncio.Lock] = field(
        default_factory=lambda: {kind: asyncio.Lock() for kind in Kind}
    )
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def wait_seconds(self, chat: int, kind: Kind = Kind.REMINDER) -> float:
        """How long this chat has to wait for its next message; the others do not count."""
        known = self._known(chat)
        at = max(known.barred_until(kind, group=chat < 0), known.silent_at())
        return max(0.0, at - self.monotonic())

    def hold(self, chat: int, seconds: float, kinds: Iterable[Kind] = (Kind.REMINDER,)) -> None:
        """Nothing of these kinds leaves for so long, in this chat alone, from any process."""
        kinds = tuple(kinds)
        self._hold(chat, seconds, kinds)
        self.peers.hold(chat, kinds, seconds)

    async def learn(self) -> None:
        """What another process was told to hold is held here too."""
        for each in await self.peers.held():
            self._hold(each.chat, each.seconds, (Kind(each.kind),))

    def _hold(self, chat: int, seconds: float, kinds: Iterable[Kind]) -> None:
        known, until = self._known(chat), self.monotonic() + seconds
        for kind in kinds:
            known.held_until[kind] = max(known.held_until.get(kind, 0.0), until)

    @asynccontextmanager
    async def turn(self, chat: int, kind: Kind = Kind.REMINDER) -> AsyncIterator[None]:
        """Inside it the message may leave."""
        message = await self._chats_turn(chat, kind)
        if kind is Kind.ANSWER:
            async with self._ended(chat, message):
                yield
            return
        async with self._free, self._ended(chat, message):
            yield

    @asynccontextmanager
    async def _ended(self, chat: int, message: _Message) -> AsyncIterator[None]:
        counted = _Message(kind=message.kind, at=inf)
        try:
            booked = await self._everybodys_turn(chat, counted)
            message.at = self.monotonic()
            try:
                yield
            finally:
                self.peers.ended(chat, message.kind, booked)
        finally:
            message.at = counted.at = self.monotonic()

    async def _chats_turn(self, chat: int, kind: Kind) -> _Message:
        """Whoever only waits for a silent second has the next one after those before."""
        while True:
            known = self._known(chat)
            while (wait := known.barred_until(kind, group=chat < 0) - self.monotonic()) > 0:
                await self.sleep(wait)
            message = self._booked(known, kind)
            while (wait := message.at - self.monotonic()) > 0:
                await self.sleep(wait)
            if known.held_until.get(kind, 0.0) <= self.monotonic():
                return message
            known.left = [each for each in known.left if each is not message]

    def _booked(self, known: _Chat, kind: Kind) -> _Message:
        now_seconds = self.monotonic()
        message = _Message(kind=kind, at=max(now_seconds, known.silent_at()))
        known.left = [each for each in known.left if each.at > now_seconds - GROUP_SECONDS]
        known.left.append(message)
        return message

    async def _everybodys_turn(self, chat: int, message: _Message) -> Booked:
        """It is counted from now until it has ended: whenever it arrives meanwhile, it does so
        within the limit."""
        kind = message.kind
        free = partial(_free_at, chat, kind)
        while True:
            async with self._doors[kind]:
                while (wait := OF_ALL.free_at(self._all, kind) - self.monotonic()) > 0:
                    await self._sleep(wait)
                self._count(message)
                booked = await self.peers.booked(chat, kind, Kind, free)
                if booked.counted:
                    await self._sleep(booked.wait)
                    return booked
                self._all.remove(message)
            await self._sleep(booked.wait)  # for its chat, while others leave

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await self.sleep(AGAIN_SECONDS if seconds == inf else max(seconds, SHORTEST_SECONDS))

    def _count(self, message: _Message) -> None:
        long_ago = self.monotonic() - ALL_SECONDS
        self._all = [each for each in self._all if each.at > long_ago]
        self._all.append(message)

    def _known(self, chat: int) -> _Chat:
        if chat not in self._chats:
            if len(self._chats) >= KEPT_CHATS:
                self._forget()
            self._chats[chat] = _Chat()
        return self._chats[chat]

    def _forget(self) -> None:
        """Chats that have nothing to wait for are as good as unknown."""
        long_ago = self.monotonic() - GROUP_SECONDS
        self._chats = {
            chat: known
            for chat, known in self._chats.items()
            if max(known.silent_at(), *known.held_until.values(), 0.0) > long_ago
        }


def _free_at(chat: int, kind: Kind, left: Sequence[Left], now: float) -> float:
    """When one more may leave to this chat, after all that every process has sent; infinite where
    that hangs on what is on its way."""
    of_chat, of_all = _Chat(), list[_Message]()
    for each in left:
        its = Kind(each.kind)
        if each.chat == chat:
            times = [at for at in each.times if at > now - GROUP_SECONDS]
            of_chat.left += [_Message(kind=its, at=at) for at in times]
            of_chat.held_until[its] = each.held_until
        elif each.chat == ALL:
            of_all += [_Message(kind=its, at=inf if at > now else at) for at in each.times]
    at = max(of_chat.barred_until(kind, group=chat < 0), of_chat.silent_at())
    return at if at - now > SOON_SECONDS else max(at, OF_ALL.free_at(of_all, kind))
