"""What was learnt as it was kept before it had a file of its own: in the row of the chat."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store import NotSaved, Undecodable
from bot.store.engine import Writes
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
    after, end = within("session")
    while batch := list(connection.select(SOME, (after, end, BATCH))):
        for key, text in batch:
            try:
                old, version = OLD.read(text, key=key)
            except Undecodable:  # it stays as it is, and whoever asks for it is told
                continue
            if old.learnt:
                _keep(trainees, key, Learnt(chosen=old.learnt, at=old.learnt_at))
                session, _ = SESSION.read(text, key=key)
                connection.execute(
                    REPLACE, (SESSION.write(session, key=key, version=version), key)
                )
        after = batch[-1][0]


def _keep(trainees: Trainees | None, key: str, learnt: Learnt) -> None:
    """What was learnt since is not replaced; what cannot be kept stops no upgrade."""
    chat = int(key.partition("/")[2])
    try:
        if trainees and not trainees.load(chat).chosen:
            trainees.keep(chat, learnt)
    except NotSaved:
        log.exception("what a trainee has learnt is lost")
