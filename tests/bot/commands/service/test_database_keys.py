"""`myotaper keys`, `backup`, `restore` and `migrate-store` of a database with keys, as typed."""

import re
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.engine import groups, opened, where, wrong_with
from bot.settings import read_settings
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER
from bot.unlocking import keys_for
from tests.bot.commands.service.test_backup import typed
from tests.bot.store.examples import LABEL, change, record
from tests.world.postgres import server


@pytest.fixture
def typing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A command, on an empty database, with a folder for the master key."""
    (tmp_path / "backups").mkdir()
    for name, value in (
        ("DATA", tmp_path / "data"),
        ("KEYS", tmp_path / "keys"),
        ("BACKUPS", tmp_path / "backups"),
        ("DATABASE", server().address(str(tmp_path))),
    ):
        monkeypatch.setenv(f"MYOTAPER_{name}", str(value))
    return lambda *words: typed(monkeypatch, *words)


async def test_keys_are_made_used_renewed_and_lost(
    typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typing("keys", "status") == 1  # no master key
    assert typing("keys", "new") == 0
    assert "in the database: new keys; everything is encrypted" in capsys.readouterr().out
    assert typing("keys", "new") == 1
    assert "has a keyring already" in capsys.readouterr().err
    assert typing("keys", "status") == 0
    assert "in the database: NOT encrypted; it is at the next" not in capsys.readouterr().out
    settings = read_settings()
    with closing(opened(settings, None, lambda _: None)) as store:
        await store.commit(change(made=record()))
        assert typing("keys", "rotate") == 1
        assert capsys.readouterr().err.endswith("; stop the bot first, on every machine\n")
        assert typing("backup") == 0
        assert capsys.readouterr().out.endswith("; encrypted; read back whole\n")
        assert typing("keys", "status") == 0
        said = capsys.readouterr().out
        assert "plans with a key: 1; erased: 0\nin the database: encrypted\n" in said
    with keys_for(settings) as keys:
        assert [each for each in wrong_with(settings, keys) if "fsync" not in each] == []
        assert groups(settings, keys) == {}
    old = (tmp_path / "keys" / MASTER).read_text()
    assert typing("keys", "rotate") == 0
    assert "Give it to each machine first" in capsys.readouterr().out
    assert (tmp_path / "keys" / MASTER).read_text() != old
    with psycopg.connect(settings.database.get_secret_value(), autocommit=True) as there:
        there.execute("DROP TABLE keyring, kept, installation, audit, audit_begin")
    (backup,) = (tmp_path / "backups").glob("*.db")
    assert typing("restore", backup) == 1
    assert "run `myotaper keys put`" in capsys.readouterr().err
    (tmp_path / "keys" / RING).write_bytes((tmp_path / "backups" / RING).read_bytes())
    (tmp_path / "keys" / RING).chmod(0o600)
    assert typing("keys", "put") == 0
    assert typing("keys", "status") == 1  # the copy is still there
    assert re.search(r"once all is restored(?s:.*)remove it", capsys.readouterr().out)
    assert typing("restore", backup) == 0
    assert capsys.readouterr().out.startswith(f"{where(settings)}: plans 1, ")
    with closing(opened(settings, None, lambda _: None)) as store:
        assert store.plan(LABEL) == record()
    assert typing("audit", "verify") == 0
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "back"))
    assert typing("migrate-store", "to-file") == 0
    monkeypatch.setenv("MYOTAPER_DATABASE", "")
    assert typing("keys", "put") == 1
    with (
        keys_for(read_settings()) as keys,
        closing(opened(read_settings(), keys, lambda _: None)) as store,
    ):
        assert store.plan(LABEL) == record()
    monkeypatch.setenv("MYOTAPER_DATABASE", server().address(f"{tmp_path} anew"))
    assert typing("migrate-store", "to-database") == 0
    assert typing("keys", "status") == 1  # the file of the keyring is still there
    (tmp_path / "keys" / RING).unlink()
    assert typing("keys", "status") == 0


def test_a_master_key_that_is_lost_is_not_replaced_by_one_that_opens_nothing(
    typing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typing("keys", "new") == 0
    (tmp_path / "keys" / MASTER).unlink()
    assert typing("keys", "new") == 1
    assert "the database has a keyring already" in capsys.readouterr().err
    assert not (tmp_path / "keys" / MASTER).exists()


async def test_a_copy_that_lies_with_the_backups_stays_for_whoever_has_to_try_again(
    typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typing("keys", "new") == 0
    settings = read_settings()
    with closing(opened(settings, None, lambda _: None)) as store:
        await store.commit(change(made=record()))
        assert typing("backup") == 0
    with psycopg.connect(settings.database.get_secret_value(), autocommit=True) as there:
        there.execute("DROP TABLE keyring, kept, installation, audit, audit_begin")
    capsys.readouterr()
    (tmp_path / "linked").symlink_to(tmp_path / "backups")  # as systemd has it
    monkeypatch.setenv("MYOTAPER_KEYS", str(tmp_path / "linked"))
    assert typing("keys", "put", "--master", tmp_path / "keys" / MASTER) == 0
    said = capsys.readouterr().out
    assert said.endswith(f"{tmp_path / 'linked' / RING} stays: each backup renews it.\n")
