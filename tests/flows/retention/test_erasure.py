"""/forget: who erases a plan, what goes with it, who is told, and what is said of it after."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

import flows.retention.erasure
from flows.plan.live import CannotStand
from flows.retention.erasure import A_PAGE, forget
from flows.talk.erasure import Eraser, Errand, Tombstone
from flows.talk.records import Delivery, Landing, Matter, Role, Stage
from flows.talk.replies import Note, Toast
from flows.talk.retention import Retention
from flows.talk.turn import Commanded, Draft, Pressed, Question, Session
from tests.flows.label import label
from tests.flows.world import (
    ALONE,
    BOSS,
    COLLEAGUE,
    GROUP,
    LABEL,
    MORNING,
    NURSE,
    OURS,
    OUTSIDER,
    OWNER,
    PHARMACIST,
    STRANGER,
    TRAINEE,
    World,
    person,
    record,
    world,
)


def followed(days: int = 40, **changes: object) -> World:
    """A plan that was reminded of, its group and its people with it."""
    there = world(record(**changes))
    there.passes(MORNING + timedelta(days=days))
    for who in (OWNER, BOSS):  # what nobody took up is told once
        there.command(who, "help")
    return there


def erases(there: World, who: int = OWNER) -> World:
    there.command(who, "forget", LABEL)
    there.press(who, "forget.yes", label=LABEL)
    return there


def owed(there: World) -> tuple[Errand, ...]:
    return there.store.errands()


def said_to(there: World) -> dict[int, str]:
    """What is owed to be said, by chat."""
    return {each.chat: each.text for each in owed(there) if not each.message}


def shown(there: World) -> set[tuple[int, int]]:
    """Every message that told of this plan alone."""
    return {
        (each.chat, each.message)
        for row in there.of(LABEL)
        for each in row.deliveries
        if each.message and not each.of_several
    }


def named(there: World) -> list[str]:
    """The plans that the buttons of the last screen are of."""
    (note,) = there.turn.replies
    assert isinstance(note, Note)
    return [each.label for row in note.choices for each in row if each.label]


def test_it_is_asked_once_and_nothing_has_changed_before():
    there = followed()
    before = there.copy()
    there.command(OWNER, "forget", f"{LABEL.lower()} ")
    assert there.says == "forget.sure"
    assert there.presses == ("forget.yes", "show")
    assert "Its reminders stop at once" in there.text
    assert (there.plans, there.of(LABEL), owed(there)) == (before.plans, before.of(LABEL), ())


@pytest.mark.parametrize(("who", "by"), [(OWNER, Eraser.OWNER), (BOSS, Eraser.ADMINISTRATOR)])
def test_its_owner_and_an_administrator_erase_it_and_a_tombstone_stays(who, by):
    there = followed()
    erases(there, who)
    assert there.says == "forget.done"
    assert there.deeds == ("erased",)
    assert (there.plans, there.of(LABEL), there.store.next_due()) == ({}, (), None)
    assert there.store.erased(LABEL) == Tombstone(at=there.utc(), by=by)
    assert there.store.given(LABEL)


@pytest.mark.parametrize("who", [COLLEAGUE, NURSE, PHARMACIST, TRAINEE, OUTSIDER, STRANGER])
def test_for_everybody_else_there_is_no_such_plan(who):
    there = followed()
    there.command(who, "forget", LABEL)
    of_this = there.text
    there.command(who, "forget", ALONE)
    assert there.text == of_this
    assert there.says == "list.no_such_plan"
    there.press(who, "forget.yes", label=LABEL)
    assert there.says == "toast.no_such_plan"
    assert LABEL in there.plans


def test_an_owner_who_no_longer_prescribes_erases_nothing():
    there = followed()
    there.put(person(OWNER, "Dr Owner", (Role.CARE_TEAM, OURS)))
    assert erases(there).says == "toast.no_such_plan"
    assert LABEL in there.plans


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "forget.which"),
        ("the old one", "forget.which"),
        (f"{LABEL} please", "forget.which"),
        ("A45-673", "list.mistyped"),
        (ALONE, "list.no_such_plan"),
        ("x" * 10_000, "forget.which"),
    ],
)
def test_what_is_no_label_of_a_plan_erases_nothing(typed, says):
    there = followed()
    there.command(OWNER, "forget", typed)
    assert there.says == says
    assert LABEL in there.plans


def test_one_that_is_named_by_its_button_is_asked_about_closed_ones_first():
    labels = [label(number) for number in range(A_PAGE + 1)]
    *others, closed = labels
    ended = record(closed, closed_at=MORNING)
    there = world(ended, *map(record, others), record(ALONE, owner=COLLEAGUE))
    there.command(OWNER, "forget")
    assert named(there) == [closed, *others[: A_PAGE - 1]]
    assert there.presses[-1] == "forget.1"
    there.press(OWNER, "forget.1", number=0)
    assert named(there) == [others[-1]]
    there.press(OWNER, "forget", label=closed)
    assert there.says == "forget.sure"
    assert closed in there.plans


@pytest.mark.parametrize("who", [NURSE, BOSS, STRANGER, COLLEAGUE])
def test_who_owns_none_is_told_how(who):
    there = followed()
    there.command(who, "forget")
    assert (there.says, there.presses) == ("forget.how", ())


@pytest.mark.parametrize(
    "typed",
    [
        "John S", "JS1957", "MRN 12345", "1234567890", "\u041a7Q-2M3", "K7Q-2M3-44444", "-K7Q2M3",
        "'; DROP TABLE kept", "<b>x</b>", "{label}", "\u200f", "\U0001f642", "\uff2b7Q-2M3",
    ],
)  # fmt: skip
def test_what_could_be_anything_else_is_refused_and_not_repeated(typed: str):
    there = followed()
    before = there.store.rows.copy()
    there.command(OWNER, "forget", typed)
    assert typed not in there.text
    assert (there.plans, there.session_of(OWNER).question) == (
        {LABEL: before.plans[LABEL][-1]},
        None,
    )


def test_a_plan_that_has_moved_on_is_asked_about_anew():
    there = followed()
    there.press(OWNER, "forget.yes", label=LABEL, number=0)
    assert there.says == "toast.other_revision"
    there.press(OWNER, "forget", label=LABEL)
    assert there.says == "forget.sure"
    assert LABEL in there.plans


@pytest.mark.parametrize("press", ["forget", "forget.yes"])
def test_nobody_erases_in_a_group(press):
    there = followed()
    there.command(OWNER, "forget", LABEL, chat=GROUP)
    assert there.says == "own_data.only_in_private"
    there.press(OWNER, press, label=LABEL, chat=GROUP)
    assert there.says == "toast.not_here"
    assert LABEL in there.plans


def test_every_message_that_told_of_it_goes():
    there = followed()
    there.put(replace(there.plans[LABEL], pinned=77))
    there.command(OWNER, "forget", LABEL)
    of_it = shown(there)
    assert {chat for chat, _ in of_it} == {GROUP, OWNER, COLLEAGUE, BOSS}
    there.press(OWNER, "forget.yes", label=LABEL)
    assert {(each.chat, each.message) for each in owed(there) if each.message} == {
        *of_it,
        (GROUP, 77),
    }


def test_a_list_of_several_plans_stays_and_so_does_the_message_that_says_it_now():
    there = followed()
    row, *_ = (each for each in there.of(LABEL) if each.matter is Matter.DOSE)
    deliveries = (
        Delivery(chat=GROUP, landing=Landing.SENT, message=900, of_several=True),
        Delivery(chat=OWNER, landing=Landing.SENT, message=901),
        Delivery(chat=OWNER, landing=Landing.SENT, message=902),
        Delivery(chat=NURSE, landing=Landing.REFUSED),
    )
    there.put(replace(row, deliveries=deliveries))
    there.take(
        Pressed(label=LABEL, number=1, press="forget.yes"),
        who=OWNER,
        message=901,
    )
    gone = {each.message for each in owed(there)}
    assert 902 in gone
    assert not gone & {900, 901}


def test_whoever_follows_it_is_told_with_the_doses_last_in_force():
    there = erases(followed(), BOSS)
    told = said_to(there)
    assert set(told) == {GROUP, OWNER, COLLEAGUE}
    for text in told.values():
        assert "erased by Boss" in text
        assert "predniSONE 50 mg" in text
    assert "3 chats are told" in there.text


def test_whoever_erased_it_needs_no_telling():
    there = erases(followed())
    assert set(said_to(there)) == {GROUP, COLLEAGUE, BOSS}


def test_an_administrator_who_was_told_of_it_learns_no_dose():
    told = said_to(erases(followed()))
    assert "predniSONE" in told[COLLEAGUE]
    assert "predniSONE" not in told[BOSS]
    assert "No reminder of it comes any more" in told[BOSS]


def test_what_was_last_in_force_may_not_be_worked_out(monkeypatch):
    def cannot(*_: object) -> None:
        raise CannotStand

    there = followed()
    monkeypatch.setattr(flows.retention.erasure, "as_of_now", cannot)
    erases(there)
    assert "cannot be worked out: ask Dr Owner" in said_to(there)[GROUP]


def test_where_nothing_was_to_come_its_owner_alone_is_told():
    there = followed()
    there.press(OWNER, "close", label=LABEL)
    there.press(OWNER, "close.yes", label=LABEL)
    erases(there, BOSS)
    assert set(said_to(there)) == {OWNER}
    assert "You owned it" in said_to(there)[OWNER]
    there = followed()
    there.put(replace(there.plans[LABEL], closed_at=there.utc()))
    erases(there)
    assert said_to(there) == {}
    assert "reminded" not in there.text


def test_an_unnamed_eraser_is_named_by_the_number():
    there = followed()
    there.command(BOSS, "forget", LABEL)
    there.take(
        Pressed(label=LABEL, number=1, press="forget.yes"),
        who=BOSS,
        name="",
    )
    assert "erased by Boss" in said_to(there)[GROUP]


def test_no_chat_keeps_anything_open_of_it():
    there = followed()
    asked = there.utc()
    draft = Draft(
        label=LABEL, state="weight", trail=(), answers={}, serial=3, asked_at=asked, revises=1
    )
    there.put_session(COLLEAGUE, Session(draft=draft, prompt=55))
    question = Question(asks="visit", label=LABEL, serial=1, asked_at=asked)
    there.put_session(NURSE, Session(question=question))
    stuck = (f"{LABEL}/dose/2026-12-01/1", f"{ALONE}/dose/2026-12-01/1")
    there.put_session(BOSS, Session(unheeded=stuck))
    other = replace(draft, label=ALONE)
    there.put_session(OUTSIDER, Session(draft=other, prompt=56))
    erases(there)
    assert there.session_of(COLLEAGUE) == Session()
    assert there.session_of(NURSE) == Session()
    assert there.session_of(BOSS) == Session(unheeded=stuck[1:])
    assert there.session_of(OUTSIDER) == Session(draft=other, prompt=56)
    assert Errand(chat=COLLEAGUE, message=55, sent_at=asked, due=there.utc()) in owed(there)


def test_a_change_that_its_owner_has_begun_goes_with_it():
    there = followed()
    there.press(OWNER, "anew", label=LABEL)
    assert there.session_of(OWNER).draft
    there.put_session(OWNER, replace(there.session_of(OWNER), prompt=44))
    there.press(OWNER, "forget.yes", label=LABEL)
    assert there.session_of(OWNER).draft is None
    assert (OWNER, 44) in {(each.chat, each.message) for each in owed(there)}


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (Eraser.OWNER, "erased by its owner"),
        (Eraser.ADMINISTRATOR, "erased by an administrator"),
        (Eraser.TIME, "it had been closed long before"),
    ],
)
@pytest.mark.parametrize("press", ["show", "decide", "step.0", "forget.yes", "papers", "ack"])
def test_a_button_on_an_old_message_is_answered_plainly(by, says, press):
    there = world()
    there.store.rows.erased[LABEL] = Tombstone(at=MORNING, by=by)
    before = there.store.rows.copy()
    for who in (NURSE, BOSS):
        there.press(who, press, label=LABEL, number=1)
        assert says in there.text
        assert "23-Nov-2026" in there.text
    there.press(NURSE, press, label=LABEL, number=1, chat=GROUP)
    assert there.turn.replies == (Toast(says="toast.erased", values={"label": LABEL}),)
    assert (there.store.rows.plans, there.store.rows.reminders) == (
        before.plans,
        before.reminders,
    )


def test_typing_its_label_tells_nobody_that_it_ever_was():
    there = erases(followed())
    for who, name in product((OWNER, COLLEAGUE, BOSS), ("forget", "dose", "visit")):
        there.command(who, name, LABEL)
        of_this = there.text
        there.command(who, name, ALONE)
        assert of_this.replace(LABEL, ALONE) == there.text


def test_twice_pressed_it_is_erased_once():
    there = erases(followed())
    first = there.store.erased(LABEL)
    there.press(OWNER, "forget.yes", label=LABEL, number=1)
    assert there.says == "forget.by_owner"
    assert there.store.erased(LABEL) == first


@pytest.mark.parametrize(
    ("retention", "says"),
    [
        (Retention(), "makes none by itself"),
        (Retention(backups=1), "1 is kept"),
        (Retention(backups=1, plans=9), "an upgrade leaves goes after 9 days"),
        (Retention(backups=14), "14 are kept"),
        (Retention(backups=14, shredded=True), "Its key is destroyed"),
        (Retention(shredded=True, plans=9), "an upgrade leaves, which goes after 9 days"),
        (Retention(), "For 365 days the audit keeps who did what"),
    ],
)
def test_what_backups_still_hold_is_said_before(retention, says):
    there = followed()
    context = there.context(OWNER, Commanded(name="forget", argument=LABEL))
    known = replace(context.known, retention=retention)
    turn = forget(
        Session(),
        Commanded(name="forget", argument=LABEL),
        replace(context, known=known),
    )
    there._write(turn, OWNER, 0)
    assert says in there.text


def test_an_open_reminder_of_it_is_told_no_more():
    there = followed()
    assert any(each.stage in {Stage.PENDING, Stage.SENT} for each in there.of(LABEL))
    erases(there)
    before = there.last_message
    there.passes(there.now + timedelta(days=60))
    assert there.last_message == before
