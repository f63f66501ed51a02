"""Each rule of the lint fails what it is there for, and lets the right wording pass."""

import re
from datetime import date
from decimal import Decimal
from time import process_time

import pytest

from tests.lint.display import (
    EACH_LINE,
    RULES,
    ScheduleRow,
    dose_line_ok,
    hits,
    schedule_ok,
    too_long,
)
from tests.lint.message import Lines, lines_of, visible
from tests.lint.rules import Test
from tests.lint.samples import BAD, GOOD, MESSAGE, REGIONS_BAD, REGIONS_GOOD


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in BAD for text in BAD[rule]])
def test_a_bad_sample_breaks_its_rule_and_no_other(rule: str, text: str) -> None:
    assert {hit.rule for hit in hits(text)} == {rule}


@pytest.mark.parametrize("text", [text for samples in GOOD.values() for text in samples])
def test_a_good_sample_breaks_no_rule(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(("rule", "region", "text"), REGIONS_BAD)
def test_a_name_of_another_region_is_found(rule: str, region: str, text: str) -> None:
    assert rule in {hit.rule for hit in hits(text, region=region)}


@pytest.mark.parametrize(("region", "text"), REGIONS_GOOD)
def test_the_name_of_the_region_passes(region: str, text: str) -> None:
    assert hits(text, region=region) == []


def test_a_whole_message_breaks_no_rule() -> None:
    assert hits(MESSAGE) == []


def test_every_rule_has_two_samples_of_each_kind() -> None:
    bad = {rule: len(samples) for rule, samples in BAD.items()} | {"D23": len(REGIONS_BAD[6:])}
    assert set(RULES) == set(bad) == set(GOOD)
    assert min(*bad.values(), *(len(samples) for samples in GOOD.values())) >= 2


def test_what_a_check_needs_never_hides_what_it_would_find() -> None:
    """Every check is made on every sample, whether or not the text holds what it needs."""
    texts = [text for samples in (BAD, GOOD) for texts in samples.values() for text in texts]
    for text in texts:
        lines = lines_of(visible(text), region="us")
        for rule, test, needs in EACH_LINE:
            if needs and needs.isdisjoint(lines.seen):
                assert not found_by(test, lines), (rule, text)


def test_every_check_of_a_rule_finds_something_in_its_samples() -> None:
    idle = [
        (rule, test)
        for rule, test, _ in EACH_LINE
        if not any(found_by(test, lines_of(visible(text), region="us")) for text in BAD[rule])
    ]
    assert idle == []


def found_by(test: Test, lines: Lines) -> list[object]:
    return list(test.finditer(lines.text) if isinstance(test, re.Pattern) else test(lines))


def test_a_paper_may_be_longer_than_a_message_and_a_fragment_need_not_be_whole() -> None:
    assert hits("a " * 3000, limit=None) == []
    assert hits(BAD["mtx"][12], fragment=True) == []


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert not too_long("<b>" + "\N{OPEN BOOK}" * 2048 + "</b>")
    assert too_long("\N{OPEN BOOK}" * 2049)


FIRST = "<b>predniSONE</b> DOSE <b>65 mg</b> by mouth once a day in the morning\n"
SECOND = "from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (28 days)"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("predniSONE", "prednisone"),
        ("65 mg", "65.0 mg"),
        ("65 mg", "065 mg"),
        ("65 mg", "0 mg"),
        ("once a day", "twice a day"),
        (" by mouth", ""),
        ("<b>65 mg</b>", "65 mg"),
        ("\n", " "),
        ("Monday 23", "Sunday 23"),
        ("Sunday 20", "Monday 20"),
        ("20-Dec-2026", "31-Nov-2026"),
        ("23-Nov", "23-nov"),
        ("28 days", "27 days"),
        ("28 days)", "28 days) if well"),
    ],
)
def test_a_dose_that_stands_alone_has_one_form(right: str, wrong: str) -> None:
    assert dose_line_ok(FIRST + SECOND)
    assert not dose_line_ok((FIRST + SECOND).replace(right, wrong, 1))


def test_of_a_dose_that_is_taken_the_last_day_is_enough() -> None:
    assert dose_line_ok(FIRST + "up to and including Sunday 20-Dec-2026")
    assert not dose_line_ok(FIRST + "up to and including Monday 20-Dec-2026")
    assert not dose_line_ok(FIRST.replace("65", "0") + "up to and including Sunday 20-Dec-2026")


def test_the_dose_line_names_the_steroid_of_the_region() -> None:
    assert not dose_line_ok(FIRST + SECOND, region="uk")
    assert dose_line_ok((FIRST + SECOND).replace("predniSONE", "prednisoLONE"), region="uk")


def row(mg: str, first: date, last: date, days: int) -> ScheduleRow:
    return ScheduleRow(Decimal(mg), first, last, days)


HELD = row("5", date(2026, 11, 23), date(2026, 12, 6), 14)


def test_rows_that_follow_each_other_and_fall_are_a_schedule() -> None:
    assert schedule_ok([HELD, row("2.5", date(2026, 12, 7), date(2026, 12, 20), 14)])


@pytest.mark.parametrize(
    "then",
    [
        row("2.5", date(2026, 12, 8), date(2026, 12, 21), 14),
        row("2.5", date(2026, 12, 6), date(2026, 12, 19), 14),
        row("2.5", date(2026, 12, 7), date(2026, 12, 20), 13),
        row("5", date(2026, 12, 7), date(2026, 12, 20), 14),
        row("7.5", date(2026, 12, 7), date(2026, 12, 20), 14),
        row("0", date(2026, 12, 7), date(2026, 12, 20), 14),
    ],
)
def test_a_gap_an_overlap_a_miscount_or_a_dose_that_does_not_fall_is_none(
    then: ScheduleRow,
) -> None:
    assert not schedule_ok([HELD, then])


def test_no_rows_are_no_schedule() -> None:
    assert not schedule_ok([])


@pytest.mark.parametrize(
    "piece",
    ["1", " ", "-", "1.", "1,", "1 ", "1-", "1 mg - ", "to 1 ", "one 5 mg tablet, ", "DOSE ", "{",
     "reduce a b c ", "methotrexate 1 mg ", "\N{LARGE RED CIRCLE}", "<b ", "&lt;", "a.", "Mon ",
     "08:00, ", "1 mg (", "Methotrexate ", "predniSONE ", "prednisone ",
     "methotrexate 1 mg; ", "25 to 50 methotrexate ", "tacrolimus 25 to 50, "],
)  # fmt: skip
def test_no_text_of_any_kind_holds_the_lint_up(piece: str) -> None:
    """A quadratic expression needs minutes for what is read here in a tenth of a second."""
    begun = process_time()
    for end in ("", "mg", "x"):
        hits(piece * (40_000 // len(piece)) + end, limit=None)
    assert process_time() - begun < 5
