"""A plan that is erased leaves a tombstone and nothing else, whatever was kept of it."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest

from bot.store import Change, NotReplaced, NotSaved, Stale, Store
from bot.store.backups.backup import backed_up
from bot.store.backups.restore import restore
from bot.store.secrecy.keys import Keys
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.erasure import Eraser, Erasure, Errand, Tombstone
from flows.talk.history import SentBack
from flows.talk.records import PlanRecord, Reminder, Stage
from flows.talk.turn import Deed, Question, Session
from tests.bot.store.conftest import Opener
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    delivery,
    followed,
    hold,
    keeping,
    record,
    reminder,
    revised,
    session,
)
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.killed_steps import AtStep, in_a_child

OTHER = "K7Q-2M4"
ANOTHER_CHAT = 7_000_000_002
CANARY = "CANARY"
Opens = Callable[[Path], SqliteStore]
OF_THE_PROGRAM = frozenset({"label", "region", "shown", "before", "guideline", "matter", "zone"})
STONE = Tombstone(at=NOON, by=Eraser.OWNER)


def sung(value: object, kind: type) -> object:
    """The value with a canary in every text of it that a person may have written."""
    texts = {x.name for x in fields(kind) if x.type is str} - OF_THE_PROGRAM
    assert texts, kind
    return replace(value, **{name: f"{CANARY} {kind.__name__} {name}" for name in texts})


def plan_with_canaries() -> tuple[PlanRecord, PlanRecord]:
    """Two revisions: whatever anybody typed, or is named by, sings in them."""
    whole = followed()
    no = SentBack(revision=1, reason="", by=43, name="", at=NOON)
    first = sung(
        replace(
            whole,
            answers={**whole.answers, "weight_kg": f"{CANARY} answer"},
            decisions=tuple(sung(each, type(each)) for each in whole.decisions),
            visited=tuple(sung(each, type(each)) for each in whole.visited),
            sent_back=sung(no, SentBack),
            closed_at=None,
        ),
        PlanRecord,
    )
    assert isinstance(first, PlanRecord)
    first = replace(first, serial=1)
    return first, replace(first, revision=2, serial=2, before=first.shown)


def reminders_with_canaries() -> tuple[Reminder, ...]:
    stages = (Stage.PENDING, Stage.SENDING, Stage.NEEDS_HUMAN, Stage.ACKNOWLEDGED)
    rows = (
        replace(reminder(day=day, stage=stage), name=f"{CANARY} name", deliveries=(delivery(),))
        for day, stage in enumerate(stages, 1)
    )
    return (*rows, reminder(day=9, detail=f"{CANARY} detail"))


def session_with_canaries() -> Session:
    draft = session().draft
    assert draft
    texts = {"entered": f"{CANARY} entered", "held": {"weight_kg": f"{CANARY} held"}}
    draft = replace(draft, answers={"weight_kg": f"{CANARY} draft"}, revises=2, **texts)
    question = Question(
        asks="visit", label=LABEL, serial=2, asked_at=NOON, held={"ck": f"{CANARY} question"}
    )
    unheeded = (reminder(detail=f"{CANARY} unheeded").id,)
    return Session(draft=draft, question=question, prompt=88, unheeded=unheeded)


async def kept_with_canaries(store: Store) -> None:
    """The plan, its reminders and two chats that have something open of it; and another plan."""
    first, second = plan_with_canaries()
    await store.commit(Change(at=NOON, made=first, keeps=reminders_with_canaries(), chat=CHAT))
    await store.commit(Change(at=NOON, made=second))
    for chat in (CHAT, ANOTHER_CHAT):
        await store.commit(change(chat=chat, then=session_with_canaries()))
    await store.commit(keeping(record(label=OTHER), reminder(label=OTHER)))


def erasing(serial: int = 2, **about: object) -> Change:
    deeds = (Deed(action="erased", label=LABEL),)
    erasure = Erasure(label=LABEL, serial=serial, by=Eraser.OWNER)
    return Change(at=NOON, erases=erasure, deeds=deeds, who=42, **about)


def sings(folder: Path) -> list[str]:
    """The files in which a canary can still be read, or what the reminders are led to by."""
    traces = (CANARY.encode(), f"reminder/{LABEL}".encode(), f"plan/{LABEL}".encode())
    files = sorted(each for each in folder.iterdir() if each.is_file())
    return [x.name for x in files if any(each in x.read_bytes() for each in traces)]


def traces_of(folder: Path, text: str) -> set[str]:
    """The files in which this can be read."""
    return {x.name for x in folder.iterdir() if x.is_file() and text.encode() in x.read_bytes()}


@contextmanager
def sqlite_reading(folder: Path) -> Iterator[None]:
    """Another program has the file open as it is now."""
    with closing(sqlite3.connect(folder / "myotaper.db")) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM kept").fetchone()
        yield


def all_is_erased(store: Store) -> None:
    assert store.plan(LABEL) is None
    assert store.plan(LABEL, 1) is None
    assert store.reminders(LABEL) == ()
    assert store.erased(LABEL) == STONE
    assert store.given(LABEL)
    assert LABEL not in {*store.labels(), *store.labels_of(42), *store.labels_of_team(3)}
    assert [each.label for each in store.due(NOON + timedelta(days=99), 99)] == [OTHER]
    assert (store.sending(), store.stuck()) == ((), ())
    for chat in (CHAT, ANOTHER_CHAT):
        assert store.load(chat).session == Session()


def all_is_there(store: Store) -> None:
    assert store.plan(LABEL) == plan_with_canaries()[1]
    assert len(store.reminders(LABEL)) == len(reminders_with_canaries())
    assert store.erased(LABEL) is None
    assert store.load(CHAT).session == session_with_canaries()


def test_the_canaries_sing_in_every_text_there_is() -> None:
    """Whoever adds a field sees it here: it is erased with the rest, or is no person's."""
    assert {x.name for x in fields(PlanRecord) if x.type is str} - OF_THE_PROGRAM == {
        "entered", "made_name", "checked_name",
    }  # fmt: skip


