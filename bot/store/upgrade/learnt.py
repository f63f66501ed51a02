"""What was learnt as it was kept before it had a file of its own: in the row of the chat."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.store import NotSaved, Undecodable
from bot.store.engine import Reads, Writes
from bot.store.record.codec import Form
from bot.store.record.forms import SESSION
from bot.store.record.keys import within
from bot.store.rows import REPLACE, SOME
from bot.store.training import Trainees
from flows.talk.turn import Draft, Learnt, Question

LAST_SCHEMA = 7  # in which the row of a chat had what was learnt there
BATCH = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSession:
    """What was kept of a chat."""

    draft: Draft | None
    prompt: int | None
    last_update: int
    question: Question | None
    learnt: Mapping[str, str]
    unheeded: tuple[str, ...]
    learnt_at: datetime | None


def _instants(old: OldSession) -> tuple[datetime | None, ...]:
    asked = (each.asked_at for each in (old.draft, old.question) if each)
    return (old.learnt_at, *asked)


OLD = Form(OldSession, instants=_instants, schema=LAST_SCHEMA)


def moved_out(connection: Writes, trainees: Trainees | None) -> None:
    """No row of a chat has what was learnt there; the trainees' file has it, where there is one.

    Inside a transaction of the patients' file: killed before its end, it is all done again.
    """
    for key, text in _rows(connection):
        try:
            old, version = OLD.read(text, key=key)
        except Undecodable:  # it stays as it is, and whoever asks for it is told
            continue
        if old.learnt:
            if trainees:
                handed({_chat(key): _learnt(old)}, trainees)
            session, _ = SESSION.read(text, key=key)
            connection.execute(REPLACE, (SESSION.write(session, key=key, version=version), key))


def found(connection: Reads, schema: int) -> Mapping[int, Learnt]:
    """By chat what was learnt there, in rows of this schema."""
    there: dict[int, Learnt] = {}
    for key, text in _rows(connection) if schema <= LAST_SCHEMA else ():
        with suppress(Undecodable):
            old, _ = OLD.read(text, key=key)
            if old.learnt:
                there[_chat(key)] = _learnt(old)
    return there


def handed(learnt: Mapping[int, Learnt], trainees: Trainees) -> None:
    """The trainees' file has it. What was learnt since is not replaced; what cannot be kept stops
    nothing."""
    for chat, each in learnt.items():
        try:
            if not trainees.load(chat).chosen:
                trainees.keep(chat, each)
        except NotSaved:
            log.exception("what a trainee has learnt is lost")


def _rows(connection: Reads) -> Iterator[tuple[str, object]]:
    """Those of all chats, a batch at a time: between two they may be written."""
    after, end = within("session")
    while batch := list(connection.select(SOME, (after, end, BATCH))):
        yield from batch
        after = batch[-1][0]


def _chat(key: str) -> int:
    return int(key.partition("/")[2])


def _learnt(old: OldSession) -> Learnt:
    return Learnt(chosen=old.learnt, at=old.learnt_at)
