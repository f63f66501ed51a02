"""What is decided is shown once in the chat where it was taken, in full where it is read first."""

import pytest

from flows.reminder.stages import handle
from flows.talk.records import Matter
from flows.talk.replies import Note
from tests.flows.following import GROUP, OWNER
from tests.flows.reminder.drug_lives import text
from tests.flows.reminder.wanted.question_scenes import Moment, moment

HELD = "methotrexate is held from"


def held_under_its_question(chat: int) -> Moment:
    """Methotrexate is held by what stands under the question about its rise."""
    there = moment("gate").copy()
    about = handle(there.reminder(Matter.TITRATION))
    (message,) = (
        each.message for each in there.reminder(Matter.TITRATION).deliveries if each.chat == chat
    )
    there.press(f"halt.m.{about}", who=OWNER, chat=chat, message=message)
    below = there.last_message
    for _ in range(3):
        ahead = [each for each in there.presses if each.startswith("halt.m.")]
        there.press(max(ahead, key=len), who=OWNER, chat=chat, message=below)
        if there.plan().revision == 2:
            break
    there.tick()
    return there


@pytest.mark.parametrize("chat", [GROUP, OWNER])
def test_a_drug_decision_stands_once_where_it_was_taken(chat: int) -> None:
    there = held_under_its_question(chat)
    assert there.plan().revision == 2
    shown = [
        text(note)
        for (at, _), note in there.screens.items()
        if at == chat and isinstance(note, Note)
    ]
    assert sum(HELD in each for each in shown) == 1
    answered = [
        each for each in shown if "Answered by Owner" in each and "may methotrexate" in each
    ]
    assert len(answered) == 1
