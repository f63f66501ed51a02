"""Writes a change: every record at the place where it was read, with the rows that lead to it.

All of it happens inside a transaction that is open already.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.store import Change, Stale, Undecodable
from bot.store.audit.chain import Said, added, was_said
from bot.store.audit.entry import Seal
from bot.store.engine import Writes
from bot.store.purging.erasure import erase, is_erased, owe
from bot.store.receipts import Receipt, put, receipt, take_away
from bot.store.record.chain import joined
from bot.store.record.codec import Form
from bot.store.record.forms import MOMENT, REVISION, SESSION, WORD, form_of
from bot.store.record.keys import NO_VALUE, key_of, leading_to, within
from bot.store.record.revisions import RevisionRow, row_of
from bot.store.rows import ADD, DELETE, GET, KEYS, LAST_KEY, PUT, RANGE
from flows.talk.records import Kept, PlanRecord, Reminder, Team
from flows.talk.turn import Session

SEEN = "clock/seen"
SENT = "clock/sent"
COMPACTED = "clock/compacted"
MARK = "meta/clock"
OF_PLANS = (PlanRecord, Reminder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A change with its values as text already, so that a value unfit to keep fails alone."""

    change: Change
    session: str
    keeps: tuple[str, ...]  # empty for a plan, which is written as what its revision changes
    receives: tuple[Receipt, ...]


def written(change: Change) -> Written:
    """The change as text; raises ValueError where a time lacks its zone."""
    if change.at.tzinfo is None or (change.seen and change.seen.tzinfo is None):
        raise ValueError("a change needs a time with a zone")
    session = ""
    for plan in (change.made, *(each for each in change.keeps if isinstance(each, PlanRecord))):
        if plan and not REVISION.well_timed(row_of(plan, None)):
            raise ValueError("a time without a zone cannot be kept")
    if change.session is not None:
        key = f"session/{change.chat}"
        session = SESSION.write(change.session, key=key, version=change.based_on + 1)
    return Written(
        change=change,
        session=session,
        keeps=tuple(_text(each) for each in change.keeps),
        receives=tuple(map(receipt, change.receives)),
    )


def looks_up(change: Change) -> Iterator[str]:
    """The keys of rows that are read where it is kept; what is not named here is read later."""
    labels = {each.label for each in (change.made, *change.keeps) if isinstance(each, OF_PLANS)}
    if change.session is not None:
        yield f"session/{change.chat}"
        labels.add(_fresh_label(change.session))
    for label in labels - {""}:
        yield f"erased/{label}"
        yield f"label/{label}"
    yield from (key_of(each) for each in change.keeps if not isinstance(each, PlanRecord))
    yield from (SEEN, SENT, MARK)


def keep(connection: Writes, written: Written, seal: Seal) -> None:
    """The change is written; raises Stale, or NotRead where what it replaces is unreadable.

    What begins anew takes the place of an unreadable row; nothing that leads on from one does. Of
    a reminder in such a place nobody knows what was told: it is marked, whoever thinks it new.
    """
    change = written.change
    _check_not_erased(connection, change)
    if change.session is not None:
        _keep_session(connection, written, seal)
    if change.made:
        _keep_made(connection, change.made)
        _give(connection, change.made.label, change, seal)
    for kept, text in zip(change.keeps, written.keeps, strict=True):
        _keep(connection, kept, text, remakes=change.remakes)
    if change.erases:
        erase(connection, change.erases, change.at)
    for each in written.receives:
        put(connection, each)
    take_away(connection, change.worked_off)
    for errand in change.owes:
        owe(connection, errand)
    for id_ in change.done:
        connection.execute(DELETE, (f"errand/{id_}",))
    if change.deeds:
        _record(connection, change, seal)
    if change.seen:
        set_time(connection, SEEN, change.seen)
    if change.mark:
        _set(connection, WORD, MARK, change.mark)


def _check_not_erased(connection: Writes, change: Change) -> None:
    """Nothing new is kept of a plan that was erased since it was read."""
    there = (change.made, *change.keeps)
    of_plans = (each for each in there if isinstance(each, OF_PLANS))
    new = {each.label for each in of_plans if each.serial == 1}
    if any(is_erased(connection, label) for label in sorted(new)):
        raise Stale("the plan is erased")


def move_index(connection: Writes, before: Collection[str], after: Collection[str]) -> None:
    """Exactly the rows in `after` lead to the record, where those in `before` did."""
    for key in before:
        if key not in after:
            connection.execute(DELETE, (key,))
    for key in after:
        if key not in before:
            connection.execute(ADD, (key, NO_VALUE))


def _keep_session(connection: Writes, written: Written, seal: Seal) -> None:
    change, key = written.change, f"session/{written.change.chat}"
    before, version = _read(connection, SESSION, key, anew=not change.based_on)
    if version != change.based_on:
        raise Stale("the chat has moved on")
    _put(connection, key, written.session, change.session, before)
    label = _fresh_label(change.session)
    if label and label != _fresh_label(before) and not _give(connection, label, change, seal):
        raise Stale("the label was given elsewhere")


def _fresh_label(session: Session | None) -> str:
    """The label of the draft; one that revises a plan has that plan's, whoever made it."""
    draft = session.draft if session else None
    return draft.label if draft and not draft.revises else ""


