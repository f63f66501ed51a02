"""Words that compare: with what this very chat was told last, or the message of then is void."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flows.reminder.message.note import told as written
from flows.reminder.recipients import Recipients
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Matter, Stage
from flows.talk.replies import Note
from tests.flows.following import ADMIN, GROUP, OTHER, OWNER, Ward, ward
from tests.flows.reminder.drug_lives import text
from tests.flows.reminder.wanted.question_scenes import go


def gate_day(clock: str = "07:00") -> Ward:
    """The day on which the first step, from 55 to 45 mg, is due."""
    return ward().until(28, clock)


def told_to(there: Ward, matter: Matter, chat: int = GROUP) -> list[str]:
    """The second line of each message of this matter in this chat, the last one last."""
    return [
        text(note).split("\n")[1]
        for (at, _), note in sorted(there.screens.items(), key=lambda each: each[0][1])
        if at == chat and isinstance(note, Note)
        if note.blocks[0][0].says == f"reminder.head.{matter}"
    ]


def test_two_changes_on_one_day_are_not_told_as_none() -> None:
    """45 mg at 07:31, then back to 55 mg before noon: the group must not read "55, was 55"."""
    there = gate_day()
    there.steps()
    there.until(28, "07:31")
    *_, first = told_to(there, Matter.DOSE)
    assert "45 mg" in first
    assert "was 55 mg" in first
    there.until(28, "09:00")
    assert go(there, "flare")
    (decided,) = (line for line in text(there.note).split("\n") if line.startswith("<b>From"))
    assert "55 mg, instead of 45 mg" in decided
    there.until(28, "10:00")
    *_, last = told_to(there, Matter.DOSE)
    assert "55 mg" in last
    assert "was" not in last
    assert "instead of 45 mg: the message of 21-Dec-2026 07:3" in last
    revised, live = there.reminder("revised"), there.live()
    around = Recipients(group=GROUP, owner=OWNER)
    earlier = [each for each in there.of() if each.detail == "45"]
    note = written(revised, live.record, live, around, chat=GROUP, now=there.utc(), others=earlier)
    assert "The message of 21-Dec-2026 07:3" in text(note)
    assert "45 mg does not hold" in text(note)


def test_an_end_that_was_told_and_is_none_any_more_is_void() -> None:
    there = gate_day()
    revised, live = raised(there.live(), Matter.REVISED, "1"), there.live()
    told = there.reminder("dose")
    ends = replace(told.deliveries[0], chat=GROUP, named_mg="0", named_from=date(2026, 12, 21))
    earlier = [replace(told, detail="0", deliveries=(ends,))]
    around = Recipients(group=GROUP, owner=OWNER)
    note = written(revised, live.record, live, around, chat=GROUP, now=there.utc(), others=earlier)
    assert "the course does not end then" in text(note)


def test_a_chat_that_was_told_nothing_of_it_is_told_of_no_void_message() -> None:
    there = gate_day()
    there.steps()
    there.until(28, "07:31")
    there.until(28, "09:00")
    go(there, "flare")
    there.until(28, "10:00")
    dose = there.reminder("dose")
    around = Recipients(group=GROUP, owner=OWNER, prescribers=(OTHER,), administrators=(ADMIN,))
    live = there.live()
    for chat, void in ((GROUP, True), (OTHER, False)):
        note = written(
            dose, live.record, live, around, chat=chat, now=there.utc(), others=there.of()
        )
        assert ("is void" in text(note)) is void


def test_what_was_told_is_kept_with_the_message_and_only_where_it_came() -> None:
    there = gate_day()
    (first,) = (each for each in there.of() if each.matter is Matter.DOSE)
    assert {(each.chat, each.named_mg, each.named_from) for each in first.deliveries} == {
        (GROUP, "55", date(2026, 11, 23)),
        (OWNER, "55", date(2026, 11, 23)),
        (ADMIN, "55", date(2026, 11, 23)),
    }
    weekly = (each for each in there.of() if each.matter is Matter.LABORATORY)
    assert not any(each.named_mg for reminder in weekly for each in reminder.deliveries)


def test_was_is_the_dose_that_the_chat_was_told_before() -> None:
    """A step that the group never heard of, as its messages were lost, is not what was told."""
    there = gate_day()
    there.steps()
    lost = there.reminder("dose")
    there.until(28, "07:31")
    there.put(replace(there.reminders[lost.id], deliveries=(), stage=Stage.ACKNOWLEDGED, due=None))
    for each in there.of():
        if each.stage is Stage.ANSWERED:
            there.put(replace(each, deliveries=()))
    there.until(29, "07:00")
    there.press("off")
    there.type("30")
    for _ in range(5):
        ahead = [each for each in there.presses if each.startswith("off.")]
        there.press(max(ahead, key=lambda each: len(each.split("."))))
        if there.plan().revision == 3:
            break
    there.passes(there.now + timedelta(days=2))
    *_, last = told_to(there, Matter.DOSE)
    assert "30 mg" in last
    assert "was 55 mg" in last


@pytest.mark.parametrize("hour", ["08:00", "15:00"])
def test_the_same_dose_is_never_said_to_have_been_another(hour: str) -> None:
    there = gate_day()
    there.steps()
    there.until(28, "07:31")
    there.until(28, hour)
    go(there, "flare")
    there.until(32, "10:00")
    for line in told_to(there, Matter.DOSE):
        if "was" in line:
            mg, was = line.partition(", was ")[0], line.partition(", was ")[2]
            assert f" {was.split(' ')[0]} mg" not in mg
