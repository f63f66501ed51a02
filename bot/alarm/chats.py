"""What becomes of a chat: it moves, is lost, or can be reached again, and so do its reminders."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.alarm.ledger import TRIES, Ledger
from bot.store import NotRead, NotSaved
from flows.reminder.settled import GROUP_GONE, OWNER_GONE
from flows.reminder.stages import migrated
from flows.reminder.wanted import raised
from flows.talk.records import Matter, Person, PlanRecord, Reminder, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Chats:
    """The chats that reminders go to; each step is a commit, and raises NotSaved where it was not
    kept."""

    ledger: Ledger

    async def move(self, chat: int, to: int) -> None:
        """The group has its new number, and so has everything that goes there."""
        for _ in range(TRIES):
            team = self.ledger.reader.team_of_chat(chat)
            if team is None or not team.serial:
                return
            there = tuple(migrated(each, chat, to) for each in self._going_to(team, chat))
            moved = replace(team, chat=to, thread=0, dead=False, serial=team.serial + 1)
            if await self.ledger.kept(self.ledger.clock(), (moved, *there)):
                return
        raise NotSaved

    async def lose(self, chat: int) -> None:
        """The chat counts as dead, and who else may know is told of every plan concerned."""
        for _ in range(TRIES):
            now = self.ledger.clock()
            dead, plans = self._dead_group(chat) if chat < 0 else self._lost_person(chat)
            if dead is None:
                return
            detail = f"{GROUP_GONE if chat < 0 else OWNER_GONE}{dead.serial}"
            told = (self._undelivered(plan, detail, now) for plan in plans)
            if await self.ledger.kept(now, (dead, *(each for each in told if each))):
                return
        raise NotSaved

    async def find(self, chat: int) -> None:
        """The chat that counted as dead can be reached again."""
        for _ in range(TRIES):
            back: Team | Person | None = None
            if chat < 0 and (team := self.ledger.store.team_of_chat(chat)) and team.dead:
                back = replace(team, dead=False, serial=team.serial + 1)
            if chat > 0 and (person := self.ledger.store.person(chat)) and not person.reachable:
                back = replace(person, reachable=True, serial=person.serial + 1)
            if back is None or await self.ledger.kept(self.ledger.clock(), (back,)):
                return
        raise NotSaved

    def _going_to(self, team: Team, chat: int) -> tuple[Reminder, ...]:
        return tuple(
            each
            for plan in self.ledger.store.plans_of_team(team.number)
            for each in self.ledger.store.reminders(plan.label)
            if each.stage.is_open and any(there.chat == chat for there in each.deliveries)
        )

    def _dead_group(self, chat: int) -> tuple[Team | None, tuple[PlanRecord, ...]]:
        team = self.ledger.reader.team_of_chat(chat)
        if team is None or team.dead or not team.serial:
            return None, ()
        dead = replace(team, dead=True, serial=team.serial + 1)
        return dead, self.ledger.store.plans_of_team(team.number)

    def _lost_person(self, who: int) -> tuple[Person | None, tuple[PlanRecord, ...]]:
        try:
            person = self.ledger.store.person(who) or Person(who=who, serial=0)
        except NotRead:  # whoever hands the role again knows who it is
            return None, ()
        if not person.reachable:
            return None, ()
        lost = replace(person, reachable=False, serial=person.serial + 1)
        return lost, self.ledger.store.plans_of(who)

    def _undelivered(self, record: PlanRecord, detail: str, now: datetime) -> Reminder | None:
        """The reminder that says so; None where nobody follows the plan."""
        as_of_now = self.ledger.standing(record, self.ledger.team_of(record), now)
        if not as_of_now.reminds:
            return None
        return raised(as_of_now, Matter.UNDELIVERED, detail)
