"""What looks like a patient's identifier, and what does not."""

from datetime import UTC, date, datetime

import pytest

from bot.page import write
from flows.talk.privacy import looks_like_identifier


@pytest.mark.parametrize(
    "text",
    [
        "John Smith",
        "John\u00a0Smith",
        "JOHN SMITH",
        "Anna-Maria O'Neil",
        "Müller, Jürgen",
        "Иван Петров",
        "John S",
        "mrs smith",
        "Dr. Jones",
        "born in March",
        "MRN 12",
        "nhs number",
        "someone@example.org",
        "12/03/57",
        "12 3 1957",
        "JS1957",
        "in 2001",
        "12345",
        "943 476 5919",
        "078-05-1120",
        "+44 20 7946 0958",
        "555-01-23",
        "12-Mar-1957",
        "Tuesday 12-Mar-1957",
        "1957-03-12",
        "Thursday 12-Mar-2015",
        "2015-03-12",
        "Smith 20-Jan-2027",
        "20-Jan-2027 Smith",
    ],
)
def test_what_could_name_a_patient_is_found(text):
    assert looks_like_identifier(text)


@pytest.mark.parametrize(
    "text",
    ["", "70", "70.5 kg", "11 st 3 lb", "Dermatomyositis", "mild-moderate", "MRC 3/5", "Overlap?",
     "anti-Jo-1", "3 weeks", "62.5 mg", "not yet tested", "1,000"],
)  # fmt: skip
def test_a_wrong_answer_is_not_taken_for_a_name(text):
    assert not looks_like_identifier(text)


DAY = date(2027, 1, 20)


@pytest.mark.parametrize(
    "text",
    [
        write.day(DAY),
        write.full_day(DAY),
        write.full_day(DAY).lower(),
        write.moment(datetime(2027, 1, 20, 9, 5, tzinfo=UTC), UTC, "Europe/Berlin"),
        DAY.isoformat(),
    ],
)
def test_a_day_as_the_program_writes_it_is_none(text):
    assert not looks_like_identifier(text)
