"""What holds reminders back is told until it is mended, and stands in a file beside the data."""

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.alarm.health import EVERY_SECONDS, HealthFile, Left, health
from bot.alarm.notice.notices import PATIENCE_SECONDS
from bot.alarm.notice.telling import A_DAY_SECONDS, AN_HOUR_SECONDS, Telling
from bot.alarm.sending import Attempt
from bot.commands.running.bell import LASTS, wrong_now
from bot.desk.outages import Outages
from bot.pacing import Pace
from bot.page.write import Writer
from bot.release import build
from bot.standing import written
from bot.store import Full, NotRead, NotSaved, Undecodable
from bot.store.peers import Alone
from bot.wiring import alarm
from bot.words import catalogue
from flows.talk.known import Line, Unread, Upkeep
from flows.talk.outage import OutageKind, sentence
from flows.talk.records import Landing, Matter
from tests.bot.alarm.ringing import (
    ADMIN,
    LABEL,
    OTHER,
    OWNER,
    SECOND,
    TEAM,
    Ringing,
    desk_of,
    ringing,
)

A_MINUTE = timedelta(minutes=1)
UNKNOWN = Attempt(landing=Landing.UNKNOWN)


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


@pytest.fixture
def outages(there: Ringing) -> Outages:
    return there.alarm.notices.outages


def passes(there: Ringing, seconds: float, *, minutes: int = 1) -> list[int]:
    """So much time has passed, a tick every so many minutes; who was told of anything."""
    there.out.left.clear()
    begun = there.loop.now()
    for minute in range(minutes, int(seconds / 60) + 1, minutes):
        there.ticks(begun + minute * A_MINUTE)
    return there.out.chats


def test_nothing_is_told_where_all_is_well(there: Ringing) -> None:
    there.plans()
    assert passes(there, AN_HOUR_SECONDS) == []


def test_what_lasts_is_told_to_the_administrators_and_to_who_owns_a_plan(
    there: Ringing, outages: Outages
) -> None:
    there.plans()
    there.plans(SECOND, owner=OTHER, live=False)
    outages.begin(OutageKind.REVOKED)
    assert passes(there, PATIENCE_SECONDS - 60) == []
    assert passes(there, AN_HOUR_SECONDS) == [OWNER, ADMIN][::-1]
    assert all("Telegram refuses the bot's token" in each for each in there.out.texts)
    assert all(
        "NO REMINDER HAS BEEN SENT since 02-Nov-2026 10:00" in each for each in there.out.texts
    )


def test_what_is_over_soon_is_told_to_nobody(there: Ringing, outages: Outages) -> None:
    outages.begin(OutageKind.STORE)
    there.ticks()
    assert outages() == ()
    assert passes(there, AN_HOUR_SECONDS) == []


def test_it_is_told_once_a_day_until_it_is_mended(there: Ringing, outages: Outages) -> None:
    there.plans()
    outages.begin(OutageKind.REVOKED)
    assert passes(there, 4 * A_DAY_SECONDS, minutes=15).count(ADMIN) == 4
    assert there.out.chats.count(OWNER) == 4
    outages.end(OutageKind.REVOKED)
    assert passes(there, 2 * A_DAY_SECONDS, minutes=15) == []


def test_a_new_one_is_told_after_an_hour_at_the_soonest(there: Ringing, outages: Outages) -> None:
    outages.begin(OutageKind.REVOKED)
    assert passes(there, PATIENCE_SECONDS + 60) == [ADMIN]
    outages.end(OutageKind.REVOKED)
    there.ticks()
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS - 120) == []
    assert passes(there, 180) == [ADMIN]


def test_at_night_only_the_administrators_are_told(there: Ringing, outages: Outages) -> None:
    there.plans()
    there.loop.passes(13 * AN_HOUR_SECONDS)
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN]
    assert passes(there, 10 * AN_HOUR_SECONDS, minutes=15) == [OWNER]


def test_an_owner_elsewhere_is_told_by_the_day_of_their_team(
    there: Ringing, outages: Outages
) -> None:
    there.keeps(replace(TEAM, zone="America/New_York", serial=2))
    there.plans()
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN]  # 10:00 in Berlin is 04:00 there
    assert passes(there, 2 * AN_HOUR_SECONDS) == [OWNER]


def test_a_notice_that_may_not_have_arrived_comes_again_in_an_hour(
    there: Ringing, outages: Outages
) -> None:
    there.out.answers = {ADMIN: [UNKNOWN]}
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN]
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN]
    assert passes(there, 10 * AN_HOUR_SECONDS, minutes=15) == []


