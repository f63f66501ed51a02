"""One unfinished draft: begun, set aside, taken up again, discarded, too old; stale buttons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.evidence import Section
from flows.talk.limits import LIVE_PLANS
from flows.talk.replies import Ask, Close, Note, Say, ShowPlan, Toast
from flows.talk.turn import Deed, NoAnswer, Pressed, Session
from tests.flows.chat import A_MOMENT, ME, MODERATE, Chat, at_review
from tests.flows.following import MODERATE as ANSWERS
from tests.world.plan_record import plan_record

HALFWAY = ("/new", "72", "DM", "moderate")


# ------------------------------------------------------------------ the way in


def test_start_says_what_it_is_and_what_can_be_begun():
    chat = Chat().answer("/start")
    assert isinstance(chat.reply, Ask)
    assert (chat.reply.says, chat.reply.label, chat.reply.anew) == ("home.welcome", "", True)
    assert chat.presses == ("new", "help", "about", "privacy")
    assert chat.session == Session()


def test_a_press_on_the_way_in_begins_a_plan_below():
    chat = Chat().answer("/start")
    turn = chat.press_home("new")
    assert (chat.draft.state, chat.prompt.anew) == ("weight", True)
    assert turn.deeds == (Deed(action="begun", label=chat.draft.label),)


def test_a_second_tap_on_the_way_in_begins_no_second_plan():
    chat = Chat().answer("/start")
    chat.press_home("new")
    label = chat.draft.label
    chat.press_home("new")
    assert (chat.toast, chat.draft.label) == ("already_open", label)


def with_plans(number: int, *, closed: int = 0) -> Chat:
    """A prescriber who owns so many plans, the first of them closed."""
    chat = Chat()
    first = plan_record(ANSWERS, at=chat.now, owner=ME)
    for each in range(number):
        closed_at = chat.utc() if each < closed else None
        chat.put(replace(first, label=f"P{each:03d}", closed_at=closed_at))
    return chat


def test_one_prescriber_may_own_so_many_open_plans_and_is_told_the_way_on():
    chat = with_plans(LIVE_PLANS)
    for turn in (chat.answer("/new").turn, chat.press_home("new")):
        assert turn.replies == (Say(says="home.full"),)
        assert (turn.deeds, chat.session) == ((), Session())


def test_a_plan_that_is_closed_makes_room_for_another():
    assert with_plans(LIVE_PLANS, closed=1).answer("/new").draft.state == "weight"


def test_one_plan_below_the_most_there_can_be_is_begun():
    assert with_plans(LIVE_PLANS - 1).answer("/new").draft.state == "weight"


@pytest.mark.parametrize("name", ["help", "about", "privacy"])
def test_what_the_bot_says_of_itself_is_told_by_command_and_by_press(name):
    chat = Chat().answer(f"/{name}")
    told = chat.reply
    assert isinstance(told, Note)
    assert (told.blocks[0][0].says, told.anew) == (f"say.{name}", True)
    chat.press_home(name)
    assert chat.reply == told
    for key in (choice.press for row in told.choices for choice in row):
        chat.press_home(key)
        assert not isinstance(chat.reply, Toast), key


def test_help_leaves_the_open_prompt_as_it_is():
    chat = Chat().answer(*HALFWAY)
    draft = chat.draft
    assert chat.answer("/help").draft == draft


def test_an_unknown_command_says_so():
    told = Chat().answer("/nothing").reply
    assert isinstance(told, Note)
    assert told.blocks[0][0].says == "say.unknown_command"
    assert told.choices


def test_one_line_waits_for_an_unfinished_plan():
    chat = Chat().answer("/new", "72")
    chat.command("new", "80 kg DM severe no ILD")
    assert (chat.draft.parked, chat.refused) == (True, "one_line_parked")
    assert chat.answers == {"weight_kg": "72"}


def test_back_from_the_review_of_one_line_leads_through_its_questions():
    chat = Chat()
    chat.command("new", "72 kg DM severe no ILD")
    assert [chat.answer("[back]").draft.state for _ in range(3)] == ["ild", "severity", "subtype"]


def test_what_would_be_looked_at_once_more_is_asked_beside_one_line():
    chat = Chat()
    chat.command("new", "20 kg JDM 3 ft 9 in moderate no ILD")
    assert (chat.draft.state, chat.refused) == ("height", "one_line_part")


def test_an_identifier_after_a_command_is_refused():
    chat = Chat()
    chat.command("cancel", "John Smith")
    assert (chat.prompt.refused, chat.session.draft) == ("identifier", None)


@pytest.mark.parametrize("words", ["go on", "Go on"])
def test_a_plan_set_aside_is_taken_up_by_the_words_of_its_button(words):
    chat = Chat().answer(*HALFWAY, "/new", words)
    assert not chat.draft.parked
    assert Chat().answer(*HALFWAY, "/new", "discard").session.draft is None


@pytest.mark.parametrize(
    ("text", "says", "refused"),
    [
        ("72", "home.nothing_open", None),
        ("John Smith", "home.way_on", "identifier"),
        ("x" * 9_999, "home.nothing_open", None),
    ],
)
def test_text_with_no_plan_open_is_nobodys_answer(text, says, refused):
    chat = Chat()
    chat.type(text)
    assert (chat.prompt.says, chat.prompt.refused) == (says, refused)
    assert chat.presses == ("new", "help", "about", "privacy")


def test_a_picture_with_no_plan_open_is_refused_all_the_same():
    chat = Chat()
    chat.send(NoAnswer.PICTURE)
    assert (chat.prompt.says, chat.prompt.refused) == ("home.way_on", "picture")


# ------------------------------------------------------------------ begun again


@pytest.mark.parametrize("name", ["new", "start"])
def test_a_second_beginning_asks_go_on_or_discard(name):
    chat = Chat().answer("/new", "72")
    label = chat.draft.label
    chat.command(name)
    assert (chat.prompt.says, chat.prompt.label) == ("parked.begin", label)
    assert chat.presses == ("resume", "discard")
    assert (chat.draft.parked, chat.answers) == (True, {"weight_kg": "72"})


def test_a_beginning_with_nothing_to_lose_asks_the_same_question_again():
    chat = Chat().answer("/new")
    label = chat.draft.label
    chat.answer("/new")
    assert (chat.draft.label, chat.prompt.says, chat.prompt.anew) == (
        label,
        "intake.weight.question",
        True,
    )
    assert chat.begun == 1


def test_a_beginning_while_one_is_set_aside_asks_again():
    chat = Chat().answer("/new", "72", "/new", "/new")
    assert chat.prompt.says == "parked.begin"
    chat.press_home("new")
    assert chat.prompt.says == "parked.begin"


def test_resume_returns_to_the_question_with_its_answers():
    chat = Chat().answer(*HALFWAY, "/new", "[resume]")
    assert (chat.draft.state, chat.draft.parked) == ("ild", False)
    assert chat.answer("no").draft.state == "review"


def test_resume_returns_to_a_check_that_was_open():
    chat = Chat().answer("/new", "72", "[back]", "154 lb", "/new", "[resume]")
    assert chat.prompt.says == "intake.weight_check.converted"
    assert chat.answer("[use]").answers["weight_kg"] == "69.9"


def test_discard_leaves_nothing_and_offers_a_new_plan():
    chat = Chat().answer(*HALFWAY, "/new")
    label = chat.draft.label
    turn = chat.press("discard")
    assert chat.session.draft is None
    assert (chat.reply.says, chat.reply.values) == ("home.discarded", {"label": label})
    assert turn.deeds == (Deed(action="discarded", label=label),)


def test_what_is_typed_to_a_draft_that_is_set_aside_is_no_answer():
    chat = Chat().answer(*HALFWAY, "/new", "no")
    assert (chat.prompt.says, chat.refused) == ("parked.again", "press")
    chat.send(NoAnswer.VOICE)
    assert (chat.prompt.says, chat.refused) == ("parked.again", "voice")
    chat.type("John Smith")
    assert chat.refused == "identifier"
    assert "ild" not in chat.answers


def test_only_its_own_buttons_work_on_a_draft_that_is_set_aside():
    chat = Chat().answer(*HALFWAY, "/new", "[set.no]")
    assert chat.toast == "not_now"
    assert chat.draft.parked


# ------------------------------------------------------------------ cancelled


def test_cancel_with_few_answers_discards_at_once():
    chat = Chat().answer("/new", "72", "DM", "/cancel")
    assert chat.session.draft is None
    assert (chat.reply.says, chat.reply.anew) == ("home.discarded", True)


def test_cancel_with_three_answers_is_confirmed_first():
    chat = Chat().answer(*HALFWAY, "/cancel")
    assert chat.prompt.says == "parked.leave"
    assert chat.answer("/cancel").prompt.says == "parked.leave"
    assert chat.answer("[discard]").session.draft is None


def test_cancel_of_a_draft_set_aside_with_few_answers_discards_at_once():
    assert Chat().answer("/new", "72", "/new", "/cancel").session.draft is None


def test_the_cancel_button_is_the_command():
    assert Chat().answer("/new", "72", "[cancel]").session.draft is None
    chat = at_review().answer("[cancel]")
    assert (chat.prompt.says, chat.prompt.anew) == ("parked.leave", False)
    assert chat.answer("[resume]").draft.state == "review"


def test_cancel_with_no_plan_open_says_so():
    assert Chat().answer("/cancel").prompt.says == "home.nothing_open"


@pytest.mark.parametrize("count", range(1, len(MODERATE) + 1))
def test_cancel_works_at_every_question(count):
    chat = Chat().answer(*MODERATE[:count], "/cancel")
    if chat.session.draft:
        chat.press("discard")
    assert chat.session.draft is None
    assert chat.answer("/new", "70").draft.state == "subtype"


# ------------------------------------------------------------------ too late, too early


def test_an_answer_after_ten_minutes_is_not_applied():
    chat = Chat().answer(*HALFWAY)
    chat.wait(minutes=11)
    turn = chat.type("no")
    assert (chat.prompt.says, chat.presses) == ("parked.late", ("resume", "discard"))
    assert dict(chat.prompt.answers).keys() == {"weight_kg", "subtype", "severity"}
    assert "ild" not in chat.answers
    assert [deed.action for deed in turn.deeds] == ["late"]
    assert chat.answer("[resume]", "no").answers["ild"] == "no"


def test_a_press_after_ten_minutes_is_not_applied():
    chat = at_review()
    press = next(each for each in chat.presses if each.startswith("make."))
    chat.wait(minutes=11)
    chat.press(press)
    assert (chat.prompt.says, chat.prompt.anew, chat.plans) == ("parked.late", False, {})


@pytest.mark.parametrize(("over", "applied"), [(0, True), (1, False)])
def test_an_answer_is_applied_for_ten_minutes_and_no_second_more(over, applied):
    for answers in (lambda chat: chat.type("no"), lambda chat: chat.press("set.no")):
        chat = Chat().answer(*HALFWAY)
        chat.now = chat.draft.asked_at + timedelta(minutes=10, seconds=over) - A_MOMENT
        answers(chat)
        assert ("ild" in chat.answers) is applied


def test_an_update_that_is_read_ten_minutes_after_it_was_sent_is_not_applied():
    chat = Chat().answer(*HALFWAY)
    sent = chat.now + timedelta(minutes=2)
    chat.wait(minutes=20)
    chat.type("no", sent=sent)
    assert (chat.prompt.says, "ild" in chat.answers) == ("parked.late", False)


def test_the_clock_of_the_transport_may_be_a_second_behind():
    chat = Chat().answer(*HALFWAY)
    chat.type("no", sent=chat.now - timedelta(seconds=1))
    assert chat.answers["ild"] == "no"


def test_an_answer_that_arrived_before_its_question_is_not_taken():
    chat = Chat().answer("/new", "72")
    turn = chat.type("DM", arrived=chat.now - timedelta(milliseconds=1))
    assert (chat.refused, "subtype" in chat.answers) == ("before_shown", False)
    assert turn.deeds == (Deed(action="not_taken", label=chat.draft.label, reason="before_shown"),)


def test_a_draft_left_for_seven_days_is_still_there():
    chat = Chat().answer(*HALFWAY)
    chat.wait(days=6, hours=23)
    assert chat.answer("no", "[resume]", "no").draft.state == "review"


@pytest.mark.parametrize(("step", "shows"), [("no", Say), ("[set.no]", Close)])
def test_a_draft_left_for_longer_is_gone_and_says_so(step, shows):
    chat = Chat().answer(*HALFWAY)
    label = chat.draft.label
    chat.wait(days=7, minutes=1)
    chat.answer(step)
    assert chat.reply == shows(says="ended.expired", values={"label": label})
    assert chat.turns[-1].deeds == (Deed(action="expired", label=label),)
    assert chat.session.draft is None


def test_a_draft_set_aside_ages_from_its_last_answer():
    chat = Chat().answer(*HALFWAY)
    chat.wait(days=6)
    chat.answer("no")
    assert chat.draft.parked
    chat.wait(days=1, minutes=1)
    assert chat.answer("[resume]").session.draft is None


def test_a_command_is_obeyed_after_an_old_draft_is_gone():
    chat = Chat().answer(*HALFWAY)
    chat.wait(days=8)
    turn = chat.command("new")
    assert [type(reply) for reply in turn.replies] == [Say, Ask]
    assert [deed.action for deed in turn.deeds] == ["expired", "begun"]
    assert (chat.draft.state, chat.answers) == ("weight", {})


# ------------------------------------------------------------------ stale buttons


def test_a_button_of_an_earlier_question_does_nothing():
    chat = Chat().answer("/new", "72")
    old = Pressed(label=chat.draft.label, number=chat.draft.serial, press="set.polymyositis")
    chat.answer("DM")
    draft = chat.draft
    chat.hear(old)
    assert (chat.toast, chat.draft) == ("answered", draft)


def test_a_double_tap_counts_once():
    chat = Chat().answer("/new", "72")
    tap = Pressed(label=chat.draft.label, number=chat.draft.serial, press="set.polymyositis")
    chat.hear(tap)
    chat.hear(tap)
    assert (chat.toast, chat.draft.state) == ("answered", "severity")


def test_a_button_of_a_discarded_draft_does_nothing():
    chat = Chat().answer("/new", "72")
    old = Pressed(label=chat.draft.label, number=chat.draft.serial, press="set.polymyositis")
    chat.answer("/cancel", "/new")
    chat.hear(old)
    assert (chat.toast, chat.answers) == ("gone", {})


@pytest.mark.parametrize(
    "press",
    ["set.mild", "open.tail", "open.nowhere", "group.person", "group.nothing", "key.nothing",
     "toggle.age", "make.1", "rows", "fly", "use", "use.pounds", "", "go", "clear"],
)  # fmt: skip
def test_a_press_that_the_question_does_not_know_does_nothing(press):
    chat = Chat().answer("/new")
    draft = chat.draft
    chat.press(press)
    assert (chat.toast, chat.draft) == ("not_now", draft)


def test_a_value_that_no_button_has_is_no_answer():
    chat = Chat().answer("/new", "72", "[set.mild]")
    assert (chat.toast, chat.draft.state) == ("not_now", "subtype")


@pytest.mark.parametrize("press", ["set.mild", "toggle.age", "group.nothing", "use"])
def test_a_press_that_the_review_does_not_know_does_nothing(press):
    chat = at_review("/new", "72", "DM", "severe", "no")
    draft = chat.draft
    chat.press(press)
    assert (chat.toast, chat.draft) == ("not_now", draft)


def test_a_sign_that_is_none_does_nothing():
    chat = at_review("/new", "72", "DM", "severe", "no").answer("[open.signs]", "[toggle.age]")
    assert chat.toast == "not_now"


# ------------------------------------------------------------------ presses on a plan


@pytest.fixture
def made() -> Chat:
    chat = at_review()
    chat.make()
    return chat


@pytest.mark.parametrize(
    ("press", "section", "why", "topic"),
    [
        ("show", None, False, ""),
        ("show.card.more", None, False, "more"),
        ("show.schedule", Section.SCHEDULE, False, ""),
        ("show.prevention.bone", Section.PREVENTION, False, "bone"),
        ("why.card", None, True, ""),
        ("why.agent.choice", Section.AGENT, True, "choice"),
    ],
)
def test_a_press_on_a_plan_shows_that_topic_of_it(made, press, section, why, topic):
    (record,) = made.plans.values()
    made.press_plan(press, record)
    assert made.reply == ShowPlan(record=record, section=section, why=why, topic=topic)


def test_a_plan_can_be_read_while_another_is_made(made):
    (record,) = made.plans.values()
    made.answer("/new", "70")
    draft = made.draft
    made.press_plan("show", record)
    assert isinstance(made.reply, ShowPlan)
    assert made.draft == draft


@pytest.mark.parametrize("press", ["show.nothing", "show.nothing.bone", "why.schedule.-1"])
def test_a_part_that_a_plan_does_not_have_is_not_shown(made, press):
    (record,) = made.plans.values()
    made.press_plan(press, record)
    assert made.toast == "not_now"


def test_a_plan_that_is_not_there_is_not_shown(made):
    (record,) = made.plans.values()
    made.press_plan("show", replace(record, label="K7Q-3C9"))
    assert made.toast == "no_such_plan"


def test_a_button_of_another_revision_names_both(made):
    (record,) = made.plans.values()
    made.press_plan("show", replace(record, revision=3))
    assert made.reply.values == {"pressed": 3, "current": 1}
    assert made.toast == "other_revision"


def test_what_is_neither_show_nor_why_does_nothing_to_a_plan(made):
    (record,) = made.plans.values()
    made.press_plan("make.12345678", record)
    assert made.toast == "made"
    made.wait(minutes=1)
    made.press_plan("make.12345678", record)
    assert made.reply == ShowPlan(record=record, anew=True)


# ------------------------------------------------------------------ an older version's draft


def test_a_draft_in_a_state_that_is_no_more_goes_on_with_what_is_missing():
    chat = Chat().answer(*HALFWAY)
    chat.session = replace(chat.session, draft=replace(chat.draft, state="allergies"))
    chat.type("no")
    assert (chat.draft.state, chat.refused) == ("ild", "changed")
    assert chat.answers["severity"] == "moderate"


@pytest.mark.parametrize(
    ("key", "answer"), [("severity", "critical"), ("height_cm", "tall"), ("colour", "blue")]
)
def test_an_answer_that_is_no_more_is_dropped_and_asked_again(key, answer):
    chat = Chat().answer(*HALFWAY)
    answers = {**chat.draft.answers, key: answer}
    chat.session = replace(chat.session, draft=replace(chat.draft, answers=answers))
    chat.press("set.no")
    assert chat.refused == "changed"
    assert key not in chat.answers
    assert chat.draft.state == ("severity" if key == "severity" else "ild")


def test_every_prompt_has_a_number_of_its_own():
    chat = Chat().answer("/new", "x", "72", "[why]", "[back]", "[keep]", "DM", "/new", "[resume]")
    numbers = [
        reply.number for turn in chat.turns for reply in turn.replies if isinstance(reply, Ask)
    ]
    assert numbers == list(range(1, len(numbers) + 1))
