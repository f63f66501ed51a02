"""What a prescriber decides about a live plan: step, hold, flare, another dose, stop."""

from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from types import MappingProxyType

from flows.decision import typed as answer
from flows.decision.button_code import ASKED, OF_A_DRUG, PATHS, Wish, kind_of, wish
from flows.decision.carry_over import carry
from flows.decision.drug.screens import waits_for_the_call
from flows.decision.finding.kept import kept
from flows.decision.history import opened, revisions
from flows.decision.of_steroid import may_step
from flows.decision.outcome import change, taken
from flows.decision.override import override
from flows.decision.screen import Screen
from flows.decision.screens import declined, shown
from flows.decision.table import DECISION_STEPS, Choosing
from flows.decision.typed import ONLY_TYPED, can_be_typed, why
from flows.decision.undo import UNDO, undo
from flows.reminder.message.taken import GIVEN, NOT_GIVEN
from flows.reminder.press.check import Admitted, admit, as_told, made_true
from flows.talk.handlers import Dialogue
from flows.talk.limits import DECISIONS
from flows.talk.records import Place
from flows.talk.replies import Say, Toast
from flows.talk.rights import Action
from flows.talk.screens import Block, pressed_in_private, toast, told
from flows.talk.turn import Context, Pressed, Question, Session, Turn, Typed
from flows.talk.typed.meant import meant
from flows.talk.typed.text import Unreadable, too_late

ASKS = "off_plan"  # whatever is typed on the way of a decision
DRUGS = "drugs"  # the list of them
NEVER_TOO_MANY = frozenset(
    {"decide", DRUGS, "drug", "visit", "hold", "stop", "halt", "end"}
)  # what only looks, and what keeps from harm


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
    state = DRUGS if heard.press == DRUGS else "menu"
    screen = _screen(session, Wish("decide", reminder=under), admitted, context)
    if isinstance(screen, Turn):
        return screen
    return _shown_at(session, screen, state, anew=bool(under))


def choose(session: Session, heard: Pressed, context: Context) -> Turn:
    """The next screen of a decision, or the decision itself."""
    session, wanted = replace(session, question=None), wish(heard.press)
    if len(wanted.chosen) > len(ASKED[wanted.verb]):  # no button has more than is asked for
        return toast(session, "not_now")
    admitted = admit(session, heard, context, _right(wanted), wanted.reminder)
    if isinstance(admitted, Turn):
        return admitted
    screen = _screen(session, wanted, admitted, context)
    return screen if isinstance(screen, Turn) else _next_screen(session, screen)


def _right(wanted: Wish) -> Action:
    """What was found may be entered by everybody who follows the plan."""
    return Action.ACKNOWLEDGE if wanted.verb == "visit" else Action.DECIDE


def typed(session: Session, question: Question, heard: Typed, context: Context) -> Turn:
    """What was typed leads on as if it had been pressed; anything else is asked again."""
    ended, wanted = replace(session, question=None), wish(question.held.get("press", "off"))
    pressed = Pressed(
        label=question.label, number=int(question.held["revision"]), press=wanted.press
    )
    admitted = admit(ended, pressed, context, _right(wanted), "")
    if isinstance(admitted, Turn):
        return _told_so(admitted)
    if too_late(question.asked_at, context.now):
        return told(ended, "decision.off_late", label=question.label)
    screen = _screen(ended, wanted, admitted, context)
    if isinstance(screen, Turn):
        return _told_so(screen)
    state = question.held.get("state") or _asks(screen)
    try:
        value = _typed_as_pressed(heard.text, state, screen)
    except Unreadable as fault:
        return _by_its_words(session, heard, screen, state, fault)
    if not can_be_typed(state):
        return _by_words(session, screen, state, wanted.then(value).press)
    chosen = screen.wanting(wanted.then(value))
    refusal = chosen.choosing.amount_refusal
    if refusal is not None:
        return _asked(session, screen, state, (declined(chosen, refusal),))
    return _on_from(ended, chosen, state, anew=True)


def lapsed(question: Question | None, now: datetime) -> bool:
    """Whether it stood beside buttons alone, and that long ago: whatever is said is no answer."""
    if question is None or question.asks != ASKS or not too_late(question.asked_at, now):
        return False
    return not can_be_typed(question.held.get("state", "off_dose"))


def _typed_as_pressed(text: str, state: str, screen: Screen) -> str:
    """What was typed, as a button of this state carries it; raises Unreadable."""
    choosing = screen.choosing
    value = answer.read(text, state, choosing.wish, choosing.live)
    if not can_be_typed(state) and value not in choosing.options(state):
        raise Unreadable("choice")
    return value


def _by_its_words(
    session: Session, heard: Typed, screen: Screen, state: str, fault: Unreadable
) -> Turn:
    """What the button leads to whose words were typed; else it is asked again."""
    try:
        choice = meant(heard.text, chain(*shown(screen, state).choices), screen.context.caption)
    except Unreadable as unclear:
        return _asked(session, screen, state, (why(unclear),))
    if choice is None:
        return _asked(session, screen, state, (why(fault, heard),))
    return _by_words(session, screen, state, choice.press)


def _by_words(session: Session, screen: Screen, state: str, press: str) -> Turn:
    """What this press leads to; a decision itself is taken by the press alone."""
    record, verb = screen.admitted.record, press.partition(".")[0]
    leads = decide if verb in {"decide", DRUGS} else choose if verb in ASKED else None
    pressed = Pressed(label=record.label, number=record.revision, press=press)
    turn = leads(session, pressed, screen.context) if leads else None
    if turn is None or turn.made is not None or turn.keeps:
        return _asked(session, screen, state, (why(Unreadable("press")),))
    return _told_so(turn)


