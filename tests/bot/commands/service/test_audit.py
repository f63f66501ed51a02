"""`myotaper audit` as it is typed, beside a bot that is running."""

import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot import clock
from bot.__main__ import main
from bot.standing import LEADS
from bot.store import Change
from bot.store.audit.heads import note
from bot.store.audit.table import TRIGGERS
from bot.store.backups.backup import backed_up
from bot.store.backups.restore import restore
from bot.store.disk.folder import ALTERED
from bot.store.glance import wrong_with
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore, open_store
from bot.wiring import health_file
from flows.talk.turn import Deed
from tests.bot.alarm.ringing import desk_of
from tests.bot.store.examples import LABEL, NOON, change, keeping, person, record
from tests.bot.store.test_audit import A_DAY
from tests.bot.store.test_older import schema_1
from tests.world.postgres import server

MADE = Deed(action="made", label=LABEL)


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteStore]:
    """Of a bot that is running: a plan of 42, a day later what 43 did, and what nobody knows."""
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MYOTAPER_TIMEZONE", "Europe/Berlin")
    monkeypatch.delenv("MYOTAPER_AUDIT_HEAD", raising=False)
    with closing(open_store(tmp_path / "data")) as opened:
        await opened.commit(change(made=record(), deeds=(MADE,)))
        await opened.commit(keeping(person(), seen=NOON))
        told = replace(MADE, action="acknowledged", reason="dose")
        await opened.commit(Change(deeds=(told,), who=43, at=NOON + A_DAY))
        new = Deed(action="of_a_later_version", label="A23-456")
        await opened.commit(Change(deeds=(new,), at=NOON + 2 * A_DAY))
        yield opened


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Typed":
    return Typed(monkeypatch, capsys)


