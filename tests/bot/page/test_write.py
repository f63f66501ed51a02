"""Numbers, dates and sentences are written in one way only."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.page.write import Writer, day, full_day, moment, number
from bot.words import Catalogue, NoWords
from core.patient import Subtype

WORDS = Catalogue(
    {
        "say.and": "and",
        "say.or": "or",
        "say.dose": "{prednisone} {mg} mg from {first}",
        "drugs.us.prednisone": "predniSONE",
        "drugs.uk.prednisone": "prednisoLONE",
        "terms.subtype.overlap": "overlap myositis",
    }
)
US = Writer(WORDS, "us")
UK = Writer(WORDS, "uk")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("15.0", "15"),
        ("17.50", "17.5"),
        ("0.5", "0.5"),
        ("1E+3", "1,000"),
        ("6090", "6,090"),
        ("100", "100"),
        ("0", "0"),
    ],
)
def test_a_number_has_no_trailing_zero_no_exponent_and_a_comma_from_1000(
    value: str, written: str
) -> None:
    assert number(Decimal(value)) == written


def test_every_tenth_from_0_to_200_is_written_as_a_reader_expects() -> None:
    for tenths in range(2_001):
        whole, tenth = divmod(tenths, 10)
        assert number(Decimal(tenths) / 10) == (f"{whole}.{tenth}" if tenth else f"{whole}")


def test_a_date_has_its_month_in_letters_and_its_weekday() -> None:
    assert day(date(2026, 3, 5)) == "05-Mar-2026"
    assert full_day(date(2026, 11, 23)) == "Monday 23-Nov-2026"


def test_an_instant_is_told_in_the_zone_it_names() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert moment(at, ZoneInfo("Europe/Berlin"), "Europe/Berlin") == (
        "23-Nov-2026 00:30 Europe/Berlin"
    )


def test_a_sentence_takes_values_by_type_and_drugs_by_region() -> None:
    values = {"mg": Decimal("17.5"), "first": date(2026, 11, 23)}
    assert US.say("say.dose", values) == "predniSONE 17.5 mg from Monday 23-Nov-2026"
    assert UK.say("say.dose", values) == "prednisoLONE 17.5 mg from Monday 23-Nov-2026"


def test_a_statement_takes_the_names_of_the_region() -> None:
    assert UK.statement("Give predniSONE with food") == "Give prednisoLONE with food"
    assert US.statement("Give predniSONE with food") == "Give predniSONE with food"


def test_lists_and_terms_are_written_out() -> None:
    assert US.value((1, 2, 3)) == "1, 2 and 3"
    assert US.value(Subtype.OVERLAP) == "overlap myositis"


def test_a_sentence_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(NoWords):
        US.say("say.nothing")


@pytest.mark.parametrize(("value", "said"), [(1, "1 day"), (Decimal(1), "1 day"), (0, "0 days"),
    (2, "2 days"), (Decimal("1.5"), "1.5 days"), (11, "11 days")])  # fmt: skip
def test_what_is_counted_is_written_in_the_singular_or_the_plural(value, said) -> None:
    writer = Writer(WORDS, "us")
    assert writer.fill("{count} {count:day|days}", {"count": value}) == said


@pytest.mark.parametrize(("many", "said"), [(1, "A"), (2, "A or B"), (3, "A, B or C")])
def test_of_a_list_from_which_one_is_chosen_the_last_is_joined_by_or(many: int, said: str) -> None:
    assert US.fill("{letters_any_of}", {"letters": tuple("ABC"[:many])}) == said
