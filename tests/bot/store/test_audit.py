"""What was done, when, by whom and on what plan as keyed hashes, and why as a code: in a chain.

Whatever is altered, added, moved or taken away is found; what is cut off at the end, by a head
that was written down elsewhere.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.store import CannotOpen, Change, Stale
from bot.store.audit import book
from bot.store.audit.chain import text_of
from bot.store.audit.entry import BEFORE_ALL, SAID, Entry, Seal
from bot.store.audit.heads import Noted, note, noted
from bot.store.audit.proof import Reached, Wrong, followed
from bot.store.audit.table import STATEMENTS, TRIGGERS
from bot.store.connection import Arguments
from bot.store.head import Head
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Deed
from tests.bot.store.examples import LABEL, NOON, change, labelled, record, session
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.campaigns import seed

STARTED = Deed(action="begun", label=LABEL)
DECLINED = Deed(action="declined", label=LABEL, reason="inclusion_body")
A_DAY = timedelta(days=1)
ENTRIES = 12
FLIPS = 150  # of bytes of the file by chance
SEAL = Seal(b"the secret of an installation")
BEGUN = Reached(seq=0, hash=BEFORE_ALL)


async def filled(folder: Path, *, entries: int = ENTRIES) -> Path:
    """A closed file whose audit has so many entries, one a day."""
    with closing(open_store(folder)) as store:
        for number in range(entries):
            deed = Deed(action="answered", label=labelled(number), reason=f"weight_{number}")
            then = change(chat=number, then=session(label=labelled(number)), deeds=(deed,))
            await store.commit(replace(then, at=NOON + number * A_DAY))
    return folder / "myotaper.db"


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """By somebody who can write to the file, and puts the triggers out of the way meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as there:
        for name in TRIGGERS:
            there.execute(f"DROP TRIGGER {name}")
        yield there
        for name in TRIGGERS:
            there.execute(STATEMENTS[name])


def chained(count: int, seal: Seal = SEAL) -> list[Arguments]:
    """The rows of a chain of so many entries."""
    rows, before = list[Arguments](), BEFORE_ALL
    for seq in range(1, count + 1):
        utc = text_of(NOON + seq * A_DAY)
        plan = seal.plan(labelled(seq))
        said = (seq, utc, seal.person(seq), "made", plan, seq % 3, f"reason_{seq}")
        bound = seal.bound(before, dict(zip(SAID, said, strict=True)))
        rows.append((*said, before, bound))
        before = bound
    return rows


def flipped(value: object) -> Iterator[object]:
    """The value with each of its bits another, one at a time."""
    if isinstance(value, int):
        yield from (value ^ 1 << bit for bit in range(40))
        return
    text = str(value)
    for at, character in enumerate(text):
        for bit in range(7):
            yield f"{text[:at]}{chr(ord(character) ^ 1 << bit)}{text[at + 1 :]}"


def verified(folder: Path, *heads: Head) -> Reached | Wrong:
    with book.opened(folder) as there:
        return there.verified([Noted(head=each) for each in heads])[0]


def end(folder: Path) -> Head:
    found = verified(folder)
    assert isinstance(found, Reached)
    return found.head


async def test_deeds_are_kept_in_order_and_without_a_gap(sqlite: SqliteStore) -> None:
    await sqlite.commit(change(deeds=(STARTED,)))
    await sqlite.commit(change(based_on=1, deeds=(DECLINED, STARTED)))
    kept = list(sqlite.entries())
    assert [each.seq for each in kept] == [1, 2, 3]
    assert [each.action for each in kept] == ["begun", "declined", "begun"]
    assert {(each.at, each.who, each.plan) for each in kept} == {
        (NOON, Seal(sqlite.key()).person(42), Seal(sqlite.key()).plan(LABEL))
    }
    assert kept[1].reason == "inclusion_body"


async def test_an_entry_names_the_revision_that_came_of_it(sqlite: SqliteStore) -> None:
    await sqlite.commit(change(deeds=(STARTED,)))
    made = change(based_on=1, made=record(), deeds=(Deed(action="made", label=LABEL),))
    await sqlite.commit(made)
    assert [each.revision for each in sqlite.entries()] == [0, 1]


async def test_neither_the_doer_nor_the_label_is_in_it(folder: Path) -> None:
    path = await filled(folder)
    with closing(sqlite3.connect(path)) as there:
        rows = list(there.execute("SELECT * FROM audit"))
    assert "answered" in repr(rows)
    assert "K7Q" not in repr(rows)
    assert "42" not in {str(each) for row in rows for each in row[1:]}


