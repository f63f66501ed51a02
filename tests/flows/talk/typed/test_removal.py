"""A message that could name a patient: one press deletes it, wherever its refusal stands."""

import pytest

from flows.talk.replies import Ask, Note, Remove, Review, Toast
from flows.talk.turn import Commanded, Pressed, Typed
from flows.talk.typed.removal import PRESS
from tests.flows.chat import ME, MODERATE, Chat, at_review
from tests.flows.following import GROUP, LABEL, OWNER, ward
from tests.world.pure import Pure

SAID = 4711


def offers(there: Pure) -> list[tuple[str | None, int | None]]:
    """What each button of the last turn that deletes a message names."""
    rows = [row for reply in there.turn.replies for row in getattr(reply, "choices", ())]
    return [(each.label, each.number) for row in rows for each in row if each.press == PRESS]


def open_drafts() -> tuple[Chat, Chat, Chat]:
    """Where nothing is asked, where a weight is, and where all is read back."""
    asked = Chat()
    asked.command("new")
    return Chat(), asked, at_review(*MODERATE)


@pytest.mark.parametrize("place", range(3))
def test_a_refused_name_comes_with_a_button_that_deletes_its_message(place: int) -> None:
    there = open_drafts()[place]
    there.take(Typed(text="John Smith"), who=ME, said=SAID)
    assert any(isinstance(each, Ask | Review) for each in there.turn.replies)
    assert offers(there) == [("", SAID)]
    turn = there.take(Pressed(label="", number=SAID, press=PRESS), who=ME)
    assert turn.replies == (Remove(message=SAID), Toast(says="toast.wiped"))
    assert (turn.deeds, turn.keeps, turn.made) == ((), (), None)


def test_so_does_one_in_a_decision_and_after_a_command() -> None:
    there = ward()
    there.press("flare")
    there.take(Typed(text="John Smith"), who=OWNER, said=SAID)
    (note,) = (each for each in there.turn.replies if isinstance(each, Note))
    assert offers(there) == [("", SAID)]
    assert note.choices[0][0].press == PRESS  # before whatever else can be pressed
    assert note.blocks[0][0].says == "refused.identifier"
    chat = Chat()
    chat.take(Commanded(name="today", argument="John Smith"), who=ME, said=SAID)
    assert offers(chat) == [("", SAID)]


@pytest.mark.parametrize("text", ["72", "seventy", "?", LABEL])
def test_no_other_message_does(text: str) -> None:
    for there in open_drafts():
        there.take(Typed(text=text), who=ME, said=SAID)
        assert offers(there) == []


def test_where_the_message_has_no_number_or_others_read_nothing_is_offered() -> None:
    there = open_drafts()[1]
    there.take(Typed(text="John Smith"), who=ME)
    assert offers(there) == []
    followed = ward()
    followed.take(Commanded(name="dose", argument="John Smith"), who=OWNER, chat=GROUP, said=SAID)
    assert offers(followed) == []
    followed.take(Pressed(label="", number=SAID, press=PRESS), who=OWNER, chat=GROUP)
    assert Remove(message=SAID) not in followed.turn.replies
