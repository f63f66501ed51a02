"""What is typed of a visit: read as it was meant, asked about, or refused; never taken wrong."""

import random
from collections.abc import Iterator
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.response.visit import ENZYMES, ON_A_SCALE, Measure
from flows.talk.typed.text import Unreadable
from flows.visit.reading.line import read_line
from flows.visit.reading.units import KEPT, KEPT_AS, PERCENT, SPELLED, kept, others
from flows.visit.reading.values import SCALED, Check, Known, Taken, band_of, ends, read_value
from tests.campaigns import seed, size

GUIDELINE = shipped()
KNOWN = Known(
    limits={Measure.CK: Decimal(200), Measure.ALT: Decimal(40)},
    scales={Measure.MMT: Decimal(150), Measure.EXTRAMUSCULAR: Decimal(10)},
)
NOTHING = Known()


def read(measure: str, text: str, known: Known = KNOWN) -> Taken:
    return read_value(Measure(measure), text, GUIDELINE, known)


def said(measure: str, text: str, known: Known = KNOWN) -> str:
    """The value, what stands beside it, and why it is asked about; or the reason of a refusal."""
    try:
        taken = read(measure, text, known)
    except Unreadable as fault:
        return fault.reason
    parts = []
    for each in taken.findings:
        parts.append(f"{each.value:f}")
        parts += [f"of {each.of:f}"] if each.of is not None else []
        parts += [f"{each.hours} h"] if each.hours is not None else []
        parts += [f"{each.at:%H:%M}"] if each.at is not None else []
    return " ".join((*parts, *(f"{each}?" for each in taken.checks)))


