"""The screens of the findings: what is asked, and what they suggest where a dose is decided."""

from datetime import date

from core.course.decisions import Move, Reason
from core.response.suggested import Suggested, Suggestion, Why
from core.response.visit import Sign
from flows.decision.button_code import Wish
from flows.decision.finding.findings import LETTERS, MARK, NO_SIGN, NOT_LOOKED, signs_of, with_sign
from flows.decision.of_steroid import may_step
from flows.decision.screen import Screen
from flows.plan.live import Live
from flows.plan.status import asks_for_a_gain
from flows.plan.visit.found import OPEN, fresh, own, said, suggests, visits
from flows.plan.visit.safety import standing_against, watching
from flows.reminder.message.buttons import HOLD_WEEKS
from flows.talk.records import Place, PlanRecord
from flows.talk.replies import Choice, Quoted, Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import Block, Rows, button, in_rows, say

ASKS = frozenset({"found_strength", "found_ck", "found_signs", "step_found"})
HELD_FOR = {
    Why.WARNING_SIGN: Reason.RED_FLAG,
    Why.NO_GAIN: Reason.NOT_BETTER,
    Why.WEAKER: Reason.NOT_BETTER,
    Why.STEROID_MYOPATHY: Reason.NOT_BETTER,
    Why.ENZYME_RISING: Reason.ENZYME_RISING,
    Why.STRENGTH_UNKNOWN: Reason.RESULTS_MISSING,
    Why.ENZYME_UNKNOWN: Reason.RESULTS_MISSING,
    Why.SIGNS_UNKNOWN: Reason.RESULTS_MISSING,
}  # why a hold that is suggested is decided


def head(record: PlanRecord, day: date) -> Sentence:
    """The plan, and the day whose findings are asked for."""
    return say("found.head", strong=True, label=record.label, revision=record.revision, day=day)


def foot(screen: Screen) -> Rows:
    """The way back by one question; whoever decides also gets back to the decisions."""
    wish = screen.choosing.wish
    if wish.verb == "visit" and wish.chosen[1:]:
        before = wish.chosen[: min(len(wish.chosen) - 1, 2)]
        return ((button(Wish("visit", before).press, "pick.back"),),)
    return ((button("decide", "pick.back"),),) if decides(screen) else ()


def strength(screen: Screen, _state: str) -> tuple[Block, ...]:
    """The first question; that it begins anew what the same person answered on this day."""
    live, who = screen.choosing.live, screen.context.who
    again = own(live.record, live.today, who)
    first = not visits(live.record)
    asked = say("found.ask.strength_first" if first else "found.ask.strength")
    return ((asked,), (say("found.again", day=live.today),) if again else ())


def strength_rows(screen: Screen) -> Rows:
    """The answers; before a step also the way to it without any."""
    wish = _from_today(screen)
    one = [button(wish.then(value).press, f"pick.found.strength.{value}") for value in "bsw"]
    unknown = button(wish.then(NOT_LOOKED).press, "pick.found.not_examined")
    return (tuple(one), (unknown, *_without(screen)), *values(screen))


def values(screen: Screen) -> Rows:
    """To what was measured; it is typed, which only a private chat is read for."""
    here = screen.context.known.place is Place.PRIVATE
    return ((button("value", "pick.visit.begin"),),) if here else ()


def _from_today(screen: Screen) -> Wish:
    """The findings of this day, where they begin here."""
    wish = screen.choosing.wish
    if wish.verb == "visit" and wish.chosen:
        return wish
    (today,) = screen.choosing.options("found_today")
    return Wish("visit", (today,))


def _without(screen: Screen) -> tuple[Choice, ...]:
    """A step that is due can be decided without findings."""
    choosing = screen.choosing
    if not decides(screen) or not may_step(choosing.live, choosing.course):
        return ()
    (number,) = choosing.options("step_found")
    return () if int(number) else (button(f"step.{number}", "pick.found.skip"),)


def decides(screen: Screen) -> bool:
    """Whether whoever sees it may decide."""
    return may(Action.DECIDE, screen.context.known.person, screen.admitted.record)


def ck(_screen: Screen, _state: str) -> tuple[Block, ...]:
    return ((say("found.ask.ck"),),)


def ck_rows(screen: Screen) -> Rows:
    wish = screen.choosing.wish
    one = [button(wish.then(value).press, f"pick.found.ck.{value}") for value in "flr"]
    return (tuple(one), (button(wish.then(NOT_LOOKED).press, "pick.found.not_done"),))


