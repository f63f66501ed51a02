"""What a prescriber decides about a live plan: step, hold, flare, another dose, stop."""

import re
from dataclasses import replace
from types import MappingProxyType

from flows.decision.button_code import PATHS, Wish, amount, wish
from flows.decision.carry_over import carry
from flows.decision.history import opened, revisions
from flows.decision.outcome import change, taken
from flows.decision.override import override
from flows.decision.screens import Screen, declined, shown
from flows.decision.table import DECISION_STEPS, Choosing, may_step
from flows.reminder.press_check import Admitted, admit, as_told, made_true
from flows.talk import typed as reading
from flows.talk.handlers import Dialogue
from flows.talk.records import Place
from flows.talk.replies import Say, Sentence, Toast
from flows.talk.rights import Action
from flows.talk.screens import Block, pressed_in_private, toast, told
from flows.talk.turn import Context, Pressed, Question, Session, Turn, Typed
from flows.talk.typed import ANSWER_WITHIN, Unreadable

ASKS = "off_plan"
MG = re.compile(r" ?mg$")


def decide(session: Session, heard: Pressed, context: Context) -> Turn:
    """The menu of decisions, the list of revisions, or one of them."""
    session = replace(session, question=None)
    under = wish(heard.press).reminder
    admitted = admit(session, heard, context, Action.DECIDE, under)
    if isinstance(admitted, Turn):
        return admitted
    match heard.press.split("."):
        case ["decide", "leave"]:
            return Turn(session=session, replies=(as_told(context, admitted),))
        case ["decide", "history", *page]:
            return revisions(session, admitted, context, _whole(page))
        case ["decide", "open", *which]:
            return opened(session, admitted, context, _whole(which))
    screen = _screen(session, Wish("decide", reminder=under), admitted, context)
    if isinstance(screen, Turn):
        return screen
    return Turn(session=session, replies=(shown(screen, "menu", anew=bool(under)),))


def choose(session: Session, heard: Pressed, context: Context) -> Turn:
    """The next screen of a decision, or the decision itself."""
    session, wanted = replace(session, question=None), wish(heard.press)
    admitted = admit(session, heard, context, Action.DECIDE, wanted.reminder)
    if isinstance(admitted, Turn):
        return admitted
    screen = _screen(session, wanted, admitted, context)
    return screen if isinstance(screen, Turn) else _next_screen(session, screen)


def typed(session: Session, question: Question, heard: Typed, context: Context) -> Turn:
    """A dose that was typed leads on to its first day; anything else is asked again."""
    ended = replace(session, question=None)
    pressed = Pressed(
        label=question.label, number=int(question.held["revision"]), press=Wish("off").press
    )
    admitted = admit(ended, pressed, context, Action.DECIDE, "")
    if isinstance(admitted, Turn):
        return _told_so(admitted)
    if max(context.sent - question.asked_at, context.now - context.sent) > ANSWER_WITHIN:
        return told(ended, "decision.off_late", label=question.label)
    screen = _screen(ended, Wish("off"), admitted, context)
    if isinstance(screen, Turn):
        return _told_so(screen)
    try:
        mg = reading.number(reading.usable_text(heard.text), MG, places=1)
    except Unreadable as fault:
        return _asked(
            session, screen, (Sentence(says=f"refused.{fault.reason}", values=fault.values),)
        )
    chosen = replace(screen, choosing=replace(screen.choosing, wish=Wish("off", (amount(mg),))))
    refusal = chosen.choosing.dose_refusal
    if refusal is not None:
        return _asked(session, screen, (declined(screen, refusal),))
    state = DECISION_STEPS.move("off_dose", "chosen", chosen.choosing)
    return Turn(session=ended, replies=(shown(chosen, state, anew=True),))


def _screen(session: Session, wanted: Wish, admitted: Admitted, context: Context) -> Screen | Turn:
    """Where the wish stands, or why nothing can be decided here."""
    record, live, reminder = admitted.record, admitted.live, admitted.reminder
    if not record.live or record.provisional:
        return made_true(toast(session, "not_live"), context, admitted)
    if live.course is None:
        return made_true(toast(session, "no_course"), context, admitted)
    if wanted.reminder and (reminder is None or not reminder.stage.is_open):
        return made_true(toast(session, "over"), context, admitted)
    choosing = Choosing(wish=wanted, live=live, course=live.course)
    return Screen(choosing=choosing, admitted=admitted, context=context)


def _next_screen(session: Session, screen: Screen) -> Turn:
    """The state that the press leads to."""
    choosing, context = screen.choosing, screen.context
    wanted, admitted = choosing.wish, screen.admitted
    if wanted.verb == "step" and not may_step(choosing.live, choosing.course):
        return made_true(toast(session, "not_now"), context, admitted)
    stands = choosing.still_stands
    if stands != wanted:
        again = replace(screen, choosing=replace(choosing, wish=stands))
        elsewhere = Toast(says="toast.moved_on")
        note = shown(again, PATHS[stands.verb][len(stands.chosen)])
        return Turn(session=session, replies=(elsewhere, note))
    trigger = "chosen" if wanted.chosen else wanted.verb
    state = DECISION_STEPS.move(wanted.state, trigger, choosing)
    if state == "done":
        return taken(session, change(choosing.decision, admitted, context), admitted, context)
    if state == "off_dose":
        return _asked(session, screen, ())
    return Turn(session=session, replies=(shown(screen, state, anew=bool(wanted.reminder)),))


def _asked(session: Session, screen: Screen, fault: Block) -> Turn:
    """The dose is asked for; it is typed, so only in a private chat."""
    context, record = screen.context, screen.admitted.record
    if context.known.place is Place.GROUP:
        return toast(session, "type_in_private")
    question = Question(
        asks=ASKS,
        label=record.label,
        serial=record.serial,
        asked_at=context.now,
        held={"revision": str(record.revision)},
    )
    note = shown(screen, "off_dose", fault=fault, anew=bool(fault))
    return Turn(session=replace(session, question=question), replies=(note,))


def _told_so(turn: Turn) -> Turn:
    """The same as a message: nothing was pressed that a toast could answer."""
    replies = (
        Say(says=each.says, values=each.values) if isinstance(each, Toast) else each
        for each in turn.replies
    )
    return replace(turn, replies=tuple(replies))


def _whole(parts: list[str]) -> int:
    return int(parts[0]) if parts and parts[0].isdecimal() else 0


DECISION = Dialogue(
    presses=MappingProxyType(
        {
            "decide": decide,
            "carry": carry,
            "over": pressed_in_private(override),
            **dict.fromkeys(PATHS, choose),
        }
    ),
    typed=MappingProxyType({ASKS: typed}),
)
