"""Which reminders of a chat share a message."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.alarm.job import DIGEST_MOST, TOGETHER_MOST, Job, go_together, one_message
from bot.alarm.ledger import Claimed
from flows.reminder.message.marks import LATE_AFTER
from flows.talk.records import Matter, Reminder
from tests.bot.alarm.ringing import LABEL, SECOND, Ringing, ringing, wanted_now

A_SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def there() -> Iterator[Ringing]:
    with ringing() as everything:
        for label in (LABEL, SECOND):
            everything.plans(label, Matter.CHECK)
        yield everything


def of(there: Ringing, matter: Matter, label: str = LABEL, *, late: timedelta = A_SECOND) -> Job:
    """A reminder of the plan, found to be due so much later than it was."""
    row = next(each for each in wanted_now(there, label) if each.matter is matter)
    return job_of(row, there.loop.now(), late=late)


def job_of(row: Reminder, now: datetime, *, late: timedelta = A_SECOND) -> Job:
    return Job(row=replace(row, due=now - late), seen=now)


LATE, TOO_LATE = LATE_AFTER, LATE_AFTER + A_SECOND


def test_what_one_press_ends_goes_together_and_leaves_the_rest_where_it_is(there: Ringing) -> None:
    dose, gate, bone = (of(there, each) for each in (Matter.DOSE, Matter.GATE, Matter.BONE))
    other = of(there, Matter.BONE, SECOND)
    assert one_message([dose, gate, other, bone]) == [dose, bone]
    assert one_message([gate, dose, bone]) == [gate]
    assert one_message([other, dose, bone]) == [other]


def test_what_is_late_goes_before_and_not_with_what_is_not(there: Ringing) -> None:
    dose, bone = of(there, Matter.DOSE, late=LATE), of(there, Matter.BONE, late=TOO_LATE)
    assert (dose.late, bone.late) == (False, True)
    assert one_message([dose, bone]) == [dose]
    assert one_message([bone, dose]) == [bone]


def test_so_many_go_in_one_message(there: Ringing) -> None:
    dose = of(there, Matter.DOSE).row
    now = there.loop.now()
    soon = [job_of(replace(dose, detail=str(at)), now) for at in range(20)]
    late = [job_of(replace(dose, detail=str(at)), now, late=TOO_LATE) for at in range(20)]
    assert one_message(soon) == soon[:TOGETHER_MOST]
    assert one_message(late) == late[:DIGEST_MOST]


def test_what_is_urgent_is_never_among_what_is_late(there: Ringing) -> None:
    plan = there.store.plan(LABEL)
    assert plan
    urgent = replace(there.asking(plan), matter=Matter.URGENT)
    job = job_of(urgent, there.loop.now(), late=TOO_LATE)
    dose = of(there, Matter.DOSE, late=TOO_LATE)
    assert not job.late
    assert one_message([job, dose]) == [job]
    assert one_message([dose, job]) == [dose]


def test_one_message_has_the_keys_of_each_only_where_all_are_of_one_plan(there: Ringing) -> None:
    def claimed(matter: Matter, label: str = LABEL) -> Claimed:
        job = of(there, matter, label)
        claim = there.alarm.lanes.ledger.intent(job.row).claim
        assert claim
        return claim

    dose, bone, gate = (claimed(each) for each in (Matter.DOSE, Matter.BONE, Matter.GATE))
    other = claimed(Matter.BONE, SECOND)
    assert go_together([gate])
    assert go_together([dose, bone])
    assert not go_together([dose, gate])
    assert not go_together([dose, other])
    assert go_together([dose] * TOGETHER_MOST)
    assert not go_together([dose] * (TOGETHER_MOST + 1))


def test_a_job_is_open_in_the_chats_that_have_no_outcome(there: Ringing) -> None:
    job = of(there, Matter.GATE)
    assert job.open == set()
    job.claim = there.alarm.lanes.ledger.intent(job.row).claim
    assert job.claim
    chats = {each.chat for each in job.claim.reminder.deliveries}
    assert job.open == chats != set()
    first = min(chats)
    job.landed = dict.fromkeys([first])  # type: ignore[assignment]
    assert job.open == chats - {first}
