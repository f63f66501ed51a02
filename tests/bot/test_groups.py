"""Teams in their groups, as their people have them on their phones."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.page.write import full_day
from flows.talk.limits import LARGE_GROUP
from flows.talk.records import Stage
from tests.bot.talking import Talk
from tests.bot.ward import (
    GROUP,
    NURSE,
    OTHER_GROUP,
    OUTSIDER,
    TO_PLAN,
    Ward,
    code_in,
    linked,
    teamed,
    ward_of,
)
from tests.fake_telegram.answers import Fault, bad_gateway
from tests.fake_telegram.groups import group, unnamed
from tests.fake_telegram.people import person
from tests.fake_telegram.state import BOT_NAME

ONLY_THE_TEAM = "Only the plan's team can do that. Its prescribers: A clinician"
PRIVATE_ONLY = "Planning happens in a private chat with me."


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with teamed(tmp_path / "data") as it:
        yield it


@pytest.fixture
async def ward(talk: Talk) -> Ward:
    return await ward_of(talk)


# ---------------------------------------------------------------------- binding


async def test_a_group_is_bound_by_its_code_and_proved_by_a_press(ward: Ward) -> None:
    team = ward.kept()
    assert (team.chat, team.proved, team.dead) == (GROUP, True, False)
    assert "seen by A nurse" in ward.nurse.reads()
    assert not ward.nurse.heard()[-1].keyboard


async def test_the_test_message_is_not_seen_by_somebody_without_a_role(talk: Talk) -> None:
    team = group(talk.telegram, GROUP, kind="group")
    await linked(talk, team.lets_in(talk.doctor))
    porter = team.lets_in(person(talk.telegram, OUTSIDER))
    press = porter.taps("Seen")
    await talk.settled()
    assert "no role in this team" in (porter.toast(press) or "")
    kept = talk.desk.store.team(1)
    assert kept
    assert not kept.proved


async def test_a_code_binds_one_group_and_only_from_the_hand_it_was_made_for(talk: Talk) -> None:
    await talk.says("/team")
    await talk.taps("Bind a group")
    code = code_in(talk.doctor.reads())
    first, second = group(talk.telegram, GROUP), group(talk.telegram, OTHER_GROUP)
    for someone, there in ((talk.colleague, first), (talk.doctor, first), (talk.doctor, second)):
        talk.telegram.time += timedelta(seconds=5)
        there.lets_in(someone).says(code)
        await talk.settled()
    said = [m.text for m in first.lets_in(talk.doctor).heard()]
    assert "does not bind this group" in said[0]
    assert "belongs to team 1" in said[1]
    assert "does not bind this group" in second.lets_in(talk.doctor).reads()


async def test_a_team_that_takes_another_group_says_so_in_the_old_one(ward: Ward) -> None:
    new = group(ward.talk.telegram, OTHER_GROUP).lets_in(ward.talk.doctor)
    await linked(ward.talk, new)
    assert "has another group now" in ward.nurse.reads()
    assert ward.kept().chat == OTHER_GROUP


async def test_an_administrator_of_the_group_without_a_name_binds_nothing(talk: Talk) -> None:
    there = group(talk.telegram, GROUP).lets_in(talk.doctor)
    await linked(talk, there, **unnamed(there.chat))
    kept = talk.desk.store.team(1)
    assert kept
    assert kept.chat == 0
    assert there.reads() == PRIVATE_ONLY


async def test_a_group_that_is_not_bound_is_told_once_an_hour_to_come_in_private(
    talk: Talk,
) -> None:
    there = group(talk.telegram, GROUP).lets_in(talk.doctor)
    for _ in range(3):
        there.says(f"/new@{BOT_NAME}")
        there.says("72")
    await talk.settled()
    assert [message.text for message in there.heard()] == [PRIVATE_ONLY]
    talk.telegram.time += timedelta(minutes=61)
    there.says(f"/new@{BOT_NAME}")
    await talk.settled()
    assert len(there.heard()) == 2


# ---------------------------------------------------------------------- reminders and presses


async def test_reminders_reach_the_group_and_are_not_to_be_passed_on(ward: Ward) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    assert dose.text.startswith(f"{label}: ")
    assert "70 mg" in dose.text.splitlines()[1]
    about_it = ward.about(ward.nurse, label)
    assert dose in about_it
    assert all(message.protected for message in about_it)


async def test_a_nurse_acknowledges_and_everybody_sees_who_and_when(ward: Ward) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    number, data = dose.number, dose.buttons()[0].data
    ward.nurse.presses(dose, data)
    await ward.talk.settled()
    now_reads = ward.nurse.chat.find(number)
    assert now_reads
    assert "A nurse" in now_reads.text
    assert data not in {each.data for each in now_reads.buttons()}
    kept = ward.reminder(label, "dose")
    assert (kept.stage, kept.by, kept.name) == (Stage.ACKNOWLEDGED, NURSE, "A nurse")


async def test_what_was_acknowledged_comes_no_more(ward: Ward) -> None:
    await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    ward.nurse.presses(dose, dose.buttons()[0].data)
    await ward.talk.settled()
    await ward.talk.until(ward.talk.telegram.time + timedelta(days=2))
    assert len(ward.about(ward.nurse, "confirmed dose")) == 1
    assert not ward.about(ward.talk.doctor, "confirmed dose")


async def test_somebody_without_a_role_acknowledges_nothing(ward: Ward) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    press = ward.outsider.presses(dose, dose.buttons()[0].data)
    await ward.talk.settled()
    assert ward.outsider.toast(press) == ONLY_THE_TEAM
    assert ward.reminder(label, "dose").stage is Stage.SENT
    assert ward.nurse.chat.find(dose.number) == dose


async def test_of_two_members_who_press_at_once_the_second_is_told_who_was_first(
    ward: Ward,
) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    first = ward.nurse.presses(dose, dose.buttons()[0].data)
    second = ward.doctor.presses(dose, dose.buttons()[0].data)
    await ward.talk.settled()
    assert ward.reminder(label, "dose").by == NURSE
    assert ward.nurse.toast(first) != ward.doctor.toast(second)
    assert "A nurse" in (ward.doctor.toast(second) or "")


async def test_a_role_that_is_taken_away_counts_no_more_at_the_next_press(ward: Ward) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    await ward.talk.says("/team")
    await ward.talk.taps("People", "Remove A nurse", "Remove")
    press = ward.nurse.presses(dose, dose.buttons()[0].data)
    await ward.talk.settled()
    assert ward.nurse.toast(press) == ONLY_THE_TEAM
    assert ward.reminder(label, "dose").stage is Stage.SENT


async def test_a_button_of_the_group_does_nothing_in_another_chat(ward: Ward) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    elsewhere = group(ward.talk.telegram, OTHER_GROUP).lets_in(ward.talk.doctor)
    await ward.says(elsewhere, f"/new@{BOT_NAME}")
    for there in (elsewhere, ward.talk.doctor):
        press = there.presses(there.heard()[-1], dose.buttons()[0].data)
        await ward.talk.settled()
        assert there.toast(press) == "This button is not valid here."
    assert ward.reminder(label, "dose").stage is Stage.SENT


async def test_lists_are_read_in_the_group_by_those_who_may(ward: Ward) -> None:
    label = await ward.plan()
    for command in ("/today", "/upcoming", f"/dose@{BOT_NAME}"):
        await ward.says(ward.nurse, command)
        assert label in ward.nurse.reads()
    heard = len(ward.nurse.heard())
    await ward.says(ward.nurse, "what is due?", "/plans", f"{label}")
    assert len(ward.nurse.heard()) == heard


async def test_lists_are_not_read_by_somebody_without_a_role(ward: Ward) -> None:
    label = await ward.plan()
    heard = len(ward.outsider.heard())
    await ward.says(ward.outsider, "/today")
    assert not any(label in message.text for message in ward.outsider.heard()[heard:])


async def test_an_old_message_of_a_gate_is_made_true_where_somebody_else_answered(
    ward: Ward,
) -> None:
    label = await ward.plan()
    await ward.talk.until(ward.gate(label))
    (in_group,) = ward.about(ward.nurse, "not yet confirmed")
    assert "Step to 60 mg" in [key.text for key in in_group.buttons()]
    day = ward.reminder(label, "gate").day
    await ward.talk.taps("Step to 60 mg", "Skip findings", f"Step to 60 mg from {full_day(day)}")
    now_there = ward.nurse.chat.find(in_group.number)
    assert now_there
    assert "Decided" in now_there.text
    assert "A clinician" in now_there.text
    assert not now_there.keyboard


async def test_a_nurse_does_not_take_the_step(ward: Ward) -> None:
    label = await ward.plan()
    await ward.talk.until(ward.gate(label))
    (gate,) = ward.about(ward.nurse, "not yet confirmed")
    toast = await ward.taps(ward.nurse, "Step to 60 mg")
    assert toast == "Not decided. Who may: A clinician"
    assert ward.nurse.chat.find(gate.number) == gate
    plan = ward.talk.desk.store.plan(label)
    assert plan
    assert plan.revision == 1


async def test_of_two_prescribers_who_press_different_buttons_the_first_decides(
    ward: Ward,
) -> None:
    label = await ward.plan()
    await ward.talk.until(ward.gate(label))
    (gate,) = ward.about(ward.nurse, "not yet confirmed")
    data = {key.text: key.data for key in gate.buttons()}
    ward.doctor.presses(gate, data["Hold 2 weeks"])
    await ward.talk.settled()
    await ward.taps(ward.doctor, "results missing")
    second = ward.doctor.presses(gate, data["Flare"])
    await ward.talk.settled()
    plan = ward.talk.desk.store.plan(label)
    assert plan
    assert (plan.revision, len(plan.decisions)) == (2, 1)
    assert (ward.doctor.toast(second) or "").startswith("Nothing was recorded by this press")
    assert (ward.doctor.toast(second) or "").endswith("by A clinician: hold")


# ---------------------------------------------------------------------- who reads there


CARE = "make it private, with the team alone in it"


async def test_a_public_or_large_group_is_warned_about_when_the_bot_is_added(talk: Talk) -> None:
    there = group(talk.telegram, GROUP, kind="supergroup")
    doctor = there.lets_in(talk.doctor)
    there.adds_bot(talk.doctor)
    await talk.settled()
    assert doctor.heard() == []
    there.leaves_bot_out(talk.doctor)
    there.chat.username = "everybody_reads"
    there.adds_bot(talk.doctor)
    await talk.settled()
    assert "The group is public" in doctor.reads()
    assert CARE in doctor.reads()
    there.leaves_bot_out(talk.doctor)
    there.chat.username = ""
    there.chat.members |= set(range(1_000, 1_000 + LARGE_GROUP))
    there.adds_bot(talk.doctor)
    there.promotes_bot(talk.doctor)  # it was there before: that is said once
    await talk.settled()
    assert f"The group has {len(there.chat.members) + 1} members" in doctor.reads()
    assert len(doctor.heard()) == 2


async def test_a_public_group_is_warned_about_when_it_is_bound_and_when_a_plan_is_shared(
    talk: Talk,
) -> None:
    there = group(talk.telegram, GROUP, kind="supergroup")
    there.chat.username = "everybody_reads"
    doctor = there.lets_in(talk.doctor)
    await linked(talk, doctor)
    assert "The group is public" in doctor.reads()
    await talk.says("/new", "72")
    await talk.taps(*TO_PLAN, "More", "Share with a team", "Team 1")
    assert CARE in talk.doctor.reads()


async def test_what_a_locked_phone_shows_of_a_plan_is_neutral_where_the_team_wants_that(
    ward: Ward,
) -> None:
    """Whatever is sent unasked over weeks, to the group and to its people."""
    talk = ward.talk
    await talk.says("/team")
    await talk.taps("Locked phones", "Neutral")
    assert "Locked phones: show that there is a reminder" in talk.doctor.reads()
    before = len(talk.telegram.called("sendMessage"))
    label = await ward.plan()
    made = len(talk.telegram.called("sendMessage"))
    await talk.until(ward.gate(label) + timedelta(days=1))
    sent = talk.telegram.called("sendMessage")
    asked_for = [each for each in sent[before:made] if each["chat_id"] != GROUP]
    assert asked_for
    unasked = [
        each["text"] for each in sent[before:] if each not in asked_for and label in each["text"]
    ]
    assert len(unasked) > 3
    for text in unasked:
        first, _, rest = text.partition("\n")
        assert first == "A message for the care team. Tap the covered part to read it."
        assert (rest.startswith("<tg-spoiler>"), rest.count("tg-spoiler>")) == (True, 2)
        assert rest.endswith("</tg-spoiler>")


async def test_where_telegram_does_not_say_who_reads_there_nothing_is_said(talk: Talk) -> None:
    there = group(talk.telegram, GROUP, kind="supergroup")
    there.chat.username = "everybody_reads"
    talk.telegram.faults.append(Fault(method="getChat", answer=bad_gateway()))
    there.adds_bot(talk.doctor)
    await talk.settled()
    assert there.lets_in(talk.doctor).heard() == []
