"""No limit is typed into a sentence: it is filled in from where it is kept."""

import re
from collections.abc import Iterator

from bot.words import catalogue

FILLED_IN = re.compile(r"\{[^{}]*\}")
NAMES = re.compile(r"10⁹|MMT8|MDA5|CYP3A4|NUDT15|G6PD|HbA1c|\bm2\b|1\.73 square metres|python3")
ONE = re.compile(r"(?<![\d.,])1 (?:point|hour|day|week)\b")  # a sentence of its own for one of it
A_NUMBER = re.compile(r"\d+(?:\.\d+)?")
NO_LIMITS = {
    # how something may be typed
    "decision.off_dose": ["17.5"],
    "intake.detail.earlier_steroid": ["60", "5", "40", "2"],
    "intake.earlier.question": ["60", "5", "40", "2"],
    "intake.first_day.question": ["05", "2026"],
    "list.how_dose": ["12", "2027", "12", "2027"],
    "list.which_day": ["12", "2027"],
    "refused.date": ["05", "2026"],
    "refused.date_ambiguous": ["05", "2026"],
    "refused.date_digits": ["0", "9", "05", "2026"],
    "refused.date_next": ["05", "2026"],
    "refused.date_short_year": ["05", "2026"],
    "refused.date_time": ["05", "2026"],
    "refused.date_weekday": ["05", "2026"],
    "refused.date_without_year": ["05", "2026"],
    "refused.date_year": ["05", "2026"],
    "refused.digits": ["0", "9"],
    "refused.earlier_steroid": ["60", "5", "40", "2"],
    "refused.earlier_steroid_date": ["60", "5", "40", "2"],
    "refused.earlier_steroid_days": ["60", "5", "40", "2"],
    "refused.earlier_steroid_mg": ["60", "5"],
    "refused.earlier_steroid_month": ["60", "30"],
    "refused.earlier_steroid_range": ["60", "5"],
    "refused.earlier_steroid_since": ["60", "5", "2", "40"],
    "refused.earlier_steroid_split": ["60", "5"],
    "refused.earlier_steroid_taper": ["60", "5", "40", "2"],
    "refused.height": ["172", "1.72", "5", "7"],
    "refused.number": ["12.5"],
    "home.nothing_open": ["72"],
    "say.help": ["72", "7", "2", "3", "820", "138", "150"],
    "refused.start_mg_invalid": ["62.5"],
    "refused.weight": ["72.5", "160", "11", "4"],
    "why_asked.start_dose_check": ["5", "50"],
    "decision.begin_day": ["12", "2027"],
    "decision.beside_day": ["12", "2026"],
    "decision.drug_until": ["12", "2027"],
    "decision.typed_as.methotrexate": ["12.5"],
    "decision.typed_as.azathioprine": ["75"],
    "decision.typed_as.mycophenolate": ["1500"],
    "decision.rescue_day": ["12", "2026"],
    "decision.again_day": ["12", "2026"],
    "decision.given_as.methylprednisolone": ["500", "1"],
    "decision.given_as.immunoglobulin": ["140", "2"],
    "decision.given_as.rituximab": ["500", "1"],
    "decision.given_as.cyclophosphamide": ["750", "0.75"],
    "decision.given_as.calcineurin_inhibitor": ["5"],
    "decision.retake_mg": ["7.5"],
    "decision.since_day": ["12", "2026"],
    "decision.spec_day": ["12", "2027"],
    "intake.agent.question": ["05", "2026"],
    "visit.ask.any": ["820", "200", "138", "150", "0.9"],
    "visit.ask.day": ["28", "2026"],
    "visit.form.ck": ["820", "820", "200", "4"],
    "visit.form.white_cells": ["6.4"],
    "visit.form.platelets": ["240"],
    "visit.form.inr": ["1.1"],
    "visit.form.cortisol": ["310", "25"],
    "visit.form.systolic": ["135", "80"],
    "refused.visit_line": ["820", "138", "150", "0.9"],
    "refused.visit_number": ["820", "0.9"],
    "refused.visit_limit_needed": ["4", "200"],
    "refused.visit_hours": ["25"],
    "refused.visit_pressure": ["135", "80"],
    "say.visit_how": ["7", "2", "3", "820", "138", "150"],
    "visit.unnamed": ["7", "2", "3", "820"],
    # the name of a cell
    "paper.stone.follow_up_levels": ["19"],
    "reminder.follow_up.levels": ["19"],
    # the scale that strength is graded on
    "intake.severity.question": ["4", "5"],
    # what a button of the demo does, as its page says it
    "demo.outage": ["3"],
    # names of antibodies
    "terms.antibody.jo1": ["1"],
    "terms.antibody.nxp2": ["2"],
    "terms.antibody.tif1g": ["1"],
    # names of the endings, which a test of the words holds to the guideline's figures
    "terms.tail.standard": ["2.5", "2"],
    "terms.tail.slow2w": ["1", "2", "10"],
    "terms.tail.slow4w": ["1", "4", "10"],
}


def numbers(text: str) -> Iterator[str]:
    for no_number in (FILLED_IN, NAMES, ONE):
        text = no_number.sub("", text)
    yield from A_NUMBER.findall(text)


def test_no_sentence_has_a_number_but_those_that_are_no_limit() -> None:
    found = {key: list(numbers(text)) for key, text in catalogue().texts.items()}
    assert {key: typed for key, typed in found.items() if typed} == NO_LIMITS
