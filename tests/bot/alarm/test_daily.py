"""What is done once a day: reminders are made true, and a failure stops nothing else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarm.daily import made_true, make_true, tidy
from bot.clock import by_hand
from bot.desk.desk import Desk
from bot.settings import Settings
from bot.store import Change, NotSaved, Stale
from bot.wiring import local_desk
from flows.talk.records import Matter, Stage
from flows.talk.turn import Deed
from tests.bot.desk.test_desk import Failing
from tests.editions.changed import by_later_edition
from tests.flows.following import LABEL, TEAM, at, planned

NOW = at(0, "09:00")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A plan that was kept by a version that knew no reminders."""
    settings = Settings(timezone="Europe/Berlin")
    made = local_desk(
        settings, tmp_path / "data", prescribers=frozenset(), clock=by_hand(lambda: NOW)
    )
    await made.store.commit(Change(at=NOW, made=planned(), keeps=(TEAM,)))
    yield made
    made.store.close()


async def test_a_plan_with_no_reminders_gets_those_it_wants(desk: Desk) -> None:
    heard = list[str]()
    desk = replace(desk, news=lambda: heard.append("news"))
    assert desk.store.reminders(LABEL) == ()
    await tidy(desk)
    made = desk.store.reminders(LABEL)
    assert {Matter.GATE, Matter.DOSE} <= {each.matter for each in made}
    assert heard == ["news"]
    await tidy(desk)
    assert desk.store.reminders(LABEL) == made
    assert heard == ["news"]


async def test_a_reminder_follows_when_its_zone_moves_its_clocks(desk: Desk) -> None:
    """Its wall time stays, and the instant is that of the zone as it is now."""
    await tidy(desk)
    (gate,) = (each for each in desk.store.reminders(LABEL) if each.matter is Matter.GATE)
    assert gate.due is not None
    old = replace(gate, due=gate.due + timedelta(hours=1), serial=gate.serial + 1)
    await desk.store.commit(Change(at=NOW, keeps=(old,)))
    await tidy(desk)
    again = desk.store.reminder(gate.id)
    assert again is not None
    assert (again.due, again.wall) == (gate.due, gate.wall)


async def test_a_plan_of_another_edition_has_the_reminders_it_was_shown_with(desk: Desk) -> None:
    await tidy(desk)
    before = desk.store.reminders(LABEL)
    record = desk.store.plan(LABEL)
    assert record
    other = replace(by_later_edition(record), serial=record.serial + 1)
    await desk.store.commit(Change(at=NOW, keeps=(other,)))
    await tidy(desk)
    gates = {each.id for each in desk.store.reminders(LABEL) if each.stage is Stage.PENDING}
    assert gates > {each.id for each in before if each.matter is Matter.BONE}
    assert desk.store.reminders(LABEL) != before


async def test_of_a_plan_that_is_gone_nothing_is_made_true(desk: Desk) -> None:
    assert await made_true(desk, "Z9Z-9ZZ", NOW) == 0
    assert await made_true(desk, LABEL, NOW) == len(desk.store.reminders(LABEL)) > 0


async def test_what_was_made_true_is_counted_and_so_is_every_plan_that_reminds(desk: Desk) -> None:
    assert await make_true(desk, NOW) == len(desk.store.reminders(LABEL)) > 0
    assert desk.measures.live == 1
    assert await make_true(desk, NOW) == 0
    assert desk.measures.live == 1


@pytest.mark.parametrize("error", [Stale(), NotSaved()])
async def test_what_fails_is_left_for_the_next_day(desk: Desk, error: Exception) -> None:
    await tidy(replace(desk, store=Failing(desk.store, [error])))
    assert desk.store.reminders(LABEL) == ()
    await tidy(desk)
    assert desk.store.reminders(LABEL) != ()


async def test_a_fault_of_the_file_is_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.store.rows["due/000000000001/nowhere"] = ""  # type: ignore[attr-defined]
    await tidy(desk)
    assert "what is kept has faults" in caplog.text


async def test_what_was_done_more_than_a_year_ago_goes_from_the_audit(desk: Desk) -> None:
    for days in (366, 365, 1):
        deed = Deed(action="made", label=LABEL)
        await desk.store.commit(Change(at=NOW - timedelta(days=days), deeds=(deed,)))
    await tidy(desk)
    there = [(each.seq, each.action) for each in desk.store.entries()]
    assert there == [(2, "made"), (3, "made"), (4, "retention")]
