"""A group that moves, goes away or comes back, and a network that fails: what is due arrives."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.bot.served_bot import ADMINISTRATOR, DOCTOR
from tests.bot.talking import Talk
from tests.bot.ward import (
    GROUP,
    SUPERGROUP,
    TO_PLAN,
    Ward,
    invited,
    linked,
    teamed,
    ward_of,
)
from tests.fake_telegram.answers import Fault, Refused, bad_gateway
from tests.fake_telegram.floods import Floods
from tests.fake_telegram.groups import group, in_topic
from tests.fake_telegram.people import person


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with teamed(tmp_path / "data") as it:
        yield it


@pytest.fixture
async def ward(talk: Talk) -> Ward:
    return await ward_of(talk)


# ---------------------------------------------------------------------- what becomes of a group


async def test_a_group_that_becomes_a_supergroup_goes_on_there(ward: Ward) -> None:
    label = await ward.plan()
    before = len(ward.nurse.heard())
    big = ward.team.becomes_supergroup(SUPERGROUP, ward.talk.doctor)
    await ward.talk.settled()
    assert (ward.kept().chat, ward.kept().dead) == (SUPERGROUP, False)
    await ward.talk.until(ward.talk.telegram.time + timedelta(hours=5))
    there = big.lets_in(ward.talk.doctor)
    assert len(ward.about(there, f"{label}: confirmed dose")) == 1
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
    assert len(ward.about(ward.nurse, f"{label}: confirmed dose")) == 1


async def test_an_owner_who_blocked_the_bot_holds_up_nobody(ward: Ward) -> None:
    label = await ward.plan()
    administrator = person(ward.talk.telegram, ADMINISTRATOR)
    await invited(ward.talk, administrator, ward.talk.colleague, "prescriber, team 1")
    ward.talk.doctor.blocks()
    await ward.talk.settled()
    await ward.talk.until(ward.talk.telegram.time + timedelta(days=1))
    told = ward.about(ward.talk.colleague, f"{label}: confirmed dose")
    assert len(told) == 2  # with the places of the chain that come after
    assert not ward.about(ward.talk.doctor, f"{label}: confirmed dose")


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
    for _ in range(21):
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
    assert len(again) == 2  # the third unknown outcome counts as a refusal
    assert all("REPEAT" in message.text for message in again)
    (to_owner,) = ward.about(ward.talk.doctor, f"{label}: confirmed dose")
    assert "REPEAT" not in to_owner.text


@pytest.mark.parametrize("word", ["hello", "/help"])
async def test_an_owner_who_is_back_is_told_what_nobody_was_left_to_tell(
    word: str, talk: Talk
) -> None:
    """Telegram's own word that the chat is open again may have been missed."""
    doctor = talk.doctor
    await talk.says("/new", "72")
    await talk.taps(*TO_PLAN)
    label = talk.desk.store.plans_of(DOCTOR)[-1].label
    doctor.blocks()
    talk.telegram.updates.clear()
    person(talk.telegram, ADMINISTRATOR).blocks()
    talk.telegram.updates.clear()
    await talk.until(talk.telegram.time + timedelta(hours=1))
    doctor.chat.blocked = False
    talk.telegram.updates.clear()
    heard = len(doctor.heard())
    await talk.after(doctor.says, word)
    await talk.until(talk.telegram.time + timedelta(minutes=31))
    told = [message.text for message in doctor.heard()[heard:]]
    assert any(text.startswith(f"{label}: confirmed dose") for text in told)
    assert not talk.desk.store.stuck(label)
