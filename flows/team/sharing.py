"""A plan shared with a team: its reminders go to the team's group, in the team's zone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from flows.plan.live import live_in
from flows.reminder.hours import next_allowed
from flows.reminder.message.pinned import in_force_now, pinned
from flows.reminder.stages import in_stage
from flows.reminder.wanted.wanted import raised, reminders_with
from flows.talk.records import Kept, Matter, PlanRecord, Reminder, Stage, Team
from flows.talk.replies import Note, Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import button, posted, say, screen, toast
from flows.talk.turn import Context, Deed, Pressed, Session, Turn
from flows.team.pressed_plan import concerned
from flows.team.room import warnings
from flows.team.second_check import open_checks

ALONE = "0"


def share(session: Session, heard: Pressed, context: Context) -> Turn:
    """Which team the plan is shared with, or that it is."""
    record = concerned(session, heard, context, Action.SHARE)
    if isinstance(record, Turn):
        return record
    _, _, value = heard.press.partition(".")
    if not value:
        return _asked(session, record, context)
    if value == ALONE:
        return _shared_with(session, record, None, context)
    team = next((each for each in _teams(context) if str(each.number) == value), None)
    return _shared_with(session, record, team, context) if team else toast(session, "no_such_team")


def _teams(context: Context) -> tuple[Team, ...]:
    """The teams that this person prescribes for."""
    person = context.known.person
    return tuple(
        each for each in context.known.teams if may(Action.SHARE, person, team=each.number)
    )


def _asked(session: Session, record: PlanRecord, context: Context) -> Turn:
    teams = tuple(
        each for each in _teams(context) if each.number != record.team or not record.live
    )
    rows = tuple(
        (button(f"share.{each.number}", "pick.team", team=each.number),) for each in teams
    )
    alone = ((button(f"share.{ALONE}", "pick.share_none"),),) if record.team else ()
    return screen(
        session,
        (say("share.head", strong=True, label=record.label), _stands(record)),
        (say("share.which" if teams else "share.no_team"),) if teams or not record.team else (),
        tuple(say("share.second_check", team=each.number) for each in teams if each.second_check),
        rows=rows + alone + BACK_TO_PLAN,
        label=record.label,
        number=record.revision,
    )


BACK_TO_PLAN = ((button("show", "pick.back_to_plan"),),)


def _stands(record: PlanRecord) -> Sentence:
    if not record.team:
        return say("share.is_alone")
    return say("share.is_with" if record.live else "share.waits", team=record.team)


def _shared_with(
    session: Session, record: PlanRecord, team: Team | None, context: Context
) -> Turn:
    """The plan with its team; where the team wants a second person's look, not live before it."""
    number = team.number if team else 0
    if record.team == number and record.live:
        return toast(session, "already_shared")
    checks = team is not None and team.second_check
    if record.team == number and checks and _still_asked(context):
        return toast(session, "check_is_open")
    after = replace(
        record,
        team=number,
        live=not checks,
        checked_by=0,
        checked_name="",
        checked_at=None,
        pinned=0,
        serial=record.serial + 1,
    )
    keeps: tuple[Kept, ...] = (after, *reminders_with(context, after, team))
    if checks:
        keeps += (*_given_up(context), *_asked_to_check(after, team, context))
    deed = Deed(action="shared", label=record.label, reason=str(number))
    turn = screen(
        session,
        (say("share.head", strong=True, label=record.label), _stands(after)),
        (say("share.reminded" if after.live else "share.not_reminded"),) if number else (),
        warnings(context.known.room),
        rows=BACK_TO_PLAN,
        label=record.label,
        number=record.revision,
    )
    replies = (*turn.replies, *_told_the_group(after, team, context))
    return replace(turn, replies=replies, keeps=keeps, deeds=(deed,))


def _told_the_group(record: PlanRecord, team: Team | None, context: Context) -> Iterator[Note]:
    """The group reads at once what is in force and what is decided to follow, and who decides;
    outside its hours, and in a topic, where only a reminder gets, the reminders tell it."""
    if team is None or not record.live or not team.chat or team.dead or team.thread:
        return
    if next_allowed(context.now, team.zone, team) != context.now.astimezone(UTC):
        return
    live = live_in(context, record, team)
    head = say("share.posted", strong=True, label=record.label)
    who = say("share.decides", name=context.known.name)
    key = ((button("pin", "pick.pin"),),)
    yield posted(
        team.chat,
        head,
        *in_force_now(live),
        who,
        label=record.label,
        number=record.revision,
        rows=key,
        team=team,
    )


def pin(session: Session, heard: Pressed, context: Context) -> Turn:
    """The message in the group is pinned, and from now on made true at every change."""
    del heard
    record, known = context.plan, context.known
    team = known.team
    if record is None or team is None or known.chat != team.chat or team.number != record.team:
        return toast(session, "no_such_plan")
    if not may(Action.ACKNOWLEDGE, known.person, record):
        return toast(session, "may_not")
    kept = replace(record, pinned=known.message, serial=record.serial + 1)
    note = replace(pinned(live_in(context, kept, team)), pin=True)
    deed = Deed(action="pinned", label=record.label, reason=str(record.revision))
    return Turn(session=session, replies=(note,), keeps=(kept,), deeds=(deed,))


def _given_up(context: Context) -> tuple[Reminder, ...]:
    """Whoever was asked before to check it is not asked any more."""
    return tuple(
        replace(in_stage(each, "withdraw"), at=context.now) for each in open_checks(context)
    )


def _asked_to_check(
    record: PlanRecord, team: Team | None, context: Context
) -> tuple[Reminder, ...]:
    """The reminder that asks the team for a second person's look."""
    live = live_in(context, record, team)
    return (raised(live, Matter.CHECK, str(record.serial)),)


def _still_asked(context: Context) -> bool:
    """Whether somebody is yet to be asked to check it; once all were in vain it is asked anew."""
    return any(each.stage is not Stage.NEEDS_HUMAN for each in open_checks(context))
