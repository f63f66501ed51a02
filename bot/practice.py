"""A practice team at a terminal, and a clock to push: a whole course in a few minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alarm import Alarm
from bot.desk import Desk
from bot.pushed import Push, PushedClock, read_push
from bot.store import Change
from bot.transport.terminal import GROUP, ME, NAMES, NURSE, Terminal
from flows.kept import Membership, Person, Role, Team

PRACTICE = 1  # the number of the team
A_MOMENT = timedelta(seconds=1)
A_DAY = timedelta(days=1)  # as long as the clock may go on without anybody looking


async def practise(desk: Desk) -> None:
    """There is a team with a group, a prescriber and a nurse; once for each folder."""
    if desk.store.team(PRACTICE) is not None:
        return
    team = Team(number=PRACTICE, zone=desk.zone_name, chat=GROUP, proved=True)
    people = tuple(
        Person(who=who, name=NAMES[who], memberships=(Membership(role=role, team=PRACTICE),))
        for who, role in ((ME, Role.PRESCRIBER), (NURSE, Role.CARE_TEAM))
    )
    await desk.store.commit(Change(keeps=(team, *people), at=desk.clock()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Lines as they are typed, and time as it is pushed; what falls due is told on the way."""

    desk: Desk
    terminal: Terminal
    time: PushedClock
    alarm: Alarm

    async def begin(self) -> None:
        """What an earlier run left open is told."""
        await self.alarm.tick(self.time())

    async def take(self, line: str) -> None:
        """The line is answered, or the clock is pushed; then what is due by now is told."""
        push = read_push(line)
        if push is None:
            await self.terminal.take(line)
        else:
            await self._push(push)
        await self.alarm.tick(self.time())

    async def _push(self, push: Push) -> None:
        """The clock is on, and everything on the way was told in its hour, unless it was off."""
        due = self.desk.store.next_due() if push.by is None else None
        if push.by is None and due is None:
            self.terminal.say("(nothing is due)")
            return
        until = due or self.time() + (push.by or A_DAY)
        while not push.off and self.time() < until:
            self.time.to(min(until, self.time() + A_DAY, self._due() or until))
            await self.alarm.tick(self.time())
        self.time.to(until)
        local = self.time().astimezone(self.desk.zone)
        self.terminal.say(f"(it is {local:%A %d-%b-%Y %H:%M} {self.desk.zone_name})")

    def _due(self) -> datetime | None:
        """When the next thing is due; a little later where that has just gone by."""
        due = self.desk.store.next_due()
        return due and max(due, self.time() + A_MOMENT)
