"""/status: whether reminders are delivered, and what needs a human."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.lists.unread import named
from flows.lists.upkeep import restored, wanting
from flows.reminder.stages import has_no_dose
from flows.talk.known import MOST_COUNTED, Health, Line
from flows.talk.outage import OutageKind, lines
from flows.talk.replies import Choice, Moment, Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import Block, button, say, screen, toast, told
from flows.talk.turn import Commanded, Context, Deed, Pressed, Session, Turn

MOST = 20  # labels that are named
SHOWN = "%Y%m%d%H%M"
STILL = timedelta(minutes=10)  # the time that was shown may be confirmed for so long


def status(session: Session, heard: Commanded, context: Context) -> Turn:
    """How the delivery of reminders stands, for whoever may know."""
    del heard
    if not may(Action.STATUS, context.known.person):
        return told(session, "status.may_not")
    return _shown(session, context, anew=True)


def clock(session: Session, heard: Pressed, context: Context) -> Turn:
    """The time is right, says who runs this: what waited for that is delivered."""
    if not _may_say(context):
        return toast(session, "may_not")
    _, _, text = heard.press.partition(".")
    shown, at = _time(text), Moment(_machine(context), context.zone_name)
    if shown is None or abs(_machine(context) - shown) > STILL:
        rows = ((_right(context),),)
        return screen(session, (say("status.clock_ask", strong=True, at=at),), rows=rows)
    turn = screen(session, (say("status.clock_right", at=at),))
    return replace(turn, seen=_machine(context), deeds=(Deed(action="clock_right", label=""),))


def _may_say(context: Context) -> bool:
    """An administrator; where there is none, any prescriber."""
    known = context.known
    action = Action.AUDIT if known.administrators else Action.STATUS
    return may(action, known.person)


def _right(context: Context) -> Choice:
    """The button that says that this minute is right."""
    return button(f"clock.{_machine(context).astimezone(UTC):{SHOWN}}", "pick.clock_right")


def _machine(context: Context) -> datetime:
    """What the machine's clock reads, where that is not the time that everything goes by."""
    return next((each.machine for each in context.known.outages if each.machine), context.now)


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, SHOWN).replace(tzinfo=UTC)
    except ValueError:
        return None


def _shown(session: Session, context: Context, *, anew: bool) -> Turn:
    health = context.known.health
    if health is None:
        return told(session, "status.not_known")
    stopped = any(each.kind is OutageKind.CLOCK for each in context.known.outages)
    return screen(
        session,
        lines(context.known.outages, context.zone_name) or (_headline(health),),
        (restored(health.restored, context.zone_name),) if health.restored else (),
        wanting(health.upkeep, context.zone_name),
        _delivery(health, context),
        named(health.unreadable),
        _stuck(health),
        _line(health.line, context),
        (say("status.in_clear"),) if health.upkeep.in_clear and _may_say(context) else (),
        (
            say("status.clock", at=Moment(context.now, context.zone_name)),
            say("status.version", version=health.version),
        ),
        rows=((_right(context),),) if stopped and _may_say(context) else (),
        anew=anew,
    )


def _headline(health: Health) -> Sentence:
    """Whether all is well follows from what is late, has failed or cannot be read."""
    if health.unread or health.failed or health.unreadable:
        return say("status.not_all", strong=True)
    if health.late:
        return _counted("status.behind", health.late, strong=True)
    return say("status.runs", strong=True)


def _delivery(health: Health, context: Context) -> Block:
    zone = context.zone_name
    due, sent = health.next_due, health.last_sent
    return (
        _counted("status.pending", health.pending),
        say("status.next", at=Moment(due, zone)) if due else say("status.no_next"),
        _counted("status.late", health.late),
        say("status.sent", at=Moment(sent, zone)) if sent else say("status.none_sent"),
        *((say("status.failed", number=health.failed, strong=True),) if health.failed else ()),
        *((say("status.unread", number=health.unread, strong=True),) if health.unread else ()),
    )


def _counted(says: str, number: int, *, strong: bool = False) -> Sentence:
    """So many; or that there are more than were counted."""
    more = "_more" if number >= MOST_COUNTED else ""
    return say(f"{says}{more}", strong=strong, number=number)


def _line(line: Line, context: Context) -> Block:
    """What Telegram refuses, or has refused since the process began; nothing where all is well."""
    zone = context.zone_name
    refused, last, unheard = line.refused_since, line.refused_last, line.unheard_since
    return (
        *((say("status.was_refused", at=Moment(last, zone)),) if last and not refused else ()),
        *((say("status.unheard", strong=True, at=Moment(unheard, zone)),) if unheard else ()),
        *((say("status.unshown", number=line.unshown),) if line.unshown else ()),
    )


def _stuck(health: Health) -> Block:
    """What nobody acknowledged at the end of the chain, by label."""
    stuck = [each for each in health.stuck if not has_no_dose(each)]
    labels = tuple(dict.fromkeys(each.label for each in stuck))
    if not labels:
        return (say("status.none_stuck"),)
    more = len(labels) - MOST
    rest = (say("status.more_stuck", number=more),) if more > 0 else ()
    return (say("status.stuck", number=len(stuck), labels=labels[:MOST]), *rest)
