"""The calendar, read by another library: importing a later revision leaves exactly its events."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from icalendar import Calendar

from bot.papers.calendar.file import _entries, calendar, sequence
from bot.papers.calendar.places import every, placed
from bot.papers.calendar.series import Series
from bot.papers.dates import matters
from bot.papers.sheet import NoPaper, sheet
from core.course.decisions import Decision, Drug, Reason
from core.patient import Route
from tests.bot.papers.cases import (
    CHILD,
    FIRST,
    LONGEST,
    begin,
    cases,
    due,
    end,
    flare,
    hold,
    rise,
    steps,
    stop,
    suspend,
    view_of,
    views,
)
from tests.bot.papers.test_drug_states import ADULT, on
from tests.lint.display import hits

VIEWS = dict(views())
V1 = cases()["V1"]


@cache
def events(data: bytes) -> Sequence[Event]:
    """The events as a calendar program reads them: of a file that is imported again, once."""
    return tuple(IcsCalendarStream.calendar_from_ics(data.decode()).events)


def imported(*files: bytes) -> dict[str, Event]:
    """What stands in a calendar once these were imported in turn, by RFC 5545 and 5546: of two
    with one name the one with the higher number stays, then the one that was made later."""
    kept = dict[str, Event]()
    for data in files:
        for event in events(data):
            before = kept.get(event.uid)
            if before is None or _order(event) >= _order(before):
                kept[event.uid] = event
    return {uid: event for uid, event in kept.items() if event.status != "CANCELLED"}


def _order(event: Event) -> tuple[int, datetime]:
    return event.sequence or 0, event.dtstamp


def told(event: Event) -> tuple[Any, ...]:
    return event.summary, event.description, event.dtstart, event.status


@cache
def events_of(name: str) -> Sequence[Event]:
    return events(calendar(sheet(VIEWS[name])))


@pytest.mark.parametrize("name", VIEWS)
def test_every_dose_and_date_has_its_event(name: str) -> None:
    of = sheet(VIEWS[name])
    found = {(event.summary, event.dtstart) for event in events_of(name)}
    for row in of.rows:
        assert any(f" {row.period.mg} mg" in says and on == row.period.first for says, on in found)
    for stone in matters(of):
        assert any(
            stone.says in says and isinstance(on, datetime) and on.date() == stone.day
            for says, on in found
        )


@pytest.mark.parametrize("name", VIEWS)
def test_no_two_events_are_the_same_and_all_carry_the_moment_of_their_making(name: str) -> None:
    of, found = sheet(VIEWS[name]), events_of(name)
    assert len({event.uid for event in found}) == len(found)
    assert {event.sequence for event in found} == {sequence(of)}
    assert {event.dtstamp for event in found} == {of.made_at}
    assert {event.last_modified for event in found} == {of.made_at}
    assert all(len(event.categories) == 1 for event in found)


ROLLS: Mapping[str, tuple[Mapping[str, Any], tuple[Decision, ...]]] = {
    "V1": (V1, ()),
    "stepped": (V1, steps(V1, 2)),
    "agent": (ADULT, ()),
    "rescue": (ADULT, (begin(on(10), Reason.RESCUE, drug=Drug.RITUXIMAB),)),
    "suspended": (ADULT, (suspend(on(30)),)),
}
DAYS = (0, 3, 29, 40, 60, 100)


def by_ical(*files: bytes) -> dict[str, tuple[Any, ...]]:
    return {uid: told(event)[:3:2] for uid, event in imported(*files).items()}


@cache
def walked(data: bytes) -> Sequence[Any]:
    return tuple(Calendar.from_ical(data).walk("VEVENT"))


def by_icalendar(*files: bytes) -> dict[str, tuple[Any, ...]]:
    """The same as the second library reads it."""
    kept = dict[str, Any]()
    for data in files:
        for event in walked(data):
            name = str(event["uid"])
            if name not in kept or _made(event) >= _made(kept[name]):
                kept[name] = event
    return {
        name: (str(each["summary"]), each["dtstart"].dt)
        for name, each in kept.items()
        if each["status"] != "CANCELLED"
    }


def _made(event: Any) -> tuple[int, datetime]:
    return event["sequence"], event["dtstamp"].dt


@pytest.mark.parametrize("read", [by_ical, by_icalendar])
@pytest.mark.parametrize("name", ROLLS)
def test_of_two_printings_of_one_revision_the_newer_stays_in_either_order(
    name: str, read: Callable[..., dict[str, tuple[Any, ...]]]
) -> None:
    """Nobody answers and no test is entered: dates move, a drug is held by itself."""
    case, decided = ROLLS[name]
    first = decided[-1].on if decided else FIRST
    made = [
        calendar(sheet(view_of(case, *decided, today=first + timedelta(days), tested=FIRST)))
        for days in DAYS
    ]
    for place, older in enumerate(made):
        for newer in made[place + 1 :]:
            alone = read(newer)
            assert read(older, newer) == alone
            assert read(newer, older) == alone
    assert read(made[0]) != read(made[-1])
    numbers = [{event.sequence or 0 for event in events(each)} for each in made]
    assert all(max(older) < min(newer) for older, newer in pairwise(numbers))


def test_a_case_with_a_label_keeps_its_events_and_only_then_says_so() -> None:
    case = V1 | {"weight_kg": 71}

    def made(of: Mapping[str, Any], series: Series | None) -> dict[str, Event]:
        return {
            event.uid: event
            for event in events(calendar(sheet(view_of(of, kept=False), series=series)))
        }

    one, other = (made(each, Series(label="A", number=n)) for n, each in enumerate((V1, case)))
    assert one.keys() & other.keys()
    assert {event.sequence for event in other.values()} == {1}
    assert all("under the same label" in str(event.description) for event in one.values())
    assert not one.keys() & made(V1, Series(label="B")).keys()
    assert {event.sequence for event in made(V1, Series(label="A")).values()} != {0}
    alone = made(V1, None)
    assert not one.keys() & alone.keys()
    assert all("does not change these entries" in str(each.description) for each in alone.values())


CASES: Mapping[str, Mapping[str, Any]] = {
    "methotrexate": V1,
    "another weekday": V1 | {"methotrexate_weekday": "friday"},
    "azathioprine": V1
    | {"immunosuppressants": {"methotrexate": "not_tolerated"}, "height_cm": 178},
    "mycophenolate": V1 | {"ild": "yes"},
    "not ready": V1 | {"liver_disease": True},
    "with a pulse": V1 | {"severity": "severe", "pulse_days": 3},
    "longest": LONGEST,
    "another first day": V1 | {"start_date": "2026-12-14"},
}


@cache
def in_series(name: str, number: int) -> bytes:
    of = Series(label="A", number=number)
    return calendar(sheet(view_of(CASES[name], kept=False), series=of))


@pytest.mark.parametrize("read", [by_ical, by_icalendar])
@pytest.mark.parametrize("name", CASES)
def test_a_case_that_has_changed_under_its_label_leaves_nothing_of_the_one_before(
    name: str, read: Callable[..., dict[str, tuple[Any, ...]]]
) -> None:
    alone = read(in_series(name, 2))
    for other in CASES:
        assert read(in_series(other, 1), in_series(name, 2)) == alone
        assert read(in_series(name, 2), in_series(other, 1)) == alone
    assert len(alone) == len(read(in_series(name, 0)))


def test_the_first_calendar_of_a_series_cancels_nothing() -> None:
    statuses = [{each.status for each in events(in_series("longest", n))} for n in (0, 1)]
    assert ["CANCELLED" in each for each in statuses] == [False, True]


@pytest.mark.parametrize("name", CASES)
def test_every_entry_of_a_case_has_a_place_that_is_cancelled_where_it_is_free(name: str) -> None:
    """So none of them could stay."""
    of = sheet(view_of(CASES[name], kept=False), series=Series(label="A"))
    assert {each.key for each in placed(_entries(of))} <= {each.key for each in every(of)}


def test_every_kind_of_event_has_its_category() -> None:
    given = begin(on(10), Reason.RESCUE, drug=Drug.RITUXIMAB)
    case = ADULT | {"pulse_days": 3, "pulse_mg": 1000}
    found = events(calendar(sheet(view_of(case, given, today=on(12)))))
    kinds = {category for event in found for category in event.categories}
    assert kinds == {
        "Steroid", "Agent", "Pulse", "Rescue treatment", "Prevention", "Tests", "Visit",
    }  # fmt: skip
    (pulse,) = (event for event in found if event.categories == ["Pulse"])
    assert (pulse.dtstart, pulse.dtend) == (FIRST - timedelta(days=3), FIRST)
    assert "1,000 mg a day intravenously for 3 days" in str(pulse.description)
    (lungs,) = (each for each in found if "prophylaxis from here on" in each.summary)
    assert lungs.categories == ["Prevention"]
    weekly = [each for each in found if "this week's dose" in each.summary]
    assert {each.dtstart.weekday() for each in weekly} == {0}
    assert {tuple(each.categories) for each in weekly} == {("Agent",)}


def revisions(*decisions: Any) -> list[bytes]:
    """The calendar of each revision, as somebody saved it then."""
    plans = [sheet(view_of(V1, *decisions[:count])) for count in range(len(decisions) + 1)]
    return [calendar(plan, tuple(plans[:place])) for place, plan in enumerate(plans)]


TWO = steps(V1, 2)
COURSES = {
    "step": TWO,
    "hold": (*TWO, hold(due(V1, *TWO), 2)),
    "flare": (*TWO, flare(TWO[-1].on + timedelta(days=4), 50)),
    "stop": (*TWO, stop(TWO[-1].on + timedelta(days=4))),
    "reassess": (*TWO, *(hold(due(V1, *TWO) + timedelta(weeks=2 * n), 2) for n in range(3))),
    "flare_twice": (
        *(once := (*TWO, flare(TWO[-1].on + timedelta(days=4), 50))),
        flare(once[-1].on + timedelta(days=40), 45),
    ),
}


@pytest.mark.parametrize("name", COURSES)
def test_importing_every_revision_leaves_exactly_the_events_of_the_last(name: str) -> None:
    files = revisions(*COURSES[name])
    alone = {event.uid: told(event) for event in imported(files[-1]).values()}
    for first in range(len(files)):
        kept = imported(*files[first:])
        assert {uid: told(event) for uid, event in kept.items()} == alone
        skipped = imported(files[first], files[-1])
        assert {uid: told(event) for uid, event in skipped.items()} == alone


def weekly(kept: dict[str, Event], since: date) -> list[date]:
    """The days from this one on that a weekly dose stands on."""
    found = (each.dtstart for each in kept.values() if "this week's dose" in each.summary)
    return sorted(day for day in found if day >= since)


@pytest.mark.parametrize(
    ("decided", "tested"),
    [((suspend(on(30)),), on(30)), ((end(on(30)),), on(30)), ((), FIRST)],
    ids=["held", "stopped", "held by itself"],
)
def test_no_weekly_dose_stays_in_a_calendar_once_none_is_taken(
    decided: tuple[Decision, ...], tested: date
) -> None:
    """Also where no earlier revision tells of it: a drug can be held without one."""
    first = calendar(sheet(view_of(ADULT, today=FIRST)))
    then = calendar(sheet(view_of(ADULT, *decided, today=on(50), tested=tested)))
    assert len(weekly(imported(first), FIRST)) == 13
    assert weekly(imported(first, then), on(44)) == []
    for event in imported(first, then).values():
        assert hits(event.summary, fragment=True) == []


def test_a_raise_changes_the_doses_that_stand_in_a_calendar() -> None:
    first = calendar(sheet(view_of(ADULT, today=FIRST)))
    raised = view_of(ADULT, rise(on(29), route=Route.MOUTH), today=on(30))
    kept = imported(first, calendar(sheet(raised)))
    said = {
        each.dtstart: each.summary for each in kept.values() if "this week's dose" in each.summary
    }
    assert "methotrexate 15 mg" in said[on(21)]
    assert "methotrexate 20 mg" in said[on(35)]
    assert max(said) == on(28 + 12 * 7)


def test_the_follow_up_of_a_rescue_treatment_has_its_days() -> None:
    given = begin(on(10), Reason.RESCUE, drug=Drug.RITUXIMAB)
    found = events(calendar(sheet(view_of(ADULT, given, today=on(12)))))
    days = {each.summary.partition(": ")[2]: each.dtstart for each in found}
    assert days["riTUXimab: second infusion, if it is still wanted"].date() == on(24)


def test_a_dose_that_moves_keeps_its_event() -> None:
    before, after = revisions(hold(due(V1), 2))
    moved = {event.uid: event.dtstart for event in events(after)}
    doses = [event for event in events(before) if "40 mg" in event.summary]
    assert [moved[each.uid] - each.dtstart for each in doses] == [timedelta(days=14)]


def test_what_an_earlier_revision_had_and_this_one_has_not_is_cancelled() -> None:
    files = revisions(*COURSES["stop"])
    gone = [event for event in events(files[-1]) if event.status == "CANCELLED"]
    assert any("2.5 mg" in event.summary for event in gone)
    assert all(event.summary.startswith("Cancelled: ") for event in gone)


def test_a_dose_is_a_whole_day_and_everything_else_has_a_time_and_a_zone() -> None:
    data = calendar(sheet(view_of(V1)))
    for event in events(data):
        if isinstance(event.dtstart, datetime):
            assert (event.dtstart.hour, str(event.dtstart.tzinfo)) == (9, "Europe/Berlin")
        else:
            assert type(event.dtstart) is date
            assert event.dtend - event.dtstart == timedelta(days=1)
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in data


def test_a_check_is_announced_two_days_before_and_on_its_morning() -> None:
    planned = [
        event
        for event in events(calendar(sheet(view_of(V1))))
        if event.status == "TENTATIVE" and type(event.dtstart) is date
    ]
    midnight = datetime(2026, 12, 21)  # noqa: DTZ001 - a day of a calendar is in no zone
    assert planned
    for event in planned:
        alarms = {midnight + alarm.trigger for alarm in event.alarm}
        assert alarms == {midnight.replace(hour=7, minute=30), midnight.replace(day=19, hour=14)}


def test_what_nobody_confirmed_is_tentative_and_says_so() -> None:
    for name in VIEWS.keys() - cases().keys():
        course, found = VIEWS[name].plan.course, events_of(name)
        assert course is not None
        doses = [each for each in found if type(each.dtstart) is date]
        sure = [
            each for each in doses if each.status == "CONFIRMED" and " mg a day" in each.summary
        ]
        assert len(sure) == course.confirmed, name
        for each in doses:
            assert (each.status == "TENTATIVE") == ("Only once" in str(each.description)), name


BY_DOSE = ("review Pneumocystis", "other non-live vaccines", "adrenal glands")


def test_what_hangs_on_a_dose_that_nobody_confirmed_is_tentative_with_its_condition() -> None:
    seen = set[bool]()
    for name, view in VIEWS.items():
        of = sheet(view)
        for each in events_of(name):
            if any(words in str(each.summary) for words in BY_DOSE):
                on = each.dtstart.date()
                planned = any(not row.sure and row.period.first <= on for row in of.rows)
                assert (each.status == "TENTATIVE") is planned, (name, each.summary)
                assert ("Only if every step before it" in str(each.description)) is planned
                seen.add(planned)
    assert seen == {True, False}


@pytest.mark.parametrize("name", CASES)
def test_of_a_case_nothing_is_in_force_and_every_dose_is_tentative(name: str) -> None:
    of = sheet(view_of(CASES[name], kept=False))
    doses = [each for each in events(calendar(of)) if type(each.dtstart) is date]
    assert doses
    for each in doses:
        assert each.status == "TENTATIVE", each.summary
        assert "Only once a prescriber" in str(each.description)


def test_the_label_of_a_case_stands_in_its_calendar() -> None:
    data = in_series("longest", 0)
    assert b"X-WR-CALNAME:A: plan for this case" in data
    assert all(str(each.summary).startswith("A: ") for each in events(data))


@pytest.mark.parametrize("name", VIEWS)
def test_hba1c_stands_before_the_first_dose_and_at_three_months_alone(name: str) -> None:
    of = sheet(VIEWS[name])
    found = [each.dtstart.date() for each in events_of(name) if "HbA1c" in str(each.summary)]
    days = {of.begins, of.first + timedelta(days=91)}
    assert set(found) <= days
    assert len(found) == len(set(found))
    assert of.begins in found


def test_the_words_of_a_calendar_are_written_right() -> None:
    for name, view in VIEWS.items():
        region = view.plan.case.region
        for event in events_of(name):
            for text in (event.summary, event.description or ""):
                assert hits(text, region=region, fragment=True) == []


def test_a_case_that_is_not_kept_has_events_of_its_own() -> None:
    one, other = (
        events(calendar(sheet(view_of(V1 | {"weight_kg": weight}, kept=False))))
        for weight in (70, 71)
    )
    assert not {event.uid for event in one} & {event.uid for event in other}


def test_a_child_has_no_calendar() -> None:
    with pytest.raises(NoPaper, match="no_schedule"):
        calendar(sheet(view_of(CHILD)))
