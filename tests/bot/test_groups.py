"""Teams in their groups, as their people have them on their phones."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from flows.kept import Reminder, Stage, Team
from tests.bot.talking import ADMINISTRATOR, DOCTOR, Talk, talking
from tests.fake_telegram.answers import Fault, Refused, bad_gateway
from tests.fake_telegram.floods import Floods
from tests.fake_telegram.groups import Group, group, in_topic, unnamed
from tests.fake_telegram.messages import Message
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import BOT_NAME, FakeTelegram

GROUP, SUPERGROUP, OTHER_GROUP = -1_001, -1_001_000_000_001, -1_001_000_000_002
NURSE, OUTSIDER = 4_000_000_011, 4_000_000_012
TO_PLAN = (
    "Dermatomyositis", "Severe", "Not known", "No emergency sign",
    "Confirm 2 points and make the plan",
)  # fmt: skip
PRIVATE_ONLY = "Planning happens in a private chat with me."


@dataclass(slots=True)
class Ward:
    """A team in its group: its people, each in private and there."""

    talk: Talk
    team: Group
    doctor: Person
    nurse: Person
    outsider: Person

    def kept(self) -> Team:
        team = self.talk.desk.store.team(1)
        assert team
        return team

    async def says(self, someone: Person, *texts: str, **more: object) -> None:
        for text in texts:
            self.talk.telegram.time += timedelta(seconds=5)
            someone.says(text, **more)
            await self.talk.settled()

    async def taps(self, someone: Person, button: str) -> str | None:
        """The toast of this press."""
        self.talk.telegram.time += timedelta(seconds=5)
        press = someone.taps(button)
        await self.talk.settled()
        return someone.toast(press)

    async def plan(self) -> str:
        """The label of a plan of the team, whose first reminders are out."""
        await self.talk.says("/new", "72")
        await self.talk.taps(*TO_PLAN)
        label = self.talk.desk.store.plans_of(DOCTOR)[-1].label
        await self.talk.taps("Share with a team", "Team 1")
        await self.talk.rings()
        return label

    def reminder(self, label: str, matter: str) -> Reminder:
        (found,) = (
            each
            for each in self.talk.desk.store.reminders(label)
            if each.matter == matter and each.stage is not Stage.PENDING
        )
        return found

    def gate(self, label: str) -> datetime:
        """When the next step is asked about."""
        reminders = self.talk.desk.store.reminders(label)
        due = next(each.due for each in reminders if each.matter == "gate")
        assert due
        return due

    def about(self, someone: Person, words: str) -> list[Message]:
        """The bot's messages in this chat that say so."""
        return [message for message in someone.heard() if words in message.text]


def code_in(text: str) -> str:
    """The line with the code, as it is sent on."""
    return next(line for line in text.splitlines() if line.startswith("/"))


async def linked(talk: Talk, there: Person, **more: object) -> None:
    """The doctor has bound this chat to the team."""
    await talk.says("/team")
    bound = talk.desk.store.team(1)
    await talk.taps("Bind another group" if bound and bound.chat else "Bind a group")
    talk.telegram.time += timedelta(seconds=5)
    there.says(code_in(talk.doctor.reads()), **more)
    await talk.settled()


async def invited(talk: Talk, by: Person, someone: Person, role: str) -> None:
    """This person has a role, by the code that the other one made."""
    for act, what in ((by.says, "/invite"), (by.taps, role)):
        talk.telegram.time += timedelta(seconds=5)
        act(what)
        await talk.settled()
    someone.says(code_in(by.reads()))
    await talk.settled()


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(FakeTelegram(), tmp_path / "data") as it:
        await it.says("/team")
        await it.taps("Make a team")
        yield it


@pytest.fixture
async def ward(talk: Talk) -> Ward:
    """A team with a doctor and a nurse in its group, and somebody there without a role."""
    team = group(talk.telegram, GROUP, kind="group")
    nurse, outsider = (
        person(talk.telegram, NURSE, "A nurse"),
        person(talk.telegram, OUTSIDER, "A porter"),
    )
    await linked(talk, team.lets_in(talk.doctor))
    await invited(talk, talk.doctor, nurse, "care team, team 1")
    ward = Ward(talk, team, team.lets_in(talk.doctor), team.lets_in(nurse), team.lets_in(outsider))
    await ward.taps(ward.nurse, "Seen")
    return ward


