"""Findings that are entered: kept with the plan, and what they answer and ask for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.response.suggested import Why
from core.response.visit import EnteredBy, Visit
from flows.decision.button_code import Wish
from flows.decision.finding.findings import visit_of
from flows.decision.finding.screens import decides
from flows.decision.of_steroid import may_step
from flows.decision.screen import Screen
from flows.plan.live import Live, live_in
from flows.plan.status import CARD
from flows.plan.visit.found import entered, fresh, fresh_number, said, suggestion, suggests
from flows.reminder.press.found import asked_of_response, checked
from flows.talk.records import Kept, Place, PlanRecord
from flows.talk.replies import Note
from flows.talk.screens import Block, Rows, button, say
from flows.talk.turn import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Findings as they were kept, nothing where nothing was looked at, and what comes after."""

    keeps: tuple[Kept, ...]
    deeds: tuple[Deed, ...]
    screen: Screen  # on the way to the step
    note: Note | None  # instead of it, where no step is due or somebody else decides


def kept(screen: Screen) -> Found:
    """The visit of this day, the check that it answers, and a question where the care team has
    found what a prescriber has to know."""
    admitted, context = screen.admitted, screen.context
    record, before = admitted.record, admitted.live
    clinician = decides(screen)
    visit = visit_of(
        screen.choosing.wish.chosen,
        record,
        before.today,
        role=EnteredBy.PRESCRIBER if clinician else EnteredBy.CARE_TEAM,
        by=context.who,
    )
    made, live = record, before
    if visit:
        made = entered(record, visit, by=context.who, name=context.known.name, at=context.now)
        live = live_in(context, made, context.known.team)
    asked = None if clinician else asked_of_response(live, context)
    wish = Wish("step", (str(fresh_number(live)),))
    then = replace(
        screen,
        choosing=replace(screen.choosing, wish=wish, live=live),
        admitted=replace(admitted, record=made, live=live),
    )
    goes_on = clinician and live.course is not None and may_step(live, live.course)
    return Found(
        keeps=(made, *checked(live, context), *((asked,) if asked else ())) if visit else (),
        deeds=(_deed(made, visit),) if visit else (),
        screen=then,
        note=None if goes_on else _note(then, visit, told=asked is not None),
    )


def _deed(record: PlanRecord, visit: Visit) -> Deed:
    """What was found, for the audit."""
    signs = "unknown" if visit.signs is None else "signs" if visit.signs else "none"
    words = (visit.strength or "unknown", visit.ck_trend or "unknown", signs)
    return Deed(action="found", label=record.label, reason="_".join(words))


def _note(screen: Screen, visit: Visit | None, *, told: bool) -> Note:
    """What is kept, and the way on of whoever entered it."""
    record, live = screen.admitted.record, screen.choosing.live
    head = say("stands.plan", strong=True, label=record.label, revision=record.revision)
    return Note(
        label=record.label,
        number=record.revision,
        blocks=tuple(block for block in ((head,), *_told(live, visit, told=told)) if block),
        choices=_ways_on(screen),
    )


def _told(live: Live, visit: Visit | None, *, told: bool) -> Iterator[Block]:
    if visit is None:
        yield (say("found.nothing"),)
        return
    suggested = suggestion(live)
    yield (said(live.record, fresh(live) or visit), say("found.kept"))
    yield suggests(suggested) if suggested and suggested.why is not Why.RESPONSE else ()
    yield (say("found.asked", strong=True),) if told else ()


def _ways_on(screen: Screen) -> Rows:
    decide = ((button("decide", "pick.found.decide"),),) if decides(screen) else ()
    return decide if screen.context.known.place is Place.GROUP else (*decide, *CARD)
