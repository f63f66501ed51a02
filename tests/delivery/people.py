"""People who read what arrives, and press: late, twice, on what is no longer true, or never."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.store import Change, Stale, Store
from core.course.decisions import Decision
from core.guideline.schema import Guideline
from flows.decision.button_code import PATHS, Wish
from flows.decision.of_steroid import OPTIONS, may_step
from flows.decision.table import Choosing
from flows.plan.decided import as_decided
from flows.plan.live import Live, live
from flows.reminder.stages import acknowledged, snooze_choices, snoozed
from flows.reminder.wanted.settled import answered_by
from flows.reminder.wanted.wanted import raised, replanned
from flows.talk.machine import NoWay
from flows.talk.records import Matter, PlanRecord, Reminder, Team

TRIES = 3
Changed = Callable[[Store, datetime], Change | None]
Act = Callable[[Store, Callable[[], datetime]], Coroutine[Any, Any, None]]


def acts(changed: Changed) -> Act:
    """The act that commits this change; where somebody was faster it looks again."""

    async def act(store: Store, clock: Callable[[], datetime]) -> None:
        for _ in range(TRIES):
            change = changed(store, clock())
            if change is None:
                return
            try:
                await store.commit(change)
            except Stale:
                continue
            return

    return act


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What can be done, each by somebody who may."""

    guideline: Guideline
    zone: str
    chance: Random

    def acknowledge(self, id_: str, who: int) -> Act:
        """One acknowledgement."""

        def changed(store: Store, now: datetime) -> Change | None:
            there = store.reminder(id_)
            if there is None:
                return None
            try:
                over = acknowledged(there, by=who, name="Dr A", now=now)
            except NoWay:
                return None
            return Change(at=now, keeps=(over,), who=who)

        return acts(changed)

    def snooze(self, id_: str, choice: int) -> Act:
        """Put off to one of the times that are offered."""

        def changed(store: Store, now: datetime) -> Change | None:
            there = store.reminder(id_)
            record = store.plan(there.label) if there else None
            if there is None or record is None:
                return None
            times = snooze_choices(there, _team(store, record), now)
            try:
                off = snoozed(there, times[choice % len(times)], now) if times else None
            except NoWay:
                return None
            return Change(at=now, keeps=(off,)) if off else None

        return acts(changed)

    def decide(self, label: str, revision: int, verb: str, who: int) -> Act:
        """A decision, unless the plan has moved on meanwhile or it cannot be taken."""
        seed = self.chance.random()

        def changed(store: Store, now: datetime) -> Change | None:
            record = store.plan(label)
            if record is None or record.closed_at or record.revision != revision:
                return None
            team = _team(store, record)
            before = live(self.guideline, record, team, self.zone, now)
            if before is None or before.course is None:
                return None
            choosing = _chosen(before, verb, Random(seed))
            if choosing is None:
                return None
            return self._decided(store, choosing, who, now)

        return acts(changed)

    def close(self, label: str) -> Act:
        """The plan is closed."""

        def changed(store: Store, now: datetime) -> Change | None:
            record = store.plan(label)
            if record is None or record.closed_at:
                return None
            closed = replace(record, closed_at=now, serial=record.serial + 1)
            gone = replanned(store.reminders(label), None, now)
            return Change(at=now, keeps=(closed, *gone))

        return acts(changed)

    def hand_over(self, label: str, to: int) -> Act:
        """The plan has another owner."""

        def changed(store: Store, now: datetime) -> Change | None:
            record = store.plan(label)
            if record is None or record.closed_at:
                return None
            return Change(at=now, keeps=(replace(record, owner=to, serial=record.serial + 1),))

        return acts(changed)

    def ask(self, label: str) -> Act:
        """The care team asks the prescriber."""

        def changed(store: Store, now: datetime) -> Change | None:
            record = store.plan(label)
            as_of_now = record and live(
                self.guideline, record, _team(store, record), self.zone, now
            )
            if not as_of_now or not as_of_now.reminds:
                return None
            asked = raised(as_of_now, Matter.ASKED, f"{now:%H%M}")
            return None if store.reminder(asked.id) else Change(at=now, keeps=(asked,))

        return acts(changed)

    def call(self, label: str) -> Act:
        """A prescriber is called: now, or in a quarter of an hour as after a second tick."""
        waits = timedelta(minutes=15 * self.chance.randrange(2))

        def changed(store: Store, now: datetime) -> Change | None:
            record = store.plan(label)
            as_of_now = record and live(
                self.guideline, record, _team(store, record), self.zone, now
            )
            if not as_of_now or not as_of_now.reminds:
                return None
            call = raised(as_of_now, Matter.URGENT, f"{now:%H%M}", at=now + waits)
            return None if store.reminder(call.id) else Change(at=now, keeps=(call,))

        return acts(changed)

    def leave(self, who: int) -> Act:
        """Somebody has no role any more."""

        def changed(store: Store, now: datetime) -> Change | None:
            person = store.person(who)
            if person is None or not person.memberships:
                return None
            left = replace(person, memberships=(), serial=person.serial + 1)
            return Change(at=now, keeps=(left,))

        return acts(changed)

    def back(self, chat: int) -> Act:
        """The bot was let in again."""

        def changed(store: Store, now: datetime) -> Change | None:
            team = store.team_of_chat(chat) if chat < 0 else None
            person = store.person(chat) if chat > 0 else None
            if team and team.dead:
                return Change(at=now, keeps=(replace(team, dead=False, serial=team.serial + 1),))
            if person and not person.reachable:
                there = replace(person, reachable=True, serial=person.serial + 1)
                return Change(at=now, keeps=(there,))
            return None

        return acts(changed)

    def _decided(self, store: Store, choosing: Choosing, who: int, now: datetime) -> Change:
        """The next revision with everything that follows from it, as one change."""
        there = store.reminders(choosing.live.record.label)
        done = tuple(answered_by(there, choosing.decision, by=who, name="Dr A", at=now))
        return self.taken(store, choosing.live, choosing.decision, (who, now), done)

    def taken(
        self,
        store: Store,
        before: Live,
        decision: Decision,
        by: tuple[int, datetime],
        done: tuple[Reminder, ...] = (),
    ) -> Change:
        """A decision as one change, with reminders that the same press has changed."""
        (who, now), record, team = by, before.record, before.team
        _, made = as_decided(record, before.kept, decision, by=who, name="Dr A", at=now)
        there = {each.id: each for each in store.reminders(record.label)}
        changed = {each.id: each for each in done}
        after = live(self.guideline, made, team, self.zone, now)
        others = replanned(tuple((there | changed).values()), after, now)
        own = (
            {}
            if decision.move == "step"
            else _by_id(raised(after, Matter.REVISED, str(made.revision)))
        )
        keeps = changed | _by_id(*others) | own
        once = (
            replace(each, serial=there[each.id].serial + 1) if each.id in there else each
            for each in keeps.values()
        )
        return Change(at=now, made=made, keeps=tuple(once), who=who)

    def stands(self, store: Store, label: str, now: datetime) -> Live | None:
        """The plan as it stands, while it is followed."""
        record = store.plan(label)
        if record is None or record.closed_at:
            return None
        return live(self.guideline, record, _team(store, record), self.zone, now)


def _by_id(*reminders: Reminder) -> dict[str, Reminder]:
    return {each.id: each for each in reminders}


def _chosen(before: Live, verb: str, chance: Random) -> Choosing | None:
    """Some way through the choices of the decision; None where it cannot be taken."""
    if before.course is None or (verb == "step" and not may_step(before, before.course)):
        return None
    choosing = Choosing(wish=Wish(verb), live=before)
    for state in PATHS[verb] if verb != "step" else ():
        options = OPTIONS[state](choosing.of_steroid) or ("20",)
        wish = choosing.wish.then(chance.choice(options))
        choosing = Choosing(wish=wish, live=before)
    return None if choosing.refusal else choosing


def _team(store: Store, record: PlanRecord) -> Team | None:
    return store.team(record.team) if record.team else None
