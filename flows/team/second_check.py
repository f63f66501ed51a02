"""The second person: sees what a plan was made from, and makes it live or says what is wrong."""

from dataclasses import replace

from core.emergencies import needs_admission
from flows.plan.live import Live, live_in
from flows.reminder.stages import answered, messages
from flows.reminder.wanted.wanted import reminders_with
from flows.talk.history import SentBack
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import (
    Block,
    Rows,
    button,
    page_of,
    say,
    screen,
    toast,
    turning,
    zone_for,
)
from flows.talk.turn import Context, Deed, Pressed, Session, Turn
from flows.team.check_parts import parts
from flows.team.days_before import NOT_TAKEN, TAKEN, days_before, was_it_taken
from flows.team.pressed_plan import concerned

REASONS = ("weight", "dose", "dates", "agent", "other")
ONLY_NO: Rows = ((button("check.no", "pick.check_no"),),)
SINCE_THEN = "taken"  # and so were the days before
IT_IS_RIGHT = frozenset({"yes", SINCE_THEN})


def check(session: Session, heard: Pressed, context: Context) -> Turn:
    """What there is to check, the yes that makes the plan live, or the no with its reason."""
    record = concerned(session, heard, context, Action.READ_TODAY)
    if isinstance(record, Turn):
        return record
    if record.live:
        return _already(session, record, context)
    if not may(Action.CHECK, context.known.person, record):
        return toast(session, "second_person")
    _, verb, reason = (*heard.press.split(".", 2), "", "")[:3]
    if verb == "no":
        if reason in {*REASONS, NOT_TAKEN}:
            return _sent_back(session, record, reason, context)
        return _why_not(session, record)
    live = live_in(context, record, context.known.team)
    if verb in IT_IS_RIGHT:
        return _right(session, verb, reason, live, context)
    goes_on = reason in {"", _reader(record, context)}
    page = int(verb) if verb.isdecimal() and goes_on else 0
    return _shown(session, live, page, context)


def _right(session: Session, verb: str, reader: str, live: Live, context: Context) -> Turn:
    """It is live once whoever says so may, has read all of it, and has said of the days before
    whether what it gives was taken."""
    record, days = live.record, days_before(live)
    if needs_admission(live.plan.case):
        return toast(session, "emergency_first")
    if not may(Action.DECIDE, context.known.person, record):
        return toast(session, "prescriber_checks")
    if reader != _reader(record, context):
        return _read_first(session, live, context)
    if days and verb != SINCE_THEN:
        return was_it_taken(session, record, days, reader)
    return _passed(session, record, (TAKEN,) if days else (), context)


def _read_first(session: Session, live: Live, context: Context) -> Turn:
    """Whoever makes it live has turned to its last part themselves: it begins anew for them."""
    turn = _shown(session, live, 0, context)
    return replace(turn, replies=(*toast(session, "read_first").replies, *turn.replies))


def _already(session: Session, record: PlanRecord, context: Context) -> Turn:
    """A second tap is told who was first."""
    if record.checked_at is None:
        return toast(session, "no_check_wanted")
    return _done(session, record, context)


def _shown(session: Session, live: Live, page: int, context: Context) -> Turn:
    """A part of what the plan was made from and comes to; only under the last one is it right."""
    (part,), page, count = page_of(tuple(parts(live)), page, 1)
    record = live.record
    last, who = page + 1 == count, _reader(record, context)
    prescribes = may(Action.DECIDE, context.known.person, record)
    yes = ((button(f"check.yes.{who}", "pick.check_yes"), *ONLY_NO[0]),)
    ask = ("check.ask" if prescribes else "check.ask_prescriber") if last else "check.more"
    return screen(
        session,
        (
            say("check.head", strong=True, label=record.label, revision=record.revision),
            say("check.part", part=page + 1, parts=count),
            say("check.not_in_force"),
        ),
        _refused(record, context),
        *part,
        (say(ask),),
        rows=(*_turning(page, count, who), *(yes if last and prescribes else ONLY_NO)),
        label=record.label,
        number=record.revision,
    )


def _reader(record: PlanRecord, context: Context) -> str:
    """Who reads, and which no was there to be read: after another one it begins anew."""
    no = record.sent_back
    return f"{context.who}.{no.at:%d%H%M%S}" if no else str(context.who)


