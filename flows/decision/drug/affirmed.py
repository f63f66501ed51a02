"""What whoever confirms a decision about a drug says to be so, and is to know for it."""

from collections.abc import Iterator

from core.amounts import UNKNOWN
from core.course.decisions import Move, Reason
from core.course.regimen.against import about, why_held
from core.course.regimen.agenda import overdue_since
from core.course.regimen.regimen import dose_days, running
from core.course.rescue_agenda import months_after
from flows.decision.drug.of_drug import A_WEEK, OfDrug
from flows.decision.outcome import Effect
from flows.decision.screen import Screen
from flows.plan.answered import answered_on, in_words
from flows.plan.drugs import often
from flows.reminder.press.calls import calls_of_overdose
from flows.talk.replies import Sentence, Wording, Words
from flows.talk.screens import say

TAKEN_ON = frozenset({Move.RISE, Move.STAY, Move.RESUME, Move.AMOUNT, Move.WEEKDAY})


def how_often(of: OfDrug) -> Wording:
    """How often an amount of this drug is taken, in words."""
    return Wording(f"decision.{often(of.drug)}")


def affirmed(screen: Screen, of: OfDrug, changed: Effect) -> Iterator[Sentence]:
    """What whoever confirms says to be so: blood tests, and a hepatitis B result that still is."""
    decision = screen.choosing.decision
    if decision.move is Move.RESUME:
        yield from _overdose(screen, of)
    if decision.move in TAKEN_ON:
        yield from _late(screen, of)
    if decision.move is Move.RESUME and decision.reason is Reason.RECOVERED and of.regimen:
        held = why_held(of.live.guideline, of.stands.lived, of.drug, of.regimen.last)
        yield say("decision.affirm_recovered", drug=of.drug, reason=held)
    if decision.move is Move.RECOVER:
        yield say("decision.affirm_recovered", drug=of.drug, reason=tuple(sorted(of.harms)))
    if of.goes_round:
        yield _round(of)
    yield from _taken_today(of, changed)
    yield from _old(of)
    if decision.tested:
        yield say("decision.affirm_tests", drug=of.drug, day=decision.tested)
    if decision.move is Move.RESUME and (codes := of.stands.against(of.drug)):
        yield say("decision.affirm_against", drug=of.drug, what=about(codes))
    if decision.move not in {Move.BEGIN, Move.RISE, Move.RESUME} and not of.goes_round:
        return
    entered = answered_on(screen.admitted.record, "hbv", of.live.zone)
    months = of.live.guideline.agents.life.hepatitis_months.value
    if of.stands.case.hbv is not UNKNOWN and months_after(entered, months) < of.live.today:
        yield say("decision.old_hepatitis", day=entered, hbv=of.stands.case.hbv, months=months)


def _taken_today(of: OfDrug, changed: Effect) -> Iterator[Sentence]:
    """That the dose of this day counts as taken, so that what is decided begins with the next."""
    today, was = of.live.today, of.regimen
    if was is None or not dose_days(was, today, today):
        return
    now = running(changed.after.plan.regimens, of.drug, today)
    first = now and now.to_its_end.last.dose_day
    if first and first > today and changed.decided.decision.move in TAKEN_ON - {Move.STAY}:
        yield say("decision.counts_as_taken", strong=True, drug=of.drug, day=first)


def _old(of: OfDrug) -> Iterator[Sentence]:
    """What an agent that begins late turns on, with the day of each answer."""
    case = of.stands.case
    for key, day in of.old_answers:
        value = in_words(key, getattr(case, key))
        name = Wording(f"answers.{key}")
        yield Sentence(says="decision.turns_on", values={"name": name, "value": value, "day": day})
    if of.old_answers:
        yield say("decision.affirm_still", drug=of.drug)
    if of.old_answers and of.day and of.day > of.live.today + A_WEEK:
        yield say("decision.tests_before", drug=of.drug, day=of.day)


def _round(of: OfDrug) -> Sentence:
    """Which step of the schedule a higher amount goes round, and from when that would be due."""
    regimen = of.regimen
    values: dict[str, Words] = {"drug": of.drug, "often": how_often(of)}
    if regimen is None or not regimen.ladder:
        return Sentence(says="decision.round_no_schedule", values=values)
    step = regimen.following_mg
    if step is None:
        return Sentence(says="decision.round_the_top", values=values)
    values["mg"] = step
    if regimen.due is None:
        return Sentence(says="decision.round_not_asked", values=values)
    return Sentence(says="decision.round_a_step", values={**values, "day": regimen.due})


def _late(screen: Screen, of: OfDrug) -> Iterator[Sentence]:
    """That its blood tests are late, and by how much: a decision that affirms them ends that."""
    live, regimen, tested = of.live, of.regimen, screen.admitted.record.tested
    due = overdue_since(live.guideline, regimen, tested, live.today) if regimen else None
    if due is None:
        return
    days = (live.today - due).days
    late = "decision.tests_late" if days > 1 else "decision.tests_late_by_a_day"
    yield Sentence(says=late, strong=True, values={"drug": of.drug, "day": due, "days": days})
    if affirmed := screen.choosing.decision.tested:
        yield say("decision.tests_recorded", day=affirmed)


def _overdose(screen: Screen, of: OfDrug) -> Iterator[Sentence]:
    """That it was perhaps taken twice: since when it is held, whether that was seen to, and what
    is to be known first."""
    held = of.regimen.held if of.regimen else None
    if held is None or held.reason is not Reason.OVERDOSE:
        return
    yield say("decision.overdose_held", strong=True, drug=of.drug, day=held.first)
    for each in calls_of_overdose(screen.context.known.reminders):
        yield say("decision.overdose_call", strong=True, day=each.day)
    yield say("decision.overdose_known", drug=of.drug)
