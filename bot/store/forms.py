"""The form of each kind of row."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.store import Entry
from bot.store.codec import Form
from bot.store.keys import key_of
from flows.kept import Invite, Kept, Person, PlanRecord, Reminder, Team
from flows.talk import Session

Times = Iterable[datetime | None]


def _of_session(session: Session) -> Times:
    return (each.asked_at for each in (session.draft, session.question) if each)


def _of_plan(record: PlanRecord) -> Times:
    decided = (each.at for each in record.decisions)
    return (record.made_at, record.checked_at, record.closed_at, *decided)


def _of_reminder(reminder: Reminder) -> Times:
    return (reminder.due, reminder.at, *(each.sent_at for each in reminder.deliveries))


SESSION = Form(Session, instants=_of_session)
PLAN = Form(PlanRecord, instants=_of_plan, key_of=key_of)
REMINDER = Form(
    Reminder, instants=_of_reminder, walls=lambda reminder: (reminder.wall,), key_of=key_of
)
TEAM = Form(Team, key_of=key_of)
PERSON = Form(Person, key_of=key_of)
INVITE = Form(Invite, instants=lambda invite: (invite.expires,), key_of=key_of)
ENTRY = Form(Entry, instants=lambda entry: (entry.at,))
WORD = Form(str)
MOMENT = Form(datetime, instants=lambda at: (at,))
FORMS: Mapping[str, Form[Any]] = MappingProxyType(
    {
        "session": SESSION,
        "plan": PLAN,
        "reminder": REMINDER,
        "team": TEAM,
        "person": PERSON,
        "invite": INVITE,
        "deed": ENTRY,
        "label": WORD,
        "meta": WORD,
        "clock": MOMENT,
    }
)


def form_of(kept: Kept) -> Form[Any]:
    """The form of the kind of row it is kept in."""
    return FORMS[key_of(kept).partition("/")[0]]
