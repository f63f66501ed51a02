"""Whole conversations, as clinicians have them on their phones."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.talk.turn import Draft
from tests.bot.served_bot import COLLEAGUE, DOCTOR, STRANGER
from tests.bot.talking import Talk, talking
from tests.fake_telegram.answers import Fault, bad_gateway
from tests.fake_telegram.people import member, person
from tests.fake_telegram.state import BOT_NAME, FakeTelegram

TO_REVIEW = ("Dermatomyositis", "Severe", "Not known", "No emergency sign")
WEIGHT = "weight_kg"
MAKE = "Confirm 2 points and make the plan"
PLAN_TAPS = (*TO_REVIEW, MAKE)


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
async def talk(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(telegram, tmp_path / "data") as it:
        yield it


def same(before: Draft, after: Draft) -> bool:
    """Whether no answer, place or number of the draft has changed."""
    return before == after


# ---------------------------------------------------------------------- from nothing to a plan


async def test_four_answers_a_review_and_one_press_make_a_plan(talk: Talk) -> None:
    await talk.says("/new", "72")
    label = talk.draft().label
    await talk.taps(*PLAN_TAPS)
    assert f"\n\nPlan {label}, revision 1: Dermatomyositis" in talk.doctor.reads()
    record = talk.desk.store.plan(label)
    assert record
    assert record.owner == DOCTOR
    assert record.answers[WEIGHT] == "72"
    assert talk.session().draft is None


async def test_the_dialogue_is_one_message_that_changes_below_what_was_typed(talk: Talk) -> None:
    await talk.says("/new", "72")
    await talk.taps(*TO_REVIEW)
    question, living = talk.doctor.heard()
    assert "weigh" in question.text
    assert (question.buttons(), bool(living.buttons())) == ((), True)


async def test_every_screen_of_the_dialogue_carries_its_label(talk: Talk) -> None:
    await talk.says("/new")
    label = talk.draft().label
    await talk.says("154 lb")
    assert label in talk.doctor.reads()
    for button in ("Use 69.9 kg", *TO_REVIEW, MAKE):
        await talk.taps(button)
        assert label in talk.doctor.reads()


async def test_the_card_opens_its_sections_and_closes_them_in_one_message(talk: Talk) -> None:
    await talk.says("/new", "72")
    await talk.taps(*PLAN_TAPS)
    card, heard = talk.doctor.reads(), len(talk.doctor.heard())
    await talk.taps("Schedule")
    assert "70 mg" in talk.doctor.reads()
    await talk.taps("Back to the card")
    assert talk.doctor.reads() == card
    assert len(talk.doctor.heard()) == heard


async def test_what_no_plan_can_be_made_for_is_explained_and_leaves_none(talk: Talk) -> None:
    await talk.says("/new", "72")
    label = talk.draft().label
    await talk.taps("Inclusion body myositis")
    while talk.session().draft:
        first = talk.doctor.heard()[-1].buttons()[0].text
        await talk.taps(first)
    assert talk.desk.store.plan(label) is None
    assert label in talk.doctor.reads()


# ---------------------------------------------------------------------- back, change, cancel


async def test_back_asks_the_question_before_and_keeps_the_answers(talk: Talk) -> None:
    await talk.says("/new", "72")
    await talk.taps("Dermatomyositis", "Back")
    assert talk.draft().state == "subtype"
    assert talk.draft().answers[WEIGHT] == "72"


async def test_an_answer_can_be_changed_from_the_review(talk: Talk) -> None:
    await talk.says("/new", "72")
    await talk.taps(*TO_REVIEW, "Change the plan", "Weight")
    await talk.says("80")
    while talk.draft().state != "review":
        await talk.taps("Keep the answer")
    assert talk.draft().answers[WEIGHT] == "80"
    assert "80 kg" in talk.doctor.reads()


async def test_a_draft_that_is_cancelled_is_gone(talk: Talk) -> None:
    await talk.says("/new", "72", "/cancel")
    if talk.session().draft:
        await talk.taps("Discard")
    assert talk.session().draft is None
    await talk.says("72")
    assert talk.session().draft is None


async def test_new_in_the_middle_asks_before_anything_is_discarded(talk: Talk) -> None:
    await talk.says("/new", "72")
    label = talk.draft().label
    await talk.says("/new")
    assert talk.draft().label == label
    await talk.taps("Go on")
    assert talk.draft().answers[WEIGHT] == "72"


# ---------------------------------------------------------------------- buttons out of place


async def test_a_button_of_an_earlier_question_changes_nothing(talk: Talk) -> None:
    await talk.says("/new", "72")
    message, early = talk.doctor.button("Polymyositis")
    await talk.taps("Dermatomyositis", "Severe")
    before = talk.draft()
    press = talk.doctor.presses(message, early.data)
    await talk.settled()
    assert same(before, talk.draft())
    assert talk.doctor.toast(press) == "This question was answered, or is asked again below."


async def test_of_two_quick_taps_on_one_button_the_second_is_told(talk: Talk) -> None:
    await talk.says("/new", "72")
    first, second = talk.doctor.taps("Dermatomyositis"), talk.doctor.taps("Dermatomyositis")
    await talk.settled()
    assert talk.draft().state == "severity"
    assert talk.doctor.toast(first) == ""
    assert talk.doctor.toast(second) == "This question was answered, or is asked again below."


async def test_of_two_quick_taps_on_two_buttons_the_first_counts(talk: Talk) -> None:
    await talk.says("/new", "72")
    talk.doctor.taps("Polymyositis")
    talk.doctor.taps("Dermatomyositis")
    await talk.settled()
    assert talk.draft().answers["subtype"] == "polymyositis"
    assert talk.draft().state == "severity"


async def test_make_the_plan_tapped_twice_makes_one_plan(talk: Talk) -> None:
    await talk.says("/new", "72")
    await talk.taps(*TO_REVIEW)
    talk.doctor.taps(MAKE)
    talk.doctor.taps(MAKE)
    await talk.settled()
    cards = [message for message in talk.doctor.heard() if "\n\nPlan " in message.text]
    assert len(cards) == 1


@pytest.mark.parametrize("change", ["tag", "label", "number", "press"])
async def test_a_forged_button_is_not_valid_and_changes_nothing(change: str, talk: Talk) -> None:
    await talk.says("/new", "72")
    before = talk.draft()
    message, key = talk.doctor.button("Dermatomyositis")
    parts = dict(
        zip(("form", "label", "number", "press", "tag"), key.data.split("|"), strict=True)
    )
    parts[change] = {"tag": "A" * 12, "label": "K7Q-2M3", "number": "9", "press": "make"}[change]
    press = talk.doctor.presses(message, "|".join(parts.values()))
    await talk.settled()
    assert talk.doctor.toast(press) == "This button is not valid here."
    assert same(before, talk.draft())


async def test_a_button_of_somebody_else_is_not_valid(talk: Talk) -> None:
    await talk.says("/new", "72")
    _, key = talk.doctor.button("Dermatomyositis")
    talk.colleague.says("/new")
    await talk.settled()
    press = talk.colleague.presses(talk.colleague.heard()[-1], key.data)
    await talk.settled()
    assert talk.colleague.toast(press) == "This button is not valid here."
    assert WEIGHT not in talk.draft(COLLEAGUE).answers
    assert talk.draft().state == "subtype"


# ---------------------------------------------------------------------- what is not an answer


@pytest.mark.parametrize(
    "kind", ["sticker", "animation", "voice", "photo", "video", "document", "location", "contact",
             "poll", "dice", "unheard_of"],
)  # fmt: skip
async def test_anything_but_text_is_no_answer_and_the_question_is_asked_again(
    kind: str, talk: Talk
) -> None:
    await talk.says("/new")
    before = talk.draft()
    talk.doctor.sends(kind, caption="72")
    await talk.settled()
    assert WEIGHT not in talk.draft().answers
    assert talk.draft().state == before.state
    assert before.label in talk.doctor.reads()
    assert not talk.telegram.called("getFile")


async def test_an_edited_answer_is_not_read(talk: Talk) -> None:
    await talk.says("/new", "72")
    talk.doctor.edits("27")
    await talk.settled()
    assert talk.draft().answers[WEIGHT] == "72"
    assert "Edited messages are not read" in talk.doctor.screen()


async def test_a_forwarded_answer_may_be_another_patients(talk: Talk) -> None:
    await talk.says("/new")
    talk.doctor.forwards("72")
    await talk.settled()
    assert WEIGHT not in talk.draft().answers


async def test_an_answer_made_by_another_bot_is_not_taken(talk: Talk) -> None:
    await talk.says("/new")
    talk.doctor.says_via_a_bot("72")
    await talk.settled()
    assert WEIGHT not in talk.draft().answers


async def test_an_answer_eleven_minutes_after_its_question_waits_for_a_decision(
    talk: Talk,
) -> None:
    await talk.says("/new")
    talk.telegram.time += timedelta(minutes=11)
    await talk.says("72")
    assert WEIGHT not in talk.draft().answers
    assert talk.draft().label in talk.doctor.reads()
    await talk.taps("Go on")
    await talk.says("72")
    assert talk.draft().answers[WEIGHT] == "72"


async def test_an_answer_that_was_sent_while_the_bot_was_away_is_asked_for_again(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    async with talking(telegram, tmp_path / "data") as talk:
        await talk.says("/new")
        doctor = talk.doctor
    telegram.time += timedelta(minutes=1)
    doctor.says("72")
    telegram.time += timedelta(minutes=30)
    async with talking(telegram, tmp_path / "data") as talk:
        await talk.settled()
        assert WEIGHT not in talk.draft().answers


# ---------------------------------------------------------------------- several people


async def test_two_people_at_once_have_a_plan_each(talk: Talk) -> None:
    for step in ("/new", "72"):
        talk.doctor.says(step)
        talk.colleague.says(step.replace("72", "76"))
        await talk.settled()
    for button in PLAN_TAPS:
        talk.doctor.taps(button)
        talk.colleague.taps(button)
        await talk.settled()
    plans = [
        someone.reads().rpartition("\n\nPlan ")[2].partition(",")[0]
        for someone in (talk.doctor, talk.colleague)
    ]
    records = [talk.desk.store.plan(label) for label in plans]
    assert [(r.owner, r.answers[WEIGHT]) for r in records if r] == [
        (DOCTOR, "72"),
        (COLLEAGUE, "76"),
    ]


async def test_a_stranger_gets_one_line_an_hour_and_nothing_is_kept(talk: Talk) -> None:
    stranger = person(talk.telegram, STRANGER)
    for text in ("hello", "/new", "72"):
        stranger.says(text)
    await talk.settled()
    assert len(stranger.heard()) == 1
    assert str(STRANGER) in stranger.reads()
    talk.telegram.time += timedelta(minutes=61)
    stranger.says("hello")
    await talk.settled()
    assert len(stranger.heard()) == 2
    assert talk.desk.store.load(STRANGER).version == 0


async def test_in_a_group_nothing_is_planned(talk: Talk) -> None:
    group = member(talk.doctor, -1_001_000_000_001)
    group.says(f"/new@{BOT_NAME}")
    group.says("72")
    await talk.settled()
    (said,) = group.heard()
    assert "private" in said.text
    assert talk.session().draft is None


# ---------------------------------------------------------------------- trouble on the way


async def test_after_a_restart_the_same_message_asks_the_same_question(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    async with talking(telegram, tmp_path / "data") as talk:
        await talk.says("/new", "72")
        await talk.taps("Dermatomyositis")
        before = talk.draft()
    async with talking(telegram, tmp_path / "data") as talk:
        assert same(before, talk.draft())
        await talk.taps("Severe")
        assert talk.draft().answers["severity"] == "severe"
        assert len(talk.doctor.heard()) == 2


async def test_an_update_that_comes_twice_counts_once(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    async with talking(telegram, tmp_path / "data") as talk:
        await talk.says("/new")
        telegram.faults.append(Fault(method="getUpdates", times=99, hold=asyncio.Event()))
        talk.doctor.says("72")
        again = dict(telegram.updates[-1])
        telegram.faults.clear()
        await talk.settled()
        before = talk.draft()
    telegram.updates.append(again)
    async with talking(telegram, tmp_path / "data") as talk:
        await talk.settled()
        assert same(before, talk.draft())


async def test_a_question_whose_message_was_deleted_is_asked_in_a_new_one(talk: Talk) -> None:
    await talk.says("/new")
    talk.doctor.chat.messages.remove(talk.doctor.heard()[-1])
    await talk.says("72")
    assert "subtype" in talk.doctor.reads()
    await talk.taps("Dermatomyositis", "Severe")
    assert len(talk.doctor.heard()) == 1


async def test_an_answer_whose_reply_was_lost_is_kept_and_the_dialogue_goes_on(talk: Talk) -> None:
    await talk.says("/new", "72")
    talk.telegram.faults.append(Fault(method="editMessageText", dropped=True))
    await talk.taps("Dermatomyositis")
    await talk.taps("Severe")
    assert talk.draft().state == "ild"


async def test_a_private_chat_that_blocked_the_bot_can_come_back(talk: Talk) -> None:
    await talk.says("/new")
    talk.doctor.blocks()
    await talk.settled()
    talk.doctor.chat.blocked = False
    await talk.says("72")
    assert talk.draft().answers[WEIGHT] == "72"
    assert talk.draft().label in talk.doctor.reads()


async def test_a_question_whose_edit_is_never_answered_is_shown_anew(talk: Talk) -> None:
    await talk.says("/new", "72")
    talk.telegram.faults.append(Fault(method="editMessageText", times=3, answer=bad_gateway()))
    await talk.taps("Dermatomyositis")
    assert "How severe is the disease?" in talk.doctor.reads()
    assert talk.session().prompt == talk.doctor.heard()[-1].number


async def never_shown(talk: Talk, button: str) -> None:
    """The press was taken in, and the process ended before its answer could be shown."""
    for method, times in (("editMessageText", 3), ("sendMessage", 1)):
        talk.telegram.faults.append(Fault(method=method, times=times, answer=bad_gateway()))
    await talk.taps(button)
    talk.bot.debts.end()
    await asyncio.sleep(0)


async def test_a_question_that_was_never_shown_comes_at_the_next_press(talk: Talk) -> None:
    await talk.says("/new", "72")
    await never_shown(talk, "Dermatomyositis")
    assert "Which subtype?" in talk.doctor.reads()
    assert "below" in await talk.taps("Dermatomyositis")
    assert "How severe is the disease?" in talk.doctor.reads()


async def test_a_plan_that_was_never_shown_comes_at_the_next_press(talk: Talk) -> None:
    await talk.says("/new", "72")
    await talk.taps(*TO_REVIEW)
    label = talk.draft().label
    await never_shown(talk, MAKE)
    assert talk.session().draft is None
    talk.telegram.time += timedelta(minutes=1)
    await talk.taps(MAKE)
    assert f"\n\nPlan {label}, revision 1: Dermatomyositis" in talk.doctor.reads()
