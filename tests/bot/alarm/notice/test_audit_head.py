"""The administrators are told the end of the audit once a week, by day."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarm.notice.audit_head import AuditHead
from bot.store import Change
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Deed
from tests.bot.alarm.ringing import ADMIN, BEGIN, Ringing, ringing

AN_HOUR, A_WEEK = timedelta(hours=1), timedelta(weeks=1)
MADE = Deed(action="made", label="K7Q-2M3")


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


@pytest.fixture
def store(there: Ringing, tmp_path: Path) -> Iterator[SqliteStore]:
    """Whose audit the alarm tells of: nothing was done yet."""
    with closing(open_store(tmp_path / "data")) as opened:
        before = there.alarm.audit_head
        there.alarm.audit_head = AuditHead(
            store=opened, administrators=(ADMIN,), tells=before.tells
        )
        yield opened


def done(there: Ringing, store: SqliteStore) -> None:
    there.does(store.commit(Change(at=BEGIN, deeds=(MADE,), who=7)))


def test_nobody_is_told_where_nothing_was_done_or_in_the_first_week(
    there: Ringing, store: SqliteStore
) -> None:
    there.ticks()
    done(there, store)
    there.ticks(BEGIN + AN_HOUR)
    there.ticks(BEGIN + A_WEEK - AN_HOUR)
    assert there.out.left == []


def test_a_week_later_they_have_its_end_and_each_week_again(
    there: Ringing, store: SqliteStore
) -> None:
    done(there, store)
    head = store.head()
    assert head is not None
    there.ticks(BEGIN + A_WEEK)
    there.ticks(BEGIN + A_WEEK + AN_HOUR)
    assert there.out.chats == [ADMIN]
    assert f"--head {head.short}" in there.out.texts[0]
    assert "The audit has 1 entry" in there.out.texts[0]
    assert [each.action for each in store.entries()] == ["made", "head_told"]
    there.ticks(BEGIN + 2 * A_WEEK - AN_HOUR)
    assert there.out.chats == [ADMIN]
    there.ticks(BEGIN + 2 * A_WEEK)
    assert there.out.chats == [ADMIN] * 2
    assert "The audit has 2 entries" in there.out.texts[1]


def test_at_night_nobody_is_woken_for_it(there: Ringing, store: SqliteStore) -> None:
    done(there, store)
    there.ticks(BEGIN + A_WEEK + 12 * AN_HOUR)
    assert there.out.left == []
    there.ticks(BEGIN + A_WEEK + 22 * AN_HOUR)
    assert there.out.chats == [ADMIN]


def test_what_did_not_leave_is_told_later(there: Ringing, store: SqliteStore) -> None:
    done(there, store)
    there.ticks(BEGIN + A_WEEK - AN_HOUR)
    there.alarm.audit_head.tells.pace.hold(ADMIN, 9_000)
    there.ticks(BEGIN + A_WEEK)
    assert [each.action for each in store.entries()] == ["made"]
    there.ticks(BEGIN + A_WEEK + 3 * AN_HOUR)
    assert there.out.chats == [ADMIN]


def test_with_no_administrator_nobody_is_told(there: Ringing, store: SqliteStore) -> None:
    there.alarm.audit_head.administrators = ()
    done(there, store)
    there.ticks(BEGIN + 2 * A_WEEK)
    assert there.out.left == []
