"""Visits: what is pressed and typed of one, from the first value until it is kept."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from types import MappingProxyType

from core.response.visit import Measure, Sign
from flows.plan.drugs import LETTERS
from flows.reminder.call import VALUES, subject, subject_drug
from flows.reminder.press.check import admit, as_told
from flows.reminder.stages import answered
from flows.talk.handlers import Dialogue
from flows.talk.label import FORM, check
from flows.talk.records import Place as Where
from flows.talk.replies import Say, Toast
from flows.talk.rights import Action
from flows.talk.screens import Block, say, screen, toast, told
from flows.talk.turn import Commanded, Context, Deed, Pressed, Question, Session, Turn, Typed
from flows.talk.typed.meant import meant
from flows.talk.typed.privacy import names_somebody
from flows.talk.typed.text import Unreadable, too_late
from flows.visit.entries import entries
from flows.visit.groups import ANSWERS, GROUPS
from flows.visit.heard import read
from flows.visit.kept import kept
from flows.visit.noted import ASKS, DAY, Noted, held, noted_in
from flows.visit.place import Place
from flows.visit.reading.line import unnamed
from flows.visit.screens import VERB, page, unsure, why

BY_A_PRESS = frozenset({f"{VERB}.keep", f"{VERB}.drop"})


def visit(session: Session, heard: Commanded, context: Context) -> Turn:
    """/visit with a label, and values or none: what is clear is noted, and shown to be kept."""
    first, _, line = heard.argument.strip().partition(" ")
    label = first.upper()
    if not FORM.fullmatch(label):
        return told(session, "say.visit_how")
    if not check(label):
        return screen(session, (say("list.mistyped", label=label),), anew=True)
    here = _place(session, label, context)
    if isinstance(here, Turn):
        return _as_messages(here)
    noted = here.begun()
    return _heard(session, here, noted, line) if line else _asked(session, here, noted, anew=True)


def pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """A key of the page, which goes on with what is noted."""
    if context.known.place is Where.GROUP:
        return toast(session, "visit_in_private")
    here = _place(session, heard.label, context, heard)
    if isinstance(here, Turn):
        return here
    try:
        return _act(session, here, _noted(session, here), heard.press.split(".")[1:])
    except (Unreadable, ValueError, KeyError, ArithmeticError):
        return toast(session, "not_now")


def typed(session: Session, question: Question, heard: Typed, context: Context) -> Turn:
    """Values, the upper limit or the day that was asked for, or the words of a key."""
    here = _place(session, question.label, context)
    if isinstance(here, Turn):
        return _as_messages(here)
    noted = noted_in(question.held)
    if too_late(question.asked_at, context.now):
        return _asked(session, here, noted, (say("visit.late"),), anew=True)
    if noted.unsure:
        return _unsure(session, here, noted, heard.text)
    return _heard(session, here, noted, heard.text)


def _act(
    session: Session, here: Place, noted: Noted, said: list[str], *, anew: bool = False
) -> Turn:
    """What a key of the page does; raises KeyError or ValueError where there is no such key."""
    match said:
        case ["keep"] if not noted.is_empty:
            return kept(session, here, noted)
        case ["yes"] if noted.unsure:
            there, taken = read(here, noted, noted.unsure)
            return _asked(session, here, there.with_findings(taken.findings), anew=anew)
        case ["drop"]:
            return _dropped(session, here, noted)
        case ["list", *number]:
            note = entries(here, int(number[0]) if number else 0)
            return Turn(session=session, replies=(replace(note, anew=anew),))
        case ["in", group] if group in GROUPS:
            return _asked(session, here, noted.asking(), group=group, anew=anew)
        case ["mend", number]:
            return _asked(session, here, here.begun(corrects=int(number)), anew=anew)
        case ["on", letter]:
            return _goes_on(session, here, letter)
        case [word, *values] if word in CHANGES:
            group = "signs" if word == "sign" else ""  # several may be there
            changed = CHANGES[word](noted, *values)
            return _asked(session, here, changed, group=group, anew=anew)
        case _:  # from the plan, or from under a reminder, which stays where it is
            return _asked(session, here, noted.asking(), anew=anew or bool(said))


def _of(noted: Noted, name: str) -> Noted:
    return noted.asking(Measure(name))


def _is(noted: Noted, name: str, value: str) -> Noted:
    number = Decimal(value.replace("_", "."))
    return noted.with_picked(Measure(name), number)


def _test(noted: Noted, name: str, answer: str) -> Noted:
    """The answer of a test that has no number."""
    return replace(noted, visit=ANSWERS[name, answer](noted.visit)).asking()


def _sign(noted: Noted, name: str) -> Noted:
    """The sign named, or taken back where it was; or none of them."""
    named = set(noted.visit.signs or ()) ^ ({Sign(name)} if name != "none" else set())
    signs = () if name == "none" else tuple(each for each in Sign if each in named)
    return replace(noted, visit=replace(noted.visit, signs=signs)).asking()


CHANGES: Mapping[str, Callable[..., Noted]] = MappingProxyType(
    {
        "of": _of,
        "is": _is,
        "test": _test,
        "sign": _sign,
        "out": lambda noted, name: noted.without(Measure(name)),
        "day": lambda noted: noted.asking(DAY),
        "no": lambda noted: noted.asking(noted.asks),
        "unlimited": lambda noted: replace(noted, unlimited=True).asking(),
    }
)


def _heard(session: Session, here: Place, noted: Noted, text: str) -> Turn:
    """What was typed, noted; or asked about once more; or why it is not taken, asked again."""
    try:
        there, taken = read(here, noted, text)
    except Unreadable as fault:
        return _by_its_words(session, here, noted, text, fault)
    if taken.checks:
        waits = replace(noted, unsure=text)
        note = unsure(here, there, taken, anew=True)
        return Turn(session=_waiting(session, here, waits), replies=(note,))
    return _asked(session, here, there.with_findings(taken.findings), anew=True)


def _by_its_words(
    session: Session, here: Place, noted: Noted, text: str, fault: Unreadable
) -> Turn:
    """What the key does whose words were typed, but for those that only a press counts for."""
    there = page(here, noted, anew=True)
    try:
        choice = meant(text, chain(*there.choices), here.context.caption)
    except Unreadable as unclear:
        return _asked(session, here, noted, why(here, unclear), anew=True)
    verb, *said = choice.press.split(".") if choice else ("",)
    if choice is not None and choice.press in BY_A_PRESS:
        return _asked(session, here, noted, why(here, Unreadable("press")), anew=True)
    if choice is not None and verb == VERB:
        return _as_messages(_act(session, here, noted, said, anew=True))
    private = names_somebody(unnamed(text))
    reason = Unreadable("identifier") if private else fault
    return _asked(session, here, noted, why(here, reason, noted.measure), anew=True)


def _unsure(session: Session, here: Place, noted: Noted, text: str) -> Turn:
    """What was typed while a value waits for a yes: that, or other values in its place."""
    there, taken = read(here, replace(noted, unsure=""), noted.unsure)
    asked = unsure(here, there, taken, anew=True)
    choice = None
    with suppress(Unreadable):
        choice = meant(text, chain(*asked.choices), here.context.caption)
    if choice is not None:
        _, *said = choice.press.split(".")
        return _as_messages(_act(session, here, noted, said, anew=True))
    try:
        read(here, replace(noted, unsure=""), text)
    except Unreadable:
        note = replace(asked, blocks=(*asked.blocks, (say("refused.press"),)))
        return Turn(session=_waiting(session, here, noted), replies=(note,))
    return _heard(session, here, replace(noted, unsure=""), text)


def _asked(
    session: Session,
    here: Place,
    noted: Noted,
    fault: Block = (),
    *,
    group: str = "",
    anew: bool = False,
) -> Turn:
    """The page, its question open."""
    note = page(here, noted, group=group, fault=fault, anew=anew)
    return Turn(session=_waiting(session, here, noted), replies=(note,))


def _waiting(session: Session, here: Place, noted: Noted) -> Session:
    record = here.admitted.record
    question = Question(
        asks=ASKS,
        label=record.label,
        serial=record.serial,
        asked_at=here.context.now,
        held=held(noted),
    )
    return replace(session, question=question)


def _noted(session: Session, here: Place) -> Noted:
    """What is noted of this plan in this chat; an empty visit where nothing is."""
    question = session.question
    if question is None or (question.asks, question.label) != (ASKS, here.admitted.record.label):
        return here.begun()
    return noted_in(question.held)


def _place(
    session: Session, label: str, context: Context, heard: Pressed | None = None
) -> Place | Turn:
    """The plan that values are entered for, whatever its revision: they change no dose."""
    record = context.plan
    if record is not None and record.label == label:
        heard = Pressed(label=label, number=record.revision, press=VERB)
    elif heard is None:
        heard = Pressed(label=label, number=0, press=VERB)
    admitted = admit(session, heard, context, Action.ACKNOWLEDGE, "")
    if isinstance(admitted, Turn):
        return admitted
    if not admitted.record.live or admitted.record.provisional:
        return toast(session, "not_live")
    return Place(admitted=admitted, context=context)


def _dropped(session: Session, here: Place, noted: Noted) -> Turn:
    """Out of it; what was noted is not kept, and nothing is said of that where nothing was."""
    record, ended = here.admitted.record, replace(session, question=None)
    if noted.is_empty:
        return Turn(session=ended, replies=(as_told(here.context, here.admitted),))
    return screen(
        ended,
        (say("visit.dropped", label=record.label),),
        rows=here.ways_on,
        label=record.label,
        number=record.revision,
    )


def _goes_on(session: Session, here: Place, letter: str) -> Turn:
    """A drug goes on although a value speaks against it: whoever decides has said so."""
    drug = {its: each for each, its in LETTERS.items()}[letter]
    context = here.context
    if not here.decides:
        return toast(session, "not_now")
    asked = (
        each
        for each in context.known.reminders
        if subject(each) == VALUES and subject_drug(each) is drug and each.stage.is_open
    )
    who, name, now = context.who, context.known.name, context.now
    done = tuple(answered(each, by=who, name=name, now=now) for each in asked)
    if not done:
        return toast(session, "not_now")
    record = here.admitted.record
    return replace(
        screen(
            session,
            (say("visit.goes_on", label=record.label, drug=drug),),
            rows=here.ways_on,
            label=record.label,
            number=record.revision,
        ),
        keeps=done,
        deeds=(Deed(action="goes_on", label=record.label, reason=drug),),
    )


def _as_messages(turn: Turn) -> Turn:
    """The same where nothing was pressed that a toast could answer."""
    replies = (
        Say(says=each.says, values=each.values) if isinstance(each, Toast) else each
        for each in turn.replies
    )
    return replace(turn, replies=tuple(replies))


VISIT = Dialogue(
    commands=MappingProxyType({"visit": visit}),
    presses=MappingProxyType({VERB: pressed}),
    typed=MappingProxyType({ASKS: typed}),
)
