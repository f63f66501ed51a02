"""What looks like a patient's identifier, and what does not."""

import tomllib
import unicodedata
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest

from bot.page import write
from flows.talk.typed.privacy import looks_like_identifier, names_somebody


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
        "20-Jan-2027 1957",
        "20-Jan-2027, 12-Mar-1957",
        "20-Jan-2027 A23-222",
        "20-Jan-2027 @",
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
        f"K7Q-2M3, {write.full_day(DAY)}",
        f"{write.day(DAY)}: 7; {write.day(DAY)}",
    ],
)
def test_a_day_as_the_program_writes_it_is_none(text):
    assert not looks_like_identifier(text)


def names() -> list[str]:
    """500 names of nobody in particular, as they are written in thirty languages."""
    texts = tomllib.loads(Path(__file__).with_name("names.toml").read_text()).values()
    return [name for text in texts for name in " ".join(text.split()).split(", ")]


NAMES = names()


def test_there_are_five_hundred_names() -> None:
    assert len(set(NAMES)) == len(NAMES) == 500


def test_each_of_five_hundred_names_is_found_however_it_is_written() -> None:
    written = (
        "{name}",
        "{last}, {first}",
        "{last},{first}",
        "{name} 72 kg",
        "hold for {name} please",
        "({name})",
        "{name}'s dose",
    )
    missed = [
        said
        for name in NAMES
        for form in written
        for said in (spelt(form, name), unicodedata.normalize("NFD", spelt(form, name)))
        if not (looks_like_identifier(said) and names_somebody(said))
    ]
    assert missed == []


def test_each_name_is_found_in_capitals_and_with_an_initial() -> None:
    of_two = [name for name in NAMES if " " in name and name.split()[0].isalpha()]
    assert len(of_two) > 400
    for name in of_two:
        first, last = name.split()[0], name.split(maxsplit=1)[1]
        for said in (name.upper(), f"{first[0]}. {last}", f"{last} {first[0]}"):
            assert looks_like_identifier(said), said


def spelt(form: str, name: str) -> str:
    first, _, last = name.partition(" ")
    return form.format(name=name, first=first, last=last or first)


def nhs_number(first: str) -> str | None:
    """The nine digits with their check, as the health service counts it."""
    rest = sum(int(first[place]) * (10 - place) for place in range(9)) % 11
    check = (11 - rest) % 11
    return None if check == 10 else f"{first}{check}"


def test_an_nhs_number_is_found_whatever_stands_between_its_groups() -> None:
    assert nhs_number("943476591") == "9434765919"
    numbers = filter(None, (nhs_number(f"{each:09d}") for each in range(1, 10**9, 77_777_777)))
    for each in numbers:
        for between in ("", " ", "-", ".", "/", " - ", "\u2009", "\u2013", "\u00b7", " . "):
            said = between.join((each[:3], each[3:6], each[6:]))
            assert looks_like_identifier(f"it is {said} here"), said


def test_groups_that_are_no_nhs_number_are_left_to_the_other_rules() -> None:
    assert looks_like_identifier("943.476.5919")
    assert not looks_like_identifier("943.476.5918")


@pytest.mark.parametrize(
    "text",
    ["\uff19\uff14\uff13\uff14\uff17", "\u0661\u0669\u0665\u0667", "Jo\u200bhn Smi\u200bth"],
)
def test_other_digits_and_what_cannot_be_seen_hide_nothing(text: str) -> None:
    assert looks_like_identifier(text)


def test_no_label_is_taken_for_an_identifier() -> None:
    """Of each first character, with every digit that a label can have behind it."""
    heads = ("".join(each) for each in product("ABCDEFGHJKMNPQRSTUVWXYZ", "29KZ", "39ZA"))
    for head in heads:
        for tail in ("222", "957", "2K3", "ZZZ", "19A"):
            assert not looks_like_identifier(f"{head}-{tail}")
            assert not looks_like_identifier(f"{head}-{tail}".lower())


def test_a_name_in_small_letters_is_a_word_like_others() -> None:
    """It cannot be told from one; what keeps it from harm is that no text is kept at all."""
    assert not looks_like_identifier("john smith")