def test_where_telegram_asks_to_wait_the_notice_waits(there: Ringing, outages: Outages) -> None:
    there.out.answers = {ADMIN: [Attempt(landing=Landing.WAITS, wait_seconds=600)]}
    outages.begin(OutageKind.REVOKED)
    assert passes(there, PATIENCE_SECONDS + 60) == [ADMIN]
    assert passes(there, 500) == []
    assert passes(there, 300) == [ADMIN]


class OnDatabase(Alone):
    """Nobody else is on it."""


class Broken:
    """A store none of whose commits succeed, or none of whose readings."""

    def __init__(self, store: Any, error: Exception, name: str, server: str = "") -> None:
        self.store, self.error, self.name = store, error, name
        self.peers = OnDatabase()
        self.peers.server = server

    def __getattr__(self, name: str) -> Any:
        if name == self.name:
            raise self.error
        return getattr(self.store, name)


@pytest.mark.parametrize(
    ("error", "name", "says"),
    [
        (Full(), "commit", "the disk is full"),
        (NotSaved(), "commit", "cannot be read or written"),
        (NotRead(), "sending", "cannot be read or written"),
        (NotRead(), "labels", "cannot be read or written"),
    ],
)
def test_a_store_that_fails_is_told_and_once_it_works_what_was_due_is_sent(
    there: Ringing, error: Exception, name: str, says: str
) -> None:
    plan = there.plans()
    there.asks(plan)
    whole, broken = there.alarm, there.another(Broken(there.store, error, name))
    if name == "labels":
        broken = there.another(Broken(Broken(there.store, error, name), error, "commit"))
    for _ in range(20):
        there.loop.passes(60)
        with pytest.raises((NotSaved, NotRead)):
            there.does(broken.tick(there.clock()))
    told = [each.chat for each in there.out.left if says in each.page.text]
    assert told == ([ADMIN] if name == "labels" else [ADMIN, OWNER])
    assert there.store.due(there.clock(), 9)
    there.alarm = whole
    there.ticks()
    assert there.store.due(there.clock(), 9) == ()


@pytest.mark.parametrize(
    ("error", "server", "kind"),
    [
        (NotRead(), "db.example port 5432", "database"),
        (Undecodable(), "db.example port 5432", "store"),
        (NotRead(), "", "store"),
    ],
)
def test_a_database_that_does_not_answer_is_named_with_its_place_on_the_machine_alone(
    there: Ringing,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    *,
    error: Exception,
    server: str,
    kind: str,
) -> None:
    store = Broken(there.store, error, "sending", server)
    broken = there.another(store)
    outages = broken.notices.outages
    outages.server = server
    file = file_of(there, tmp_path / "health.json")
    broken.health = file
    there.does(broken._ticked())
    (outage,) = outages()
    assert outage.kind == kind
    (said,) = json.loads(file.path.read_text())["outages"]
    assert ("db.example port 5432" in said["says"]) is (kind == "database")
    assert "db.example" not in str(sentence(outage, "UTC"))
    (line,) = [each for each in caplog.records if each.levelname == "ERROR"]
    event = "the database does not answer" if server else "the store failed"
    assert (line.getMessage(), getattr(line, "server", "")) == (event, server)
    assert wrong_now((outage,), Upkeep(), file.writer, "UTC", there.clock() + LASTS) == {
        f"outage.{kind}{'_at' * (kind == 'database')}": said["says"]
        .replace("Europe/Berlin", "UTC")
        .replace("10:00", "09:00")
    }


@pytest.mark.parametrize(
    ("error", "kind"), [(Full(), OutageKind.FULL), (NotSaved(), OutageKind.STORE)]
)
def test_a_store_that_took_no_answer_is_tried_though_nothing_is_due(
    there: Ringing, error: Exception, kind: OutageKind
) -> None:
    there.ticks()
    broken = there.another(Broken(there.store, error, "commit"))
    outages = broken.notices.outages
    there.does(broken.tick(there.clock()))
    assert outages() == ()
    outages.doubted = True
    for _ in range(2):
        with pytest.raises(NotSaved):
            there.does(broken.tick(there.clock()))
        assert [each.kind for each in outages()] == [kind]
        outages.doubted = False  # what stands is tried until it is over
    broken.guard.store = there.store
    outages.doubted = True
    there.does(broken.tick(there.clock()))
    assert (outages(), outages.doubted) == ((), False)


def test_a_plan_that_cannot_be_read_keeps_nobody_else_from_being_told(
    there: Ringing, outages: Outages, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.plans()
    there.plans(SECOND, owner=OTHER)
    plan = there.store.plan

    def read(label: str, revision: int | None = None) -> Any:
        if label == SECOND:
            raise NotRead
        return plan(label, revision)

    monkeypatch.setattr(there.store, "plan", read)
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN, OWNER]


