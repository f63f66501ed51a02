"""What Telegram cannot tell is told by a program of the machine, once a day for each thing."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.running.bell import (
    AGAIN,
    ENDED,
    LASTS,
    LOOKS_SECONDS,
    NAME,
    Bell,
    bell,
    wrong_now,
)
from bot.page.write import Writer
from bot.settings import Settings
from bot.words import catalogue
from flows.talk.known import Upkeep
from flows.talk.outage import Outage, OutageKind

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
SETTINGS = {"PATH": "/usr/bin:/bin", "MYOTAPER_TOKEN": "canary"}


class Clock:
    """Pushed by hand."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def program(folder: Path, ends: str = "exit 0") -> Path:
    """It writes down what it is told, and what it is given beside."""
    path = folder / "tell"
    path.write_text(f'#!/bin/sh\necho "$# $1" >> {folder}/told\nenv >> {folder}/env\n{ends}\n')
    path.chmod(0o700)
    return path


def told(folder: Path) -> list[str]:
    path = folder / "told"
    return path.read_text().splitlines() if path.exists() else []


def bell_in(folder: Path, clock: Clock, ends: str = "exit 0") -> Bell:
    return Bell(
        program=program(folder, ends), kept=folder / NAME, clock=clock, environment=SETTINGS
    )


def test_it_is_run_with_one_sentence_and_none_of_the_settings(
    tmp_path: Path, clock: Clock
) -> None:
    bell_in(tmp_path, clock).ring("outage.revoked", "It's refused; $(id) `id` & more")
    assert told(tmp_path) == ["1 It's refused; $(id) `id` & more"]
    given = (tmp_path / "env").read_text()
    assert "PATH=" in given
    assert "canary" not in given


def test_each_thing_is_told_once_a_day_by_a_process_that_is_started_again_too(
    tmp_path: Path, clock: Clock
) -> None:
    for _ in range(3):
        bell_in(tmp_path, clock).ring("one", "one")
        bell_in(tmp_path, clock).ring("two", "two")
    assert told(tmp_path) == ["1 one", "1 two"]
    clock.now += A_DAY - timedelta(seconds=1)
    bell_in(tmp_path, clock).ring("one", "one")
    clock.now += timedelta(seconds=1)
    bell_in(tmp_path, clock).ring("one", "one")
    assert told(tmp_path) == ["1 one", "1 two", "1 one"]


def test_one_end_silences_no_other_and_a_count_makes_no_other_of_it(
    tmp_path: Path, clock: Clock
) -> None:
    for why in ("no master key", "wrong zone", "no master key", "3 plans", "12 plans"):
        bell_in(tmp_path, clock).ended(why)
    assert told(tmp_path) == ["1 no master key", "1 wrong zone", "1 3 plans"]
    clock.now += A_DAY
    bell_in(tmp_path, clock).ended("wrong zone")
    assert told(tmp_path)[3:] == ["1 wrong zone"]
    assert len(json.loads((tmp_path / NAME).read_text())) == 1


def test_a_clock_that_was_set_back_silences_nothing(tmp_path: Path, clock: Clock) -> None:
    bell_in(tmp_path, clock).ring("one", "one")
    clock.now -= 30 * A_DAY
    bell_in(tmp_path, clock).ring("one", "one")
    assert len(told(tmp_path)) == 2


@pytest.mark.parametrize("ends", ["exit 3", "kill -9 $$"])
def test_a_program_that_fails_is_run_again_at_the_next_look(
    tmp_path: Path, clock: Clock, ends: str
) -> None:
    rings = bell_in(tmp_path, clock, ends)
    rings.ring("one", "one")
    rings.ring("one", "one")
    assert told(tmp_path) == ["1 one"] * 2


async def test_one_that_fails_is_run_again_a_minute_later(tmp_path: Path, clock: Clock) -> None:
    waited = list[float]()

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        clock.now += timedelta(seconds=seconds)
        if clock.now - NOON > AGAIN:
            raise asyncio.CancelledError

    rings = bell_in(tmp_path, clock, "exit 3")
    rings.pause = pause
    with pytest.raises(asyncio.CancelledError):
        await rings.run(lambda: {"a": "a", "b": "b"})
    assert told(tmp_path) == ["1 a", "1 a"]
    assert len(waited) > AGAIN.total_seconds() / LOOKS_SECONDS


def test_where_there_is_no_such_program_or_none_is_set_the_bot_goes_on(
    tmp_path: Path, clock: Clock
) -> None:
    for missing in (tmp_path / "gone", None):
        rings = Bell(program=missing, kept=tmp_path / NAME, clock=clock)
        rings.ring("one", "one")
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize("kept", ["", "[]", '{"one": 7}', '{"one": "never"}'])
def test_what_cannot_be_read_or_kept_is_told_again(
    tmp_path: Path, clock: Clock, kept: str
) -> None:
    (tmp_path / NAME).write_text(kept)
    bell_in(tmp_path, clock).ring("one", "one")
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()
    rings = bell_in(tmp_path, clock)
    rings.ring("one", "one")
    rings.ring("one", "one")
    assert told(tmp_path) == ["1 one"] * 2


async def test_what_is_over_and_comes_again_is_told_again(tmp_path: Path, clock: Clock) -> None:
    looks: list[Mapping[str, str]] = [{"a": "a"}, {"a": "a", "b": "b"}, {}, {"a": "a"}]
    waited = list[float]()

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == len(looks):
            raise asyncio.CancelledError

    rings = bell_in(tmp_path, clock)
    rings.ring(ENDED, "the process before")
    rings.pause = pause
    with pytest.raises(asyncio.CancelledError):
        await rings.run(lambda: looks[len(waited)])
    assert told(tmp_path) == ["1 the process before", "1 a", "1 b", "1 a"]
    assert waited == [LOOKS_SECONDS] * len(looks)
    assert {*json.loads((tmp_path / NAME).read_text())} == {ENDED, "a"}


def test_what_lasts_and_what_the_machine_lacks_is_said_with_what_is_to_be_done() -> None:
    writer = Writer(catalogue(), "us")
    outages = tuple(
        Outage(kind=kind, since=NOON - LASTS, counted=NOON, machine=NOON) for kind in OutageKind
    )
    brief = (Outage(kind=OutageKind.STORE, since=NOON - LASTS + timedelta(seconds=1)),)
    assert wrong_now(brief, Upkeep(), writer, "UTC", NOON) == {}
    found = wrong_now(outages, Upkeep(room_mb=7), writer, "UTC", NOON)
    assert {*found} == {*(f"outage.{kind}" for kind in OutageKind), "upkeep.room"}
    assert "7 MB" in found["upkeep.room"]
    assert "token" in found["outage.revoked"]


def test_it_is_as_the_settings_have_it(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(data=tmp_path, alarm=Path("/usr/bin/true"), timezone="UTC")
    assert (bell(settings, clock).program, bell(settings, clock).kept) == (
        Path("/usr/bin/true"),
        tmp_path / NAME,
    )
