"""The message of a revision: what changed, in a few lines; all of it one key deeper."""

import pytest

from flows.talk.records import Matter
from flows.talk.replies import Note
from tests.flows.following import GROUP, NURSE
from tests.flows.reminder.drug_lives import text
from tests.flows.reminder.wanted.question_scenes import SIGN, Moment, anew, detail, go, moment

MOST = 14  # lines of the message
CHANGED = {
    "an answer": lambda there: anew(there, *detail("blood", "cytopenia", "true")),
    "an emergency": lambda there: anew(there, *SIGN),
    "a hold": lambda there: go(there, "hold.2.not_better"),
    "a drug held": lambda there: go(there, "halt.m"),
}
LEFT = {
    reason: lambda there, said=reason: go(there, f"stop.{said}") for reason in ("moved", "died")
}


def revised(name: str) -> tuple[Moment, int, Note]:
    there = moment("gate").copy()
    {**CHANGED, **LEFT}[name](there)
    there.tick()
    found = [
        (message, note)
        for (chat, message), note in there.screens.items()
        if chat == GROUP and isinstance(note, Note)
        if note.blocks[0][0].says == "reminder.head.revised"
    ]
    return there, *found[-1]


@pytest.mark.parametrize("name", CHANGED)
def test_it_says_dose_and_drugs_and_what_changed_in_a_few_lines(name: str) -> None:
    _, _, note = revised(name)
    lines = [line for line in text(note).split("\n") if line]
    assert len(lines) <= MOST
    assert "55 mg" in lines[1]
    assert "methotrexate" in text(note)


@pytest.mark.parametrize("reason", ["moved", "died"])
def test_that_another_team_plans_stops_no_dose(reason: str) -> None:
    """Nobody reads that 55 mg a day end from one day to the next."""
    said = text(revised(reason)[2])
    assert "Nothing is planned here any more" in said
    for never in ("no predniSONE", "No predniSONE", "none of it", "prophylaxis", "rules now name"):
        assert never not in said


def test_what_is_to_be_done_is_never_behind_the_key() -> None:
    assert "Admit now" in text(revised("an emergency")[2])
    assert "Decide: stop it, or resume it" in text(revised("an answer")[2])


def test_the_rest_stands_one_key_deeper_and_back_leads_back() -> None:
    there, message, note = revised("an emergency")
    assert "First day without" not in text(note)
    (more,) = (c.press for row in note.choices for c in row if c.press.startswith("more."))
    there.press(more, who=NURSE, chat=GROUP, message=message)
    assert "First day without" in text(there.note)
    assert "Admit now" in text(there.note)
    (back,) = (press for press in there.presses if press.startswith("back_to."))
    there.press(back, who=NURSE, chat=GROUP, message=message)
    assert "First day without" not in text(there.note)
    assert there.reminder(Matter.REVISED).stage.is_open
