"""Beside other processes that send what is due: nothing in a chat overtakes what those have."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.store.peers import ALONE, NONE, Alone, Sent, Wanted
from flows.reminder.escalation import claimed
from flows.talk.records import Matter, Reminder, Stage
from tests.bot.alarm.ringing import (
    GATE_TIME,
    LABEL,
    OTHER,
    OWNER,
    SECOND,
    TEAM,
    Ringing,
    desk_of,
    record,
    ringing,
)

LATER = timedelta(seconds=2)


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        yield everything


@dataclass(slots=True)
class Others(Alone):
    """Other processes, which have some of what is due, and all of that when this one asks."""

    all: bool = False
    has: frozenset[str] = frozenset()  # as this one looks
    takes: set[str] = field(default_factory=set)  # until it has asked once
    asked: list[list[str]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def theirs(self) -> Collection[str]:
        """As long as they have them."""
        return self.has

    async def taken(self, wanted: Sequence[Wanted], sent: Sent = NONE) -> set[str]:
        """What they have let go of by then."""
        self.asked.append([each.id for each in wanted])
        self.sent.append(sent)
        ours = set() if self.all else {*self.asked[-1]} - self.takes
        self.takes.clear()
        return ours


def owned(there: Ringing, label: str, owner: int, due: datetime) -> Reminder:
    """The care team asks this prescriber, who alone is told."""
    asked = replace(there.asking(there.plans(label, owner=owner)), due=due)
    there.keeps(asked)
    return asked


def test_nothing_overtakes_what_was_left_to_another_process_in_the_same_tick(
    there: Ringing,
) -> None:
    """That one lets go of it while the tick goes on with another chat, and something comes due."""
    first = owned(there, LABEL, OWNER, GATE_TIME)
    owned(there, SECOND, OTHER, GATE_TIME)
    owned(there, "C5V-2RD", OWNER, GATE_TIME + LATER)
    there.out.seconds = 5.0
    there.store.peers = Others(takes={first.id})
    there.ticks(GATE_TIME)
    there.ticks()
    there.ticks()
    assert [each.page.text.count(LABEL) > 0 for each in there.out.left if each.chat == OWNER] == [
        True,
        False,
    ]


def test_what_others_have_is_asked_for_with_what_comes_after_it(there: Ringing) -> None:
    """They may let go of it before that is asked for; where they have all of it nothing is."""
    first = owned(there, LABEL, OWNER, GATE_TIME)
    there.store.peers = others = Others(has=frozenset({first.id}), takes={first.id})
    there.ticks(GATE_TIME)
    assert others.asked == []
    second = owned(there, SECOND, OWNER, GATE_TIME + LATER)
    there.ticks(GATE_TIME + LATER)
    assert others.asked == [[first.id, second.id]]


def test_what_is_on_its_way_from_another_process_is_named_with_its_chats(
    there: Ringing,
) -> None:
    """That process may have ended by the time that what comes after it is asked for."""
    first = owned(there, LABEL, OWNER, GATE_TIME)
    recipients = desk_of(there.store, there.clock).reader.recipients(record(), TEAM)
    there.keeps(claimed(first, recipients, GATE_TIME))
    assert there.one(Matter.ASKED).stage is Stage.SENDING
    there.store.peers = others = Others(has=frozenset({first.id}))
    owned(there, SECOND, OWNER, GATE_TIME)
    there.ticks(GATE_TIME)
    assert others.sent == [{first.id: {OWNER}}]


def test_what_another_process_has_is_left_to_it_and_looked_at_again_soon(there: Ringing) -> None:
    there.plans(LABEL, Matter.GATE)
    there.store.peers = Others(all=True)
    there.ticks(GATE_TIME)
    assert there.alarm.lanes.left
    assert (there.out.left, there.one(Matter.GATE).stage) == ([], Stage.PENDING)
    there.store.peers = ALONE
    there.ticks()
    assert not there.alarm.lanes.left
    assert len(there.out.left) == 2
