"""A button is worth something only where it was made."""

import random
import string
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.page.seal import DoesNotFit, of_revision, press_of, seal, unseal
from flows.intake.details import DETAILS, GROUPS, WAITED_FOR
from flows.intake.subject import URGENT
from flows.talk.turn import Pressed
from tests.campaigns import seed, size

KEY = b"k" * 32
CHAT, WHO = 4_000_000_001, 4_000_000_002
SEVERE = "severity:severe"
PRESSES = (SEVERE, "confirm", "step")


def made() -> str:
    return seal(KEY, CHAT, WHO, label="K7Q-2M3", number=12, press=SEVERE)


def test_a_button_reads_back_as_what_it_was_made_for() -> None:
    assert unseal(KEY, CHAT, WHO, made()) == Pressed(label="K7Q-2M3", number=12, press=SEVERE)


def test_a_button_without_a_label_reads_back() -> None:
    data = seal(KEY, CHAT, WHO, label="", number=0, press="new")
    assert unseal(KEY, CHAT, WHO, data) == Pressed(label="", number=0, press="new")


def test_what_a_button_presses_and_of_which_revision_can_be_read_without_its_seal() -> None:
    assert press_of(made()) == SEVERE
    assert of_revision(made()) == ("K7Q-2M3", 12)


def test_another_user_cannot_press_it() -> None:
    assert unseal(KEY, CHAT, WHO + 1, made()) is None


def test_it_cannot_be_pressed_in_another_chat() -> None:
    assert unseal(KEY, CHAT + 1, WHO, made()) is None


def test_another_installation_does_not_take_it() -> None:
    assert unseal(b"q" * 32, CHAT, WHO, made()) is None


def test_the_longest_data_telegram_takes_is_sealed_and_one_more_byte_is_not() -> None:
    room = 64 - len(seal(KEY, CHAT, WHO, label="K7Q-2M3", number=12, press=""))
    assert len(seal(KEY, CHAT, WHO, label="K7Q-2M3", number=12, press="p" * room)) == 64
    with pytest.raises(DoesNotFit):
        seal(KEY, CHAT, WHO, label="K7Q-2M3", number=12, press="p" * (room + 1))


def test_a_press_that_could_be_read_two_ways_is_not_sealed() -> None:
    with pytest.raises(DoesNotFit):
        seal(KEY, CHAT, WHO, label="K7Q-2M3", number=12, press="a|b")


@example("1|\ud800|0|x|\udfff")
@example("|||||||")
@given(st.text(max_size=64))
def test_no_other_text_is_a_button(text: str) -> None:
    assert unseal(KEY, CHAT, WHO, text) is None


def test_none_of_many_altered_buttons_is_taken() -> None:
    chance = random.Random(seed(20261122))
    alphabet = string.ascii_letters + string.digits + "|-_:"
    made_data = made()
    taken = 0
    for _ in range(size("buttons")):
        characters = list(made_data)
        for _ in range(chance.randint(1, 3)):
            characters[chance.randrange(len(characters))] = chance.choice(alphabet)
        altered = "".join(characters)
        taken += altered != made_data and unseal(KEY, CHAT, WHO, altered) is not None
    assert taken == 0


def test_none_whose_parts_are_of_other_buttons_is_taken() -> None:
    """Of another person, chat, plan, revision or press; each button is right where it stands."""
    chance = random.Random(seed(20261123))
    right = {
        (chat, who): [
            seal(KEY, chat, who, label=label, number=number, press=press)
            for label, number, press in product(("K7Q-2M3", "P4X-9RC"), (12, 13), PRESSES)
        ]
        for chat, who in product((CHAT, CHAT + 1), (WHO, WHO + 1))
    }
    every = [data for made_there in right.values() for data in made_there]
    assert all(unseal(KEY, *there, data) for there, made in right.items() for data in made)
    taken = 0
    for _ in range(size("buttons") // 4):
        there = chance.choice(list(right))
        parts = [
            data.split("|") for data in (chance.choice(right[there]), *chance.choices(every, k=2))
        ]
        swapped = "|".join(chance.choice(parts)[place] for place in range(len(parts[0])))
        taken += swapped not in right[there] and unseal(KEY, *there, swapped) is not None
    assert taken == 0


def test_every_press_on_a_detail_fits_under_a_number_as_long_as_a_revisions() -> None:
    presses = (
        *(f"key.{key}" for key in DETAILS),
        *(f"group.{group}" for group in (*GROUPS, WAITED_FOR)),
        *(f"toggle.{sign}" for sign in URGENT),
        "make.12345678",
        "set.intermediate",
    )
    for press in presses:
        assert seal(KEY, CHAT, WHO, label="K7Q-2M3", number=4_000_000_000, press=press)
