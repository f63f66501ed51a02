"""Sixty days in which nobody answers anything: every open question is told again each week.

All of it: `python -m tests.campaigns silence`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.reminder.wanted.wanted import replanned
from flows.talk.records import Reminder
from tests.campaigns import size
from tests.flows.following import BERLIN
from tests.flows.reminder.wanted.question_scenes import MOMENTS, Moment, kind, moment
from tests.flows.reminder.wanted.question_table import NOT_AGAIN

SILENT = 60  # days
A_WEEK = timedelta(weeks=1)
Question = tuple[str, str]  # what is asked, and its detail: one that is asked anew is the same


def question(reminder: Reminder) -> Question:
    return kind(reminder), reminder.detail


def in_silence(there: Moment) -> Iterator[tuple[date, set[Question], set[Question]]]:
    """Each day with what was told on it and what is open at its end; tidied each morning."""
    for _ in range(SILENT):
        there.passes(_next(there.now, "06:30"))
        there.put(*replanned(there.of(), there.live(), there.utc()))
        there.passes(_next(there.now, "23:30"))
        day = there.live().today
        told = {question(e) for e in there.of() if day in _days(e)}
        yield day, told, {question(e) for e in there.of() if e.stage.is_told}


def _next(now: datetime, clock: str) -> datetime:
    local = now.astimezone(ZoneInfo(BERLIN))
    hour, minute = map(int, clock.split(":"))
    then = local.replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=None)
    then += timedelta(days=then <= local.replace(tzinfo=None))
    return then.replace(tzinfo=ZoneInfo(BERLIN)).astimezone(now.tzinfo)


def _days(reminder: Reminder) -> set[date]:
    zone = ZoneInfo(BERLIN)
    sent = (each.sent_at for each in reminder.deliveries)
    return {at.astimezone(zone).date() for at in sent if at}


@pytest.mark.wide
@pytest.mark.parametrize("name", list(MOMENTS)[: size("silence")])
def test_an_open_question_is_told_again_within_every_week_of_silence(name: str) -> None:
    last, silent = dict[Question, date](), dict[Question, int]()
    for day, told, there in in_silence(moment(name).copy()):
        last |= dict.fromkeys(told, day)
        for each in there - told:
            if each[0] not in NOT_AGAIN and day - last.setdefault(each, day) > A_WEEK:
                silent[each] = silent.get(each, 0) + 1
    assert not silent, f"{name}: {silent}"
