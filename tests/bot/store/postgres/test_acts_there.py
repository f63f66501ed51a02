"""An act at the command line is added to no audit that is altered, or of another version."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.store.audit.acts import Act, NotNoted, noted
from bot.store.connection import Direct
from bot.store.postgres.acts import noted_in
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import NOON

ACT = Act(action="backup_asked", at=NOON, account=7)


def acts(store: SqliteStore) -> list[str]:
    return [each.action for each in store.entries()]


def test_in_a_folder(sqlite: SqliteStore, folder: Path) -> None:
    noted(folder, ACT)
    for statement, why in (
        ("PRAGMA user_version = 8", "an earlier version"),
        ("DROP TRIGGER audit_stays", "other tables"),
    ):
        with closing(Direct(folder / "myotaper.db", wait_seconds=1)) as there:
            there.execute(statement)
        with pytest.raises(NotNoted, match=why):
            noted(folder, ACT)
        with closing(Direct(folder / "myotaper.db", wait_seconds=1)) as there:
            there.execute("PRAGMA user_version = 9")
    assert acts(sqlite) == [ACT.action]


def test_in_a_database(postgres: SqliteStore, address: str) -> None:
    noted_in(address, ACT)
    with psycopg.connect(address, autocommit=True) as there:
        for alters, back, why in (
            (
                "UPDATE installation SET schema = 8",
                "UPDATE installation SET schema = 9",
                "has schema 8",
            ),
            ("ALTER TABLE audit DISABLE TRIGGER audit_stays", "SELECT 1", "other tables"),
        ):
            there.execute(alters)
            with pytest.raises(NotNoted, match=why):
                noted_in(address, ACT)
            there.execute(back)
    assert acts(postgres) == [ACT.action]


def test_where_no_table_is_or_no_server_answers(address: str, tmp_path: Path) -> None:
    noted_in(address, ACT)
    with psycopg.connect(address) as there:
        assert there.execute("SELECT to_regclass('audit')").fetchone() == (None,)
    with pytest.raises(NotNoted):
        noted_in(f"postgresql:///none?host={tmp_path}", ACT)
    noted(tmp_path / "nowhere", ACT)
    assert not (tmp_path / "nowhere").exists()
