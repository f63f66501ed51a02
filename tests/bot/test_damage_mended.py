"""Beside the damage table: mended in the chat, marked, given up, and never mistaken."""

import asyncio
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarm.alarm import DUE_AT_ONCE
from bot.store import Change, NotRead
from bot.store.record.keys import key_of
from bot.words import catalogue
from core.course.decisions import Decision, Move, Reason
from core.edition import kept_plan
from flows.lists.unread import MOST
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Decided, Landing, Matter, Stage
from flows.talk.turn import Moved, Pressed, Reachable
from tests.bot.alarm.ringing import (
    ADMIN,
    GATE_TIME,
    GROUP,
    OTHER,
    OWNER,
    SECOND,
    TEAM,
    record,
)
from tests.bot.damaged import (
    NOW,
    NURSE,
    THEIR_OWNER,
    THEIRS,
    Lived,
    damaged,
    given_up,
    keys,
    living,
    made,
    restored,
)
from tests.bot.kept import MANUAL, RESTORE
from tests.world.plan_record import LABEL


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "kept"
    asyncio.run(made(folder))
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "kept")
    return tmp_path / "kept"


def dose_key(folder: Path) -> str:
    return next(each for each in keys(folder) if each.startswith(f"reminder/{LABEL}/dose"))


def test_in_a_container_the_same_statements_are_typed() -> None:
    typed = re.findall(r'^db\.execute\("(.*)"\)$', MANUAL, re.M)
    there = RESTORE.replace("/private/", "/")
    assert typed == [each.rstrip(";") for each in there.splitlines()]


async def test_a_reminder_made_anew_is_marked_and_not_taken_for_a_second_one(folder: Path) -> None:
    damaged(folder, dose_key(folder), "altered")
    with living(folder) as there:
        await there.begins()
        again = [text for chat, text in there.posts.left if "first day" in text or "dose" in text]
        (dose,) = (text for text in again if text.startswith(f"<b>{LABEL}: confirmed dose"))
        assert "MAY BE A REPEAT" in dose
        assert "were made anew from their plans: 1" in there.posts.to(ADMIN)
        kept = there.store.reminder(dose_key(folder).removeprefix("reminder/"))
        assert kept
        assert kept.stage is Stage.SENT