# ---------------------------------------------------------------------- binding


async def test_a_group_is_bound_by_its_code_and_proved_by_a_press(ward: Ward) -> None:
    team = ward.kept()
    assert (team.chat, team.proved, team.dead) == (GROUP, True, False)
    assert "pressed by A nurse" in ward.nurse.reads()
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
    assert all(m.protected for m in ward.about(ward.nurse, label))
    assert ward.about(ward.nurse, label)


async def test_a_nurse_acknowledges_and_everybody_sees_who_and_when(ward: Ward) -> None:
    label = await ward.plan()
    (dose,) = ward.about(ward.nurse, "confirmed dose")
    number, data = dose.number, dose.buttons()[0].data
    ward.nurse.presses(dose, data)
    await ward.talk.settled()
    now_reads = ward.nurse.chat.find(number)
    assert now_reads
    assert "A nurse" in now_reads.text
    assert not now_reads.keyboard
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
    assert ward.outsider.toast(press)
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
    assert ward.nurse.toast(press)
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
    await ward.talk.taps("Step to 60 mg")
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
    assert toast
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
    ward.doctor.presses(gate, data["Step to 60 mg"])
    second = ward.doctor.presses(gate, data["Flare"])
    await ward.talk.settled()
    plan = ward.talk.desk.store.plan(label)
    assert plan
    assert (plan.revision, len(plan.decisions)) == (2, 1)
    assert ward.doctor.toast(second)


# ---------------------------------------------------------------------- what becomes of a group


async def test_a_group_that_becomes_a_supergroup_goes_on_there(ward: Ward) -> None:
    label = await ward.plan()
    before = len(ward.nurse.heard())
    big = ward.team.becomes_supergroup(SUPERGROUP, ward.talk.doctor)
    await ward.talk.settled()
    assert (ward.kept().chat, ward.kept().dead) == (SUPERGROUP, False)
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=5))
    there = big.lets_in(ward.talk.doctor)
    assert ward.about(there, label)
    assert len(ward.nurse.heard()) == before


@pytest.mark.parametrize("reported", [True, False])
async def test_a_message_that_meets_the_new_number_is_sent_there_once_and_unmarked(
    reported: bool, ward: Ward
) -> None:
    label = await ward.plan()
    big = ward.team.becomes_supergroup(SUPERGROUP, ward.talk.doctor)
    if not reported:
        ward.talk.telegram.updates.clear()
    await ward.talk.settled()
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=4, minutes=2))
    there = ward.about(big.lets_in(ward.talk.doctor), f"{label}: confirmed dose")
    assert len(there) == 1
    assert "REPEAT" not in there[0].text
    assert ward.kept().chat == SUPERGROUP


async def test_where_the_bot_is_put_out_the_owner_is_told_at_once(ward: Ward) -> None:
    label = await ward.plan()
    heard = len(ward.talk.doctor.heard())
    ward.team.removes_bot(ward.outsider)
    await ward.talk.settled()
    assert ward.kept().dead
    await ward.talk.rings()
    told = ward.talk.doctor.heard()[heard:]
    assert any(message.text.startswith(label) for message in told)


async def test_a_group_that_refuses_a_reminder_is_known_to_be_gone(ward: Ward) -> None:
    label = await ward.plan()
    ward.team.chat.bot = "kicked"
    heard = len(ward.talk.doctor.heard())
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=4, minutes=2))
    assert ward.kept().dead
    told = [message.text for message in ward.talk.doctor.heard()[heard:]]
    assert any(text.startswith(f"{label}: confirmed dose") for text in told)


async def test_where_the_bot_is_let_in_again_reminders_come_there_again(ward: Ward) -> None:
    ward.team.removes_bot(ward.outsider)
    await ward.talk.settled()
    ward.team.adds_bot(ward.outsider)
    await ward.talk.settled()
    assert not ward.kept().dead
    label = await ward.plan()
    assert ward.about(ward.nurse, label)