async def test_nothing_of_it_is_left_but_a_tombstone(store: Store) -> None:
    await kept_with_canaries(store)
    all_is_there(store)
    await store.commit(erasing())
    all_is_erased(store)
    assert store.plan(OTHER) == record(label=OTHER)
    assert store.reminders(OTHER) == (reminder(label=OTHER),)
    assert {each.message for each in store.errands()} == {88}
    assert {each.chat for each in store.errands()} == {CHAT, ANOTHER_CHAT}


async def test_it_is_so_for_the_next_process(opener: Opener, folder: Path) -> None:
    store = opener(folder)
    await kept_with_canaries(store)
    await store.commit(erasing(owes=(Errand(chat=5, message=6, due=NOON),)))
    owed = store.errands()
    store.close()
    again = opener(folder)
    all_is_erased(again)
    assert again.errands() == owed
    again.close()


async def test_no_byte_of_it_is_in_the_file_or_its_log(sqlite: SqliteStore, folder: Path) -> None:
    await kept_with_canaries(sqlite)
    assert sings(folder)
    await sqlite.commit(erasing())
    assert sings(folder) == []
    assert list(sqlite.problems()) == []


async def test_another_reader_keeps_it_in_the_log_until_the_next_purge(
    sqlite: SqliteStore, folder: Path
) -> None:
    await kept_with_canaries(sqlite)
    with sqlite_reading(folder):
        await sqlite.commit(erasing())
        all_is_erased(sqlite)
        assert sings(folder)
    await sqlite.purge(NOON - timedelta(days=9))
    assert sings(folder) == []


async def test_a_plan_that_has_changed_is_not_erased(store: Store) -> None:
    await kept_with_canaries(store)
    with pytest.raises(Stale):
        await store.commit(erasing(serial=1))
    all_is_there(store)


