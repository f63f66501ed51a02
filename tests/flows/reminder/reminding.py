"""One plan's reminder, its team and its people, for the tests of what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.reminder.escalation import Landed, claimed, settled
from flows.reminder.hours import at_wall
from flows.reminder.recipients import Recipients
from flows.talk.records import Delivery, Landing, Matter, Reminder, Stage, Team

BERLIN = "Europe/Berlin"
DAY = date(2026, 12, 21)
GROUP, OWNER, OTHER, ADMIN = -100, 7, 8, 9
TEAM = Team(number=5, zone=BERLIN, chat=GROUP, proved=True)
AROUND = Recipients(group=GROUP, owner=OWNER, prescribers=(OTHER,), administrators=(ADMIN,))
SENT = Landed(landing=Landing.SENT, message=41)
WAITS = Landed(landing=Landing.WAITS)
UNKNOWN = Landed(landing=Landing.UNKNOWN)
REFUSED = Landed(landing=Landing.REFUSED)


def local(text: str) -> datetime:
    """The instant at which Berlin reads this: "21 07:30" of December 2026, or a whole date."""
    text = text if len(text) > len("21 07:30") else f"2026-12-{text}"
    read = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(BERLIN))
    return read.astimezone(UTC)


def reading(at: datetime | None) -> str | None:
    """What Berlin reads: "21 07:30"."""
    return at and f"{at.astimezone(ZoneInfo(BERLIN)):%d %H:%M}"


def reminder(matter: Matter = Matter.LABORATORY, **changes: Any) -> Reminder:
    """A pending one, due at 07:30 on 21-Dec-2026 in Berlin."""
    wall, due = at_wall(DAY, datetime(2026, 1, 1, 7, 30).time(), BERLIN)  # noqa: DTZ001
    made = Reminder(
        label="K7Q-2M3",
        matter=matter,
        day=DAY,
        revision=1,
        zone=BERLIN,
        wall=wall,
        due=due,
    )
    return replace(made, **changes)


def told(
    before: Reminder,
    now: datetime,
    *,
    around: Recipients = AROUND,
    team: Team | None = TEAM,
    **landed: Landed,
) -> Reminder:
    """After one try at which every message arrived, but for those of `g`roup, `o`wner ..."""
    names = {"g": GROUP, "o": OWNER, "p": OTHER, "a": ADMIN}
    chosen = {names[name]: each for name, each in landed.items()}
    sending = claimed(before, around, now)
    outcome = {each.chat: SENT for each in sending.deliveries} | chosen
    return settled(sending, outcome, team, now)


def sent(matter: Matter = Matter.LABORATORY, **changes: Any) -> Reminder:
    """One whose first round has arrived in time."""
    return replace(told(reminder(matter), local("21 07:30")), **changes)


def at_stage(stage: Stage) -> Reminder:
    """One that was shown to the group and stands there."""
    return replace(sent(), stage=stage)


def chats(deliveries: tuple[Delivery, ...]) -> list[int]:
    return [each.chat for each in deliveries]


def later(at: datetime, **how_long: int) -> datetime:
    return at + timedelta(**how_long)
