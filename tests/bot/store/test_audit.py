"""What was done, when, by whom as a hash, on which label, and why as a code: never a text."""

from bot.store import Entry
from bot.store.sqlite import SqliteStore
from flows.talk.turn import Deed
from tests.bot.store.examples import LABEL, NOON, change, labelled, session

STARTED = Deed(action="started", label=LABEL)
DECLINED = Deed(action="declined", label=LABEL, reason="inclusion_body")


def entry(deed: Deed, *, who: str) -> Entry:
    return Entry(at=NOON, who=who, action=deed.action, label=deed.label, reason=deed.reason)


async def test_deeds_are_kept_in_order(sqlite: SqliteStore) -> None:
    await sqlite.commit(change(deeds=(STARTED,)))
    await sqlite.commit(change(based_on=1, deeds=(DECLINED, STARTED)))
    kept = list(sqlite.entries())
    who = kept[0].who
    assert kept == [entry(deed, who=who) for deed in (STARTED, DECLINED, STARTED)]


async def test_the_doer_is_a_hash_that_only_the_key_can_make(sqlite: SqliteStore) -> None:
    """The same user under the same key is the same; the number itself is nowhere."""
    await sqlite.commit(change(deeds=(STARTED, DECLINED)))
    first, second = sqlite.entries()
    assert first.who == second.who
    assert len(bytes.fromhex(first.who)) == 12
    assert '"42"' not in "".join(sqlite.rows.values())


async def test_deeds_are_numbered_without_a_gap(sqlite: SqliteStore) -> None:
    for chat in range(12):
        then = session(label=labelled(chat))
        await sqlite.commit(change(chat=chat, then=then, deeds=(STARTED,)))
    keys = [key for key in sqlite.rows if key.startswith("deed/")]
    assert keys == [f"deed/{number:012d}" for number in range(1, 13)]
