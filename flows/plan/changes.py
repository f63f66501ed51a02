"""What a decision changes, in sentences: the dose, the next step, and every date that moves."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.amounts import A_DAY
from core.course.course import Course, decided, in_force
from core.course.decisions import Decision, Move
from core.difference import Difference, difference
from flows.plan.drugs import INFUSED, LETTERS, drug_changes, is_taken
from flows.plan.live import Live, live
from flows.talk.records import Reminder, Stage
from flows.talk.replies import Sentence
from flows.talk.screens import Block, say

DATES = ("pneumocystis_review", "vaccines_from", "adrenal_gate", "ends")


def what(decision: Decision, before: Course, after: Course) -> Block:
    """The daily dose that holds from then on, absolute, and when the next step is due."""
    return (_dose(decision, before, after), *_due(after))


def goes_on(decision: Decision, after: Live) -> Block:
    """What is taken beside a steroid that ends: no drug ends with it."""
    ends = after.plan.ended and decision.move in {Move.STEP, Move.STOP}
    if not ends or decision.leaves:
        return ()
    drugs = tuple(e for e in LETTERS if e not in INFUSED and is_taken(after, e))
    return (say("change.goes_on", drugs=drugs, count=len(drugs)),) if drugs else ()


def changes(before: Live, after: Live, reminders: Iterable[Reminder]) -> Block:
    """Every date and sum that is another now; one sentence where none of this plan's is."""
    nothing = () if after.plan.left else (say("changes.none"),)
    return moved_by(before, after, reminders) or nothing


def moved_by(before: Live, after: Live, reminders: Iterable[Reminder]) -> Block:
    """Every drug, date and sum that is another now."""
    return (
        *drug_changes(before, after),
        *(() if after.plan.left else _changes(difference(before.plan, after.plan), after)),
        *_withdrawn(reminders),
    )


def last_change(latest: Live) -> Block:
    """What the latest decision has changed, as of when it was taken."""
    record = latest.record
    last = record.decisions[-1] if record.decisions else None
    if last is None or last.revision != record.revision or not record.before:
        return ()
    undone = replace(record, shown=record.before)
    before, after = (
        live(latest.kept.newest, each, latest.team, latest.zone, last.at)
        for each in (undone, record)
    )
    return changes(before, after, ())


def _dose(decision: Decision, before: Course, after: Course) -> Sentence:
    day, on = decision.on, in_force(before, decision.on - A_DAY)
    was = (on or before.present).mg
    if decision.leaves:
        return say(f"change.{decision.reason}", strong=True, day=decision.on, mg=was)
    if after.ends is not None and decision.move in {Move.STEP, Move.STOP}:
        return say("change.ends", strong=True, day=after.ends, was=was)
    mg = after.present.mg
    if decision.move in {Move.HOLD, Move.CARRY_OVER}:
        return say("change.stays", strong=True, mg=mg)
    undone = [each.mg for each in decided(before) if each.first >= day]
    if before.ends is None and undone and undone[-1] != mg:
        return say("change.instead", strong=True, day=day, mg=mg, was=undone[-1])
    return say("change.dose", strong=True, day=day, mg=mg, was=was)


def _due(after: Course) -> Block:
    if after.reassess:
        return (say("change.reassess"),)
    if after.due is None or after.following_mg is None:
        return ()
    says = "change.next" if after.following_mg else "change.next_end"
    return (say(says, day=after.due, mg=after.following_mg),)


def _changes(found: Difference, after: Live) -> Iterator[Sentence]:
    if found.moved_dates:
        yield _shifted(found.moved_dates, found.by_days)
    if found.more_mg:
        says = "changes.more" if found.more_mg > 0 else "changes.less"
        yield say(says, mg=abs(found.more_mg))
    for name in DATES:
        was, new = getattr(found, name)
        if new is not None and new != was:
            yield say(f"changes.{_so(name, after)}", day=new)
        elif new is None and was is not None:
            yield say(f"changes.no_{name}", day=was)
    was, new = found.very_high_fracture_risk
    if was != new and new is not None:
        alone = "_alone" if found.from_this_course_alone else ""
        yield say("changes.fragile" if new else f"changes.not_fragile{alone}")


def _so(name: str, after: Live) -> str:
    """An end that was decided hangs on no step any more."""
    return "ends_decided" if name == "ends" and after.plan.ended else name


def _shifted(count: int, days: int | None) -> Sentence:
    if days is None:
        return say("changes.moved_unlike", count=count)
    says = "changes.later" if days > 0 else "changes.earlier"
    return say(says, count=count, days=abs(days))


def _withdrawn(reminders: Iterable[Reminder]) -> Iterator[Sentence]:
    count = sum(1 for each in reminders if each.stage is Stage.WITHDRAWN)
    if count:
        yield say("changes.withdrawn", count=count)