class Typed:
    """What a command printed, and how it ended."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: object) -> tuple[int, str]:
        self._monkeypatch.setattr("sys.argv", ["myotaper", "audit", *map(str, words)])
        try:
            status = main()
        except SystemExit as error:
            status = int(str(error.code))
        said = self._capsys.readouterr()
        return status, said.out + said.err


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("word", ["show", "export", "verify"])
def test_it_ends_without_a_word_once_nobody_reads_on(
    monkeypatch: pytest.MonkeyPatch, typed: Typed, word: str
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as nobody:
        monkeypatch.setattr("sys.stdout", nobody)
        assert typed(word) == (141, "")


@pytest.mark.usefixtures("store")
def test_each_entry_is_a_sentence_with_its_time_doer_and_plan(typed: Typed) -> None:
    status, said = typed("show")
    assert status == 0
    first, second, third, _ = said.splitlines()
    assert first == (
        "      1  22-Nov-2026 13:00:00 CET  user 42: made a revision of the plan; "
        f"plan {LABEL}, revision 1"
    )
    assert "acknowledged a reminder" in second
    assert second.endswith("revision 1 (dose)")
    assert "user 43" not in second  # who is unknown here is a hash
    assert "the bot: of_a_later_version; plan " in third
    assert "A23-456" not in third  # there is no such plan


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (("--plan", LABEL.lower()), [1, 2]),
        (("--plan", "A23-456"), []),
        (("--person", 42), [1]),
        (("--person", 43), [2]),
        (("--day", "2026-11-23"), [2]),
        (("--day", "2026-11-23", "--person", 42), []),
    ],
)
@pytest.mark.usefixtures("store")
def test_of_one_plan_one_person_one_day(
    typed: Typed, asked: tuple[object, ...], numbers: list[int]
) -> None:
    if asked[1] == "A23-456":
        assert typed("show", *asked)[0] == 2  # its check character is wrong
        return
    status, said = typed("export", *asked)
    if not numbers:
        none = (0, "myotaper: the audit has no such entry\n")
        assert (status, said) == typed("show", *asked) == none
        return
    found = [json.loads(line) for line in said.splitlines()]
    assert (status, [each["seq"] for each in found]) == (0, numbers)
    assert [int(line.split()[0]) for line in typed("show", *asked)[1].splitlines()] == numbers
    assert LABEL not in said


async def test_a_whole_chain_says_so_and_agrees_with_its_heads(
    typed: Typed, store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = store.head()
    assert head is not None
    file = tmp_path / "heads"
    note(file, head, NOON)
    monkeypatch.setenv("MYOTAPER_AUDIT_HEAD", str(file))
    status, said = typed("verify", "--head", head.short)
    assert status == 0
    assert said.startswith("3 entries, from 2026-11-22T12:00:00.250000+00:00 to ")
    assert f"The last is {head}.\n2 heads that were written down elsewhere agree." in said
    for wrong in (replace(head, hash="0" * 64), replace(head, seq=9)):
        status, said = typed("verify", "--head", wrong)
        assert (status, f"entry {wrong.seq} of the audit: a head" in said) == (1, True)
    assert typed("verify", "--head", "12@12")[0] == 2
    file.write_text("no head\n")
    status, said = typed("verify")
    assert (status, "MYOTAPER_AUDIT_HEAD" in said) == (2, True)
    file.unlink()
    status, said = typed("verify")
    assert (status, "heads is not there: the running bot" in said) == (1, True)
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "new"))
    open_store(tmp_path / "new").close()
    assert typed("verify")[0] == 0


async def test_the_first_entry_that_is_wrong_is_named(
    typed: Typed, store: SqliteStore, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "myotaper.db")) as there, there:
        statement = there.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'audit_unaltered'"
        ).fetchone()[0]
        there.execute("DROP TRIGGER audit_unaltered")
        there.execute("UPDATE audit SET actor = 'x' WHERE seq = 2")
        there.execute(statement)
    assert typed("verify") == (
        1, "myotaper: entry 2 of the audit: it is not as it was written\n",
    )  # fmt: skip
    assert "audit_unaltered" in TRIGGERS
    assert [each.key for each in await store.inspected()] == ["audit/2"]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "did", ["DROP TRIGGER audit_unaltered", "CREATE TABLE other (key)", "DROP TABLE audit_begin"]
)
def test_other_tables_and_statements_are_called_altered_and_no_upgrade(
    did: str, typed: Typed, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "myotaper.db")) as there, there:
        there.execute(did)
    status, said = typed("verify")
    assert (status, "somebody has altered it" in said, "deploy/AUDIT.md says" in said) == (
        1,
        True,
        True,
    )
    assert [*wrong_with(tmp_path / "data")] == [f"{tmp_path / 'data' / 'myotaper.db'} {ALTERED}"]


async def test_a_restore_goes_on_with_the_chain_and_says_which_heads_it_lost(
    typed: Typed, store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(tmp_path / "data", tmp_path / "backup.db", NOON + 3 * A_DAY).path
    await store.commit(Change(deeds=(MADE, MADE), who=44, at=NOON + 4 * A_DAY))
    file, head = tmp_path / "heads", store.head()
    assert head is not None
    note(file, head, NOON + 4 * A_DAY)
    restore(backup, tmp_path / "elsewhere", NOON + 5 * A_DAY)
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("MYOTAPER_AUDIT_HEAD", str(file))
    status, said = typed("verify")
    assert (status, said.splitlines()[0].split(",")[0]) == (0, "4 entries")
    assert "1 heads are of entries that were lost when a backup was restored" in said
    assert "goes on from a backup" in typed("show", "--person", 0, "--day", "2026-11-27")[1]
    note(file, head, NOON + 6 * A_DAY)
    assert typed("verify")[0] == 1  # it was written down after the restore


def test_where_there_is_no_data_it_says_so(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    status, said = typed("verify")
    assert (status, "there is no audit" in said) == (1, True)
    open_store(tmp_path / "data").close()
    assert typed("verify")[1].startswith("0 entries: each is as it was written")
    monkeypatch.setenv("MYOTAPER_DATA", str(schema_1(tmp_path / "older").parent))
    assert "another version" in typed("show")[1]
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path / "data"))
    (tmp_path / "data" / "myotaper.db").write_bytes(b"no database" * 99)
    assert "cannot be read" in typed("show")[1]
    monkeypatch.setenv("MYOTAPER_REGION", "moon")
    assert typed("show")[0] == 2


async def test_heads_of_a_machine_that_has_not_led_are_not_missed_there(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that led and had the file misses it, whatever it wrote of itself since."""
    address, heads = server().address(str(tmp_path)), tmp_path / "heads"
    (tmp_path / "data").mkdir(mode=0o700)
    for name, value in (("DATABASE", address), ("DATA", tmp_path / "data"), ("AUDIT_HEAD", heads)):
        monkeypatch.setenv(f"MYOTAPER_{name}", str(value))
    with closing(open_database(address)) as store:
        await store.commit(change(made=record(), deeds=(MADE,)))
        desk = desk_of(store, clock.now)

        def writes() -> None:
            health_file(desk, tmp_path / "data", heads).write(())

        status, said = typed("verify")
        assert (status, "heads is not there yet: no process of this" in said) == (0, True)
        writes()
        assert typed("verify")[0] == 0
        note(heads, store.head(), NOON)
        writes()
        heads.unlink()
        for _ in range(2):
            status, said = typed("verify")
            assert (status, "somebody has taken it away" in said) == (1, True)
            writes()
        (tmp_path / "data" / LEADS).write_text("{", encoding="utf-8")
        assert typed("verify")[0] == 1


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "--day", "7 May"), "it is no day; write one as 2027-04-30"),
        (("verify", "--head", "12"), "it is no end that the bot told, as 0123456789abcdef@12"),
        (("--help",), "MYOTAPER_DATABASE"),
    ],
)
def test_what_is_typed_wrongly_is_told_with_its_form(
    typed: Typed, words: tuple[str, ...], says: str
) -> None:
    assert says in typed(*words)[1]
