"""The form of each kind of row."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.store.inbox import Received
from bot.store.record.codec import Form
from bot.store.record.keys import inbox_key, key_of, plan_key
from bot.store.record.revisions import RevisionRow, instants
from flows.talk.erasure import Errand, Tombstone
from flows.talk.records import Invite, Person, Reminder, Team
from flows.talk.turn import Session

SESSIONS = 2**8  # each is read for its turn, and once more where the turn is kept
REMINDERS = 2**12  # what is due next is looked at again and again
Times = Iterable[datetime | None]


def _of_session(session: Session) -> Times:
    return (each.asked_at for each in (session.draft, session.question) if each)


def _of_reminder(reminder: Reminder) -> Times:
    return (reminder.due, reminder.at, *(each.sent_at for each in reminder.deliveries))


def _of_revision(row: RevisionRow) -> str:
    return plan_key(row.label, row.revision)


SESSION = Form(Session, instants=_of_session, remembers=SESSIONS)
REVISION = Form(RevisionRow, instants=instants, key_of=_of_revision)
REMINDER = Form(
    Reminder,
    instants=_of_reminder,
    walls=lambda reminder: (reminder.wall,),
    key_of=key_of,
    remembers=REMINDERS,
)
TEAM = Form(Team, key_of=key_of)
PERSON = Form(Person, key_of=key_of)
INVITE = Form(Invite, instants=lambda invite: (invite.expires,), key_of=key_of)
ERRAND = Form(
    Errand,
    instants=lambda errand: (errand.due, errand.sent_at),
    key_of=lambda errand: f"errand/{errand.id}",
)
TOMBSTONE = Form(Tombstone, instants=lambda stone: (stone.at,))
RECEIVED = Form(
    Received,
    instants=lambda received: (received.at,),
    key_of=lambda received: inbox_key(received.number),
)
WORD = Form(str)
MOMENT = Form(datetime, instants=lambda at: (at,))
FORMS: Mapping[str, Form[Any]] = MappingProxyType(
    {
        "session": SESSION,
        "plan": REVISION,
        "reminder": REMINDER,
        "team": TEAM,
        "person": PERSON,
        "invite": INVITE,
        "errand": ERRAND,
        "erased": TOMBSTONE,
        "inbox": RECEIVED,
        "heard": MOMENT,
        "label": WORD,
        "meta": WORD,
        "clock": MOMENT,
    }
)


def form_of(kept: Invite | Person | Reminder | Team) -> Form[Any]:
    """The form of the kind of row it is kept in."""
    return FORMS[key_of(kept).partition("/")[0]]
