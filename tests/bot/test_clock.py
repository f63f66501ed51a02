"""The machine's clock is believed once and then counted on, whatever it shows meanwhile."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import bot.clock
from bot.clock import AHEAD, BACK, STANDS_SECONDS, Clock, by_hand, now, seconds
from bot.settings import Settings
from bot.store import NotRead
from bot.store.peers import Alone
from bot.wiring import local_desk
from tests.world.memory_store import MemoryStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
FAR = (-BACK - A_MINUTE, BACK + A_MINUTE, timedelta(days=-73_000), timedelta(days=73_000))


@dataclass(slots=True)
class Machine:
    """Time that passes, and a clock that can be moved."""

    passed: float = 0.0
    off: timedelta = timedelta(0)
    boot: str = "one"
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = self.another()

    def another(self) -> Clock:
        return Clock(machine=self.reads, elapsed=lambda: self.passed, boot=self.boot)

    def reads(self) -> datetime:
        return NOON + timedelta(seconds=self.passed) + self.off

    @property
    def true(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_the_time_is_that_of_the_machine(machine: Machine) -> None:
    assert machine.clock() == NOON
    machine.passed = 7.5
    assert machine.clock() == NOON + timedelta(seconds=7.5)
    assert machine.clock.moved is None


def test_the_machine_of_this_test_has_a_clock_and_seconds_that_go_forward() -> None:
    assert now().tzinfo is UTC
    first = seconds()
    assert seconds() >= first
    assert abs(Clock()() - now()) < A_MINUTE


@pytest.mark.parametrize("off", FAR)
def test_a_clock_that_is_moved_far_moves_nothing_and_is_noticed(
    machine: Machine, off: timedelta
) -> None:
    machine.off = off
    moved = machine.clock.moved
    assert moved
    assert (moved.counted, moved.machine, moved.since) == (NOON, NOON + off, NOON)
    machine.passed = 86_400.0
    assert machine.clock() == machine.true
    assert (there := machine.clock.moved)
    assert there.since == NOON
    machine.off = timedelta(0)
    assert machine.clock.moved is None
    assert machine.clock() == machine.true


@pytest.mark.parametrize("off", FAR)
def test_a_person_says_that_it_is_right(machine: Machine, off: timedelta) -> None:
    machine.off = off
    assert machine.clock.moved
    machine.clock.take()
    assert machine.clock.moved is None
    assert machine.clock() == NOON + off


@pytest.mark.parametrize("off", [-A_MINUTE, A_MINUTE, -BACK, BACK])
def test_a_small_difference_is_followed_once_it_has_lasted(
    machine: Machine, off: timedelta
) -> None:
    machine.off = off
    assert machine.clock() == NOON
    machine.passed = STANDS_SECONDS - 1
    assert machine.clock() == machine.true
    machine.passed = STANDS_SECONDS
    assert machine.clock() == machine.true + off
    assert machine.clock.moved is None


def test_a_small_difference_that_comes_and_goes_is_not_followed(machine: Machine) -> None:
    for each in range(10):
        machine.off = A_MINUTE if each % 2 else timedelta(0)
        machine.passed += STANDS_SECONDS / 2
        assert machine.clock() == machine.true


def test_many_small_moves_do_not_add_up_faster_than_they_are_followed(machine: Machine) -> None:
    for _ in range(20):
        machine.off += A_MINUTE
        machine.clock()
    assert machine.clock() == NOON
    assert machine.clock.moved


@pytest.mark.parametrize("off", [-BACK, timedelta(0), AHEAD])
def test_a_process_begins_by_a_clock_that_can_be_right(machine: Machine, off: timedelta) -> None:
    machine.off = off
    machine.clock.begins(NOON)
    assert machine.clock.moved is None
    assert machine.clock() == max(NOON, NOON + off)


def test_the_first_process_of_all_begins_by_any_clock(machine: Machine) -> None:
    machine.off = timedelta(days=-20_000)
    machine.clock.begins(None)
    assert machine.clock.moved is None
    assert machine.clock() == NOON + machine.off


@pytest.mark.parametrize("off", [AN_HOUR, -AN_HOUR, timedelta(days=20_000)])
@pytest.mark.parametrize("kept", [None, NOON - AN_HOUR])
def test_one_of_several_machines_never_begins_by_a_clock_far_from_that_of_all(
    machine: Machine, off: timedelta, kept: datetime | None
) -> None:
    """By its own it could believe it: no machine that led before it has counted for it."""
    machine.off = off
    machine.clock.begins(kept, "another one 5.0 2026-11-23T11:00:00+00:00", NOON)
    machine.passed = 60
    assert machine.clock() == NOON + A_MINUTE
    assert machine.clock.moved
    machine.off = timedelta(0)
    assert machine.clock.moved is None


def test_a_clock_near_that_of_all_is_its_own(machine: Machine) -> None:
    machine.off = BACK
    machine.clock.begins(NOON, "", NOON)
    assert machine.clock.moved is None
    assert machine.clock() == NOON + BACK


class Beside(Alone):
    """Machines that share a clock, or cannot be asked for it."""

    def ahead(self, now: datetime) -> timedelta:
        del now
        if self.fails:
            raise NotRead
        return 3 * AN_HOUR

    fails = False


@pytest.mark.parametrize("fails", [False, True])
def test_the_bot_begins_by_the_clock_of_its_database(*, fails: bool) -> None:
    store = MemoryStore()
    store.peers = Beside()
    store.peers.fails = fails
    settings = Settings(timezone="UTC")
    desk = local_desk(settings, Path(), prescribers=frozenset(), opens=lambda _: store)
    off = timedelta(0) if fails else 3 * AN_HOUR
    assert abs(now() - desk.clock() - off) < A_MINUTE
    assert bool(desk.clock.moved) is not fails


def test_a_process_never_begins_before_what_was_kept(machine: Machine) -> None:
    machine.off = timedelta(days=-20_000)
    machine.clock.begins(NOON)
    machine.passed = 60
    assert machine.clock() == NOON + A_MINUTE
    assert (moved := machine.clock.moved)
    assert (moved.counted, moved.since) == (NOON, NOON)


def test_one_that_began_by_a_wrong_clock_goes_by_it_once_it_is_set_right(machine: Machine) -> None:
    for off in (timedelta(days=-20_000), timedelta(days=20_000)):
        machine.off = off
        machine.clock.begins(NOON)
        assert machine.clock.moved
        machine.off = AN_HOUR
        assert machine.clock() == NOON + AN_HOUR
        assert machine.clock.moved is None


@pytest.mark.parametrize("off", FAR)
def test_the_next_process_counts_on_as_long_as_the_machine_runs(
    machine: Machine, off: timedelta
) -> None:
    mark = machine.clock.mark(machine.clock())
    machine.off, machine.passed = off, 30 * 86_400.0
    clock = machine.another()
    clock.begins(NOON, mark)
    assert clock() == machine.true
    assert (moved := clock.moved)
    assert (moved.counted, moved.machine) == (machine.true, machine.true + off)


def test_after_the_machine_was_started_anew_its_seconds_say_nothing(machine: Machine) -> None:
    mark = machine.clock.mark(machine.clock())
    machine.boot, machine.off = "another", 3 * AN_HOUR
    clock = machine.another()
    clock.begins(NOON, mark)
    assert clock() == NOON + 3 * AN_HOUR
    assert clock.moved is None


def test_where_a_machine_cannot_be_told_apart_nothing_is_kept(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.boot = ""
    clock = machine.another()
    assert clock.mark(NOON) == ""
    assert clock.counts_on("")
    monkeypatch.setattr(bot.clock, "BOOT", tmp_path / "none")
    assert bot.clock.boot() == ""


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_a_clock_that_is_pushed_by_hand_is_never_moved(zone: str) -> None:
    time = [NOON.astimezone(ZoneInfo(zone))]
    clock = by_hand(lambda: time[0])
    first = clock.elapsed()
    for _ in range(400):
        time[0] += timedelta(days=1)
        assert clock() == time[0]
        assert clock.moved is None
    assert clock.elapsed() - first == time[0].timestamp() - NOON.timestamp()