async def test_a_turn_that_is_not_kept_leaves_no_entry(sqlite: SqliteStore) -> None:
    await sqlite.commit(change(deeds=(STARTED,)))
    with pytest.raises(Stale):
        await sqlite.commit(change(deeds=(DECLINED,)))
    assert [each.action for each in sqlite.entries()] == ["begun"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x' WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT 3, utc, actor, action, plan, revision, reason, prev, hash"
        " FROM audit WHERE seq = 4",
        "INSERT INTO audit SELECT 99, utc, actor, action, plan, revision, reason, prev, hash"
        " FROM audit WHERE seq = 4",
        "INSERT OR REPLACE INTO audit SELECT 1, utc, actor, action, plan, revision, reason, prev,"
        " hash FROM audit WHERE seq = 4",
        "INSERT INTO audit_begin VALUES (4, 'x', 'no hash of it', 'x')",
    ],
)
async def test_the_file_itself_refuses_what_does_not_add_to_it(
    folder: Path, statement: str
) -> None:
    path = await filled(folder)
    with (
        closing(sqlite3.connect(path)) as there,
        pytest.raises(sqlite3.IntegrityError, match="only added to"),
    ):
        there.execute(statement)


def test_every_bit_of_every_entry_is_found_and_the_entry_is_named() -> None:
    """Each column of it, each byte, each bit; and a number that is another."""
    rows, flips = chained(6), 0
    assert isinstance(followed(rows, SEAL, BEGUN), Reached)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            for other in flipped(value):
                changed = [*rows[:at], (*row[:column], other, *row[column + 1 :]), *rows[at + 1 :]]
                found = followed(changed, SEAL, BEGUN)
                assert isinstance(found, Wrong), (row, other)
                assert found.seq == at + 1
                flips += 1
    assert flips > 6 * 200 * 7


def test_an_entry_that_is_gone_added_moved_or_of_another_place_is_found() -> None:
    """Every one of them, every pair that is swapped, every one that stands twice."""
    rows, tried = chained(9), 0
    for at in range(9):
        without = [*rows[:at], *rows[at + 1 :]]
        twice = [*rows[: at + 1], *rows[at:]]
        renumbered = [*rows[:at], *((each[0] - 1, *each[1:]) for each in rows[at + 1 :])]
        swapped = [*rows]
        swapped[at], swapped[at - 1] = swapped[at - 1], swapped[at]
        theirs = chained(9, Seal(b"of somebody else"))[at]
        ours_by_them = [*rows[:at], theirs, *rows[at + 1 :]]
        for changed in (without, twice, renumbered, swapped, ours_by_them):
            if at == 8 and changed in (without, renumbered):
                continue  # the end is cut off: a head tells
            assert isinstance(followed(changed, SEAL, BEGUN), Wrong), (at, changed)
            tried += 1
    assert tried == 9 * 5 - 2


async def test_a_byte_of_the_file_that_is_another_is_found_or_alters_no_entry(
    folder: Path,
) -> None:
    path, chance = await filled(folder), Random(seed(17))
    whole, kept, found = path.read_bytes(), seen(folder), 0
    for _ in range(FLIPS):
        at = chance.randrange(len(whole))
        path.write_bytes(
            whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
        )
        there = seen(folder)
        assert there in (kept, None), at
        found += there is None
    assert 0 < found < FLIPS


def seen(folder: Path) -> list[Entry] | None:
    """The audit, where it is whole."""
    try:
        with book.opened(folder) as there:
            entries = list(there.entries())
            found, _ = there.verified(())
            return entries if isinstance(found, Reached) else None
    except CannotOpen:
        return None


@pytest.mark.parametrize("cut", [1, 2, 7, ENTRIES])
async def test_an_end_that_is_cut_off_is_found_by_any_head_of_it(folder: Path, cut: int) -> None:
    path = await filled(folder)
    heads = [Head(seq=each.seq, hash=each.hash) for each in seen(folder) or ()]
    with unguarded(path) as there:
        there.execute("DELETE FROM audit WHERE seq > ?", (ENTRIES - cut,))
    for head in heads:
        found = verified(folder, head)
        assert isinstance(found, Wrong) is (head.seq > ENTRIES - cut)
    missing = verified(folder, *heads)
    assert isinstance(missing, Wrong)
    assert missing.seq == ENTRIES - cut + 1


async def test_an_end_that_was_written_anew_is_found_by_a_head(folder: Path) -> None:
    """By somebody who has the secret too, which the file holds."""
    path = await filled(folder)
    head = end(folder)
    with unguarded(path) as there:
        there.execute("DELETE FROM audit WHERE seq > 10")
    with closing(open_store(folder)) as store:
        for _ in range(2):
            await store.commit(Change(at=NOON, deeds=(STARTED,), who=42))
    assert end(folder).seq == head.seq
    found = verified(folder, Head.read(head.short))
    assert isinstance(found, Wrong)
    assert (found.seq, "another" in found.why) == (12, True)


