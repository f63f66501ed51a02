"""Everybody who follows a plan hears that the bot goes on from a backup."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alarm.health import health
from bot.store.backups.restored import Restored
from flows.talk.records import Matter
from tests.bot.alarm.ringing import (
    ADMIN,
    BEGIN,
    GROUP,
    LABEL,
    OWNER,
    SECOND,
    TEAM,
    Ringing,
    ringing,
)

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
SAID = "GOES ON FROM A BACKUP of 02-Nov-2026 09:00 Europe/Berlin"


@pytest.fixture
def there() -> Iterator[Ringing]:
    """A plan that is followed, restored from a backup of an hour ago."""
    with ringing() as everything:
        everything.plans(LABEL, Matter.GATE)
        everything.store.rows.restored = Restored(as_of=BEGIN - AN_HOUR, at=BEGIN)
        yield everything


def test_the_administrators_the_owner_and_the_group_are_told_once_a_day(there: Ringing) -> None:
    there.ticks()
    assert there.out.chats == [ADMIN, *sorted((OWNER, GROUP), key=there.out.chats.index)]
    assert set(there.out.chats) == {ADMIN, OWNER, GROUP}
    assert all(SAID in text for text in there.out.texts)
    there.ticks(BEGIN + AN_HOUR)
    assert len(there.out.left) == 3
    there.ticks(BEGIN + A_DAY)
    assert len(there.out.left) == 6


def test_another_process_that_takes_over_tells_nobody_again_that_day(there: Ringing) -> None:
    """Nor does it tell too few: who is asleep is told by day, and everybody the day after."""
    there.ticks(BEGIN + 12 * AN_HOUR)
    there.alarm = there.another()
    there.ticks(BEGIN + 13 * AN_HOUR)
    assert there.out.chats == [ADMIN]
    there.ticks(BEGIN + 22 * AN_HOUR)
    there.alarm = there.another()
    there.ticks(BEGIN + 23 * AN_HOUR)
    assert sorted(there.out.chats) == sorted([ADMIN, OWNER, GROUP])
    there.ticks(BEGIN + 36 * AN_HOUR)
    assert there.out.chats[3:] == [ADMIN]


def test_another_backup_is_told_of_anew(there: Ringing) -> None:
    there.ticks()
    later = Restored(as_of=BEGIN - AN_HOUR, at=BEGIN + AN_HOUR)
    there.store.rows.restored = later
    there.alarm = there.another()
    there.ticks(BEGIN + AN_HOUR)
    assert len(there.out.left) == 6


def test_after_some_days_it_is_known(there: Ringing) -> None:
    there.ticks(BEGIN + 3 * A_DAY)
    assert there.out.left == []


def test_at_night_only_the_administrators_are_told(there: Ringing) -> None:
    there.ticks(BEGIN + 12 * AN_HOUR)
    assert there.out.chats == [ADMIN]
    there.ticks(BEGIN + 22 * AN_HOUR)
    assert set(there.out.chats[1:]) == {OWNER, GROUP}


def test_an_owner_elsewhere_is_told_by_the_day_of_their_team(there: Ringing) -> None:
    there.keeps(replace(TEAM, zone="America/New_York", serial=2))
    there.ticks()
    assert there.out.chats == [ADMIN]  # 10:00 in Berlin is 04:00 there
    there.ticks(BEGIN + 4 * AN_HOUR)
    assert set(there.out.chats[1:]) == {OWNER, GROUP}


def test_whoever_follows_nothing_is_not_told(there: Ringing) -> None:
    there.plans(SECOND, owner=77, team=0, closed_at=BEGIN)
    there.ticks()
    assert 77 not in there.out.chats


def test_it_stands_in_the_status_as_long(there: Ringing) -> None:
    assert health(there.store, BEGIN, "1").restored == BEGIN - AN_HOUR
    assert health(there.store, BEGIN + 3 * A_DAY, "1").restored is None
    there.store.rows.restored = None
    assert health(there.store, BEGIN, "1").restored is None
    there.ticks()
    assert there.out.left == []
