"""A practice team, and a clock to push: a whole course in a few minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.alarm.alarm import Alarm
from bot.alarm.daily import make_true
from bot.clock import by_hand
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.practice.pushed_clock import Leaping, Push, PushedClock, read_push
from bot.settings import Settings
from bot.store import Change
from bot.transport.played import GROUP, ME, NAMES, NURSE, Played, Shows
from bot.transport.terminal import Terminal
from bot.wiring import alarm, local_desk
from flows.intake.life import KEPT
from flows.talk.records import Membership, Person, Role, Team

PRACTICE = 1  # the number of the team
A_MOMENT = timedelta(seconds=1)
A_DAY = timedelta(days=1)  # as long as the clock may go on without anybody looking


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A desk with its people, and time as it is pushed; what falls due is told on the way."""

    desk: Desk
    played: Played
    time: PushedClock
    alarm: Alarm

    async def ring(self) -> None:
        """What is due by now is told."""
        await self.alarm.tick(self.time())

    async def push(self, push: Push) -> bool:
        """The clock is on, and everything on the way was told in its hour, unless it was off;
        False where it should go on to what is due next, and nothing is."""
        due = self.desk.store.next_due() if push.by is None else None
        if push.by is None and due is None:
            return False
        until = due or self.time() + (push.by or A_DAY)
        while not push.off and self.time() < until:
            day = self.time().date()
            self.time.to(min(until, self.time() + A_DAY, self._due() or until))
            if self.time().date() != day:
                await make_true(self.desk, self.time())
            await self.ring()
        self.time.to(until)
        if push.off:
            self.desk.clock.begins(self.desk.store.seen())
        await self.ring()
        return True

    def _due(self) -> datetime | None:
        """When the next thing is due; a little later where that has just gone by, and not at all
        while nothing may leave."""
        due = None if self.desk.clock.moved else self.desk.store.next_due()
        return due and max(due, self.time() + A_MOMENT)


async def practice(settings: Settings, folder: Path, time: PushedClock, shows: Shows) -> Practice:
    """A team with a group, a prescriber and a nurse, on the data in this folder; what an earlier
    run left open is told. Raises CannotOpen; its desk's store is to be closed."""
    desk = local_desk(
        settings, folder, prescribers=frozenset({ME}), clock=by_hand(time), limited=False
    )
    try:
        await desk.store.purge(time() - KEPT)
        await _joined(desk)
        played = Played(desk=desk, key=desk.store.key(), shows=shows)
        leaping = Leaping(pushed=time)
        rings = alarm(desk, played, pace=Pace(monotonic=leaping, sleep=leaping.sleep))
        here = Practice(desk=desk, played=played, time=time, alarm=rings)
        await here.ring()
    except BaseException:
        desk.store.close()
        raise
    return here


async def _joined(desk: Desk) -> None:
    """The team and its people are there; once for each folder."""
    if desk.store.team(PRACTICE) is not None:
        return
    team = Team(number=PRACTICE, zone=desk.zone_name, chat=GROUP, proved=True)
    people = tuple(
        Person(who=who, name=NAMES[who], memberships=(Membership(role=role, team=PRACTICE),))
        for who, role in ((ME, Role.PRESCRIBER), (NURSE, Role.CARE_TEAM))
    )
    await desk.store.commit(Change(keeps=(team, *people), at=desk.clock()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPractice:
    """Lines as they are typed: answered, or the clock is pushed."""

    practice: Practice
    terminal: Terminal

    async def take(self, line: str) -> None:
        """The line is answered, or the clock is pushed; then what is due by now is told."""
        push = read_push(line)
        if push is None:
            await self.terminal.take(line, self.practice.played)
            await self.practice.ring()
        elif await self.practice.push(push):
            desk = self.practice.desk
            local = self.practice.time().astimezone(desk.zone)
            self.terminal.say(f"(it is {local:%A %d-%b-%Y %H:%M} {desk.zone_name})")
        else:
            self.terminal.say("(nothing is due)")
        self.terminal.write()
