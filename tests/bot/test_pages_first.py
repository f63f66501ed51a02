"""What made a reminder due stands in its chat before it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.served_bot import DOCTOR
from tests.bot.talking import Talk
from tests.bot.ward import GROUP, TO_PLAN, Ward, teamed, ward_of
from tests.fake_telegram.answers import Fault


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with teamed(tmp_path / "data") as it:
        yield it


@pytest.fixture
async def ward(talk: Talk) -> Ward:
    return await ward_of(talk)


@pytest.mark.parametrize("slow", [DOCTOR, GROUP])
async def test_a_plans_page_comes_before_its_first_reminders_in_the_group(
    slow: int, ward: Ward
) -> None:
    talk = ward.talk
    await ward.talk.says("/new", "72")
    await talk.taps(*TO_PLAN, "More", "Share with a team")
    before = len(ward.nurse.heard())
    method = "editMessageText" if slow == DOCTOR else "sendMessage"
    held = Fault(method=method, chat=slow, hold=asyncio.Event())
    talk.telegram.faults.append(held)
    talk.doctor.taps("Team 1")
    await held.held.wait()
    ringing = asyncio.create_task(talk.rings())
    for _ in range(200):  # the reminder is claimed and would leave
        await asyncio.sleep(0)
    assert len(ward.nurse.heard()) == before
    assert held.hold
    held.hold.set()
    await talk.settled()
    await ringing
    page, *reminders = [message.text for message in ward.nurse.heard()[before:]]
    assert "followed in this group from now on" in page
    assert reminders


async def test_an_answer_that_takes_too_long_holds_no_reminder_up(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transport.telegram.saying.out.CLEAR_SECONDS", 0.01)
    with ward.talk.bot.out.answering({GROUP}):
        label = await ward.plan()
        assert ward.about(ward.nurse, f"{label}: confirmed dose")