def signs(screen: Screen, _state: str) -> tuple[Block, ...]:
    named = signs_of(_named_so_far(screen)[1])
    return (
        (say("found.ask.signs"),),
        (say("found.named", signs=named),) if named else (),
    )


def signs_rows(screen: Screen) -> Rows:
    """None or not asked; or each that is there, and then that these are all."""
    wish, so_far = _named_so_far(screen)
    one = [
        button(wish.then(with_sign(so_far, sign)).press, f"pick.found.{_on(sign, so_far)}")
        for sign in LETTERS
    ]
    pairs = in_rows(one)
    if so_far.removesuffix(MARK):
        these = button(wish.then(so_far.removesuffix(MARK)).press, "pick.found.these")
        return ((these,), *pairs)
    none = button(wish.then(NO_SIGN).press, "pick.found.no_sign")
    return ((none,), *pairs, (button(wish.then(NOT_LOOKED).press, "pick.found.not_asked"),))


def _on(sign: Sign, so_far: str) -> str:
    return f"{'marked' if LETTERS[sign] in so_far else 'sign'}.{sign}"


def _named_so_far(screen: Screen) -> tuple[Wish, str]:
    """The wish before any sign was named, and those that were."""
    wish = screen.choosing.wish
    so_far = wish.chosen[3] if wish.chosen[3:] else MARK
    return Wish(wish.verb, wish.chosen[:3]), so_far


def alarms(screen: Screen) -> Block:
    """The values that speak against a drug that is taken, while nobody has measured them anew."""
    return tuple(
        say("visit.stands", strong=True, drug=each.drug, day=each.day, values=each.values)
        for each in standing_against(watching(screen.choosing.live))
    )


def in_the_menu(screen: Screen) -> Block:
    """Where a step is due, what was found and what it suggests, or what a step says; else what was
    found since the last decision, with what it suggests but a step, or that something is open."""
    live, suggested = screen.choosing.live, screen.choosing.suggested
    found = fresh(live)
    if live.course and may_step(live, live.course):
        return (_step_says(live),) if found is None else evidence(screen)
    if found is None or suggested is None:
        return ()
    early = suggested.what is Suggested.STEP or suggested.why in OPEN
    return (said(live.record, found), *(() if early else suggests(suggested)))


def evidence(screen: Screen) -> Block:
    """What was found and what it suggests; without it that nothing was, and what a step says."""
    live, suggested = screen.choosing.live, screen.choosing.suggested
    found = fresh(live)
    if found is None or suggested is None:
        return (say("found.none"), _step_says(live))
    return (said(live.record, found), *suggests(suggested))


def _step_says(live: Live) -> Sentence:
    """What whoever takes the step says by it."""
    gate = live.guideline.taper.gate
    needs = gate.first if asks_for_a_gain(live.record) else gate.later
    return say("decision.step_says", statement=Quoted(needs.statement))


def before_a_step(screen: Screen) -> tuple[Block, ...]:
    """What it rests on; where something else is suggested, what follows is said to be the step."""
    suggested = screen.choosing.suggested
    other = suggested is not None and suggested.what is not Suggested.STEP
    return (evidence(screen), *(((say("found.all_the_same"),),) if other else ()))


def step_rows(screen: Screen) -> Rows:
    """The step confirmed with its dose and first day; what is suggested instead comes first."""
    choosing = screen.choosing
    (day,) = choosing.options("step_check")
    course, decision = choosing.course, choosing.decision
    mg = course.following_mg
    step = button(
        choosing.wish.then(day).press,
        "pick.found.step" if mg else "pick.found.end",
        mg=mg or 0,
        day=decision.on,
    )
    hold, flare = button("hold", "pick.decision.hold"), button("flare", "pick.decision.flare")
    ways: Rows
    match choosing.suggested:
        case Suggestion(what=Suggested.HOLD, why=why):
            ways = ((_held_for(why),), (step,), (flare,))
        case Suggestion(what=Suggested.FLARE):
            ways = ((flare,), (step,), (hold,))
        case _:
            ways = ((step,), (hold, flare))
    return (*ways, (button("visit", "pick.found.anew"),))


def _held_for(why: Why) -> Choice:
    """The hold for this reason of the findings, with one press."""
    reason = HELD_FOR[why]
    press = f"{Move.HOLD}.{HOLD_WEEKS}.{reason}"
    return button(press, "pick.found.hold", weeks=HOLD_WEEKS, reason=reason)
