"""The damage table: any one row is damaged, in a file or in a database, and what goes on, who is
told, how it is mended."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from bot.store import CannotOpen
from bot.store.record.forms import FORMS
from bot.store.record.keys import LEADS
from bot.words import catalogue
from flows.lists.unread import KINDS
from tests.bot.alarm.ringing import ADMIN, GROUP, OTHER, OWNER, SECOND, TEAM
from tests.bot.damaged import (
    INDEX_DAMAGE,
    NOW,
    NURSE,
    RECORD_DAMAGE,
    THEIR_OWNER,
    THEIRS,
    THIRD,
    UPDATE,
    Lived,
    damaged,
    given_up,
    keys,
    living,
    made,
    restored,
)
from tests.bot.kept import InDatabase, Kept, OnFile
from tests.campaigns import size
from tests.world.plan_record import LABEL

A_DAY = timedelta(hours=26)
HEAL = {"session", "clock"}  # by themselves, and soon: they are told of once
RUNS = "Reminders are being delivered."
NAMED = "CANNOT BE READ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that stands for its kind, and what its damage means."""

    key: str  # or how it begins
    told: str = ""  # the kind that the administrators are told of; nothing: it mends itself
    name: str = ""
    when_missing: str = "?"  # the same where the row is gone; "?": as for any other damage
    named: bool = False  # the plan is named in the lists, and nothing of it is reminded
    followers: bool = False  # the group is told too
    starts: bool = True
    rows: str = ""  # to restore


TABLE: dict[str, tuple[Row, ...]] = {
    "plan": (
        Row(
            key=f"plan/{LABEL}/000001",
            told="plan",
            name=LABEL,
            named=True,
            followers=True,
            rows=f"plan/{LABEL}/*",
        ),
    ),
    "reminder": (
        Row(key=f"reminder/{LABEL}/dose"),  # remade
        Row(key=f"reminder/{LABEL}/bone"),  # on its way
        Row(key=f"reminder/{LABEL}/glucose"),  # nobody took it up
        Row(key=f"reminder/{LABEL}/gate"),  # still to come
    ),
    "team": (Row(key=f"team/{TEAM.number:09d}", told="team", name="5", followers=True),),
    "person": (
        Row(key=f"person/{OTHER}", told="person", name=str(OTHER)),
        Row(key=f"person/{OWNER}", told="person", name=str(OWNER)),
        Row(key=f"person/{NURSE}", told="person", name=str(NURSE)),
    ),
    "session": (Row(key=f"session/{OWNER}", told="session", name=str(OWNER), when_missing=""),),
    "invite": (Row(key="invite/ab12", told="invite", name="ab12", when_missing=""),),
    "errand": (Row(key="errand/-100/31", told="errand", name="-100", when_missing=""),),
    "erased": (Row(key="erased/D22-BBB", told="erased", name="D22-BBB", when_missing=""),),
    "inbox": (Row(key=f"inbox/{UPDATE:019d}", told="inbox", name="5", when_missing=""),),
    "heard": (Row(key=f"heard/{UPDATE:019d}", told="heard", name="5", when_missing=""),),
    "label": (Row(key=f"label/{SECOND}", told="label", name=SECOND, when_missing=""),),
    "clock": (
        Row(key="clock/seen", told="clock", name="seen", when_missing=""),
        Row(key="clock/sent", told="clock", name="sent", when_missing=""),
    ),
    "meta": (Row(key="meta/key", starts=False),),
}  # of the records; what only leads to others mends itself, and a stray row is told of
STRAY_TOLD = {
    "due": "reminder", "sending": "reminder", "stuck": "reminder", "owner": "plan",
    "ofteam": "plan", "closed": "plan", "last": "plan", "member": "person", "chat": "team",
}  # fmt: skip
ASKED_BY = {
    f"person/{OWNER}": {"dose", "upcoming"},
    f"person/{OTHER}": {"plans"},
    f"person/{NURSE}": {"today"},
}  # who has no role meanwhile asks in vain
CELLS = [
    (kind, row.key, how) for kind, rows in TABLE.items() for row in rows for how in RECORD_DAMAGE
] + [(kind, kind, how) for kind in LEADS for how in INDEX_DAMAGE]


ENGINES = ("file", "database")


def in_turn() -> list[tuple[str, str, str, str]]:
    """Every cell, the kinds one after the other, so that the first of them are of every kind; each
    in one engine and later in the other."""
    by_kind = {kind: [each for each in CELLS if each[0] == kind] for kind in (*FORMS, *LEADS)}
    turns: list[tuple[str, str, str]] = []
    for at in range(len(CELLS)):
        for number, cells in enumerate(by_kind.values()):
            place = (at + number % 3) % len(cells) if at < len(cells) else None
            turns += [] if place is None else [cells[place]]
    return [
        (ENGINES[(number + turn) % 2], *cell)
        for turn in (0, 1)
        for number, cell in enumerate(turns)
    ]


