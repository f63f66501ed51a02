"""What settles a question that nobody answered under it: a decision about the same thing, or that
what it asks about is no more. One table for whatever decides, shares, hands over or answers."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.course.decisions import OF_THE_PLAN, Decision, Drug, Move
from core.course.regimen.regimen import running
from core.emergencies import emergencies
from flows.plan.drugs import is_taken
from flows.plan.live import Live
from flows.plan.visit.safety import standing_against, watching
from flows.reminder.call import (
    NOT_THIS,
    THE_DRUG,
    VALUES,
    is_emergency,
    is_overdose,
    subject,
    subject_drug,
)
from flows.reminder.stages import answered, shown
from flows.talk.records import Matter, Reminder

OWNER_GONE, GROUP_GONE = "owner_", "group_"  # how the detail of what could not be delivered begins
ABOUT_STEROID = frozenset({Matter.HEADS_UP, Matter.GATE, Matter.REASSESS, Matter.INTERIM})
OF_STEROID = ABOUT_STEROID | {Matter.DOSE}  # what a question of the care team may be about
ABOUT_DRUG = frozenset({Matter.BEGIN, Matter.BEFORE_RISE, Matter.TITRATION, Matter.HELD})
OF_DRUG = ABOUT_DRUG | {Matter.OVERDUE, Matter.METHOTREXATE}
ASKS_PEOPLE = frozenset({Matter.ASKED, Matter.URGENT})
ASKED_ALL_THE_SAME = frozenset({Move.HOLD})  # the dose stays: the response is still asked


def answered_by(
    reminders: Iterable[Reminder], decision: Decision, *, by: int, name: str, at: datetime
) -> Iterator[Reminder]:
    """The open questions that a prescriber's decision answers; one that was never shown, and that
    follows from the plan, is only withdrawn. To go by another edition answers none."""
    for each in reminders:
        if not each.stage.is_open or not settles(decision, each):
            continue
        if shown(each) or each.matter is Matter.GATE or each.matter in ASKS_PEOPLE:
            yield answered(each, by=by, name=name, now=at)


def settles(decision: Decision, reminder: Reminder) -> bool:
    """Whether the decision is what the reminder asks for."""
    if decision.move in OF_THE_PLAN:
        return False
    if reminder.matter in ASKS_PEOPLE:
        return _answers_people(decision, reminder)
    if decision.drug is None:
        still = reminder.matter is Matter.INTERIM and decision.move in ASKED_ALL_THE_SAME
        return reminder.matter in ABOUT_STEROID and not still
    return reminder.matter in ABOUT_DRUG and subject(reminder) == decision.drug


def _answers_people(decision: Decision, reminder: Reminder) -> bool:
    """A question or call of the care team about the same thing. A possible overdose is settled by
    nothing but the resumption of the drug, which affirms that it was seen to."""
    about = subject(reminder)
    if is_overdose(reminder):
        return decision.drug is Drug.METHOTREXATE and decision.move is Move.RESUME
    if decision.drug is None:
        return about in OF_STEROID
    drug = THE_DRUG.get(about) or subject_drug(reminder)
    return about in OF_DRUG | {NOT_THIS, VALUES} and drug in {None, decision.drug}


def stands(reminder: Reminder, live: Live) -> bool:
    """Whether what people caused is still to be asked or told of the plan as it is now."""
    record, matter = live.record, reminder.matter
    if record.closed_at or record.provisional:
        return False
    match matter:
        case Matter.CHECK:
            return not record.live
        case Matter.REVISED:
            return reminder.detail == str(record.revision)
        case Matter.UNDELIVERED:
            return not _can_be_told_again(reminder, live)
        case Matter.ASKED | Matter.URGENT:
            return not _is_moot(reminder, live)
    return True


def is_about_the_owner(reminder: Reminder) -> bool:
    """Whether it says that the owner could not be reached."""
    return reminder.matter is Matter.UNDELIVERED and reminder.detail.startswith(OWNER_GONE)


def _can_be_told_again(reminder: Reminder, live: Live) -> bool:
    """The group is there again, or the plan has left it."""
    team = live.team
    of_group = reminder.detail.startswith(GROUP_GONE)
    return of_group and (team is None or (bool(team.chat) and not team.dead))


def _is_moot(reminder: Reminder, live: Live) -> bool:
    """What it asks about is no more: the check is over, the drug has ended, no dose is due."""
    about, drug = subject(reminder), subject_drug(reminder)
    if about == Matter.CHECK:
        return live.record.live
    if about == NOT_THIS:
        return not is_taken(live, Drug.METHOTREXATE)
    if about == VALUES:
        return drug not in {each.drug for each in standing_against(watching(live))}
    if about in ABOUT_DRUG and drug and drug in {e.drug for e in live.plan.regimens}:
        return running(live.plan.regimens, drug, live.today) is None
    return False


def taken_back(
    reminders: Iterable[Reminder],
    before: Live,
    after: Live,
    *,
    by: int,
    name: str,
    at: datetime,
) -> Iterator[Reminder]:
    """The calls about an emergency sign, once whoever decides has answered that none is there."""
    if not emergencies(before.plan.case) or emergencies(after.plan.case):
        return
    for each in reminders:
        if is_emergency(each) and each.stage.is_open:
            yield answered(each, by=by, name=name, now=at)
