"""What people do along the life of a drug: weekly doses, blood tests, rises, holds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bot.store import Change, Store
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.regimen import Regimen
from flows.plan.live import Live, live
from flows.reminder.message.taken import too_close
from flows.reminder.stages import acknowledged
from flows.reminder.wanted.wanted import replanned
from flows.talk.machine import NoWay
from flows.talk.records import Intake, Reminder
from tests.delivery.courses import agent_now
from tests.delivery.people import Act, People, acts

Decides = Callable[[Regimen, Live], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """Each of it done by somebody who may."""

    people: People
    chance: Random

    def dose(self, id_: str, who: int) -> Act:
        """An answer of a weekly dose; two that are too close hold methotrexate."""
        said = self.chance.choice([Intake.TAKEN] * 3 + [Intake.LATE, Intake.MISSED])
        days = self.chance.randrange(1, 5)

        def changed(store: Store, now: datetime) -> Change | None:
            there = store.reminder(id_)
            before = there and self.people.stands(store, there.label, now)
            if there is None or not before:
                return None
            try:
                done = acknowledged(there, by=who, name="N", now=now)
            except NoWay:
                return None
            taken_on = there.day + timedelta(days=days if said is Intake.LATE else 0)
            done = replace(done, intake=said, taken_on=None if said is Intake.MISSED else taken_on)
            agent = agent_now(before.plan.regimens, before.today)
            mates = store.reminders(there.label)
            close = done.taken_on and too_close(self.people.guideline, done, mates)
            if not close or agent is None or agent.held or agent.drug is not Drug.METHOTREXATE:
                return Change(at=now, keeps=(done,), who=who)
            hold = _decision(Move.SUSPEND, Reason.OVERDOSE, agent, before)
            return self.people.taken(store, before, hold, (who, now), (done,))

        return acts(changed)

    def tested(self, id_: str, who: int) -> Act:
        """Blood tests are done; what was held because they were late stays held."""

        def changed(store: Store, now: datetime) -> Change | None:
            there = store.reminder(id_)
            before = there and self.people.stands(store, there.label, now)
            if there is None or not before:
                return None
            try:
                done = acknowledged(there, by=who, name="N", now=now)
            except NoWay:
                return None
            record, held = before.record, _held_blind(before)
            if held is not None and held.held is not None:
                hold = Decision(move=Move.SUSPEND, on=held.held.first,
                                reason=Reason.TESTS_OVERDUE, drug=held.drug)  # fmt: skip
                change = self.people.taken(store, before, hold, (who, now), (done,))
                assert change.made
                made = replace(change.made, tested=before.today)
                return replace(change, made=made)
            after = replace(record, tested=before.today, serial=record.serial + 1)
            as_of_now = live(self.people.guideline, after, before.team, self.people.zone, now)
            rows = {each.id: each for each in store.reminders(record.label)} | {done.id: done}
            others = replanned(tuple(rows.values()), as_of_now, now)
            return Change(at=now, keeps=(after, done, *others), who=who)

        return acts(changed)

    def decide(self, label: str, move: Move, who: int) -> Act:
        """A decision about the agent, where it can be taken."""

        def changed(store: Store, now: datetime) -> Change | None:
            before = self.people.stands(store, label, now)
            agent = before and agent_now(before.plan.regimens, before.today)
            if before is None or agent is None or not _may(move, agent, before):
                return None
            decision = _decision(move, REASONS[move], agent, before)
            return self.people.taken(store, before, decision, (who, now))

        return acts(changed)


REASONS = {
    Move.RISE: Reason.RESULTS_GOOD,
    Move.STAY: Reason.ENOUGH,
    Move.SUSPEND: Reason.LIVER,
    Move.RESUME: Reason.RECOVERED,
    Move.END: Reason.LIVER,
}


def _may(move: Move, agent: Regimen, before: Live) -> bool:
    match move:
        case Move.RISE | Move.STAY:
            return agent.due is not None and agent.due <= before.today
        case Move.RESUME:
            return agent.held is not None
        case _:
            return agent.held is None and agent.last.first <= before.today


def _decision(move: Move, reason: Reason, agent: Regimen, before: Live) -> Decision:
    return Decision(
        move=move,
        on=before.today,
        reason=reason,
        drug=agent.drug,
        weeks=4 if move is Move.STAY else 0,
        tested=before.today if move in {Move.RISE, Move.RESUME} else None,
    )


def _held_blind(before: Live) -> Regimen | None:
    found = (
        each
        for each in before.plan.regimens
        if each.held and each.held.reason is Reason.TESTS_OVERDUE
    )
    decided = any(x.decision.reason is Reason.TESTS_OVERDUE for x in before.record.decisions)
    return None if decided else next(found, None)


def answer_of(ward: Ward, reminder: Reminder, who: int) -> Act | None:
    """What somebody does about a matter of a drug; None where an acknowledgement does."""
    match reminder.matter:
        case "methotrexate" if not reminder.detail:
            return ward.dose(reminder.id, who)
        case "laboratory" | "overdue":
            return ward.tested(reminder.id, who)
        case "titration":
            move = ward.chance.choice((Move.RISE, Move.RISE, Move.STAY, Move.SUSPEND))
            return ward.decide(reminder.label, move, who)
        case "held":
            move = ward.chance.choice((Move.RESUME, Move.RESUME, Move.END))
            return ward.decide(reminder.label, move, who)
    return None
