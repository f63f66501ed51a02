"""Whatever is heard in whatever order: what holds after every step."""

import random
from datetime import timedelta

import pytest

from bot.guideline import shipped
from core.edition import kept_plan
from core.plan import Plan, recalled
from flows.intake.reading.readers import read_typed
from flows.intake.table import ENDS, INTAKE
from flows.talk.replies import Ask, Review, Toast
from flows.talk.turn import Commanded as Command
from flows.talk.turn import Draft, Heard, NoAnswer, Pressed, Typed, Unusable
from flows.talk.typed.text import Unreadable
from tests.campaigns import seed, size
from tests.flows.chat import Chat
from tests.flows.intake.walk import TYPED

STEPS = 60
TEXTS = (
    "72", "20", "154 lb", "35", "DM", "juvenile dermatomyositis", "IBM", "severe", "mild", "yes",
    "no", "unknown", "115", "12", "50", "65", "5", "tomorrow", "20-Nov-2026", "John Smith", "x",
    "<b>", "3",
)  # fmt: skip
COMMANDS = ("new", "start", "cancel", "help", "learn")
WAITS = (0,) * 40 + (1, 3, 11, 60 * 24, 60 * 24 * 8)  # minutes


def heard(chat: Chat, chance: random.Random) -> Heard:
    """Mostly what the open prompt asks for; else any text, an old button, a command, a picture."""
    kind, draft = chance.random(), chat.session.draft
    if draft is None and kind < 0.8:
        return Command(name="new", argument="")
    if draft is not None and kind < 0.25 and draft.state in TYPED:
        return Typed(text=chance.choice(TYPED[draft.state]))
    buttons = [press for press in chat.presses if press not in {"cancel", "why"}]
    if kind < 0.85 and buttons:
        made = [press for press in buttons if press.startswith("make.")]
        number = chat.prompt.number - (chance.random() < 0.05)
        press = chance.choice(made or buttons) if kind < 0.4 else chance.choice(buttons)
        return Pressed(label=chat.prompt.label, number=number, press=press)
    if kind < 0.96:
        return Typed(text=chance.choice(TEXTS))
    if kind < 0.98:
        return Command(name=chance.choice(COMMANDS), argument="")
    return Unusable(kind=chance.choice(list(NoAnswer)))


def check(before: Draft | None, chat: Chat) -> None:
    """The invariants of one step."""
    turn, draft = chat.turns[-1], chat.session.draft
    prompts = [reply for reply in turn.replies if isinstance(reply, Ask | Review)]
    assert turn.replies
    if draft is None:
        assert turn.made is None or before is not None
    else:
        assert draft.state in set(INTAKE.states) - {"next", "previous", *ENDS}
        assert draft.answers["region"] == "us"
        if before is not None and before.label == draft.label:
            again = isinstance(turn.replies[0], Toast)
            assert draft.serial - before.serial == (1 if prompts and not again else 0)
            assert not (again and draft != before)
    for prompt in prompts:
        if prompt.choices and prompt.label:
            assert draft is not None
            assert (prompt.label, prompt.number) == (draft.label, draft.serial)
    if turn.made:
        check_made(before, chat)


def check_made(before: Draft | None, chat: Chat) -> None:
    """A plan comes of one press on a review, holds its answers, and needs no admission."""
    made = chat.turns[-1].made
    earlier = [reply for turn in chat.turns[:-1] for reply in turn.replies]
    reviewed = [reply for reply in earlier if isinstance(reply, Ask | Review)][-1]
    assert made is not None
    assert before is not None
    assert made.label == before.label
    assert before.answers == {key: made.answers[key] for key in before.answers}
    plan = recalled(shipped(), made.answers)
    assert isinstance(plan, Plan)
    assert (kept_plan.made(shipped(), made.answers), plan.provisional) == (made.shown, False)
    assert isinstance(reviewed, Review)
    assert reviewed.plan == plan


@pytest.mark.parametrize("number", range(size("intakes")))
def test_any_sequence_keeps_what_must_hold(number):
    chance, chat = random.Random(seed(number)), Chat().answer("/start")
    for _ in range(STEPS):
        chat.now += timedelta(minutes=chance.choice(WAITS))
        before = chat.session.draft
        chat.hear(heard(chat, chance))
        check(before, chat)


def test_such_sequences_do_make_plans():
    """Else nothing was tried above."""
    made, states = 0, set()
    for number in range(8):
        chance, chat = random.Random(number), Chat().answer("/start")
        for _ in range(STEPS):
            chat.hear(heard(chat, chance))
            states |= {chat.session.draft.state} if chat.session.draft else set()
        made += len(chat.plans)
    assert made > 4
    assert len(states) > 12


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_step_gives_the_same_turn(text):
    one, other = (Chat().answer("/new", "72", text) for _ in range(2))
    assert one.turns == other.turns
    assert one.session == other.session


def test_a_text_is_checked_in_order_for_length_characters_and_identifiers():
    subject = None
    reasons = []
    for text in ("\u200b" * 201, "John\u200bSmith", "John Smith"):
        with pytest.raises(Unreadable) as refused:
            read_typed("sex", text, subject)
        reasons.append(refused.value.reason)
    assert reasons == ["too_long", "characters", "identifier"]
