"""What chats are owed about an erased plan: at their pace, tried again, and blocking nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.alarm.errands import AT_ONCE, MOST_TRIES
from bot.alarm.sending import Attempt
from bot.store import Change
from flows.reminder.escalation import Landed
from flows.talk.erasure import DELETABLE, Eraser, Erasure, Errand
from flows.talk.records import Landing, Matter
from tests.bot.alarm.ringing import ADMIN, BEGIN, GROUP, OWNER, Ringing, ringing
from tests.world.plan_record import LABEL

WAITS = Attempt(landing=Landing.WAITS)
UNKNOWN = Attempt(landing=Landing.UNKNOWN)
REFUSED = Attempt(landing=Landing.REFUSED, refused=True)
FLOOD = Attempt(landing=Landing.WAITS, wait_seconds=300)
MOVED = Attempt(landing=Landing.WAITS, moved_to=-1_001)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def there() -> Iterator[Ringing]:
    with ringing() as made:
        yield made


def goes(*, chat: int = GROUP, message: int = 31, sent_at: datetime | None = BEGIN) -> Errand:
    """A message that is to go."""
    return Errand(chat=chat, message=message, sent_at=sent_at, due=BEGIN)


def says(*, chat: int = GROUP) -> Errand:
    return Errand(chat=chat, due=BEGIN, thread=4, label=LABEL, text="It is over.", by=OWNER)


def owes(there: Ringing, *errands: Errand) -> None:
    there.does(there.store.commit(Change(at=there.loop.now(), owes=errands)))


def ticks(there: Ringing, hours: float = 24) -> None:
    """Ticks, one a minute, for so long."""
    for _ in range(int(hours * 60)):
        there.loop.passes(60)
        there.ticks()


def replaced(there: Ringing) -> list[tuple[int, int | None, str]]:
    return [(each.chat, each.page.edits, each.page.text) for each in there.out.edited]


def test_a_message_goes_and_is_owed_no_more(there: Ringing) -> None:
    owes(there, goes())
    there.ticks()
    there.ticks()
    assert there.out.removed == [(GROUP, 31)]
    assert (there.out.edited, there.store.errands()) == ([], ())


@pytest.mark.parametrize("age", [DELETABLE, DELETABLE + timedelta(days=60)])
def test_what_is_too_old_to_be_deleted_is_overwritten(there: Ringing, age: timedelta) -> None:
    owes(there, goes(sent_at=BEGIN - age))
    there.ticks()
    assert there.out.removed == []
    assert replaced(there) == [(GROUP, 31, "Removed: the plan that stood here was erased.")]
    assert there.store.errands() == ()


@pytest.mark.parametrize("sent_at", [None, BEGIN])
def test_what_may_not_be_deleted_is_overwritten(there: Ringing, sent_at: datetime | None) -> None:
    there.out.removals = {GROUP: [REFUSED]}
    owes(there, goes(sent_at=sent_at))
    there.ticks()
    assert there.out.removed == [(GROUP, 31)]
    assert len(there.out.edited) == 1
    assert there.store.errands() == ()


def test_what_can_be_neither_is_in_the_log_and_tried_no_more(
    there: Ringing, caplog: pytest.LogCaptureFixture
) -> None:
    there.out.removals, there.out.edits = {GROUP: [REFUSED]}, {GROUP: [REFUSED]}
    owes(there, goes())
    ticks(there, 1)
    assert len(there.out.removed) == len(there.out.edited) == 1
    assert "still stands in a chat" in caplog.text
    assert there.store.errands() == ()


@pytest.mark.parametrize("failed", [WAITS, UNKNOWN])
def test_what_fails_is_tried_again_at_longer_and_longer_pauses(
    there: Ringing, failed: Attempt
) -> None:
    there.out.removals = {GROUP: [failed] * 3}
    owes(there, goes())
    there.ticks()
    for minutes, tried in ((0.5, 1), (0.6, 2), (1.5, 2), (0.6, 3), (3.5, 3), (0.6, 4)):
        there.loop.passes(minutes * 60)
        there.ticks()
        assert len(there.out.removed) == tried
    assert there.store.errands() == ()


def test_it_is_not_tried_for_ever(there: Ringing) -> None:
    there.out.removals = {GROUP: [UNKNOWN] * 99}
    owes(there, goes())
    ticks(there, 60)
    assert len(there.out.removed) == MOST_TRIES
    assert there.store.errands() == ()


def test_where_nothing_gets_through_one_is_tried_and_what_is_due_is_not_held(
    there: Ringing,
) -> None:
    chats = range(500, 510)
    there.out.removals = {each: [UNKNOWN] for each in chats}
    owes(there, *(goes(chat=each) for each in chats))
    plan = there.plans()
    there.asks(plan)
    there.ticks()
    assert len(there.out.removed) == 1
    assert OWNER in there.out.chats


def test_so_many_at_once_and_the_rest_in_the_next_ticks(there: Ringing) -> None:
    owes(there, *(goes(chat=each) for each in range(500, 550)))
    there.ticks()
    assert len(there.out.removed) == AT_ONCE
    there.ticks()
    there.ticks()
    assert len(there.out.removed) == 50


def test_where_telegram_asks_to_wait_that_chat_waits_alone(there: Ringing) -> None:
    there.out.removals = {GROUP: [FLOOD]}
    owes(there, goes(), goes(message=32), goes(chat=OWNER))
    there.ticks()
    assert there.out.removed == [(GROUP, 31), (OWNER, 31)]
    ticks(there, 0.2)
    assert sorted(there.out.removed[2:]) == [(GROUP, 31), (GROUP, 32)]


def test_what_is_said_goes_to_its_topic_once(there: Ringing) -> None:
    owes(there, says())
    ticks(there, 0.1)
    assert [(each.chat, each.thread, each.page.text) for each in there.out.left] == [
        (GROUP, 4, "It is over.")
    ]


def test_a_group_that_has_moved_hears_it_and_its_messages_are_left(there: Ringing) -> None:
    there.out.answers, there.out.removals = {GROUP: [MOVED]}, {GROUP: [MOVED]}
    owes(there, says(), goes())
    ticks(there, 0.1)
    assert [(each.chat, each.thread) for each in there.out.left] == [(GROUP, 4), (-1_001, 0)]
    assert there.out.removed == [(GROUP, 31)]
    assert there.store.errands() == ()


@pytest.mark.parametrize("refusals", [[REFUSED], [UNKNOWN] * 99])
def test_whoever_erased_it_is_told_which_chat_could_not_be(
    there: Ringing, refusals: list[Attempt]
) -> None:
    there.out.answers = {GROUP: [*refusals]}
    owes(there, says())
    ticks(there, 60)
    told = [each.page.text for each in there.out.left if each.chat == OWNER]
    assert len(told) == 1
    assert f"{LABEL}: a chat could not be told that it was erased ({GROUP})." in told[0]
    assert there.store.errands() == ()


def test_what_cannot_be_told_to_them_either_ends_there(there: Ringing) -> None:
    there.out.answers = {GROUP: [REFUSED], OWNER: [REFUSED]}
    owes(there, says())
    ticks(there, 1)
    assert there.out.chats == [GROUP, OWNER]
    assert there.store.errands() == ()


def test_another_process_goes_on_with_what_is_owed(there: Ringing) -> None:
    owes(there, goes(), says(chat=ADMIN))
    there.alarm = there.another()
    there.ticks()
    assert (there.out.removed, there.out.chats) == ([(GROUP, 31)], [ADMIN])


# ------------------------------------------------------------------- a reminder on its way


def test_a_reminder_that_leaves_while_its_plan_is_erased_goes_as_well(there: Ringing) -> None:
    plan = there.plans()
    ledger = there.alarm.lanes.ledger
    asked = there.asks(plan)
    now = there.loop.now()
    claim = there.does(ledger.claim(asked, ledger.intent(asked), now))
    assert claim
    record = there.store.plan(LABEL)
    assert record
    erasure = Erasure(label=LABEL, serial=record.serial, by=Eraser.OWNER)
    there.does(there.store.commit(Change(at=now, erases=erasure)))
    sent = Landed(landing=Landing.SENT, message=31)
    there.does(ledger.settle(claim, {OWNER: sent, GROUP: Landed(landing=Landing.REFUSED)}))
    assert [(each.chat, each.message) for each in there.store.errands()] == [(OWNER, 31)]
    assert there.store.reminders(LABEL) == ()


def test_one_that_is_gone_while_its_plan_is_there_is_left_as_it_is(there: Ringing) -> None:
    plan = there.plans()
    ledger = there.alarm.lanes.ledger
    asked = there.asks(plan)
    claim = there.does(ledger.claim(asked, ledger.intent(asked), there.loop.now()))
    assert claim
    del there.store.rows.reminders[asked.id]
    there.does(ledger.settle(claim, {OWNER: Landed(landing=Landing.SENT, message=31)}))
    assert there.store.errands() == ()


def test_reminders_of_an_erased_plan_are_never_sent(there: Ringing) -> None:
    plan = there.plans(LABEL, Matter.GATE, Matter.DOSE)
    there.does(
        there.store.commit(
            Change(
                at=BEGIN,
                erases=Erasure(label=LABEL, serial=plan.serial, by=Eraser.OWNER),
                owes=(replace(goes(), due=BEGIN + MINUTE),),
            )
        )
    )
    there.ticks(BEGIN + timedelta(days=90))
    assert there.out.chats == []
    assert len(there.out.edited) == 1  # by now it is too old to be deleted