async def test_the_oldest_go_and_what_is_left_is_whole(folder: Path) -> None:
    path = await filled(folder)
    heads = [Head(seq=each.seq, hash=each.hash) for each in seen(folder) or ()]
    with closing(open_store(folder)) as store:
        assert await store.purge_audit(NOON + 7 * A_DAY) == 7
        assert await store.purge_audit(NOON + 7 * A_DAY) == 0
        assert [each.seq for each in store.entries()] == [8, 9, 10, 11, 12]
    found = verified(folder, *heads)
    assert isinstance(found, Reached)
    assert (found.seq, found.count) == (12, 5)
    with unguarded(path) as there:  # to begin later than the installation said
        there.execute("DELETE FROM audit WHERE seq < 10")
    found = verified(folder)
    assert isinstance(found, Wrong)
    assert found.seq == 8


async def test_a_beginning_that_somebody_else_set_is_found(folder: Path) -> None:
    path = await filled(folder)
    with unguarded(path) as there:
        there.execute(
            "INSERT INTO audit_begin SELECT seq, utc, hash, hash FROM audit WHERE seq = 5"
        )
        there.execute("DELETE FROM audit WHERE seq <= 5")
    found = verified(folder)
    assert isinstance(found, Wrong)
    assert "beginning" in found.why


def test_an_entry_that_is_no_text_or_cannot_be_read_is_named() -> None:
    rows = chained(4)
    blob = [*rows[:2], (*rows[2][:6], b"reason", *rows[2][7:]), rows[3]]
    assert followed(blob, SEAL, BEGUN) == Wrong(seq=3, why="it cannot be read")

    def torn() -> Iterator[Arguments]:
        yield from rows[:3]
        raise sqlite3.DatabaseError("database disk image is malformed")

    assert followed(torn(), SEAL, BEGUN) == Wrong(seq=4, why="it cannot be read")


async def test_a_beginning_that_is_no_text_is_found(folder: Path) -> None:
    path = await filled(folder)
    with closing(open_store(folder)) as store:
        await store.purge_audit(NOON + 2 * A_DAY)
    with unguarded(path) as there:
        there.execute("UPDATE audit_begin SET utc = x'00'")
    found = verified(folder)
    assert isinstance(found, Wrong)
    assert "beginning" in found.why


async def test_all_of_it_may_be_too_old_and_it_goes_on_behind(folder: Path) -> None:
    await filled(folder)
    head = end(folder)
    with closing(open_store(folder)) as store:
        assert await store.purge_audit(NOON + 99 * A_DAY) == ENTRIES
        assert store.head() == head
        await store.commit(change(deeds=(STARTED,)))
        assert [each.seq for each in store.entries()] == [ENTRIES + 1]
    assert isinstance(verified(folder, head), Reached)


async def test_the_bot_itself_tells_of_an_entry_that_was_altered(folder: Path) -> None:
    path = await filled(folder)
    with unguarded(path) as there:
        there.execute("UPDATE audit SET reason = 'height' WHERE seq = 4")
    with closing(open_store(folder)) as store:
        for _ in range(2):
            assert [each.key for each in await store.inspected()] == ["audit/4"]
            assert [each.key for each in store.faults()] == ["audit/4"]
    with unguarded(path) as there:
        there.execute("UPDATE audit SET reason = 'weight_3' WHERE seq = 4")
    with closing(open_store(folder)) as store:
        store.note("audit/4", "as it was noted")
        assert await store.inspected() == ()
        assert store.faults() == ()


async def test_the_heads_are_added_to_a_file_and_read_back(folder: Path, tmp_path: Path) -> None:
    await filled(folder)
    file, head = tmp_path / "heads", end(folder)
    for hour in range(3):
        note(file, head, NOON + timedelta(hours=hour))
    assert [each.head for each in noted(file)] == [head] * 3
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("2026-11-22T12:00:00+00:00 12@12\n")
    with pytest.raises(ValueError, match="line 1"):
        list(noted(file))


async def test_of_an_encrypted_file_the_keyring_has_the_secret(folder: Path) -> None:
    with closing(open_encrypted(folder)) as store:
        await store.commit(change(deeds=(STARTED,)))
        assert await store.inspected() == ()
        head = store.head()
    assert head is not None
    keys = keys_in(folder.with_name(f"{folder.name}.keys"))
    with closing(keys), book.opened(folder, keys) as there:
        found, _ = there.verified([Noted(head=head)])
        assert isinstance(found, Reached)
        assert found.count == 1
        assert [each.action for each in there.entries(plan=LABEL)] == ["begun"]
    with pytest.raises(CannotOpen, match="is encrypted"), book.opened(folder):
        pass
