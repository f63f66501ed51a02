"""A visit that is kept with its plan: what it answers, what it says, and whom it asks."""

from collections.abc import Iterator
from dataclasses import replace

from core.course.decisions import Drug
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import running
from core.response.visit import STRENGTH, WITH_A_LIMIT, BadVisit, Finding, Measure, Visit, by_day
from flows.plan.drugs import LETTERS, agents_taken
from flows.plan.live import Live, live_in
from flows.plan.status import CARD
from flows.plan.visit.answers import press_of, said_otherwise
from flows.plan.visit.found import entered, visits
from flows.plan.visit.measured import results
from flows.plan.visit.safety import COUNTS, VERBS, Against, against, standing_against, watching
from flows.reminder.call import VALUES, subject, subject_drug
from flows.reminder.classes import URGENT_EVERY
from flows.reminder.press.blood_tests import Tested, answered_by_tests, closed, counted
from flows.reminder.press.found import asked_of_response, asked_of_values, checked
from flows.reminder.wanted.wanted import withdrawn
from flows.talk.records import Kept, PlanRecord, Reminder, Team
from flows.talk.replies import Choice, Note
from flows.talk.screens import Block, Rows, button, say, toast
from flows.talk.turn import Deed, Session, Turn
from flows.visit.noted import Noted
from flows.visit.place import Place
from flows.visit.said import says

BLOOD_TESTS = (
    COUNTS,
    frozenset({Measure.ALT, Measure.AST}),
    frozenset({Measure.CREATININE, Measure.EGFR}),
)  # one of each: what an agent is watched by


def kept(session: Session, place: Place, noted: Noted) -> Turn:
    """The visit with the plan, and what comes of it. No dose and no drug is changed by it."""
    context, record = place.context, place.admitted.record
    visit = replace(noted.visit, number=len(record.visited) + 1)
    tests = _tested(place, visit)
    try:
        made = entered(
            tests.admitted.record, visit, by=context.who, name=context.known.name, at=context.now
        )
    except BadVisit:
        return toast(session, "visit_mended")
    made = replace(made, serial=record.serial + 1)
    live = live_in(context, made, context.known.team)
    speaks = tuple(against(watching(live), _day_of(live, visit)))
    asked = tuple(_asked(place, live, speaks))
    there = {each.id for each in (*tests.keeps, *asked)}
    checks = (e for e in checked(live, context) if e.id not in there) if _examined(visit) else ()
    over = (each for each in _over(place, live) if each.id not in there)
    keeps: tuple[Kept, ...] = (*tests.keeps, *checks, *asked, *over, *_limits(live.team, visit))
    return Turn(
        session=replace(session, question=None),
        replies=(_note(place, live, visit, speaks, asked),),
        made=made if tests.decided else None,
        keeps=keeps if tests.decided else (made, *keeps),
        deeds=(_deed(made, visit), *tests.deeds),
    )


def _deed(record: PlanRecord, visit: Visit) -> Deed:
    """By whom, which entry it is, and the one that it strikes out."""
    struck = f"_for_{visit.corrects}" if visit.corrects else ""
    reason = f"{visit.role}_{visit.number}{struck}"
    return Deed(action="visited", label=record.label, reason=reason)


def _day_of(live: Live, visit: Visit) -> Visit:
    """Everything that was found on the day of this visit."""
    return next(each for each in by_day(visits(live.record)) if each.day == visit.day)


def _examined(visit: Visit) -> bool:
    """Whether strength was looked at: that answers a response check."""
    return visit.strength is not None or any(map(visit.found, STRENGTH))


def _tested(place: Place, visit: Visit) -> Tested:
    """Blood tests that are whole answer what asked for them; the plan is otherwise as it was."""
    admitted, context = place.admitted, place.context
    if not _is_whole(visit):
        return Tested(admitted=admitted, keeps=())
    told = answered_by_tests(context.known.reminders, visit.day)
    done = tuple(closed(each, visit.day, context) for each in told)
    return counted(admitted, done, context, visit.day)


def _is_whole(visit: Visit) -> bool:
    return all(any(map(visit.found, each)) for each in BLOOD_TESTS)