async def test_what_never_was_and_what_is_erased_is_not_erased(store: Store) -> None:
    with pytest.raises(Stale):
        await store.commit(erasing())
    await kept_with_canaries(store)
    await store.commit(erasing())
    with pytest.raises(Stale):
        await store.commit(replace(erasing(), at=NOON + timedelta(days=1)))
    all_is_erased(store)


async def test_a_plan_that_cannot_be_read_stays_for_a_person(sqlite: SqliteStore) -> None:
    await kept_with_canaries(sqlite)
    sqlite.rows[f"plan/{LABEL}/000001"] = "not JSON"
    with pytest.raises(NotReplaced):
        await sqlite.commit(erasing())
    assert sqlite.rows[f"plan/{LABEL}/000001"] == "not JSON"
    assert sqlite.erased(LABEL) is None


async def test_a_reminder_and_a_chat_that_cannot_be_read_do_not_hold_it(
    sqlite: SqliteStore, folder: Path
) -> None:
    await kept_with_canaries(sqlite)
    for each in reminders_with_canaries():
        sqlite.rows[f"reminder/{each.id}"] = "not JSON"
    sqlite.rows["session/3"] = "not JSON"
    await sqlite.commit(erasing())
    all_is_erased(sqlite)
    assert [key for key in sqlite.rows if LABEL in key] == [f"erased/{LABEL}"]
    assert sings(folder) == []


async def test_nothing_begins_anew_under_its_label(store: Store) -> None:
    await kept_with_canaries(store)
    await store.commit(erasing())
    anew = (
        Change(at=NOON, made=record()),
        keeping(record()),
        keeping(reminder()),
        keeping(replace(reminder(), serial=2)),
        keeping(replace(record(), serial=3, revision=2)),
        change(chat=99, then=session()),
        Change(at=NOON, made=revised(record(), hold(1))),
    )
    for each in anew:
        with pytest.raises(Stale):
            await store.commit(each)
    all_is_erased(store)


async def test_a_turn_that_is_taken_at_that_moment_is_taken_again(store: Store) -> None:
    await kept_with_canaries(store)
    before = store.load(ANOTHER_CHAT).version
    await store.commit(erasing())
    with pytest.raises(Stale):
        await store.commit(change(chat=ANOTHER_CHAT, based_on=before))


async def test_what_is_owed_is_kept_until_it_is_done(store: Store) -> None:
    first, second = (Errand(chat=5, message=each, due=NOON) for each in (6, 7))
    await store.commit(Change(at=NOON, owes=(first, second)))
    again = replace(first, tries=1)
    await store.commit(Change(at=NOON, owes=(again,), done=(second.id,)))
    assert store.errands() == (again,)


@pytest.mark.parametrize("opens", [open_store, open_encrypted], ids=["clear", "encrypted"])
async def test_once_it_is_said_no_byte_of_what_was_said_is_left(
    opens: Opens, folder: Path
) -> None:
    with closing(opens(folder)) as store:
        await kept_with_canaries(store)
        said = Errand(chat=5, due=NOON, label=LABEL, text=f"{CANARY} 40 mg " * 400, by=42)
        await store.commit(erasing(owes=(said,)))
        assert traces_of(folder, said.id) == {"myotaper.db"}
        assert bool(sings(folder)) == (opens is open_store)
        await store.commit(Change(at=NOON, owes=(replace(said, tries=1),)))
        await store.commit(Change(at=NOON, done=(said.id,)))
        assert traces_of(folder, said.id) == set()
        assert sings(folder) == []


async def test_an_errand_or_a_tombstone_that_cannot_be_read_stops_nothing(
    sqlite: SqliteStore,
) -> None:
    errands = tuple(Errand(chat=5, message=each, due=NOON) for each in (6, 7))
    await sqlite.commit(Change(at=NOON, owes=errands))
    sqlite.rows["errand/5/6"] = "not JSON"
    sqlite.rows[f"erased/{LABEL}"] = "not JSON"
    assert sqlite.errands() == errands[1:]
    assert sqlite.erased(LABEL) is None
    assert sqlite.given(LABEL)
    assert len(sqlite.faults()) == 2