@pytest.mark.parametrize(
    ("measure", "text", "expected"),
    [
        # thousands, decimal commas
        ("ck", "820", "820 of 200"),
        ("ck", "3,200", "3200 of 200"),
        ("ck", "3,200 (ULN 200)", "3200 of 200"),
        ("ck", "12,500 U/L", "12500 of 200"),
        ("ck", "3.200", "visit_thousands"),
        ("ck", "3.200,5", "visit_thousands"),
        ("ck", "1,234,567", "visit_limits"),
        ("ck", "3 200", "visit_one_number"),
        ("ck", "3'200", "visit_form"),
        ("ck", "820,5", "820.5 of 200"),
        ("ck", "0820", "visit_number"),
        ("ck", "1234567890", "visit_number"),
        ("potassium", "4,2", "4.2"),
        ("potassium", "4,25 mmol/L", "4.25"),
        ("potassium", "4,250", "visit_limits"),
        ("potassium", "4.250", "visit_thousands"),
        ("haq", "0,9", "0.9"),
        ("haq", "1.125", "1.125"),
        ("haq", "1,125", "1.125"),
        ("haq", "1,1250", "visit_number"),
        ("troponin", "0.014 ng/mL", "14 converted?"),
        ("troponin", "1,200 ng/L", "1200 unusual?"),
        ("troponin", "1.200 ng/mL", "visit_thousands"),
        # the upper limit
        ("ck", "3200 ULN 190", "3200 of 190 limit?"),
        ("ck", "3200 u/l (upper limit: 200 u/l)", "3200 of 200"),
        ("ck", "200 (ULN 3200)", "200 of 3200 limit? unusual?"),
        ("ck", "200 (ULN 9000)", "visit_limits"),
        ("ck", "820 (ULN 200 mg/dl)", "visit_limit_unit"),
        ("ldh", "480", "480"),
        ("ldh", "480 (ULN 250)", "480 of 250"),
        ("bilirubin", "0.8 mg/dl (ULN 1.2)", "visit_limit_unit"),
        ("potassium", "4.2 (ULN 5)", "visit_form"),
        # so many times the limit
        ("ck", "16x ULN", "3200 of 200 converted?"),
        ("ck", "16\u00d7 ULN", "3200 of 200 converted?"),
        ("ck", "2.5 times the upper limit", "500 of 200 converted?"),
        ("ck", "16x ULN (ULN 180)", "2880 of 180 limit? converted?"),
        ("ldh", "3x ULN", "visit_limit_needed"),
        ("ck", "16x", "visit_unit"),
        ("ck", "16x ULN U/L", "visit_unit"),
        ("ck", "9000x ULN", "visit_limits"),
        ("ggt", "3x ULN", "visit_form"),
        # units
        ("haemoglobin", "132", "132"),
        ("haemoglobin", "132 g/L", "132"),
        ("haemoglobin", "13.2 g/dL", "132 converted?"),
        ("haemoglobin", "13.2", "visit_unit_needed"),
        ("haemoglobin", "8 mmol/L", "visit_unit"),
        ("creatinine", "88 \u00b5mol/L", "88"),
        ("creatinine", "1.2 mg/dL", "106.104 converted?"),
        ("creatinine", "1.2", "visit_unit_needed"),
        ("creatinine", "1,2", "visit_unit_needed"),
        ("creatinine", "12", "12 unusual?"),
        ("creatinine", "9", "visit_limits"),
        ("glucose", "5.6", "5.6"),
        ("glucose", "216 mg/dL", "12 converted?"),
        ("glucose", "217 mg/dL", "12.0556 converted?"),
        ("glucose", "70", "70 unit? unusual?"),
        ("glucose", "100", "visit_unit_needed"),
        ("cortisol", "310", "visit_unit_needed"),
        ("cortisol", "310 nmol/L", "310"),
        ("cortisol", "11 ug/dL", "303.49 converted?"),
        ("bilirubin", "12", "visit_unit_needed"),
        ("magnesium", "0.8 mmol/L", "0.8"),
        ("white_cells", "7.2", "7.2"),
        ("white_cells", "7,200", "visit_unit_needed"),
        ("white_cells", "7200/uL", "7.2 converted?"),
        ("white_cells", "7.2 x10^9/L", "7.2"),
        ("white_cells", "7.2 10^9/L", "7.2"),
        ("white_cells", "7.2 x 10^9/L", "7.2"),
        ("white_cells", "7.2 K/uL", "7.2"),
        ("neutrophils", "1599 /ul", "1.599 converted?"),
        ("eosinophils", "504/mm3", "0.504 converted?"),
        ("hba1c", "48", "48"),
        ("hba1c", "6.5 %", "47.5412 converted?"),
        ("hba1c", "6.5", "visit_unit_needed"),
        ("egfr", "58 ml/min/1.73 m2", "58"),
        ("fvc", "62 % predicted", "62"),
        ("fvc", "2.4 L", "visit_unit"),
        ("weight", "72 kg", "72"),
        ("weight", "154", "154 unit? unusual?"),
        ("weight", "110", "110 unit?"),
        ("weight", "154 lb", "visit_unit"),
        ("inr", "1.1", "1.1"),
        ("trough", "8 ng/ml", "8"),
        ("chair_stands", "12 times", "12"),
        # scales
        ("mmt", "138/150", "138 of 150"),
        ("mmt", "138 / 150", "138 of 150"),
        ("mmt", "138 of 150", "138 of 150"),
        ("mmt", "138 out of 150", "138 of 150"),
        ("mmt", "75/80", "75 of 80 scale?"),
        ("mmt", "138", "138 of 150"),
        ("mmt", "80", "80 of 150 scale?"),
        ("mmt", "150/80", "visit_beyond_scale"),
        ("mmt", "151", "visit_beyond_scale"),
        ("mmt", "138/260", "visit_scale"),
        ("mmt", "5/5", "visit_scale"),
        ("mmt", "38/52", "visit_scale"),
        ("mmt", "92 %", "visit_unit"),
        ("mmt", "12", "12 of 150 scale? unusual?"),
        ("cmas", "38", "38"),
        ("cmas", "38/52", "38"),
        ("cmas", "53", "visit_beyond_scale"),
        ("physician", "4.5", "4.5"),
        ("physician", "4/10", "4"),
        ("physician", "4/5", "visit_scale"),
        ("physician", "45", "visit_beyond_scale"),
        ("physician", "45 mm", "visit_unit"),
        ("extramuscular", "12", "visit_beyond_scale"),
        ("extramuscular", "12/20", "12 of 20 scale?"),
        ("haq", "3.1", "visit_beyond_scale"),
        ("haq", "0.9/3", "0.9"),
        # hours, time, pressure
        ("cortisol", "310 nmol/L, 25 h after the last dose", "310 25 h"),
        ("cortisol", "310 nmol/L 0 h", "visit_hours"),
        ("ck", "310 25 h", "visit_one_number"),
        ("glucose", "11.2 mmol/L at 13:30", "11.2 13:30"),
        ("glucose", "11.2 mmol/L 24:00", "visit_time"),
        ("systolic", "140/90", "140 90"),
        ("systolic", "140/90 mmHg", "140 90"),
        ("systolic", "90/140", "visit_pressure"),
        ("systolic", "220/130", "220 130 unusual?"),
        ("systolic", "310/90", "visit_limits"),
        ("systolic", "140/x", "visit_pressure"),
        ("systolic", "140", "140"),
        # what is no value
        ("ck", "normal", "digits"),
        ("ck", "\u0663\u0662", "digits"),
        ("ck", "~820", "visit_measured"),
        ("ck", "<200", "visit_measured"),
        ("ck", "about 800", "visit_measured"),
        ("ck", "800-900", "visit_one_number"),
        ("ck", "800 to 900", "visit_one_number"),
        ("ck", "-820", "visit_form"),
        ("ck", "8e2", "visit_unit"),
        ("ck", "820 mg", "visit_unit"),
        ("ck", "820!", "visit_form"),
        ("ck", "", "empty"),
        ("ck", "8" * 201, "too_long"),
        ("ck", "82\u200b0", "characters"),
        ("potassium", "42", "visit_limits"),
        ("potassium", "7.1", "7.1 unusual?"),
    ],
)
def test_a_value_is_read_asked_about_or_refused(measure: str, text: str, expected: str) -> None:
    assert said(measure, text) == expected


