"""A backup is encrypted as the store is; it is read with the keys, and what was erased in none."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from bot.store.backups.backup import NotBackedUp, backed_up
from bot.store.backups.restore import NotRestored, restore
from bot.store.disk.folder import FILE
from bot.store.glance import is_encrypted
from bot.store.secrecy import Encryption, WrongKeys
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import opened_keys
from bot.store.secrecy.master import MASTER, write_masters
from bot.store.secrecy.renewal import rotated
from bot.store.sqlite import open_store
from tests.bot.store.examples import LABEL, NOON, record
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.secrecy.test_encrypted import CANARIES, OTHER, fill

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def to(tmp_path: Path) -> Path:
    (to := tmp_path / "backups").mkdir()
    return to


@pytest.fixture
def keys(folder: Path) -> Iterator[Encryption]:
    """Those of another process than the bot's."""
    with closing(keys_in(folder.with_name("kept.keys"))) as keys:
        yield keys


@pytest.fixture
async def backup(folder: Path, to: Path, keys: Encryption) -> Path:
    """Made while the bot was running."""
    with closing(open_encrypted(folder)) as store:
        await fill(store)
        made = backed_up(folder, to, NOON, keys)
    assert str(made.proof).endswith("; encrypted")
    return made.path


def test_it_holds_nothing_in_clear_and_its_keys_lie_beside_it(backup: Path, to: Path) -> None:
    assert {path.name for path in to.iterdir()} == {backup.name, RING}
    for path in to.iterdir():
        assert not [each for each in CANARIES if each in path.read_bytes()]
        assert path.stat().st_mode & 0o077 == 0


def test_it_is_restored_with_its_keys(backup: Path, keys: Encryption, tmp_path: Path) -> None:
    done = restore(backup, tmp_path / "anew", LATER, keys)
    assert (done.proof.faults, done.erased, done.proof.encrypted) == ((), 0, True)
    with closing(open_store(tmp_path / "anew", keys=keys)) as store:
        assert store.plan(LABEL) == record()
        assert list(store.problems()) == []


def test_the_master_key_and_what_lies_beside_the_backups_is_enough(
    backup: Path, to: Path, folder: Path, tmp_path: Path
) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir(mode=0o700)
    (folder.with_name("kept.keys") / MASTER).rename(elsewhere / MASTER)
    (elsewhere / RING).write_bytes((to / RING).read_bytes())
    (elsewhere / RING).chmod(0o600)
    keys = opened_keys(elsewhere, elsewhere / MASTER, (to,))
    restore(backup, tmp_path / "anew", LATER, keys)
    with closing(open_store(tmp_path / "anew", keys=keys)) as store:
        assert store.plan(LABEL) == record()


def test_without_the_keys_nothing_is_restored_or_backed_up_and_it_says_why(
    backup: Path, to: Path, folder: Path, tmp_path: Path
) -> None:
    others = keys_in(tmp_path / "others")
    for given, says in (
        (None, "set MYOTAPER_KEYS"),
        (others, "and these are .*: put .* back, in "),
    ):
        with pytest.raises(NotRestored, match=says):
            restore(backup, tmp_path / "anew", LATER, given)
        with pytest.raises(NotBackedUp, match=says):
            backed_up(folder, to / "another.db", LATER, given)
    assert list((tmp_path / "anew").glob("*.db*")) == []
    assert not (to / "another.db").exists()


def test_an_older_keyring_that_was_put_back_takes_the_newer_copy_from_nobody(
    backup: Path, to: Path, folder: Path, tmp_path: Path
) -> None:
    """The copy may be the last that opens the newest plans."""
    older, there = tmp_path / "older", folder.with_name("kept.keys")
    copytree(there, older)
    with closing(sqlite3.connect(older / RING)) as ring, ring:
        ring.execute("DELETE FROM ring WHERE name = ?", (f"plan/{OTHER}",))
    newest, master = (to / RING).read_bytes(), (older / MASTER).read_bytes()
    says = "has 1 keys that this keyring never had"
    with closing(opened_keys(older, older / MASTER, (to,))) as put_back:
        with pytest.raises(NotBackedUp, match=says):
            backed_up(folder, to, LATER, put_back)
        (elsewhere := tmp_path / "elsewhere").mkdir()
        assert backed_up(folder, elsewhere, LATER, put_back).proof.faults
    with pytest.raises(WrongKeys, match=says):
        rotated(older, older / MASTER, (), to)
    assert {path.name for path in to.iterdir()} == {backup.name, RING}
    assert ((to / RING).read_bytes(), (older / MASTER).read_bytes()) == (newest, master)
    (to / RING).write_bytes(b"no keyring")
    assert rotated(older, older / MASTER, (), to)
    assert (to / RING).read_bytes() != b"no keyring"


def test_what_was_erased_since_is_in_no_backup_any_more(
    backup: Path, keys: Encryption, tmp_path: Path
) -> None:
    keys.destroy(LABEL)
    done = restore(backup, tmp_path / "anew", LATER, keys)
    assert (done.erased, done.proof.faults, done.proof.counts["plan"]) == (1, (), 1)
    with closing(open_store(tmp_path / "anew", keys=keys)) as store:
        assert store.plan(LABEL) is None
        assert store.reminders(LABEL) == ()
        assert store.plan(OTHER)
        assert list(store.problems()) == []


async def test_a_backup_in_clear_is_encrypted_where_there_are_keys(
    folder: Path, to: Path, keys: Encryption, tmp_path: Path
) -> None:
    with closing(open_store(folder)) as store:
        await fill(store)
        secret = store.key()
    made = backed_up(folder, to, NOON, keys)
    assert not made.proof.encrypted
    assert not (to / RING).exists()
    restore(made.path, tmp_path / "anew", LATER, keys)
    assert is_encrypted(tmp_path / "anew" / FILE, keys)
    held = (tmp_path / "anew" / FILE).read_bytes()
    assert not [each for each in (*CANARIES, secret.hex().encode()) if each in held]
    with closing(open_store(tmp_path / "anew", keys=keys)) as store:
        assert (store.plan(LABEL), store.key()) == (record(), secret)


def test_another_master_key_opens_no_backup(backup: Path, folder: Path) -> None:
    keys = folder.with_name("kept.keys")
    write_masters(keys / MASTER, (fresh_key(),))
    with pytest.raises(Exception, match="by another master key"):
        keys_in(keys)
    assert backup.exists()
