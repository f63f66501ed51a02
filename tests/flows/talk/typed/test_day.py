"""Days as they are typed."""

from datetime import date, timedelta

import pytest

from flows.talk.typed.day import MONTHS, WEEKDAYS, Named, read_certain_day, read_day
from flows.talk.typed.text import Unreadable

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-Dec-2026", date(2026, 12, 5)),
        ("5-dec-2026", date(2026, 12, 5)),
        ("5 December 2026", date(2026, 12, 5)),
        ("2026-12-05", date(2026, 12, 5)),
        ("29-Feb-2028", date(2028, 2, 29)),
        ("Wednesday 20-Jan-2027", date(2027, 1, 20)),
        ("wednesday 2027-01-20", date(2027, 1, 20)),
    ],
)
def test_an_absolute_date_is_read(text, day):
    assert read_day(text, SUNDAY).day == day
    assert read_day(text, SUNDAY).absolute


def test_every_month_is_read_by_its_name_and_its_first_three_letters():
    read = [
        read_day(f"1-{name}-2027", SUNDAY).day.month
        for month in MONTHS
        for name in (month, month[:3].upper())
    ]
    assert read == [number for number in range(1, 13) for _ in range(2)]


@pytest.mark.parametrize(("text", "ahead"), [("today", 0), ("Tomorrow", 1), ("sunday", 7)])
def test_a_day_named_by_its_distance_is_not_absolute(text, ahead):
    named = read_day(text, SUNDAY)
    assert (named.day - SUNDAY).days == ahead
    assert not named.absolute


def test_a_weekday_is_the_next_one_after_this_day():
    days = [read_day(name, SUNDAY).day for name in WEEKDAYS]
    assert days == [SUNDAY + timedelta(days=ahead) for ahead in range(1, 8)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/2027", "date_ambiguous"),
        ("3.4.2027", "date_ambiguous"),
        ("3 Apr", "date_without_year"),
        ("April 3", "date_without_year"),
        ("31-Feb-2027", "date_impossible"),
        ("0027-04-03", "date_year"),
        ("03-Apr-20270", "date_year"),
        ("30-Nov-2026 or 01-Dec-2026", "date_one"),
        ("30-Nov-2026 02:30", "date_time"),
        ("02:30", "date_time"),
        ("\uff10\uff13-Apr-2027", "date_digits"),
        ("\u0662\u0660\u0662\u0667-\u0660\u0664-\u0660\u0663", "date_digits"),
        ("5-Foo-2026", "date"),
        ("Tuesday 20-Jan-2027", "date_weekday"),
        ("now", "date"),
        ("12.12.0027", "date_year"),
        ("31.11.2026", "date_impossible"),
        ("28.11.26", "date_short_year"),
        ("1 foo 26", "date"),
        ("12-03-57", "date_short_year"),
        ("13 Jumada al-Thani 1448", "date"),
    ],
)
def test_what_is_no_date_says_why(text, reason):
    with pytest.raises(Unreadable) as refused:
        read_day(text, SUNDAY)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "text",
    ["25.12.2026", "12/25/2026", "25 12 2026", "2026.12.25", "December 25th, 2026", "25dec2026",
     "Fri 25 December 2026", "the 25th of December 2026", "2026-Dec-25"],
)  # fmt: skip
def test_every_form_that_can_mean_one_day_only_is_that_day(text):
    assert read_day(text, SUNDAY) == Named(day=date(2026, 12, 25))


def test_day_and_month_that_are_alike_need_no_order():
    assert read_day("12/12/2026", SUNDAY).day == date(2026, 12, 12)


def test_next_weekday_can_be_two_days_and_is_not_certain():
    assert not read_day("next friday", SUNDAY).certain
    assert read_certain_day("friday", SUNDAY) == date(2026, 11, 27)
    with pytest.raises(Unreadable) as refused:
        read_certain_day("next friday", SUNDAY)
    assert refused.value.values == {"day": date(2026, 11, 27)}