async def test_an_owner_who_blocked_the_bot_holds_up_nobody(ward: Ward) -> None:
    label = await ward.plan()
    administrator = person(ward.talk.telegram, ADMINISTRATOR)
    await invited(ward.talk, administrator, ward.talk.colleague, "prescriber, team 1")
    ward.talk.doctor.blocks()
    await ward.talk.settled()
    await ward.talk.until(ward.talk.telegram.time + timedelta(days=1))
    assert ward.about(ward.talk.colleague, f"{label}: confirmed dose")


# ---------------------------------------------------------------------- topics


async def test_a_team_bound_in_a_topic_is_reminded_in_it(talk: Talk) -> None:
    forum = group(talk.telegram, SUPERGROUP)
    topic = forum.opens_topic(17)
    there = forum.lets_in(talk.doctor)
    await linked(talk, there, **in_topic(topic))
    assert there.heard()[-1].thread == topic
    ward = Ward(talk, forum, there, there, there)
    label = await ward.plan()
    assert {message.thread for message in ward.about(there, label)} == {topic}
    forum.deletes_topic(topic)
    heard = len(there.heard())
    await talk.until(talk.telegram.time + timedelta(hours=4, minutes=2))
    again = there.heard()[heard:]
    assert {message.thread for message in again} == {0}
    assert any(label in message.text for message in again)


# ---------------------------------------------------------------------- the pace


async def test_what_is_due_at_once_in_one_group_is_never_too_much_for_telegram(
    ward: Ward,
) -> None:
    telegram = ward.talk.telegram
    labels = []
    for _ in range(8):
        labels.append(await ward.plan())
    telegram.floods = Floods()
    heard = len(ward.nurse.heard())
    await ward.talk.until(telegram.time + timedelta(hours=4, minutes=10))
    told = ward.nurse.heard()[heard:]
    assert len(told) > 20
    assert all(any(label in message.text for message in told) for label in labels)
    assert telegram.floods.refused == 0


async def test_a_flood_of_answers_is_waited_out_by_what_is_due(ward: Ward) -> None:
    label = await ward.plan()
    refusal = Refused(429, "Too Many Requests: retry after 7", retry_after=7)
    ward.talk.telegram.faults.append(
        Fault(method="sendMessage", chat=GROUP, times=2, answer=refusal)
    )
    heard = len(ward.nurse.heard())
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=4, minutes=10))
    told = [message.text for message in ward.nurse.heard()[heard:]]
    assert len([text for text in told if text.startswith(f"{label}: confirmed dose")]) == 1
    assert not any("REPEAT" in text for text in told)


async def test_after_an_hour_without_network_it_comes_once_and_says_that_it_is_late(
    ward: Ward,
) -> None:
    down = Fault(method="sendMessage", chat=GROUP, seen=httpx.ConnectError, times=10_000)
    ward.talk.telegram.faults.append(down)
    label = await ward.plan()
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=1))
    assert not ward.about(ward.nurse, label)
    down.times = 0
    await ward.talk.until(ward.talk.telegram.time + timedelta(minutes=6))
    told = [message.text for message in ward.about(ward.nurse, label)]
    assert len([text for text in told if "confirmed dose" in text]) == 1
    assert all("[LATE" in text for text in told)
    assert not any("REPEAT" in text for text in told)


async def test_in_an_hour_of_answers_that_tell_nothing_it_goes_up_and_nothing_repeats_unmarked(
    ward: Ward,
) -> None:
    trouble = Fault(
        method="sendMessage", chat=GROUP, answer=bad_gateway(), taken=True, times=10_000
    )
    ward.talk.telegram.faults.append(trouble)
    label = await ward.plan()
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=3))
    first, *again = ward.about(ward.nurse, f"{label}: confirmed dose")
    assert "REPEAT" not in first.text
    assert again
    assert all("REPEAT" in message.text for message in again)
    assert ward.about(ward.talk.doctor, f"{label}: confirmed dose")