@pytest.mark.parametrize(
    ("measure", "text", "expected"),
    [
        ("mmt", "60", "visit_scale_needed"),
        ("mmt", "75/80", "75 of 80"),
        ("extramuscular", "4", "visit_scale_needed"),
        ("ck", "820", "820"),
        ("ck", "16x ULN", "visit_limit_needed"),
        ("ck", "16x ULN (200)", "visit_form"),
        ("ck", "16x ULN (ULN 200)", "3200 of 200 converted?"),
    ],
)
def test_what_the_question_has_not_said_must_be_typed(
    measure: str, text: str, expected: str
) -> None:
    assert said(measure, text, NOTHING) == expected


def test_150_on_a_scale_of_80_is_refused_with_both_figures() -> None:
    of_80 = Known(scales={Measure.MMT: Decimal(80)})
    with pytest.raises(Unreadable) as caught:
        read("mmt", "150", of_80)
    assert (caught.value.reason, caught.value.values) == (
        "visit_beyond_scale",
        {"value": 150, "scale": 80},
    )


def test_what_was_converted_is_echoed_as_it_was_typed() -> None:
    assert read("creatinine", "1.2 mg/dL").entered == "1.2 mg/dl"
    assert read("ck", "16x ULN").entered == "16 x 200"
    assert read("ck", "820").entered == ""


def test_a_whole_visit_in_one_line() -> None:
    taken = read_line("CK 820 MMT 138/150 HAQ 0.9 phys 2 pat 3", GUIDELINE, KNOWN)
    found = {str(each.measure): str(each.value) for each in taken.findings}
    assert found == {"ck": "820", "mmt": "138", "haq": "0.9", "physician": "2", "patient": "3"}
    assert taken.checks == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CK 3,200 (ULN 200), ALT 90; AST: 80", ["3200", "90", "80"]),
        ("bp 140/90 K/uL", None),
        ("bp 140/90 wbc 7.2 K/uL", ["140", "90", "7.2"]),
        ("ck=820", ["820"]),
        ("cpk 820 mmt8 138", ["820", "138"]),
        ("ck 820 ck 900", "visit_twice"),
        ("ck 820 cpk 900", "visit_twice"),
        ("bp 140/90 systolic 150", "visit_twice"),
        ("820", "visit_line"),
        ("the ck 820", "visit_line"),
        ("ck820", "visit_line"),
        ("ck", "visit_line"),
        ("ck haq 1", "empty"),
        ("ck 820 strength better", "visit_after"),
        ("ck 820 mmt 138 150", "visit_one_number"),
        ("haq 1 hemoglobin 13.2", "visit_unit_needed"),
    ],
)
def test_a_line_is_read_whole_or_refused(text: str, values: list[str] | str | None) -> None:
    try:
        found: object = [str(each.value) for each in read_line(text, GUIDELINE, KNOWN).findings]
    except Unreadable as fault:
        found = fault.reason
    assert found == (values if values is not None else "visit_pressure")


def test_a_refused_value_of_a_line_is_named() -> None:
    with pytest.raises(Unreadable) as caught:
        read_line("ck 820 mmt 150/80", GUIDELINE, KNOWN)
    assert caught.value.values["name"] == "mmt"


def test_a_line_gathers_what_is_asked_about() -> None:
    taken = read_line("ck 16x uln hb 13.2 g/dl potassium 7", GUIDELINE, KNOWN)
    assert taken.checks == (Check.CONVERTED, Check.UNUSUAL)
    assert taken.entered == "16 x 200; 13.2 g/dl"


