"""Keys that are missing, wrong, or read by others are refused, each with a way on."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.secrecy import Unread, WrongKeys
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import Keys, opened_keys
from bot.store.secrecy.master import MASTER, master_at, write_masters
from bot.store.secrecy.renewal import made, rotated
from bot.store.secrecy.ring_file import Rotated
from tests.bot.store.keyed import keys_in

ROW, OTHER_ROW, NO_PLAN = "plan/K7Q-2M3/000001", "reminder/K7Q-2M4/1/2/3", "session/7"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of keys that were used."""
    folder = tmp_path / "keys"
    with closing(keys_in(folder)) as keys:
        keys.encrypted(ROW, "text")
    return folder


@pytest.fixture
def keys(folder: Path) -> Keys:
    with closing(keys_in(folder)) as keys:
        yield keys


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "a master key that others read": (lambda at: (at / MASTER).chmod(0o640), "chmod go= "),
    "a keyring that others read": (lambda at: (at / RING).chmod(0o604), "chmod go= "),
    "a folder that others read": (lambda at: at.chmod(0o750), "chmod go= "),
    "no master key": (lambda at: (at / MASTER).unlink(), "master key, is not there: put it back"),
    "a folder for a master key": (
        lambda at: ((at / MASTER).unlink(), (at / MASTER).mkdir(0o700)),
        "cannot be read",
    ),
    "no text": (lambda at: (at / MASTER).write_bytes(b"\xff" * 64), "is no master key"),
    "a short key": (lambda at: (at / MASTER).write_text("00" * 31), "is no master key"),
    "an empty file": (lambda at: (at / MASTER).write_text(""), "is no master key"),
    "another key": (lambda at: write_masters(at / MASTER, (fresh_key(),)), "by another master"),
    "no keyring": (lambda at: (at / RING).unlink(), "put its copy back"),
    "a damaged keyring": (lambda at: (at / RING).write_bytes(b"x" * 9_000), "put its copy back"),
    "an empty keyring": (lambda at: (at / RING).write_bytes(b""), "put its copy back"),
}


@pytest.mark.parametrize("name", WRONG)
def test_keys_that_cannot_be_used_are_refused(folder: Path, name: str) -> None:
    do, says = WRONG[name]
    do(folder)
    with pytest.raises(WrongKeys, match=says):
        opened_keys(folder, folder / MASTER, ())


def test_a_key_of_the_ring_that_was_altered_opens_nothing(folder: Path) -> None:
    with closing(sqlite3.connect(folder / RING)) as ring, ring:
        ring.execute("UPDATE ring SET wrapped = zeroblob(61) WHERE name = 'rows'")
    with pytest.raises(WrongKeys, match="another master"):
        opened_keys(folder, folder / MASTER, ())
    with closing(sqlite3.connect(folder / RING)) as ring, ring:
        ring.execute(
            "UPDATE ring SET wrapped = (SELECT wrapped FROM ring WHERE name = 'id') "
            "WHERE name = 'rows'"
        )
    with pytest.raises(WrongKeys, match="put its copy back"):
        opened_keys(folder, folder / MASTER, ())


