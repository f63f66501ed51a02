"""What could not be shown yet: kept for its chat in order, and shown as soon as it can be.

An answer that comes long after its question is none: then its chat is told, once, that there was
one. None of it outlives the process; what was said to the bot is in the store.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.alarm.sending import Attempt
from bot.page import Page, Placed
from bot.transport.telegram.saying.out import Out
from flows.talk.records import Landing

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 60.0
FIRST_UNKNOWN_SECONDS, LONGEST_UNKNOWN_SECONDS = 30.0, 3_600.0
STALE_SECONDS = 600.0  # as long as an answer to the bot counts, too
LOST_SECONDS = 24 * 60 * 60.0  # then nobody is told any more
MOST, MOST_CHATS = 20, 1_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A page that a chat has not seen."""

    page: Page
    since: float
    thread: int = 0
    else_to: int = 0  # the private chat of who asked
    anew: bool = True  # False: another chat's copy, which only an edit makes true again
    notice: bool = False


@dataclass(slots=True, kw_only=True)
class Debts:
    """What is owed, by chat."""

    out: Out
    notice: str
    shown: Callable[[int, int], Awaitable[None]]  # told of the message that shows an open prompt
    monotonic: Callable[[], float]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    unshown: int = 0  # answers that nobody saw
    _owed: dict[int, deque[Owed]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __contains__(self, chat: int) -> bool:
        return chat in self._owed

    def add(
        self, chat: int, page: Page, *, thread: int = 0, else_to: int = 0, anew: bool = True
    ) -> None:
        """The page is shown after all that this chat is owed already."""
        queue = self._owed.get(chat)
        if queue is None:
            if len(self._owed) >= MOST_CHATS:
                self.unshown += 1
                return
            queue = self._owed[chat] = deque()
            task = asyncio.create_task(self._paid(chat, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        owed = Owed(page=page, since=self.monotonic(), thread=thread, else_to=else_to, anew=anew)
        _overtake(queue, owed)
        if len(queue) >= MOST:
            self.unshown += 1
            return
        queue.append(owed)

    async def paid(self) -> None:
        """Nothing is owed any more: it was shown, or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def end(self) -> None:
        """Nothing more is tried."""
        for task in self._tasks:
            task.cancel()

    async def _paid(self, chat: int, queue: deque[Owed]) -> None:
        wait, unknown = FIRST_PAUSE_SECONDS, FIRST_UNKNOWN_SECONDS
        try:
            await self.pause(wait)
            while queue:
                self._forget(queue)
                outcome = await self._first(chat, queue) if queue else None
                if outcome is None:
                    wait = FIRST_PAUSE_SECONDS
                elif outcome.landing is Landing.UNKNOWN:  # it may be on the screen each time
                    await self.pause(unknown)
                    unknown = min(unknown * 2, LONGEST_UNKNOWN_SECONDS)
                else:
                    await self.pause(max(outcome.wait_seconds, wait))
                    most = LONGEST_UNKNOWN_SECONDS if queue[0].notice else LONGEST_PAUSE_SECONDS
                    wait = min(wait * 2, most)
        except Exception:
            log.exception("what was owed is lost")
        finally:
            del self._owed[chat]

    async def _first(self, chat: int, queue: deque[Owed]) -> Attempt | None:
        """None where the first page is shown or given up; else what became of it this time."""
        owed = queue[0]
        outcome = await self.out.answer(chat, owed.page, thread=owed.thread, anew=owed.anew)
        if outcome.moved_to:
            there = replace(owed.page, edits=None, buttons=())
            outcome = await self.out.answer(outcome.moved_to, there)
        if outcome.landing is Landing.SENT:
            if owed.page.prompt and outcome.message != owed.page.edits:
                await self.shown(chat, outcome.message)
        elif not (outcome.refused and await privately(self.out, owed.else_to, owed.page)):
            if outcome.landing is not Landing.REFUSED or owed.notice:
                return outcome
            if owed.anew and owed.page.text:
                self._instead(queue, 1)
                return None
        queue.popleft()
        return None

    def _forget(self, queue: deque[Owed]) -> None:
        """Answers that come too late are not given; that there were some is said instead."""
        now = self.monotonic()
        while queue and now - queue[0].since > _lasts(queue[0]):
            if queue[0].notice or not queue[0].anew:
                queue.popleft()
            else:
                self._instead(queue, sum(now - each.since > _lasts(each) for each in queue))

    def _instead(self, queue: deque[Owed], number: int) -> None:
        """The first pages of the queue are not shown; that they were not is said instead."""
        log.error("answers are not shown", extra={"count": number})
        first = queue[0]
        gone = [queue.popleft() for _ in range(number)]
        self.unshown += sum(each.anew and not each.notice for each in gone)
        page = Page(text=self.notice, place=Placed.NEW)
        notice = replace(first, page=page, since=self.monotonic(), notice=True)
        if not (queue and queue[0].notice):
            queue.appendleft(notice)


def _overtake(queue: deque[Owed], by: Owed) -> None:
    """What the same message was to show before is not shown; the first may be on its way."""
    edits = by.page.edits if by.page.text else None
    kept = [
        each
        for place, each in enumerate(queue)
        if not place or edits is None or (each.page.edits, each.anew) != (edits, by.anew)
    ]
    queue.clear()
    queue.extend(kept)


def _lasts(owed: Owed) -> float:
    return LOST_SECONDS if owed.notice or not owed.anew else STALE_SECONDS


async def privately(out: Out, who: int, page: Page) -> bool:
    """Whoever asked in a group where nothing can be shown reads it in private, without buttons,
    which are the group's own; False where nobody asked there, or this cannot be shown either."""
    if not who:
        return False
    there = replace(page, edits=None, buttons=(), chat=None, prompt=False)
    return (await out.answer(who, there)).landing is Landing.SENT