def _keep_made(connection: Writes, made: PlanRecord) -> None:
    before = joined(_revisions(connection, made.label))
    revision, serial = (before.revision, before.serial) if before else (0, 0)
    if (made.revision, made.serial) != (revision + 1, serial + 1):
        raise Stale("the plan was made already, or has changed")
    connection.execute(ADD, (key_of(made), _revision(made, before)))
    _lead(connection, key_of(made), made, before)


def _keep(connection: Writes, kept: Kept, text: str, *, remakes: bool) -> None:
    if isinstance(kept, PlanRecord):
        _keep_plan(connection, kept)
        return
    key = key_of(kept)
    try:
        before, _ = _read(connection, form_of(kept), key)
    except Undecodable:
        if kept.serial != 1:
            raise
        before = None
        if isinstance(kept, Reminder) and not remakes:
            kept = replace(kept, remade=True)
            text = _text(kept)
    if kept.serial != (before.serial if before else 0) + 1:
        raise Stale(f"the {key.partition('/')[0]} has changed")
    if isinstance(kept, Team):
        _check_chat(connection, kept)
    _put(connection, key, text, kept, before)
    if isinstance(kept, Reminder):
        sent = _last_sent(kept)
        if sent and sent != _last_sent(before):
            before_sent, _ = _read(connection, MOMENT, SENT, anew=True)
            set_time(connection, SENT, max(sent, before_sent or sent))


def _keep_plan(connection: Writes, kept: PlanRecord) -> None:
    """The current revision as it is now; one that was never made is its first."""
    *earlier, last = _revisions(connection, kept.label) or (None,)
    before = joined((*earlier, last)) if last else None
    if kept.revision != (before.revision if before else 1):
        raise Stale("the plan has another revision")
    if kept.serial != (before.serial if before else 0) + 1:
        raise Stale("the plan has changed")
    _put(connection, key_of(kept), _revision(kept, joined(earlier)), kept, before)


def _revision(record: PlanRecord, before: PlanRecord | None) -> str:
    row = row_of(record, before)
    return REVISION.write(row, key=key_of(record), version=record.serial)


def _check_chat(connection: Writes, team: Team) -> None:
    """No other team has this group."""
    own = leading_to(key_of(team), team)
    for (key,) in connection.select(KEYS, within(f"chat/{team.chat}")):
        if key not in own:
            raise Stale("another team has this group")


def _last_sent(kept: object) -> datetime | None:
    if not isinstance(kept, Reminder):
        return None
    return max((each.sent_at for each in kept.deliveries if each.sent_at), default=None)


def _put(connection: Writes, key: str, text: str, value: object, before: object) -> None:
    connection.execute(PUT, (key, text))
    _lead(connection, key, value, before)


def _lead(connection: Writes, key: str, value: object, before: object) -> None:
    move_index(connection, leading_to(key, before), leading_to(key, value))


def _read(connection: Writes, form: Form[Any], key: str, *, anew: bool = False) -> tuple[Any, int]:
    """The value and its version; None and 0 where there is none, and where a new beginning takes
    the place of one that cannot be read."""
    row = connection.select_one(GET, (key,))
    try:
        return form.read(row[0], key=key) if row else (None, 0)
    except Undecodable:
        if not anew:
            raise
        return None, 0


def _revisions(connection: Writes, label: str) -> list[RevisionRow]:
    rows = connection.select(RANGE, within(f"plan/{label}"))
    return [REVISION.read(text, key=key)[0] for key, text in rows]


def _give(connection: Writes, label: str, change: Change, seal: Seal) -> bool:
    """Whether the label is this chat's own, after giving it if it was nobody's."""
    key, owner = f"label/{label}", seal.hashed(f"chat {change.chat}")
    if is_erased(connection, label):
        return False
    try:
        given, _ = _read(connection, WORD, key)
    except Undecodable:  # it was given, and nobody knows to whom
        return False
    if given is None:
        connection.execute(ADD, (key, WORD.write(owner, key=key)))
    return given in {None, owner}


def _record(connection: Writes, change: Change, seal: Seal) -> None:
    """The audit has what was done, in the same transaction."""
    who = seal.person(change.who)
    for deed in change.deeds:
        said = Said(
            at=change.at,
            who=who,
            action=deed.action,
            plan=seal.plan(deed.label),
            revision=_present(connection, deed.label, change) if deed.label else 0,
            reason=deed.reason,
        )
        if deed.since is None or not was_said(connection, said, deed.since):
            added(connection, seal, said)


def _present(connection: Writes, label: str, change: Change) -> int:
    """The revision of the plan as it is now; 0 for a draft, and where its key is damaged."""
    if change.made and change.made.label == label:
        return change.made.revision
    if label == _fresh_label(change.session):
        return 0
    (key,) = connection.select_one(LAST_KEY, within(f"plan/{label}")) or (None,)
    number = str(key).rpartition("/")[-1]
    return int(number) if number.isdecimal() else 0


def set_time(connection: Writes, key: str, at: datetime) -> None:
    """The time is kept here."""
    _set(connection, MOMENT, key, at)


def _set(connection: Writes, form: Form[Any], key: str, value: object) -> None:
    before, version = _read(connection, form, key, anew=True)
    if before != value:  # of what is written together most has the same time
        connection.execute(PUT, (key, form.write(value, key=key, version=version + 1)))


def _text(kept: Kept) -> str:
    if isinstance(kept, PlanRecord):
        return ""
    return form_of(kept).write(kept, key=key_of(kept), version=kept.serial)