def test_every_kind_of_row_has_its_cells() -> None:
    """A new kind of row says here what its damage means, and there what is said of it."""
    assert set(TABLE) == set(FORMS)
    assert sorted(in_turn()) == sorted((engine, *cell) for engine in ENGINES for cell in CELLS)
    first = in_turn()[: size("damaged")]
    assert {kind for _, kind, _, _ in first} == {*FORMS, *LEADS}
    assert {engine for engine, *_ in first} == {*ENGINES}
    assert set(FORMS) | {"file", "audit"} == KINDS
    assert {f"unread.{kind}" for kind in KINDS} <= catalogue().texts.keys()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder before anything is damaged, which is its backup too."""
    folder = tmp_path_factory.mktemp("whole") / "kept"
    asyncio.run(made(folder))
    kinds = {key.partition("/")[0] for key in keys(folder)}
    assert kinds == {*FORMS, *LEADS}
    return folder


def says(kind: str, name: str) -> str:
    return catalogue()[f"unread.{kind}"].format(name=name, number=1).partition(".")[0]


def row_of(kind: str, key: str, how: str) -> Row:
    """What the table says; of an index, from the kind of damage."""
    if kind not in LEADS:
        return next(each for each in TABLE[kind] if each.key == key)
    return Row(key=key, told=STRAY_TOLD.get(kind, "") if how == "stray" else "")


async def reads(there: Lived) -> dict[str, str]:
    """What everybody is shown who asks."""
    return {
        "today": await there.says(NURSE, "today", chat=GROUP),
        "dose": await there.says(OWNER, "dose", "tomorrow", chat=GROUP),
        "upcoming": await there.says(OWNER, "upcoming", chat=GROUP),
        "plans": await there.says(OTHER, "plans"),
        "own plans": await there.says(OWNER, "plans"),
        "theirs": await there.says(THEIR_OWNER, "today", chat=THEIRS.chat),
        "status": await there.says(ADMIN, "status"),
    }


@pytest.mark.parametrize("cell", in_turn()[: size("damaged")], ids="-".join)
async def test_one_damaged_row_harms_itself_alone(
    cell: tuple[str, str, str, str], whole: Path, tmp_path: Path
) -> None:
    engine, kind, begins, how = cell
    kept = OnFile(tmp_path / "kept") if engine == "file" else InDatabase.named(str(tmp_path))
    kept.like(whole)
    key = next(each for each in keys(kept) if each.startswith(begins))
    row = row_of(kind, begins, how)
    told = row.when_missing if how == "missing" and row.when_missing != "?" else row.told
    damaged(kept, key, how)
    if not row.starts:
        with pytest.raises(CannotOpen, match="restore it from a backup"), living(kept):
            pass
    else:
        with living(kept) as there:
            await there.begins()
            await goes_on(there, row, key, told)
            await is_told(there, row, told)
    await is_mended(kept, whole, kind, key, how)


async def goes_on(there: Lived, row: Row, key: str, told: str) -> None:
    """The others' lists and reminders, whatever is damaged."""
    screens = await reads(there)
    may_not = ASKED_BY.get(key, set()) if told == "person" else set()
    for word in {"today", "dose", "plans", "upcoming"} - may_not:
        assert SECOND in screens[word], word
        assert LABEL in screens[word], word
        assert (f"{LABEL}: {NAMED}" in screens[word]) == row.named, word
    assert f"{THIRD}, Monday" in screens["theirs"]
    assert NAMED not in screens["theirs"]
    if told not in HEAL:
        assert (RUNS in screens["status"]) == (not told), screens["status"]
    before = len(there.posts.left)
    await there.until(there.now + A_DAY)
    sent = [text for _, text in there.posts.left[before:]]
    for label in (SECOND, THIRD, *(() if row.named else (LABEL,))):
        assert any(label in text and "dose" in text for text in sent), label
    if row.named:
        assert not any(text.startswith(f"<b>{LABEL}:") for text in sent)
    status = await there.says(ADMIN, "status")
    assert (RUNS in status) == (told in {"", *HEAL}), status


async def is_told(there: Lived, row: Row, told: str) -> None:
    """The administrators at once, and a day later again; the group where it relies on it."""
    to_admin, to_group = unescape(there.posts.to(ADMIN)), unescape(there.posts.to(GROUP))
    if not told:
        assert catalogue()["unread.head"] not in to_admin
        return
    said = says(told, row.name or "ZZZ-ZZZ") if row.name else says(told, "").partition("  ")[0][:5]
    assert to_admin.count(said) >= (1 if told in HEAL else 2), to_admin
    if row.followers:
        assert says(f"{told}_here", row.name) in to_group


async def is_mended(kept: Kept, backup: Path, kind: str, key: str, how: str) -> None:
    """By the words that were told: then everything is as it was."""
    if kind in LEADS and how == "stray":
        stray = set(keys(kept)) - set(keys(backup))
        for each in stray:
            for name in ("ZZZ-ZZZ", "000000077", "77"):
                if name in each:
                    given_up(kept, name)
    elif kind not in {"reminder", "session", "clock"} and kind not in LEADS:
        restored(kept, backup, f"plan/{LABEL}/*" if kind == "plan" else key)
    with living(kept, NOW + 2 * A_DAY) as there:
        await there.begins()
        await there.looks()
        assert there.store.faults() == ()
        screens = await reads(there)
        for word in ("today", "dose", "plans", "own plans", "upcoming"):
            assert LABEL in screens[word], word
            assert SECOND in screens[word], word
            assert NAMED not in screens[word]
        assert RUNS in screens["status"], screens["status"]
        assert list(there.store.problems()) == []