def test_who_owns_a_plan_is_learnt_anew_each_day(there: Ringing, outages: Outages) -> None:
    there.plans()
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN, OWNER]
    there.plans(SECOND, owner=OTHER)
    assert passes(there, A_DAY_SECONDS - AN_HOUR_SECONDS, minutes=15) == []
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN, OWNER, OTHER]


def test_who_owned_a_plan_is_told_while_nobody_can_read_who_does(
    there: Ringing, outages: Outages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread() -> Any:
        raise NotRead

    there.plans()
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN, OWNER]
    monkeypatch.setattr(there.store, "labels", unread)
    assert passes(there, A_DAY_SECONDS, minutes=15) == [ADMIN, OWNER]


def test_who_is_told_first_is_told_once_though_they_own_a_plan(
    there: Ringing, outages: Outages
) -> None:
    there.plans(owner=ADMIN)
    outages.begin(OutageKind.REVOKED)
    assert passes(there, AN_HOUR_SECONDS) == [ADMIN]


def test_only_who_may_say_that_the_clock_is_right_has_the_button(there: Ringing) -> None:
    there.plans()
    there.off = timedelta(days=3)
    there.ticks()
    assert {each.chat: len(each.page.buttons) for each in there.out.left} == {ADMIN: 1, OWNER: 0}


def test_an_alarm_that_ends_tells_nothing_more(there: Ringing) -> None:
    there.off = timedelta(days=3)
    there.alarm.lanes.ending = True
    there.ticks()
    assert there.out.left == []


# the file


def file_of(there: Ringing, path: Path) -> HealthFile:
    writer = Writer(catalogue(), "us")
    return HealthFile(
        path=path,
        clock=there.clock,
        writer=writer,
        zone_name="Europe/Berlin",
        counted=lambda: health(there.store, there.clock(), "1"),
    )


def test_the_file_says_how_it_stands_and_when_that_was(
    there: Ringing, outages: Outages, tmp_path: Path
) -> None:
    path = tmp_path / "health.json"
    file = file_of(there, path)
    file.write(outages())
    begun = there.clock().isoformat()
    counts = {"pending": 0, "late": 0, "failed": 0, "unread": 0, "damaged": 0, "upkeep": []}
    well = {"at": begun, "reminders_leave": True, "outages": [], "told": []} | counts
    well |= {"term": 0, "heads": "", "version": build()}
    assert json.loads(path.read_text()) == well
    there.loop.passes(EVERY_SECONDS - 1)
    file.write(outages())
    assert json.loads(path.read_text())["at"] == begun
    outages.begin(OutageKind.FULL)
    file.write(outages())
    said = json.loads(path.read_text())
    assert not said["reminders_leave"]
    (outage,) = said["outages"]
    assert (outage["kind"], outage["since"]) == ("full", there.clock().isoformat())
    assert outage["says"].startswith(
        "NO REMINDER HAS BEEN SENT since 02-Nov-2026 10:00 Europe/Berlin"
    )
    there.loop.passes(EVERY_SECONDS)
    file.write(outages())
    assert json.loads(path.read_text())["at"] == there.clock().isoformat()
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_counts_what_is_late_and_says_what_is_to_be_mended(
    there: Ringing, tmp_path: Path
) -> None:
    path, file = tmp_path / "health.json", file_of(there, tmp_path / "health.json")
    there.asks(there.plans(LABEL, Matter.CHECK))
    there.loop.passes(A_DAY_SECONDS)
    damaged = (Unread(kind="plan", name=LABEL),)
    file.counted = lambda: replace(
        health(there.store, there.clock(), "1", upkeep=Upkeep(room_mb=7)), unreadable=damaged
    )
    file.write(())
    said = json.loads(path.read_text())
    assert (said["pending"], said["late"], said["failed"], said["unread"]) == (1, 1, 0, 0)
    assert said["damaged"] == 1
    assert said["upkeep"][0].startswith("THE DISK IS NEARLY FULL: 7 MB")


@pytest.mark.parametrize("why", [None, NotRead()])
def test_what_cannot_be_counted_is_not_known(
    there: Ringing, tmp_path: Path, why: NotRead | None
) -> None:
    def counted() -> None:
        if why:
            raise why

    file = file_of(there, tmp_path / "health.json")
    file.counted = counted
    file.write(())
    said = json.loads((tmp_path / "health.json").read_text())
    assert (said["late"], said["failed"], said["upkeep"]) == (None, None, [])


def rival(there: Ringing, outages: Outages) -> None:
    """Another process polls from now on."""
    since = there.clock()
    outages.line = lambda: Line(rival_since=since)


def leaves(there: Ringing, path: Path) -> list[int]:
    """A process like the first begins, and leaves because of a rival; whom it has told."""
    there.out.left.clear()
    desk = desk_of(there.store, there.clock)
    desk.outages.line = there.alarm.notices.outages.line
    pace = Pace(monotonic=there.loop.time, sleep=there.loop.waits)
    there.alarm = alarm(desk, there.out, pace=pace, file=file_of(there, path))
    stop = asyncio.Event()
    stop.set()
    there.does(there.alarm.run(stop))
    return there.out.chats


