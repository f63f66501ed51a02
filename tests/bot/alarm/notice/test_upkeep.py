"""What the machine lacks is told to the administrators, once a day, and stands in /status."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarm.health import health
from bot.alarm.notice.upkeep import Chores, Machine
from flows.talk.known import Upkeep
from tests.bot.alarm.ringing import ADMIN, BEGIN, Ringing, ringing

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MORE_THAN_THERE_IS = 10**9  # megabytes


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


@pytest.fixture
def machine(there: Ringing, tmp_path: Path) -> Machine:
    """A machine that the alarm watches, with room enough."""
    watched = Machine(folders=(tmp_path, tmp_path / "not there"), least_mb=1)
    before = there.alarm.chores
    there.alarm.chores = Chores(machine=watched, first=before.first, tells=before.tells)
    return watched


def test_with_room_and_backups_nobody_is_told_anything(there: Ringing, machine: Machine) -> None:
    assert machine() == Upkeep()
    there.ticks()
    assert there.out.left == []


def test_a_disk_that_is_nearly_full_is_told_once_a_day(there: Ringing, machine: Machine) -> None:
    machine.least_mb = MORE_THAN_THERE_IS
    there.ticks()
    there.ticks(BEGIN + AN_HOUR)
    assert there.out.chats == [ADMIN]
    room = machine().room_mb
    assert room
    assert "DISK IS NEARLY FULL" in there.out.texts[0]
    there.ticks(BEGIN + A_DAY)
    assert there.out.chats == [ADMIN] * 2


def test_a_backup_that_fails_is_told_beside_it(there: Ringing, machine: Machine) -> None:
    machine.least_mb, machine.no_backup_since = MORE_THAN_THERE_IS, BEGIN
    there.ticks()
    assert there.out.chats == [ADMIN] * 2
    assert "NO BACKUP HAS BEEN MADE since 02-Nov-2026 10:00 Europe/Berlin" in there.out.texts[1]
    machine.no_backup_since = None
    there.ticks(BEGIN + A_DAY)
    assert len(there.out.left) == 3


def test_a_folder_that_is_still_to_be_made_has_the_room_of_its_disk() -> None:
    there, root = (
        Machine(folders=(Path(each),), least_mb=MORE_THAN_THERE_IS)() for each in ("/not/yet", "/")
    )
    assert there.room_mb
    assert there.room_mb == pytest.approx(root.room_mb, abs=100)
    assert Machine(least_mb=MORE_THAN_THERE_IS)() == Upkeep()


def test_it_stands_in_the_health(there: Ringing) -> None:
    short = Upkeep(room_mb=3)
    assert health(there.store, BEGIN, "1", upkeep=short).upkeep == short