def test_keys_that_lie_with_what_they_encrypt_are_refused(folder: Path, tmp_path: Path) -> None:
    for apart_from in (tmp_path, folder):
        with pytest.raises(WrongKeys, match="keep the keys elsewhere"):
            opened_keys(folder, folder / MASTER, (apart_from,))
    (link := tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(WrongKeys, match="elsewhere"):
        made(tmp_path / "new", tmp_path / "master", (link,))


def test_a_credential_of_systemd_is_the_master_key(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert master_at(folder, {}) == folder / MASTER
    assert master_at(folder, {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == folder / MASTER
    credential = (folder / MASTER).rename(tmp_path / MASTER)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert master_at(folder) == credential
    credential.chmod(0o440)  # as an access list is shown
    opened_keys(folder, credential, ()).close()
    credential.chmod(0o444)
    with pytest.raises(WrongKeys, match="chmod"):
        opened_keys(folder, credential, ())


def test_each_plan_has_a_key_of_its_own_and_other_rows_share_one(keys: Keys) -> None:
    rows = (ROW, OTHER_ROW, NO_PLAN, "label/K7Q-2M3")
    kept = [keys.encrypted(row, "text") for row in rows]
    assert [keys.plain(row, text) for row, text in zip(rows, kept, strict=True)] == ["text"] * 4
    assert keys.plain(OTHER_ROW, kept[0]) is Unread.OTHER_KEY
    assert keys.plain("plan/K7Q-2M3/000002", kept[0]) is Unread.ALTERED
    assert keys.plain("label/K7Q-2M3", kept[2]) is Unread.ALTERED
    assert keys.plain("plan/K7Q-2M5/000001", kept[0]) is Unread.LOST
    assert keys.plain(ROW, "text") is Unread.NOT_ENCRYPTED
    assert keys.plain(ROW, "") == ""
    assert keys.plans() == 2


def test_a_destroyed_key_is_in_no_file_and_reads_nothing_again(folder: Path, keys: Keys) -> None:
    kept = keys.encrypted(ROW, "text")
    with closing(sqlite3.connect(folder / RING)) as ring:
        (wrapped,) = ring.execute(
            "SELECT wrapped FROM ring WHERE name = 'plan/K7Q-2M3'"
        ).fetchone()
    keys.destroy("K7Q-2M3")
    assert keys.plain(ROW, kept) is Unread.ERASED
    with pytest.raises(LookupError):
        keys.encrypted(ROW, "text")
    keys.ready(["K7Q-2M3"])
    assert all(wrapped not in path.read_bytes() for path in folder.iterdir())
    keys.close()
    assert all(wrapped not in path.read_bytes() for path in folder.iterdir())
    with closing(keys_in(folder)) as again:
        assert again.plain(ROW, kept) is Unread.ERASED
        assert (again.erased(), again.plans()) == ({"K7Q-2M3"}, 0)


def test_while_another_program_reads_the_ring_it_is_not_said_to_be_destroyed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.secrecy.ring_file.WAIT_SECONDS", 0.05)
    with closing(keys_in(folder)) as impatient:
        impatient.encrypted(ROW, "text")
        with closing(sqlite3.connect(folder / RING, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM ring").fetchall()
            with pytest.raises(sqlite3.OperationalError, match="is reading"):
                impatient.destroy("K7Q-2M3")
            assert (folder / f"{RING}-wal").stat().st_size
        impatient.copy_to(tmp_path)
        assert not (folder / f"{RING}-wal").stat().st_size
        with closing(sqlite3.connect(tmp_path / RING)) as copy:
            assert copy.execute("SELECT 1 FROM ring WHERE wrapped IS NULL").fetchall() == [(1,)]


def test_a_rotated_ring_opens_with_the_new_master_key_alone(folder: Path, keys: Keys) -> None:
    kept = keys.encrypted(ROW, "text")
    old = (folder / MASTER).read_text()
    assert rotated(folder, folder / MASTER, (), None) == 3  # id, rows and the plan
    assert (folder / MASTER).read_text() != old
    assert len((folder / MASTER).read_text().split()) == 1
    with closing(keys_in(folder)) as again:
        assert again.plain(ROW, kept) == "text"
    with pytest.raises(Rotated):  # the process from before makes no key that nobody could open
        keys.encrypted(OTHER_ROW, "text")
    (folder / MASTER).write_text(old)
    with pytest.raises(WrongKeys):
        keys_in(folder)


def test_a_keyring_is_of_whoever_has_its_folder(tmp_path: Path) -> None:
    (folder := tmp_path / "keys").mkdir(0o700)
    if os.geteuid() == 0:
        os.chown(folder, 4_321, 4_321)
    made(folder, tmp_path / MASTER, ())
    assert (folder / RING).stat().st_uid == folder.stat().st_uid


def test_a_copy_beside_the_backups_can_be_renewed_by_whoever_has_their_folder(
    tmp_path: Path,
) -> None:
    (backups := tmp_path / "backups").mkdir(0o700)
    if os.geteuid() == 0:
        os.chown(backups, 4_321, 4_321)
    made(tmp_path / "keys", tmp_path / MASTER, ())
    with closing(opened_keys(tmp_path / "keys", tmp_path / MASTER, ())) as keys:
        keys.copy_to(backups)
    assert (backups / RING).stat().st_uid == backups.stat().st_uid


def test_keys_are_made_once_and_opened_by_a_master_key_that_was_there(tmp_path: Path) -> None:
    folder, master = tmp_path / "a" / "keys", tmp_path / "master"
    write_masters(master, (fresh_key(),))
    made(folder, master, ())
    opened_keys(folder, master, ()).close()
    before = (folder / RING).read_bytes()
    with pytest.raises(WrongKeys, match="is there already"):
        made(folder, master, ())
    assert (folder / RING).read_bytes() == before
    assert not (folder / MASTER).exists()
