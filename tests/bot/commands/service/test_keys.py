"""`myotaper keys` as it is typed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store.disk.folder import FILE
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.keys import opened_keys
from bot.store.secrecy.master import MASTER
from bot.store.sqlite import open_store
from tests.bot.store.examples import LABEL, change, record
from tests.bot.store.keyed import keys_in

Captured = pytest.CaptureFixture[str]
Typed = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the keys, by the settings."""
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MYOTAPER_KEYS", str(tmp_path / "keys"))
    monkeypatch.delenv("MYOTAPER_BACKUPS", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return tmp_path / "keys"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Typed:
    """How a command ends, and what it says."""

    def typing(*words: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["myotaper", *map(str, words)])
        status = main()
        said = capsys.readouterr()
        return status, said.out + said.err

    return typing


async def test_keys_are_made_shown_and_renewed(folder: Path, tmp_path: Path, typed: Typed) -> None:
    status, said = typed("keys", "new")
    assert status == 0
    assert "Keep a copy of" in said
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert typed("keys", "status") == (
        0,
        f"keys {keys_in(folder).id} in {folder}, opened by {folder / MASTER}, "
        f"master key {keys_in(folder).ring.master}\n"
        f"plans with a key: 0; erased: 0\n{tmp_path / 'data'}: nothing is kept yet\n",
    )
    with closing(open_store(tmp_path / "data", keys=keys_in(folder))) as store:
        await store.commit(change(made=record()))
        assert "stop that one first" in typed("keys", "rotate")[1]
    old = (folder / MASTER).read_text()
    assert typed("keys", "rotate")[0] == 0
    assert (folder / MASTER).read_text() != old
    assert "plans with a key: 1; erased: 0" in typed("keys", "status")[1]
    assert typed("keys", "status")[1].endswith("data: encrypted\n")
    with closing(open_store(tmp_path / "data", keys=keys_in(folder))) as store:
        assert store.plan(LABEL) == record()


def test_the_copy_beside_the_backups_follows_a_rotation(
    folder: Path,
    tmp_path: Path,
    typed: Typed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MYOTAPER_BACKUPS", str(tmp_path / "backups"))
    (tmp_path / "backups").mkdir()
    typed("keys", "new")
    open_store(tmp_path / "data", keys=keys_in(folder)).close()
    assert typed("backup")[1].endswith("; encrypted; read back whole\n")
    before = (tmp_path / "backups" / RING).read_bytes()
    assert typed("keys", "rotate")[0] == 0
    assert (tmp_path / "backups" / RING).read_bytes() not in {before, b""}
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "anew"))
    (backup,) = (tmp_path / "backups").glob("*.db")
    assert typed("restore", backup)[0] == 0
    monkeypatch.delenv("MYOTAPER_KEYS")
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "third"))
    status, said = typed("restore", backup)
    assert status == 1
    assert "set MYOTAPER_KEYS to the folder of its keys" in said


def test_a_master_key_elsewhere_is_named(
    folder: Path, tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = tmp_path / "credstore" / MASTER
    master.parent.mkdir()
    for what in ("new", "rotate", "status"):
        assert typed("keys", what, "--master", master)[0] == 0
    assert not (folder / MASTER).exists()
    status, said = typed("keys", "status")
    assert status == 1
    assert said.endswith("is not there: put it back, nothing can be read without it\n")
    with closing(open_store(tmp_path / "data", keys=opened_keys(folder, master, ()))):
        (tmp_path / "nights").mkdir()
        for words in (("backup", tmp_path / "nights"), ("audit", "verify"), ("audit", "show")):
            assert "the master key, is not there" in typed(*words)[1]
            assert typed(*words, "--master", master)[0] == 0
    (backup,) = (tmp_path / "nights").glob("*.db")
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "elsewhere"))
    assert typed("restore", backup)[0] == 1
    assert typed("restore", backup, "--master", master)[0] == 0


def test_keys_that_open_nothing_of_what_is_there_are_not_made(
    folder: Path, tmp_path: Path, typed: Typed
) -> None:
    assert "`myotaper keys new` makes the first ones" in typed("keys", "status")[1]
    status, said = typed("keys", "new", "--master", tmp_path / "none" / MASTER)
    assert (status, "none is no folder; make it" in said) == (1, True)
    typed("keys", "new")
    open_store(tmp_path / "data", keys=keys_in(folder)).close()
    (folder / RING).rename(tmp_path / RING)
    assert "is encrypted, and new keys open nothing" in typed("keys", "new")[1]
    (tmp_path / "data" / FILE).unlink()
    status, said = typed("keys", "new")
    assert (status, "is there without its keyring: put" in said) == (1, True)
    (folder / MASTER).unlink()
    assert typed("keys", "new")[0] == 0


def test_data_that_is_not_encrypted_yet_is_said(
    folder: Path, tmp_path: Path, typed: Typed
) -> None:
    open_store(tmp_path / "data").close()
    typed("keys", "new")
    status, said = typed("keys", "status")
    assert status == 1
    assert "NOT encrypted; it is at the next start" in said
    open_store(tmp_path / "data", keys=keys_in(folder)).close()
    with closing(sqlite3.connect(tmp_path / "data" / f"{FILE}.schema-4")) as copy, copy:
        copy.execute("CREATE TABLE other (key)")
    status, said = typed("keys", "status")
    assert status == 1
    assert "schema-4: NOT encrypted; remove it" in said
    (tmp_path / "data" / FILE).write_bytes(b"x" * 9_000)
    assert "restore it from a backup" in typed("keys", "status")[1]


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_done_says_why(
    tmp_path: Path,
    typed: Typed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert typed("keys", "status")[0] == 1
    typed("keys", "new")
    assert "is there already" in typed("keys", "new")[1]
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path))
    assert "keep the keys elsewhere" in typed("keys", "status")[1]
    for command in ("backup", "restore"):
        assert "keep the keys elsewhere" in typed(command, tmp_path / "x")[1]
    monkeypatch.delenv("MYOTAPER_KEYS")
    status, said = typed("keys", "new")
    assert status == 2
    assert "set MYOTAPER_KEYS to a folder away from the data" in said
    monkeypatch.setenv("MYOTAPER_REGION", "mars")
    assert typed("keys", "new")[0] == 2
