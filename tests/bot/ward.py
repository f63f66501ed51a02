"""A team in its group: its people, each in private and there, and what the bot keeps of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.talk.records import Reminder, Stage, Team
from tests.bot.served_bot import DOCTOR
from tests.bot.talking import Talk, talking
from tests.fake_telegram.groups import Group, group
from tests.fake_telegram.messages import Message
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

GROUP, SUPERGROUP, OTHER_GROUP = -1_001, -1_001_000_000_001, -1_001_000_000_002
NURSE, OUTSIDER = 4_000_000_011, 4_000_000_012
TO_PLAN = (
    "Dermatomyositis", "Severe", "Not known", "No emergency sign",
    "Confirm 2 points and make the plan",
)  # fmt: skip


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
            await self.talk.after(someone.says, text, **more)

    async def taps(self, someone: Person, button: str) -> str | None:
        """The toast of this press."""
        return someone.toast(await self.talk.after(someone.taps, button))

    async def plan(self) -> str:
        """The label of a plan of the team, whose first reminders are out."""
        await self.talk.says("/new", "72")
        await self.talk.taps(*TO_PLAN)
        label = self.talk.desk.store.plans_of(DOCTOR)[-1].label
        await self.talk.taps("More", "Share with a team", "Team 1")
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
    await talk.after(there.says, code_in(talk.doctor.reads()), **more)


async def invited(talk: Talk, by: Person, someone: Person, role: str) -> None:
    """This person has a role, by the code that the other one made."""
    await talk.after(by.says, "/invite")
    await talk.after(by.taps, role)
    await talk.after(someone.says, code_in(by.reads()))


@asynccontextmanager
async def teamed(folder: Path) -> AsyncIterator[Talk]:
    """A bot with one team, which has no group."""
    async with talking(FakeTelegram(), folder) as talk:
        await talk.says("/team")
        await talk.taps("Make a team")
        yield talk


async def ward_of(talk: Talk) -> Ward:
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
