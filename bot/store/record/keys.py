"""Under which key each thing is kept, and the index rows that lead to it.

A row of an index has no value: its key holds what is searched for, then the name of the record.
All of them follow from the record alone, so they can be made anew and be checked.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import assert_never

from flows.talk.records import Invite, Kept, Person, PlanRecord, Reminder, Stage, Team
from flows.talk.turn import Session

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
NO_VALUE = ""
KEY = "meta/key"  # the installation's secret, which every file has
AFTER = "0"  # the character after the slash: a range ends before it
LEADS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {  # kind of index -> kind of record, and how many words stand before the record's name
        "idle": ("session", 2),  # drafts that are open, by when they were last asked
        "parked": ("session", 2),  # drafts set aside, likewise
        "due": ("reminder", 2),
        "sending": ("reminder", 1),
        "stuck": ("reminder", 1),
        "owner": ("plan", 2),
        "ofteam": ("plan", 2),
        "closed": ("plan", 2),  # by when; until its reminders are removed
        "last": ("plan", 1),  # its present revision: one that is lost must not go unnoticed
        "member": ("person", 2),
        "chat": ("team", 2),
    }
)


def key_of(kept: Kept) -> str:
    """Where it is kept."""
    match kept:
        case PlanRecord():
            return plan_key(kept.label, kept.revision)
        case Reminder():
            return f"reminder/{kept.id}"
        case Team():
            return team_key(kept.number)
        case Person():
            return f"person/{kept.who}"
        case Invite():
            return f"invite/{kept.hashed}"
        case _:
            assert_never(kept)


def plan_key(label: str, revision: int) -> str:
    """Where the revision of the plan is kept; the last one sorts last."""
    return f"plan/{label}/{revision:06d}"


def last_revision(label: str, revision: int) -> str:
    """The index row that says which revision of the plan is the present one."""
    return f"last/{label}/{revision:06d}"


def team_key(number: int) -> str:
    """Where the team is kept; the highest number sorts last."""
    return f"team/{number:09d}"


def inbox_key(number: int) -> str:
    """Where the update of this number waits; the lowest number sorts first."""
    return f"inbox/{number:019d}"


def heard_key(number: int) -> str:
    """Where it is kept that this update has come, also once it is worked off."""
    return f"heard/{number:019d}"


def within(prefix: str) -> tuple[str, str]:
    """The keys between which all those that begin with the words and a slash lie."""
    return f"{prefix}/", f"{prefix}{AFTER}"


def second(at: datetime) -> str:
    """The whole second of an instant, as it sorts."""
    return f"{max((at - EPOCH) // A_SECOND, 0):012d}"


def until(kind: str, at: datetime) -> tuple[str, str]:
    """The keys of this index from the beginning to the second of `at`, that second with it."""
    return f"{kind}/", f"{kind}/{second(at)}{AFTER}"


def before(kind: str, at: datetime) -> tuple[str, str]:
    """The keys of this index in the seconds before that of `at`."""
    return f"{kind}/", f"{kind}/{second(at)}"


def record_of(index: str) -> str:
    """The key of the record that this row leads to; of a plan without its revision."""
    kind, words = LEADS[index.partition("/")[0]]
    name = index.split("/", words)[-1]
    return f"{kind}/{name.partition('/')[0] if kind == 'plan' else name}"


def of_plan(key: str) -> str:
    """The label of the plan that the row is of, or leads to; empty: of none."""
    kind = key.partition("/")[0]
    record = record_of(key) if kind in LEADS and "/" in key else key
    of, _, name = record.partition("/")
    return name.partition("/")[0] if of in {"plan", "reminder"} else ""


def leading_to(key: str, value: object) -> tuple[str, ...]:
    """The keys of all index rows that lead to the current value under this key."""
    match value:
        case Session(draft=draft) if draft is not None:
            kind = "parked" if draft.parked else "idle"
            return (f"{kind}/{second(draft.asked_at)}/{key.removeprefix('session/')}",)
        case Reminder():
            return tuple(_to_reminder(value))
        case PlanRecord():
            return tuple(_to_plan(value))
        case Person():
            teams = {each.team for each in value.memberships}
            return tuple(f"member/{team}/{value.who}" for team in sorted(teams))
        case Team() if value.chat:
            return (f"chat/{value.chat}/{value.number:09d}",)
    return ()


def _to_plan(record: PlanRecord) -> Iterator[str]:
    yield f"owner/{record.owner}/{record.label}"
    yield last_revision(record.label, record.revision)
    if record.team:
        yield f"ofteam/{record.team}/{record.label}"
    if record.closed_at:
        yield f"closed/{second(record.closed_at)}/{record.label}"


def _to_reminder(reminder: Reminder) -> Iterator[str]:
    if reminder.stage is Stage.SENDING:
        yield f"sending/{reminder.id}"
    elif reminder.due is not None:
        yield f"due/{second(reminder.due)}/{reminder.id}"
    if reminder.stage is Stage.NEEDS_HUMAN:
        yield f"stuck/{reminder.id}"