def test_while_another_process_polls_nothing_else_is_sent(
    there: Ringing, outages: Outages
) -> None:
    there.asks(there.plans())
    rival(there, outages)
    there.ticks()
    assert there.out.left == []
    outages.line = Line
    there.ticks()
    assert there.out.chats == [OWNER]


def test_a_process_that_leaves_has_told_why_and_the_next_ones_tell_it_once_a_day(
    there: Ringing, outages: Outages, tmp_path: Path
) -> None:
    there.plans()
    rival(there, outages)
    path = tmp_path / "health.json"
    assert leaves(there, path) == [ADMIN, OWNER]
    assert all("another process uses the same token" in each for each in there.out.texts)
    since = json.loads(path.read_text())["outages"][0]["since"]
    assert file_of(there, path).left.since == {"conflict": datetime.fromisoformat(since)}
    for _ in range(23):
        there.loop.passes(AN_HOUR_SECONDS)
        assert leaves(there, path) == []
    there.loop.passes(AN_HOUR_SECONDS)
    assert leaves(there, path) == [ADMIN, OWNER]


@pytest.mark.parametrize(("term", "kept"), [(7, True), (8, True), (9, False), (6, False)])
def test_what_held_back_a_process_that_led_before_another_one_did_is_over(
    there: Ringing, outages: Outages, tmp_path: Path, term: int, *, kept: bool
) -> None:
    """Who was told of it is known all the same."""
    there.plans()
    rival(there, outages)
    leaves(there, path := tmp_path / "health.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"term": 7}))
    left = replace(file_of(there, path), term=term).left
    assert (bool(left.since), len(left.told)) == (kept, 2)


def test_a_process_whose_lead_another_one_has_taken_calls_nobody_a_rival(
    there: Ringing, outages: Outages, tmp_path: Path
) -> None:
    there.plans()
    rival(there, outages)
    there.store.peers = OnDatabase()
    there.store.peers.stands = False
    assert leaves(there, tmp_path / "health.json") == []
    there.store.peers.stands = True
    assert leaves(there, tmp_path / "health.json") == [ADMIN, OWNER]


def test_whoever_sleeps_when_a_process_leaves_is_told_by_the_next_one_by_day(
    there: Ringing, outages: Outages, tmp_path: Path
) -> None:
    there.plans()
    rival(there, outages)
    there.loop.passes(13 * AN_HOUR_SECONDS)
    assert leaves(there, tmp_path / "health.json") == [ADMIN]
    there.loop.passes(9 * AN_HOUR_SECONDS)
    assert leaves(there, tmp_path / "health.json") == [OWNER]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"at": 3}', '{"at": "x"}', '{"at": "2026-11-02T09:00:00+00:00"}']
)
def test_of_a_file_that_cannot_be_read_nothing_is_left(
    there: Ringing, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "health.json"
    assert file_of(there, path).left == Left()
    path.write_text(text)
    assert file_of(there, path).left == Left()


def test_what_stood_as_the_process_before_ended_stands_since_then(
    there: Ringing, outages: Outages
) -> None:
    long_ago = there.clock() - timedelta(hours=2)
    outages.left["full"] = long_ago
    outages.begin(OutageKind.FULL)
    assert [each.since for each in outages()] == [long_ago]
    outages.end(OutageKind.FULL)
    outages.begin(OutageKind.FULL)
    assert [each.since for each in outages()] == [there.clock()]


def test_a_file_of_the_day_before_counts_for_nothing(
    there: Ringing, outages: Outages, tmp_path: Path
) -> None:
    path = tmp_path / "health.json"
    outages.begin(OutageKind.FULL)
    told = Telling(what="outage.full", chat=ADMIN, at=there.clock())
    file_of(there, path).write(outages(), (told,))
    left = file_of(there, path).left
    assert (set(left.since), left.told) == ({"full"}, (told,))
    there.loop.passes(A_DAY_SECONDS)
    assert file_of(there, path).left == Left()


def test_a_file_of_an_earlier_program_names_no_file_of_heads(
    there: Ringing, tmp_path: Path
) -> None:
    path = tmp_path / "health.json"
    written(path, {"at": there.clock().isoformat(), "told": [], "outages": []})
    file_of(there, path).write(())
    assert json.loads(path.read_text("utf-8"))["heads"] == ""


def test_a_file_that_cannot_be_written_stops_nothing(
    there: Ringing, outages: Outages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    file_of(there, tmp_path / "missing" / "health.json").write(outages())
    assert "the health file cannot be written" in caplog.text
