"""The screens of a decision: what is asked at each step, and what can be pressed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.course.decision_rules import step_planned
from core.course.decisions import Decision, Move, Reason
from core.emergencies import emergencies
from flows.decision import undo
from flows.decision.button_code import ASKED, day_of, mg_of
from flows.decision.drug import screens as drug_screens
from flows.decision.finding import screens as found_screens
from flows.decision.of_steroid import may_step
from flows.decision.outcome import change, consequences
from flows.decision.screen import Screen, way_out
from flows.decision.table import Choosing
from flows.plan.status import dose_and_next, zone_of
from flows.talk.replies import Choice, Note, Sentence, Wording
from flows.talk.screens import Block, Rows, button, in_rows, say

IN_A_ROW = 3
Writes = Callable[[str, str], Choice]  # a button by its press and the value it adds


def shown(screen: Screen, state: str, *, fault: Block = (), anew: bool = False) -> Note:
    """The screen of this state; a fault says why the last answer was not taken."""
    screen, record = screen.at(state), screen.admitted.record
    head = (
        found_screens.head(record, screen.choosing.live.today)
        if state in found_screens.ASKS
        else _head(screen)
    )
    body = BODIES.get(state, _asked)
    if state in ASKED.get(screen.choosing.wish.verb, ()) and screen.choosing.wish.drug:
        body = drug_screens.body
    return Note(
        label=record.label,
        number=record.revision,
        blocks=tuple(block for block in ((head,), *body(screen, state), fault) if block),
        choices=(*_answers(screen, state), *_foot(screen, state)),
        anew=anew,
    )


def _head(screen: Screen) -> Sentence:
    """The plan, and the drug where one is chosen."""
    record, drug = screen.admitted.record, screen.choosing.wish.drug
    if drug is None:
        return say("decision.head", strong=True, label=record.label, revision=record.revision)
    return say(
        "decision.head_drug",
        strong=True,
        label=record.label,
        revision=record.revision,
        drug=drug,
    )


def _asked(_screen: Screen, state: str) -> tuple[Block, ...]:
    return ((say(f"decision.{state}"),),)


def _menu(screen: Screen, _state: str) -> tuple[Block, ...]:
    """The dose in force, what is due next, and what pressing Step would say."""
    record, live = screen.admitted.record, screen.choosing.live
    stands = dose_and_next(record, live, zone_of(screen.context))
    admit = _emergency(screen)
    return stands, admit, found_screens.alarms(screen), found_screens.in_the_menu(screen)


def _emergency(screen: Screen) -> Block:
    """What was answered that needs admission, as long as it is; from when a step can be taken."""
    live = screen.choosing.live
    codes = emergencies(live.plan.case)
    named = tuple(Wording(f"notices.{code}") for code in codes)
    answered = (say("decision.emergency", strong=True, what=named),) if codes else ()
    course = live.course
    planned = step_planned(live.plan.case, course) if course and course.reassess else None
    held = (say("decision.no_step_before", day=planned),) if planned else ()
    return (*answered, *held)


def _flare(screen: Screen, _state: str) -> tuple[Block, ...]:
    """What is asked before worse strength is taken for the disease."""
    asked = (say("decision.flare_first"), say("decision.flare_infection", strong=True))
    doses = screen.choosing.options("flare_dose")
    return asked, (say("decision.flare_dose" if doses else "decision.flare_none"),)


def _check(screen: Screen, _state: str) -> tuple[Block, ...]:
    """The decision with its arithmetic and everything that would be different."""
    choosing = screen.choosing
    decision = choosing.decision
    changed = change(decision, screen.admitted, screen.context)
    warned = tuple(say(f"caution.{each}", strong=True) for each in choosing.cautions)
    admit = _emergency(screen) if decision.move is Move.STEP else ()
    return (
        (*admit, *warned),
        *(found_screens.before_a_step(screen) if decision.move is Move.STEP else ()),
        _arithmetic(decision),
        *consequences(changed),
        (say("decision.check"),),
    )


def _arithmetic(decision: Decision) -> Block:
    """How the day of the next step comes about."""
    if decision.move not in {Move.FLARE, Move.OFF_PLAN}:
        return ()
    return (say("decision.counted", day=decision.on, weeks=decision.weeks),)


def _refused(screen: Screen, _state: str) -> tuple[Block, ...]:
    choosing = screen.choosing
    found = choosing.refused_here if choosing.wish.drug else choosing.refusal
    return ((declined(screen, found, strong=True),),)


def declined(screen: Screen, refusal: str | None, *, strong: bool = False) -> Sentence:
    """Why it cannot be taken."""
    if screen.choosing.wish.drug:
        return drug_screens.declined(screen.choosing.of, refusal)
    *_, mg_per_kg = screen.choosing.live.guideline.steroid.start.range.value
    return say(f"declined.{refusal}", strong=strong, mg_per_kg=mg_per_kg)


BODIES: Mapping[str, Callable[[Screen, str], tuple[Block, ...]]] = MappingProxyType(
    {
        "menu": _menu,
        "drugs": drug_screens.listed,
        "moves": drug_screens.own,
        "found_strength": found_screens.strength,
        "found_ck": found_screens.ck,
        "found_signs": found_screens.signs,
        "step_found": found_screens.strength,
        "flare_dose": _flare,
        "step_check": _check,
        "hold_check": _check,
        "flare_check": _check,
        "off_check": _check,
        "stop_check": _check,
        "refused": _refused,
    }
)


def _answers(screen: Screen, state: str) -> Rows:
    if state in OFFERS:
        return OFFERS[state](screen)
    if screen.choosing.wish.drug:
        return drug_screens.rows(screen, state)
    wish, kind = screen.choosing.wish, state.partition("_")[2]
    choices = (
        WRITES[kind](wish.then(value).press, value) for value in screen.choosing.options(state)
    )
    return in_rows(choices, IN_A_ROW if kind in SHORT else 1)


def _moves(screen: Screen) -> Rows:
    """What can be decided now of the steroid, and of which drugs."""
    choosing, who = screen.choosing, screen.context.who
    return (
        *(_of_the_steroid(choosing, who) if choosing.live.course else ()),
        *drug_screens.in_the_menu(screen),
        *found_screens.values(screen),
        (button("decide.history", "pick.decision.history"),),
    )


def _of_the_steroid(choosing: Choosing, who: int) -> Rows:
    """A step only from shortly before it is due; before that what was decided last is undone, or
    where that cannot be, findings are entered."""
    mg = choosing.course.following_mg
    step = (
        button("step", "pick.decision.step", mg=mg)
        if mg
        else button("step", "pick.decision.step_end")
    )
    hold, flare = button("hold", "pick.decision.hold"), button("flare", "pick.decision.flare")
    off, stop = button("off", "pick.decision.off"), button("stop", "pick.decision.stop")
    if choosing.course.ends is not None:  # only on its own day an end can be taken back
        again = choosing.of_steroid.first_open == choosing.course.ends
        return ((flare, off),) if again else ()
    first: Rows = ((step,),)
    if not may_step(choosing.live, choosing.course):
        _, undoes = undo.offered(choosing.live, who)
        first = undoes or ((button("visit", "pick.found.begin"),),)
    return (*first, (hold, flare), (off, stop))


def _flare_rows(screen: Screen) -> Rows:
    """The doses to go back to; where there is none, the way to another one."""
    wish, doses = screen.choosing.wish, screen.choosing.options("flare_dose")
    if not doses:
        return ((button("off", "pick.decision.off"),),)
    return in_rows((_mg(wish.then(each).press, each) for each in doses), IN_A_ROW)


def _refused_rows(screen: Screen) -> Rows:
    """The way on from what cannot be decided, where there is one."""
    return drug_screens.answers(screen.choosing.of, screen) if screen.choosing.wish.drug else ()


OFFERS: Mapping[str, Callable[[Screen], Rows]] = MappingProxyType(
    {
        "menu": _moves,
        "drugs": drug_screens.all_of_them,
        "moves": drug_screens.its_moves,
        "found_strength": found_screens.strength_rows,
        "found_ck": found_screens.ck_rows,
        "found_signs": found_screens.signs_rows,
        "step_found": found_screens.strength_rows,
        "step_check": found_screens.step_rows,
        "flare_dose": _flare_rows,
        "refused": _refused_rows,
    }
)


def _foot(screen: Screen, state: str) -> Rows:
    """The way back by one choice, and out of the menu."""
    wish = screen.choosing.wish
    if state == "menu":
        return way_out(screen.context)
    if wish.drug:
        return drug_screens.foot(screen.choosing.of)
    if wish.verb in {"visit", "step"}:
        return found_screens.foot(screen)
    back = wish.back().press if wish.chosen else "decide"
    return ((button(back, "pick.back"),),)


def _weeks(press: str, value: str) -> Choice:
    one = int(value) == 1
    return button(press, "pick.decision.week" if one else "pick.decision.weeks", weeks=int(value))


def _mg(press: str, value: str) -> Choice:
    return button(press, "pick.decision.mg", mg=mg_of(value))


def _day(press: str, value: str) -> Choice:
    return button(press, "pick.decision.from", day=day_of(value))


def _reason(press: str, value: str) -> Choice:
    return button(press, "pick.decision.reason", reason=Reason(value))


def _confirm(press: str, _value: str) -> Choice:
    return button(press, "pick.decision.confirm")


WRITES: Mapping[str, Writes] = MappingProxyType(
    {
        "weeks": _weeks,
        "day": _day,
        "reason": _reason,
        "check": _confirm,
    }
)
SHORT = frozenset({"weeks"})
