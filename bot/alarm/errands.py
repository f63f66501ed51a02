"""What is owed to chats about erased plans: done as soon as it can be, and tried a few times.

Each is a row until then, so that a process that ends has forgotten none of it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.alarm.sending import Attempt, Sends
from bot.desk.desk import Desk
from bot.pacing import CHAT_SECONDS, Pace
from bot.page import Page, Placed
from bot.page.write import Writer, escape
from bot.store import Change
from flows.talk.erasure import DELETABLE, Errand
from flows.talk.records import Landing

AT_ONCE = 20  # in one tick: what is due comes first
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
MOST_TRIES = 12  # within a day

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Errands:
    """Messages that go, and what is said of a plan that nobody will speak of again."""

    desk: Desk
    sends: Sends
    pace: Pace

    async def round(self) -> None:
        """Some of what is due was tried, each chat at its pace, and no more once nothing gets
        through; raises NotSaved or NotRead."""
        now, tried = self.desk.clock(), 0
        for each in self.desk.store.errands():
            if each.due > now or self.pace.wait_seconds(each.chat) > CHAT_SECONDS:
                continue
            outcome = await self._run(each)
            tried += 1
            if tried >= AT_ONCE or _is_of_the_line(outcome):
                return

    async def _run(self, errand: Errand) -> Attempt:
        async with self.pace.turn(errand.chat):
            outcome = await self._tried(errand)
        if outcome.wait_seconds:
            self.pace.hold(errand.chat, outcome.wait_seconds)
        now = self.desk.clock()
        owes = tuple(self._after(errand, outcome, now))
        same = {each.id for each in owes}
        done = () if errand.id in same else (errand.id,)
        await self.desk.store.commit(Change(at=now, owes=owes, done=done))
        return outcome

    async def _tried(self, errand: Errand) -> Attempt:
        """It is said; or the message is deleted, and overwritten where that is not allowed."""
        if not errand.message:
            page = Page(text=errand.text, place=Placed.NEW)
            return await self.sends.send(errand.chat, page, thread=errand.thread)
        if not _is_old(errand, self.desk.clock()):
            outcome = await self.sends.remove(errand.chat, errand.message)
            if outcome.landing is not Landing.REFUSED:
                return outcome
        text = escape(self.desk.pages.words["forget.removed"])
        page = Page(text=text, place=Placed.EDIT, edits=errand.message)
        return await self.sends.edit(errand.chat, page)

    def _after(self, errand: Errand, outcome: Attempt, now: datetime) -> Iterator[Errand]:
        """What is still owed; whoever erased the plan is told of what could not be said."""
        if outcome.landing is Landing.SENT:
            return
        if outcome.moved_to:  # a message has another number there, which nobody knows
            if not errand.message:
                yield replace(errand, chat=outcome.moved_to, thread=0)
            return
        again = replace(errand, tries=errand.tries + 1, due=now + _pause(errand))
        if outcome.landing is not Landing.REFUSED and again.tries < MOST_TRIES:
            yield again
            return
        log.error("an erased plan still stands in a chat" if errand.message else "untold")
        if not errand.message and errand.by not in {0, errand.chat}:
            yield self._untold(errand, now)

    def _untold(self, errand: Errand, now: datetime) -> Errand:
        writer = Writer(self.desk.pages.words, self.desk.region)
        said = writer.say("forget.untold", {"label": errand.label, "chat": str(errand.chat)})
        return Errand(
            chat=errand.by,
            due=now,
            label=f"{errand.label}/{errand.chat}",
            text=escape(said),
        )


def _is_of_the_line(outcome: Attempt) -> bool:
    """Whether nobody answered: that takes long, and the next one would wait as long."""
    unanswered = outcome.landing is Landing.WAITS and not (
        outcome.wait_seconds or outcome.moved_to
    )
    return unanswered or outcome.landing is Landing.UNKNOWN


def _is_old(errand: Errand, now: datetime) -> bool:
    """Whether Telegram certainly lets nobody delete it; of an unknown age it is tried."""
    return errand.sent_at is not None and now - errand.sent_at >= DELETABLE


def _pause(errand: Errand) -> timedelta:
    """Twice as long each time."""
    return min(FIRST_PAUSE * (1 << errand.tries), LONGEST_PAUSE)