async def test_the_copy_that_an_upgrade_left_goes_after_its_time(
    sqlite: SqliteStore, folder: Path
) -> None:
    old, new = (folder / f"myotaper.db.schema-{each}" for each in (5, 6))
    for path, at in ((old, NOON), (new, NOON + timedelta(days=2))):
        path.write_text(CANARY)
        os.utime(path, (at.timestamp(), at.timestamp()))
    assert await sqlite.purge_copies(NOON + timedelta(days=1)) == 1
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.waits
@pytest.mark.wide
@pytest.mark.parametrize("opens", [open_store, open_encrypted])
def test_killed_at_any_step_it_is_erased_or_there_and_never_half(
    tmp_path: Path, opens: Opens
) -> None:
    """Whichever it is, nothing else is lost, and of what is erased nothing can be read."""
    before = tmp_path / "before"
    with closing(opens(before)) as store:
        asyncio.run(kept_with_canaries(store))
    ends = set[bool]()
    for number in count(1):
        folder = tmp_path / str(number)
        for each in tmp_path.glob("before*"):
            copytree(each, tmp_path / each.name.replace("before", str(number)))
        status = in_a_child(*erased_and_killed(folder, number, opens))
        with closing(opens(folder)) as again:
            erased = again.erased(LABEL) is not None
            ends.add(erased)
            (all_is_erased if erased else all_is_there)(again)
            assert again.plan(OTHER) == record(label=OTHER)
            assert list(again.problems()) == []
            assert not (erased and sings(folder)), number
            keys = again._encryption
            assert keys is None or keys.erased() == ({LABEL} if erased else set())
        if os.WIFEXITED(status):
            break
    assert ends == {True, False}


def erased_and_killed(
    folder: Path, number: int, opens: Opens
) -> tuple[Callable[[], None], AtStep]:
    """The work, which is killed at this step of what follows the opening of the file."""
    opening = list[bool]([True])
    steps = count(1)

    def work() -> None:
        opened = opens(folder)
        opening.clear()
        asyncio.run(opened.commit(erasing()))
        opened.close()

    def at_step(_: int) -> None:
        if not opening and next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return work, at_step


# -------------------------------------------------------------------------------- with keys


def keys_of(folder: Path) -> Keys:
    return keys_in(folder.with_name(f"{folder.name}.keys"))


async def test_its_key_is_destroyed_and_no_backup_shows_it(folder: Path, tmp_path: Path) -> None:
    with closing(open_encrypted(folder)) as store:
        await kept_with_canaries(store)
        (to := tmp_path / "backups").mkdir()
        with closing(keys_of(folder)) as keys:
            before = backed_up(folder, to, NOON, keys).path
        await store.commit(erasing())
        all_is_erased(store)
    keys = keys_of(folder)
    assert keys.erased() == {LABEL}
    assert restore(before, tmp_path / "anew", NOON, keys).erased == 1
    with closing(open_store(tmp_path / "anew", keys=keys)) as again:
        assert (again.plan(LABEL), again.reminders(LABEL)) == (None, ())
        assert again.given(LABEL)
        assert again.plan(OTHER) == record(label=OTHER)


async def test_a_key_that_could_not_be_destroyed_is_by_the_next_purge(folder: Path) -> None:
    with closing(open_encrypted(folder)) as store:
        await kept_with_canaries(store)
        keys = keys_of(folder)
        keys.ring.ring._connection.execute("BEGIN IMMEDIATE")
        store._encryption.ring.ring._connection.execute("PRAGMA busy_timeout = 50")
        await store.commit(erasing())
        all_is_erased(store)
        with pytest.raises(NotSaved, match="locked"):
            await store.purge_keys()
        keys.close()
        assert await store.purge_keys() == 1
        assert await store.purge_keys() == 0
        assert store._encryption.erased() == {LABEL}


async def test_where_there_are_no_keys_none_is_destroyed(sqlite: SqliteStore) -> None:
    await kept_with_canaries(sqlite)
    await sqlite.commit(erasing())
    assert await sqlite.purge_keys() == 0
