"""Wherever the dose in force is named, every dose that is decided to follow is named too."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.page.render import Seat
from core.course.course import to_come
from core.course.decisions import Decision, Move, Reason
from flows.reminder.message.note import digest, told
from flows.reminder.recipients import Recipients
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Decided, Matter, Membership, Role
from flows.talk.replies import Note, ShowPlan
from flows.talk.turn import Commanded
from tests.flows.following import FIRST, GROUP, OTHER, OWNER, Ward, at, planned, ward
from tests.world.plan_record import LABEL

STEPPED = Decision(move=Move.STEP, on=date(2026, 12, 21), reason=Reason.RESPONSE)
FLARE_DAY, OFF_DAY, END = date(2027, 1, 5), date(2027, 1, 12), date(2027, 1, 13)
FLARE = Decision(
    move=Move.FLARE, on=FLARE_DAY, reason=Reason.ACTIVE_DISEASE, mg=Decimal(55), weeks=4
)
OFF = Decision(
    move=Move.OFF_PLAN, on=OFF_DAY, reason=Reason.OTHER_TREATMENT, mg=Decimal(50), weeks=4
)
STOP = Decision(move=Move.STOP, on=END, reason=Reason.REMISSION)
LEFT = replace(STOP, reason=Reason.MOVED)
AROUND = Recipients(group=GROUP, owner=OWNER, prescribers=(OTHER,))
NOW = at(date(2027, 1, 4), "15:00")
HISTORIES = {
    "flare": ((STEPPED, FLARE), ("Tuesday 05-Jan-2027", "55 mg")),
    "flare and another": ((STEPPED, FLARE, OFF), ("Tuesday 12-Jan-2027", "50 mg")),
    "end": ((STEPPED, STOP), ("Wednesday 13-Jan-2027", "the end is decided")),
    "left": ((STEPPED, LEFT), ("Wednesday 13-Jan-2027", "nothing is planned here")),
}


def followed(*decisions: Decision) -> Ward:
    """The plan as it stands after these, one revision each."""
    taken = tuple(
        Decided(decision=each, by=OWNER, name="Owner", at=NOW, revision=number)
        for number, each in enumerate(decisions, 2)
    )
    return ward(planned(decisions=taken, revision=len(taken) + 1), now=NOW)


def words(there: Ward, *replies: object) -> str:
    """As a phone shows it, without the marks of its letters."""
    pages = there.desk.pages
    seat = Seat(chat=OWNER, who=OWNER, now=NOW, zone=there.zone_name)
    text = "\n".join(page.text for reply in replies for page in pages.pages(reply, seat))
    return re.sub(r"<[^>]+>", "", text)


def commanded(name: str) -> Callable[[Ward], str]:
    def says(there: Ward) -> str:
        turn = there.take(Commanded(name=name, argument=""), who=OWNER)
        return words(there, *turn.replies)

    return says


def pressed(press: str) -> Callable[[Ward], str]:
    return lambda there: words(there, *there.press(press).replies)


def reminded(matter: Matter, detail: str = "", *, rounds: int = 0) -> Callable[[Ward], str]:
    """The message as it first comes, and as it goes up the chain."""

    def says(there: Ward) -> str:
        live = there.live()
        row = replace(raised(live, matter, detail), rounds=rounds)
        return words(there, told(row, live.record, live, AROUND, chat=OWNER, now=NOW))

    return says


def late(there: Ward) -> str:
    live = there.live()
    rows = [(raised(live, Matter.ASKED, each), live.record, live) for each in ("dose", "gate")]
    return words(there, digest(rows, OWNER, NOW, {LABEL: AROUND}))


def card(there: Ward) -> str:
    return words(there, ShowPlan(record=there.plan()))


PLACES: dict[str, Callable[[Ward], str]] = {
    "revision": reminded(Matter.REVISED, "3"),
    "question": reminded(Matter.ASKED, "dose"),
    "escalation": reminded(Matter.ASKED, "dose", rounds=3),
    "vaccines": reminded(Matter.VACCINES),
    "reassess": reminded(Matter.REASSESS),
    "digest": late,
    "card": card,
    "status line": pressed("decide"),
    "/today": commanded("today"),
    "/dose": commanded("dose"),
    "/plans": commanded("plans"),
    "hand-over": lambda there: words(there, *there.press("hand", label="", number=0).replies),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("history", HISTORIES)
def test_both_doses_are_named_and_the_day_of_the_next(place: str, history: str) -> None:
    decisions, (day, said) = HISTORIES[history]
    there = followed(*decisions)
    text = PLACES[place](there)
    assert "45 mg" in text
    assert day in text
    assert said in text
    if history == "flare and another":
        assert "Tuesday 05-Jan-2027" in text
        assert "55 mg" in text


def test_a_flare_of_tomorrow_is_told_to_the_group_with_both_doses() -> None:
    there = followed(STEPPED)
    there.press("flare.55.4.270105")
    there.tick()
    notes = [
        each
        for (chat, _), each in there.screens.items()
        if chat == GROUP and isinstance(each, Note) and "revised" in each.blocks[0][0].says
    ]
    text = words(there, notes[-1])
    assert "in force is predniSONE 45 mg" in text
    assert "From Tuesday 05-Jan-2027 it is 55 mg" in text


@pytest.mark.parametrize(("clock", "posts"), [("15:00", True), ("22:00", False)])
def test_sharing_tells_the_group_both_doses_at_once_but_not_at_night(clock, posts) -> None:
    there = followed(STEPPED, FLARE)
    there.put(replace(there.plan(), team=0))
    prescribes = Membership(role=Role.PRESCRIBER, team=1)
    there.put(replace(there.people[OWNER], memberships=(prescribes,)))
    there.now = at(date(2027, 1, 4), clock)
    turn = there.press("share.1")
    notes = [each for each in turn.replies if isinstance(each, Note) and each.chat == GROUP]
    assert bool(notes) is posts
    text = words(there, *notes)
    assert ("45 mg" in text and "From Tuesday 05-Jan-2027 it is 55 mg" in text) is posts


@pytest.mark.parametrize("day", [date(2027, 1, 5), date(2027, 1, 12)])
def test_each_decided_dose_is_told_on_its_own_day(day: date) -> None:
    there = followed(STEPPED, FLARE, OFF).until(day, "09:00")
    (dose,) = (e for e in there.of(LABEL) if e.matter is Matter.DOSE and e.day == day)
    assert dose.stage.is_told


def test_before_the_first_dose_and_on_its_last_day_nothing_is_to_follow() -> None:
    course = followed(STEPPED, FLARE, OFF).live().course
    assert course
    assert [each.mg for each in to_come(course, FIRST)] == [45, 55, 50]
    assert [each.mg for each in to_come(course, FLARE_DAY)] == [50]
    assert to_come(course, OFF_DAY) == ()
