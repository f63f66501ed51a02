"""What looks like a patient's identifier, and what does not."""

import pytest

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