def _turning(page: int, count: int, who: str) -> Rows:
    """To the pages before and after; each names who turned to this one."""
    return tuple(
        tuple(replace(each, press=f"{each.press}.{who}") for each in row)
        for row in turning("check", page, count)
    )


def _refused(record: PlanRecord, context: Context) -> Block:
    """Who said no, when and why, and whether anything was changed after it."""
    found = record.sent_back
    if found is None:
        return ()
    at = Moment(found.at, zone_for(record, context))
    stays = () if found.revision != record.revision else (say("check.unchanged", strong=True),)
    return (
        say("check.said_no", strong=True, name=found.name, at=at),
        say(f"check.no_{found.reason}"),
        *stays,
    )


def _why_not(session: Session, record: PlanRecord) -> Turn:
    rows = tuple((button(f"check.no.{reason}", f"pick.check_{reason}"),) for reason in REASONS)
    return screen(
        session,
        (say("check.why_not", label=record.label),),
        rows=(*rows, (button("check", "pick.back"),)),
        label=record.label,
        number=record.revision,
    )


def _passed(session: Session, record: PlanRecord, said: tuple[str, ...], context: Context) -> Turn:
    """The plan is live, and its reminders exist from now on; kept with it is what was said."""
    after = replace(
        record,
        live=True,
        confirmed=tuple(dict.fromkeys((*record.confirmed, *said))),
        checked_by=context.who,
        checked_name=context.known.name,
        checked_at=context.now,
        sent_back=None,
        serial=record.serial + 1,
    )
    others = tuple(
        each
        for each in reminders_with(context, after, context.known.team)
        if each.matter is not Matter.CHECK
    )
    turn = _told_everywhere(_done(session, after, context), after, context)
    deed = Deed(action="checked", label=record.label, reason="".join(said))
    return replace(turn, keeps=(after, *_ended(context), *others), deeds=(deed,))


def _sent_back(session: Session, record: PlanRecord, reason: str, context: Context) -> Turn:
    """The plan stays as it waits; its owner is told why."""
    turn = screen(
        session,
        (_by("check.sent_back", record, context), say(f"check.no_{reason}")),
        label=record.label,
        number=record.revision,
    )
    turn = _told_everywhere(turn, record, context)
    deed = Deed(action="check_refused", label=record.label, reason=reason)
    who, name, now = context.who, context.known.name, context.now
    no = SentBack(revision=record.revision, reason=reason, by=who, name=name, at=now)
    kept = replace(record, sent_back=no, serial=record.serial + 1)
    return replace(turn, keeps=(kept, *_ended(context)), deeds=(deed,))


def _done(session: Session, record: PlanRecord, context: Context) -> Turn:
    at = Moment(record.checked_at or context.now, zone_for(record, context))
    said = say("check.done", label=record.label, name=record.checked_name, at=at)
    taken = (say("check.days_done"),) if TAKEN in record.confirmed else ()
    return screen(session, (said, *taken), label=record.label, number=record.revision)


def _by(says: str, record: PlanRecord, context: Context) -> Sentence:
    at = Moment(context.now, zone_for(record, context))
    return say(says, label=record.label, name=context.known.name, at=at)


def _ended(context: Context) -> tuple[Reminder, ...]:
    """The reminders that asked for the check, answered."""
    who, name, now = context.who, context.known.name, context.now
    return tuple(answered(each, by=who, name=name, now=now) for each in open_checks(context))


def open_checks(context: Context) -> tuple[Reminder, ...]:
    return tuple(
        each
        for each in context.known.reminders
        if each.matter is Matter.CHECK and each.stage.is_open
    )


def _told_everywhere(turn: Turn, record: PlanRecord, context: Context) -> Turn:
    """The same at the owner's, and in every other chat in place of the question."""
    shown = tuple(each for each in turn.replies if isinstance(each, Note))
    owner = tuple(replace(each, chat=record.owner, anew=True) for each in shown)
    asked = (
        replace(each, chat=chat, message=message)
        for each in shown
        for reminder in open_checks(context)
        for chat, message in messages(reminder)
        if chat not in {context.known.chat, record.owner}
    )
    return replace(turn, replies=(*shown, *asked, *owner))