def _asked(place: Place, live: Live, speaks: tuple[Against, ...]) -> Iterator[Reminder]:
    """What a prescriber is asked: at once where somebody else has found it; where one has entered
    it, in a while, if nothing was decided by then."""
    context = place.context
    later = context.now + URGENT_EVERY if place.decides else None
    for each in speaks:
        yield from filter(None, (asked_of_values(live, each.drug, context, at=later),))
    if not place.decides:
        yield from filter(None, (asked_of_response(live, context),))


def _over(place: Place, live: Live) -> tuple[Reminder, ...]:
    """The calls about values that are in range by now."""
    still = {each.drug for each in standing_against(watching(live))}
    asked = (e for e in place.context.known.reminders if subject(e) == VALUES and e.stage.is_open)
    return withdrawn([e for e in asked if subject_drug(e) not in still], place.context.now)


def _limits(team: Team | None, visit: Visit) -> Iterator[Team]:
    """The team with the upper limits that were typed: they are asked for once."""
    if team is None:
        return
    typed = {str(e.measure): str(e.of) for e in visit.findings if _has_limit(e)}
    limits = tuple(sorted({**dict(team.limits), **typed}.items()))
    if limits != team.limits:
        yield replace(team, limits=limits, serial=team.serial + 1)


def _has_limit(found: Finding) -> bool:
    return found.of is not None and found.measure in WITH_A_LIMIT


def _note(
    place: Place,
    live: Live,
    visit: Visit,
    speaks: tuple[Against, ...],
    asked: tuple[Reminder, ...],
) -> Note:
    """What is kept, what it says, and the way on of whoever entered it."""
    record = live.record
    found = say("visit.kept", day=visit.day, findings=tuple(results(visit)))
    calls = (say("visit.asked", strong=True),) if asked and not place.decides else ()
    return Note(
        label=record.label,
        number=record.revision,
        blocks=tuple(
            block
            for block in (
                (say("stands.plan", strong=True, label=record.label, revision=record.revision),),
                (found, *_blood(live, visit)),
                tuple(say("visit.held", strong=True, drug=each) for each in _held(live, visit)),
                *says(live, visit.day),
                calls,
                (say("found.kept"),),
            )
            if block
        ),
        choices=_ways_on(place, live, visit, speaks),
    )


def _blood(live: Live, visit: Visit) -> Block:
    """Whether these were the blood tests of the agent, or what of them is open."""
    values = {each.measure for each in visit.findings}
    if not agents_taken(live) or values.isdisjoint(frozenset().union(*BLOOD_TESTS)):
        return ()
    return (say("visit.tests_done" if _is_whole(visit) else "visit.tests_open"),)


def _ways_on(place: Place, live: Live, visit: Visit, speaks: tuple[Against, ...]) -> Rows:
    """To hold or go on, to the answers of the plan that are others now, and to decide."""
    if not place.decides:
        return place.ways_on
    rows = tuple(_about(each) for each in speaks)
    anew = tuple(
        (button(press_of(key, answer), f"pick.visit.anew.{key}", answer=str(answer)),)
        for key, answer in said_otherwise(live, visit)
    )
    held = tuple(
        (button(f"retake.{LETTERS[drug]}", "pick.visit.retake", drug=drug),)
        for drug in _held(live, visit)
    )
    return (*rows, *held, *anew, (button("decide", "pick.found.decide"),), *CARD)


def _held(live: Live, visit: Visit) -> tuple[Drug, ...]:
    """The agents that are held, where whole blood tests newer than the hold may end it."""
    if not _is_whole(visit):
        return ()
    found = ((each, running(live.plan.regimens, each, live.today)) for each in AGENTS)
    return tuple(
        drug
        for drug, regimen in found
        if regimen and regimen.held and regimen.held.first < visit.day
    )


def _about(each: Against) -> tuple[Choice, ...]:
    """To hold the drug for it, or to say that it goes on."""
    verb, letter = VERBS.get(each.reason, "halt"), LETTERS[each.drug]
    return (
        button(f"{verb}.{letter}.{each.reason}", f"pick.visit.{verb}", drug=each.drug),
        button(f"value.on.{letter}", "pick.visit.goes_on", drug=each.drug),
    )