def test_no_bare_number_is_usual_in_two_units() -> None:
    """But where the unit must be typed: so a number in the wrong unit is asked or refused.

    Nobody has 5 eosinophils per microlitre, but none at all is usual under a steroid.
    """
    entries = GUIDELINE.visit
    apart = {*entries.unit_always.value, Measure.EOSINOPHILS}
    for measure in (each for each in Measure if each not in apart):
        band = band_of(GUIDELINE, measure)
        low, high = band.usual
        for unit in others(entries, measure):
            steps = (low + (high - low) * each / 500 for each in range(501))
            assert not any(band.is_usual(kept(entries, measure, each, unit)) for each in steps)


def test_every_unit_of_the_guideline_can_be_spelled() -> None:
    for measure in Measure:
        for unit in others(GUIDELINE.visit, measure):
            assert unit == PERCENT or SPELLED[unit]


# ------------------------------------------------------- meant, typed somehow, never taken wrong


def typed_somehow(chance: random.Random) -> tuple[Measure, Decimal, str]:
    """A measure, the value that somebody means, and how they type it, in whatever habit."""
    measure = chance.choice([*Measure])
    places = chance.choice((0, 0, 1, 2))
    low, high = band_of(GUIDELINE, measure).usual
    if measure in SCALED:
        high = max(ends(GUIDELINE, measure))
    unit = chance.choice((KEPT, *others(GUIDELINE.visit, measure)))
    part = Decimal(chance.randint(0, 10_000)) / 10_000
    meant = (low + (high - low) * part * (part if chance.random() < 0.5 else 1)).quantize(
        Decimal(1).scaleb(-places)
    )
    if unit != KEPT:  # what the laboratory printed is a short number in its own unit
        own = in_its_own(measure, meant, unit).quantize(Decimal(1).scaleb(-places))
        return (
            measure,
            kept(GUIDELINE.visit, measure, own, unit),
            number_as(chance, own) + spelled_as(chance, measure, unit),
        )
    return measure, meant, number_as(chance, meant) + spelled_as(chance, measure, unit)


def in_its_own(measure: Measure, value: Decimal, unit: str) -> Decimal:
    if unit == PERCENT:
        times, less = GUIDELINE.visit.hba1c_percent.value
        return value / times + less
    times, over = GUIDELINE.visit.units[measure][unit].value
    return value * over / times


def number_as(chance: random.Random, value: Decimal) -> str:
    """The number with points, commas, spaces or apostrophes, as countries have them."""
    decimal, thousands = chance.choice((".", ",")), chance.choice(("", "", ",", ".", " ", "'"))
    whole, _, behind = f"{value:f}".partition(".")
    if thousands and thousands != decimal:
        whole = f"{int(whole):,}".replace(",", thousands)
    return whole + (decimal + behind if behind else "")


def spelled_as(chance: random.Random, measure: Measure, unit: str) -> str:
    words = KEPT_AS.get(measure, ()) if unit == KEPT else SPELLED.get(unit, ("%",))
    if not words or chance.random() < 0.4:
        return ""
    word = chance.choice(words)
    return chance.choice(("", " ")) + chance.choice((word, word.upper()))


def wrong_ones(number: int, begin: int) -> Iterator[str]:
    """What was taken as something else than it meant, and was not even asked about."""
    chance = random.Random(begin)
    for _ in range(number):
        measure, meant, text = typed_somehow(chance)
        try:
            taken = read_value(measure, text, GUIDELINE, KNOWN)
        except Unreadable:
            continue
        (finding, *_) = taken.findings
        if not taken.checks and finding.value != meant:
            yield f"{measure}: {text!r} means {meant}, taken as {finding.value}"
        if taken.entered and finding.value != meant:
            yield f"{measure}: {text!r} means {meant}, converted to {finding.value}"


def test_whatever_the_habit_no_value_is_taken_for_another() -> None:
    assert list(wrong_ones(size("values"), seed(820))) == []


@given(st.sampled_from(Measure), st.text(max_size=40))
def test_any_text_is_read_or_refused(measure: Measure, text: str) -> None:
    try:
        taken = read_value(measure, text, GUIDELINE, KNOWN)
    except Unreadable:
        return
    for each in taken.findings:
        band = band_of(GUIDELINE, each.measure)
        assert band.allows(each.value)
        assert each.of is not None or each.measure not in ON_A_SCALE
        assert taken.checks or band.is_usual(each.value)


@given(st.text(alphabet="0123456789.,/ xulnhg()ck%-^d", max_size=24))
def test_any_line_is_read_or_refused(text: str) -> None:
    try:
        taken = read_line(f"ck {text}", GUIDELINE, KNOWN)
    except Unreadable:
        return
    assert {each.measure for each in taken.findings} & {*ENZYMES}


def test_times_are_kept_as_they_were_typed() -> None:
    (finding,) = read("glucose", "11.2 08:05").findings
    assert finding.at == time(8, 5)