def _screen(session: Session, wanted: Wish, admitted: Admitted, context: Context) -> Screen | Turn:
    """Where the wish stands, or why nothing can be decided here."""
    record, live, reminder = admitted.record, admitted.live, admitted.reminder
    if not record.live or record.provisional:
        return made_true(toast(session, "not_live"), context, admitted)
    if len(record.decisions) >= DECISIONS and wanted.verb not in NEVER_TOO_MANY:
        return made_true(toast(session, "full"), context, admitted)
    if wanted.verb in OF_A_DRUG and wanted.drug is None:
        return made_true(toast(session, "not_now"), context, admitted)
    if live.course is None and wanted.verb in PATHS:
        return made_true(toast(session, "no_course"), context, admitted)
    if wanted.reminder and (reminder is None or not reminder.stage.is_open):
        return made_true(toast(session, "over"), context, admitted)
    ticked, missed = _ticked(context), _missed(context)
    choosing = Choosing(wish=wanted, live=live, ticked=ticked, missed=missed)
    return Screen(choosing=choosing, admitted=admitted, context=context)


def _ticked(context: Context) -> frozenset[date]:
    """The days on which a weekly dose was taken, as it was said."""
    return frozenset(
        each.taken_on
        for each in context.known.reminders
        if each.intake in GIVEN and each.taken_on is not None
    )


def _missed(context: Context) -> frozenset[date]:
    """The days of which it was said that their weekly dose was not taken, or is left out."""
    said = (each for each in context.known.reminders if each.intake in NOT_GIVEN)
    return frozenset(each.day for each in said)


def _asks(screen: Screen) -> str:
    """The state that the wish has come to."""
    wanted = screen.choosing.wish
    return screen.choosing.next_state if wanted.drug else ASKED[wanted.verb][len(wanted.chosen)]


def _next_screen(session: Session, screen: Screen) -> Turn:
    """The state that the press leads to."""
    choosing, context = screen.choosing, screen.context
    wanted, admitted = choosing.wish, screen.admitted
    if wanted.verb == "step" and not may_step(choosing.live, choosing.course):
        return made_true(toast(session, "not_now"), context, admitted)
    if wanted.verb == "retake" and waits_for_the_call(screen):
        return made_true(toast(session, "call_open"), context, admitted)
    stands = choosing.still_stands
    if stands != wanted:
        again = screen.wanting(stands)
        turn = _shown_at(session, again, _asked_again(again))
        return replace(turn, replies=(Toast(says="toast.moved_on"), *turn.replies))
    return _on_from(session, screen, wanted.state, anew=bool(wanted.reminder))


def _asked_again(screen: Screen) -> str:
    """The state whose choice is to be made anew, or in which it is said to be refused."""
    choosing = screen.choosing
    if not (choosing.wish.chosen or choosing.wish.drug):
        return DECISION_STEPS.move("menu", choosing.wish.verb, choosing)
    state = _asks(screen)
    checks = kind_of(state) == "check" and choosing.refusal is not None
    return "refused" if checks else state


def _on_from(session: Session, screen: Screen, source: str, *, anew: bool) -> Turn:
    """What comes after this state, now that its choice was made."""
    choosing, context, admitted = screen.choosing, screen.context, screen.admitted
    wanted = choosing.wish
    trigger = "chosen" if wanted.chosen else wanted.verb
    state = DECISION_STEPS.move(source, trigger, choosing)
    if state == "kept":
        return _found(session, screen)
    if state == "done":
        return taken(session, change(choosing.decision, admitted, context), admitted, context)
    if state in ONLY_TYPED and context.known.place is Place.GROUP:
        return toast(session, "type_in_private")
    return _shown_at(session, screen, state, anew=anew)


def _found(session: Session, screen: Screen) -> Turn:
    """The findings are kept; whoever decides goes on to the step where one is due."""
    found = kept(screen)
    turn = (
        Turn(session=session, replies=(found.note,))
        if found.note
        else _on_from(session, found.screen, found.screen.choosing.wish.state, anew=False)
    )
    return replace(turn, keeps=found.keeps, deeds=found.deeds)


def _shown_at(session: Session, screen: Screen, state: str, *, anew: bool = False) -> Turn:
    """The screen of this state, and its question: in private any of it can be typed."""
    if screen.context.known.place is not Place.GROUP:
        return _asked(session, screen, state, (), anew=anew)
    return Turn(session=session, replies=(shown(screen, state, anew=anew),))


def _asked(
    session: Session, screen: Screen, state: str, fault: Block, *, anew: bool = False
) -> Turn:
    """It can be typed, which only a private chat is read for."""
    record = screen.admitted.record
    question = Question(
        asks=ASKS,
        label=record.label,
        serial=record.serial,
        asked_at=screen.context.now,
        held={
            "revision": str(record.revision),
            "state": state,
            "press": screen.at(state).choosing.wish.press,
        },
    )
    note = shown(screen, state, fault=fault, anew=anew or bool(fault))
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
            DRUGS: decide,
            "carry": carry,
            UNDO: undo,
            "over": pressed_in_private(override),
            **dict.fromkeys(ASKED, choose),
        }
    ),
    typed=MappingProxyType({ASKS: typed}),
)