async def test_each_that_is_made_anew_is_counted_and_none_of_a_plan_that_cannot_be_read(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    of_both = [each for each in keys(folder) if each.startswith("reminder/")]
    lost = [
        next(each for each in of_both if f"/{label}/{matter}/" in each)
        for label in (LABEL, SECOND)
        for matter in ("dose", "bone", "gate")
    ]
    for key in lost:
        damaged(folder, key, "altered")
    damaged(folder, f"plan/{SECOND}/000001", "not JSON")
    with living(folder) as there:
        await there.begins()
        assert "were made anew from their plans: 3" in there.posts.to(ADMIN)
        counts = [x.count for x in caplog.records if x.message == "reminders were made anew"]
        assert counts == [3]
        assert all(there.store.reminder(key.removeprefix("reminder/")) for key in lost[:3])
        with pytest.raises(NotRead):
            there.store.reminder(lost[3].removeprefix("reminder/"))
        assert f"{SECOND}" in "".join(each.name for each in there.desk.reader.health().unreadable)


@pytest.mark.parametrize("remakes", [{}, {"remakes": True}])
async def test_what_takes_the_place_of_what_cannot_be_read_is_marked_unless_it_is_made_for_that(
    folder: Path, remakes: dict[str, bool]
) -> None:
    key = dose_key(folder)
    with living(folder) as there:
        row = there.store.reminder(key.removeprefix("reminder/"))
        assert row
    damaged(folder, key, "altered")
    before = keys(folder)[key]
    first, second = replace(row, serial=1), replace(row, serial=2)
    with living(folder) as there:
        ledger = there.alarm.lanes.ledger
        assert not await ledger.kept(there.now, (second,), **remakes)
        assert keys(folder)[key] == before
        assert await ledger.kept(there.now, (first,), **remakes)
        assert there.store.reminder(row.id) == replace(first, remade=not remakes)


async def test_a_reminder_made_anew_stays_marked_until_somebody_acts(folder: Path) -> None:
    damaged(folder, dose_key(folder), "altered")
    with living(folder) as there:
        await there.begins()
        await there.until(there.now + timedelta(days=2))
        parts = [part for _, text in there.posts.left for part in text.split("\n\n")]
        told = [part for part in parts if f"{LABEL}: confirmed dose</b>\nFrom" in part]
        assert len(told) > 2
        assert all("MAY BE A REPEAT" in part for part in told)
        assert not any("nobody has acknowledged it." in part for part in told)


async def test_a_chat_that_cannot_be_reached_now_may_have_read_it_before(folder: Path) -> None:
    with living(folder) as there:
        team = there.store.team(TEAM.number)
        assert team
        gone = replace(team, dead=True, serial=team.serial + 1)
        await there.store.commit(Change(at=there.now, keeps=(gone,)))
    damaged(folder, dose_key(folder), "altered")
    with living(folder) as there:
        await there.begins()
        told = [text for chat, text in there.posts.left if chat == GROUP and ": confirmed" in text]
        assert told
        assert all("MAY BE A REPEAT" in text for text in told)


NEW_GROUP = -1_000_100
READ_ON_THE_WAY = (
    f"plan/{LABEL}",
    f"reminder/{LABEL}/dose",
    f"reminder/{LABEL}/gate",
    f"team/{TEAM.number:09d}",
    f"person/{OWNER}",
    f"person/{OTHER}",
)


@pytest.mark.parametrize("how", ["not JSON", "missing"])
@pytest.mark.parametrize("begins", READ_ON_THE_WAY)
async def test_a_row_that_is_damaged_as_messages_leave_holds_up_no_other(
    folder: Path, begins: str, how: str
) -> None:
    """Between the claim and the message, and between the message and what becomes of it."""
    key = next(each for each in keys(folder) if each.startswith(begins))
    with living(folder, GATE_TIME) as there:
        there.posts.meanwhile.append(lambda: damaged(folder, key, how))
        await there.looks()
        assert SECOND in there.posts.to(GROUP)
        assert SECOND in there.posts.to(OWNER)
        assert there.desk.outages() == ()
        assert not [each for each in there.store.sending() if each.label == SECOND]
        await there.looks()
        assert not [each for each in there.store.sending() if each.id not in key]


async def test_reminders_of_a_plan_that_cannot_be_read_move_with_their_group(
    folder: Path, whole: Path
) -> None:
    """One was on its way as the last process ended: it may have arrived there."""
    plan = f"plan/{LABEL}/000001"
    with living(folder) as there:
        (bone,) = there.store.sending()
        waits = tuple(replace(each, landing=Landing.WAITS) for each in bone.deliveries)
        claimed = replace(bone, deliveries=waits, tries=1, rounds=0, serial=bone.serial + 1)
        await there.store.commit(Change(at=there.now, keeps=(claimed,)))
    damaged(folder, plan, "not JSON")
    with living(folder) as there:
        await there.begins()
        await there.hears(OWNER, Moved(chat=NEW_GROUP), chat=GROUP)
    restored(folder, whole, plan)
    with living(folder, NOW + timedelta(hours=1)) as there:
        await there.looks()
        theirs = [each for each in there.store.reminders(LABEL) if each.deliveries]
        assert NEW_GROUP in {each.chat for of in theirs for each in of.deliveries}
        assert GROUP not in {each.chat for of in theirs for each in of.deliveries}
        told = (text for chat, text in there.posts.left if chat == NEW_GROUP)
        (again,) = (text for text in told if f"{LABEL}: bone" in text)
        assert "MAY BE A REPEAT" in again


@pytest.mark.parametrize("who", [GROUP, OWNER, OTHER, ADMIN])
async def test_what_nobody_was_told_of_a_plan_that_cannot_be_read_goes_on_once_somebody_is_back(
    folder: Path, who: int
) -> None:
    chat = min(who, 0)
    with living(folder) as there:
        await there.hears(who, Reachable(writable=False), chat=chat)
        (stuck,) = there.store.stuck(LABEL)
        untold = replace(stuck, deliveries=(), serial=stuck.serial + 1)
        await there.store.commit(Change(at=there.now, keeps=(untold,)))
    damaged(folder, f"plan/{LABEL}/000001", "not JSON")
    with living(folder, NOW + timedelta(hours=1)) as there:
        await there.hears(who, Reachable(writable=True), chat=chat)
        assert there.store.stuck(LABEL) == ()


async def test_a_person_is_mended_by_the_role_that_is_handed_again(folder: Path) -> None:
    damaged(folder, f"person/{NURSE}", "not JSON")
    with living(folder) as there:
        await there.begins()
        assert f"User {NURSE}: the roles are not known" in there.posts.to(ADMIN)
        code = await invited(there)
        await there.says(NURSE, "start", code)
        await there.looks()
        assert there.store.faults() == ()
        assert SECOND in await there.says(NURSE, "today", chat=GROUP)


async def test_what_is_only_heard_of_a_person_writes_over_no_damaged_row(folder: Path) -> None:
    """The settings make the owner a prescriber; what else there was may yet be restored."""
    key = f"person/{OWNER}"
    damaged(folder, key, "not JSON")
    with living(folder) as there:
        await there.hears(OWNER, Reachable(writable=False))
        assert keys(folder)[key] == "not JSON"


async def invited(there: Lived) -> str:
    """The code by which the owner invites into the care team."""
    await there.says(OWNER, "invite")
    press = Pressed(label="", number=TEAM.number, press="invite.care_team")
    shown = await there.hears(OWNER, press)
    return next(line for line in shown.splitlines() if line.startswith("/start ")).split()[1]


async def test_a_team_is_mended_by_whoever_sets_it_anew(folder: Path) -> None:
    damaged(folder, f"team/{TEAM.number:09d}", "another shape")
    with living(folder) as there:
        await there.begins()
        shown = await there.says(OWNER, "team")
        assert "cannot be read" in shown
        assert TEAM.zone in shown, "the zone that its reminders have"
        await there.hears(OWNER, Pressed(label="", number=TEAM.number, press="team.repeat.6"))
        kept = there.store.team(TEAM.number)
        assert kept
        assert (kept.repeat_hours, kept.chat, kept.second_check) == (6, GROUP, True)
        await there.looks()
        assert there.store.faults() == ()
        assert "cannot be read" not in await there.says(OWNER, "team")


async def test_an_earlier_backup_is_never_taken_for_the_present_plan(
    folder: Path, whole: Path
) -> None:
    """It is given up and made anew: the label stays given, and everything else is gone."""
    with living(folder) as there:
        plan = there.store.plan(LABEL)
        assert plan
        live = there.desk.as_of_now(plan)
        held = Decision(move=Move.HOLD, on=live.today, reason=Reason.ENZYME_RISING, weeks=1)
        by = Decided(decision=held, by=OWNER, name="Owner", at=there.now, revision=2)
        shown = kept_plan.decided(live.kept, held)
        after = replace(
            plan, revision=2, serial=2, decisions=(by,), shown=shown, before=plan.shown
        )
        await there.store.commit(Change(at=there.now, made=after))
    damaged(folder, key_of(after), "not JSON")
    damaged(folder, key_of(after), "missing")
    restored(folder, whole, f"plan/{LABEL}/*")
    with living(folder) as there:
        await there.begins()
        with pytest.raises(NotRead):
            there.store.plan(LABEL)
        assert f"Plan {LABEL}:" in there.posts.to(ADMIN)
        assert f"{LABEL} cannot be read" in there.posts.to(OWNER)
        toast = await there.hears(OWNER, Pressed(label=LABEL, number=1, press="show"))
        assert "cannot be read" in toast
    given_up(folder, LABEL)
    with living(folder) as there:
        await there.begins()
        assert (there.store.faults(), there.store.plan(LABEL)) == ((), None)
        assert there.store.given(LABEL)
        assert not [each for each in keys(folder) if LABEL in each and "label/" not in each]


async def test_what_fails_by_the_hundred_holds_up_nobody(folder: Path) -> None:
    """A plan that cannot be read has more due than are looked at once."""
    with living(folder) as there:
        plan = there.store.plan(LABEL)
        assert plan
        asked = raised(there.desk.as_of_now(plan), Matter.URGENT, "0")
        rows = [replace(asked, detail=str(at)) for at in range(DUE_AT_ONCE + 9)]
        await there.store.commit(Change(at=there.now, keeps=tuple(rows)))
    damaged(folder, f"plan/{LABEL}/000001", "not JSON")
    with living(folder, NOW + timedelta(hours=5)) as there:
        await there.looks()
        assert SECOND in there.posts.to(GROUP)
        status = await there.says(ADMIN, "status")
        (failed,) = re.findall(catalogue()["status.failed"].format(number=r"(\d+)"), status)
        assert int(failed) >= len(rows)


async def test_many_at_once_are_told_in_one_message_each_day(folder: Path) -> None:
    for number in range(MOST + 3):
        with living(folder) as there:
            label = f"X{number:02d}-AAA"
            plan = record(label, owner=THEIR_OWNER, team=THEIRS.number)
            await there.store.commit(Change(at=there.now, made=plan))
        damaged(folder, f"plan/{label}/000001", "not JSON")
    with living(folder) as there:
        await there.begins()
        (first,) = (text for chat, text in there.posts.left if chat == ADMIN and "X00" in text)
        assert catalogue()["unread.more"].format(number=3) in first
        await there.looks()
        assert len([1 for chat, text in there.posts.left if chat == ADMIN and "X00" in text]) == 1
        there.now += timedelta(days=1)
        await there.looks()
        assert len([1 for chat, text in there.posts.left if chat == ADMIN and "X00" in text]) == 2


async def test_a_code_that_cannot_be_read_is_no_code(folder: Path) -> None:
    with living(folder) as there:
        code = await invited(there)
    (key,) = (each for each in keys(folder) if each.startswith("invite/") and "ab12" not in each)
    damaged(folder, key, "altered")
    with living(folder) as there:
        assert catalogue()["invite.unknown"] in await there.says(NURSE, "start", code)
        await there.looks()
        assert "Make another with /invite" in there.posts.to(ADMIN)
