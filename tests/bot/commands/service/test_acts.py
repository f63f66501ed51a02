"""What is done at the command line stands in the audit: by whom, on both stores, killed or not."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from pwd import getpwuid

import psycopg
import pytest

from bot.__main__ import main
from bot.commands.service import backup, keys
from bot.engine import opened
from bot.settings import read_settings
from bot.store import Change
from bot.store.audit.book import opened as book_of
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER, masters
from bot.store.sqlite import open_store
from bot.unlocking import keys_for
from flows.talk.turn import Deed
from tests.bot.store.examples import LABEL, NOON, change, record
from tests.bot.store.killed_steps import in_a_child, kill_at
from tests.world.postgres import server

Says = Callable[..., tuple[int, str, str]]
MADE = Deed(action="made", label=LABEL)
ACTS = {"audit_shown", "audit_exported"}
EVERY = 11  # step of a killed command


@pytest.fixture
def says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Says:
    """How a command ends and what it says, in a folder that keeps a plan."""
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MYOTAPER_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.delenv("SUDO_UID", raising=False)
    (tmp_path / "backups").mkdir()

    def saying(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["myotaper", *map(str, words)])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return saying


async def filled() -> None:
    settings = read_settings()
    with (
        keys_for(settings) as there,
        closing(opened(settings, there, lambda _: None)) as store,
    ):
        await store.commit(change(made=record(), deeds=(MADE,)))


def done(says: Says) -> list[str]:
    """What was done up to now, as the export has it, which is the last of it."""
    status, said, wrong = says("audit", "export")
    assert (status, wrong) == (0, "")
    assert says("audit", "verify")[0] == 0
    actions = [json.loads(line)["action"] for line in said.splitlines()]
    assert actions.pop() == "audit_exported"
    return [each for each in actions if each not in ACTS]


@pytest.fixture(params=["file", "database"])
def kept_in(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    if request.param == "database":
        monkeypatch.setenv("MYOTAPER_DATABASE", server().address(f"{tmp_path} acts"))
    return request.param


async def test_each_act_is_an_entry(
    says: Says, kept_in: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled()
    assert says("backup")[0] == 0
    monkeypatch.setenv("MYOTAPER_KEYS", str(tmp_path / "keys"))
    assert says("keys", "new")[0] == 0
    made = ["backup_asked", "backup_made"]
    made += ["keys_made"] if kept_in == "database" else ["keys_asked", "keys_made"]
    assert done(says) == ["made", *made]
    await_encrypted()
    assert says("keys", "rotate")[0] == 0
    made += ["rotation_asked", "keys_rotated"]
    assert done(says) == ["made", *made]
    if kept_in == "database":
        named = tmp_path / "backups" / "another.db"  # not for the second, which may be the same
        assert says("backup", named)[0] == 0  # with the copy of the keyring beside it
        with psycopg.connect(os.environ["MYOTAPER_DATABASE"], autocommit=True) as there:
            there.execute("DROP TABLE keyring")
        copy = tmp_path / "keys" / RING
        copy.write_bytes((tmp_path / "backups" / RING).read_bytes())
        copy.chmod(0o600)
        assert says("keys", "put")[0] == 0
        assert done(says) == ["made", *made, "backup_asked", "backup_made", "keys_put"]


def await_encrypted() -> None:
    """As a start does it."""
    settings = read_settings()
    there = None if settings.database else keys_for(settings)
    if there is None:
        opened(settings, None, lambda _: None).close()
        return
    with there as keys_:
        opened(settings, keys_, lambda _: None).close()


async def test_a_restore_and_a_move_are_in_what_comes_of_them(
    says: Says, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled()
    assert says("backup")[0] == 0
    (copy,) = (tmp_path / "backups").glob("*.db")
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "elsewhere"))
    assert says("restore", copy)[0] == 0
    restored = ["made", "backup_asked", "restored"]
    assert done(says) == restored
    monkeypatch.setenv("MYOTAPER_DATABASE", server().address(f"{tmp_path} acts"))
    assert says("migrate-store", "to-database")[0] == 0
    assert done(says) == [*restored, "moved_to_database"]
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "back"))
    assert says("migrate-store", "to-file")[0] == 0
    monkeypatch.delenv("MYOTAPER_DATABASE")
    assert done(says) == [*restored, "moved_to_database", "moved_to_file"]
    with closing(open_store(tmp_path / "back")) as store:
        assert store.plan(LABEL) == record()


async def test_the_running_bot_goes_on_after_it(says: Says, kept_in: str) -> None:
    del kept_in
    settings = read_settings()
    with closing(opened(settings, None, lambda _: None)) as store:
        await store.commit(change(made=record(), deeds=(MADE,)))
        for number in (1, 2):
            assert says("backup", f"{settings.backups}/{number}.db")[0] == 0
            await store.commit(Change(at=NOON, deeds=(MADE,)))
    asked = ["backup_asked", "backup_made", "made"]
    assert done(says) == ["made", *asked, *asked]


async def test_it_says_which_user_of_the_machine(
    says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled()
    assert says("backup")[0] == 0
    name = getpwuid(os.getuid()).pw_name
    assert f"account {name}: made a backup\n" in says("audit", "show")[1]
    monkeypatch.setenv("SUDO_UID", "1")
    assert says("audit", "export", "--plan", LABEL)[0] == 0
    said = says("audit", "show")[1]
    assert f"account {getpwuid(1).pw_name}: had entries of the audit exported\n" in said
    once = f"account {name}: had entries of the audit shown; once a day\n"
    assert (said.count(once), says("audit", "show")[1].count(once)) == (1, 1)


@pytest.mark.parametrize("word", [("backup",), ("audit", "export"), ("audit", "show")])
async def test_what_cannot_be_noted_is_said_and_done(
    says: Says, tmp_path: Path, word: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled()
    monkeypatch.setattr("bot.store.audit.acts.WAIT_SECONDS", 0.0)
    with closing(open_store(tmp_path / "data")) as store:
        store.rows.conn.begin()  # somebody writes for a long time
        status, said, wrong = says(*word)
    assert status == 0
    assert said
    assert "this is NOT in the audit: database is locked" in wrong


def test_where_nothing_is_kept_nothing_is_noted(says: Says, tmp_path: Path) -> None:
    status, said, wrong = says("backup")
    assert (status, said) == (1, "")
    assert "NOT in the audit" not in wrong
    assert not (tmp_path / "data").exists()


async def test_a_backup_that_is_killed_was_asked_for_and_none_is_made_up(
    says: Says, tmp_path: Path
) -> None:
    del says
    await filled()
    for step in count(1, EVERY):
        to = tmp_path / "backups" / f"{step}.db"
        status = in_a_child(lambda to=to: backup.main([str(to)]), kill_at(step))
        made, asked = noted(tmp_path, "backup_made"), noted(tmp_path, "backup_asked")
        files = {each for each in (tmp_path / "backups").iterdir() if each.suffix == ".db"}
        assert made <= len(files) <= asked, step
        if not os.WIFSIGNALED(status):
            break
    assert made
    assert asked > made


async def test_a_rotation_that_is_killed_was_asked_for_and_none_is_made_up(
    says: Says, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYOTAPER_KEYS", str(tmp_path / "keys"))
    assert says("keys", "new")[0] == 0
    await filled()
    master = tmp_path / "keys" / MASTER
    first, turned = masters(master, ()), 0
    for step in count(1, EVERY):
        status = in_a_child(lambda: keys.main(["rotate"]), kill_at(step))
        there = masters(master, ())
        if there[-1] != first[-1]:
            first, turned = there[-1:], turned + 1
        made, asked = noted(tmp_path, "keys_rotated"), noted(tmp_path, "rotation_asked")
        assert made <= turned <= asked, step
        if not os.WIFSIGNALED(status):
            break
    assert made


def noted(tmp_path: Path, action: str) -> int:
    """How often the audit has it; the chain is whole."""
    with keys_for(read_settings()) as there, book_of(tmp_path / "data", there) as book:
        assert book.verified([])[0].seq  # type: ignore[union-attr]
        return sum(each.action == action for each in book.entries())
