"""Papers asked for in the chat: files under a button, made while others are served."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flows.talk.paper_link import payload
from tests.bot.served_bot import COLLEAGUE
from tests.bot.talking import Talk, talking
from tests.fake_telegram.messages import Message
from tests.fake_telegram.state import FakeTelegram

MADE = ("/new", "72", "dermatomyositis", "moderate", "no")
KINDS = {
    "Chart": ("png", b"\x89PNG"),
    "For the clinician": ("pdf", b"%PDF-"),
    "For the patient": ("pdf", b"%PDF-"),
    "Calendar": ("ics", b"BEGIN:VCALENDAR"),
    "Record (FHIR)": ("json", b"{"),
    "Table (CSV)": ("csv", b""),
}


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(FakeTelegram(), tmp_path / "data") as made:
        await made.says(*MADE)
        await made.taps("Make the plan")
        yield made


def files(talk: Talk) -> list[Message]:
    return [message for message in talk.doctor.heard() if message.file[0]]


def label(talk: Talk) -> str:
    return next(iter(talk.desk.store.labels()))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_paper_comes_as_a_file_with_a_plain_name(talk: Talk, kind: str) -> None:
    await talk.taps("Papers", kind)
    ending, begins = KINDS[kind]
    (sent,) = files(talk)
    name, data = sent.file
    assert name.startswith(f"taper_{label(talk)}_rev1")
    assert name.endswith(f".{ending}")
    assert data.startswith(begins)
    assert ("sendChatAction", "upload_document") in [
        (method, given.get("action")) for method, given in talk.telegram.calls
    ]
    assert talk.telegram.refusals == []


@pytest.mark.parametrize("kind", [*KINDS, "Prescription text"])
async def test_after_a_paper_the_last_thing_has_a_key_that_brings_the_card_below(
    talk: Talk, kind: str
) -> None:
    await talk.taps("Papers", kind)
    last = talk.doctor.heard()[-1]
    assert last.text
    words = ["The chart in words"] if kind == "Chart" else []
    assert [key.text for key in last.buttons()] == [*words, "Back to the card"]
    await talk.taps("Back to the card")
    card = talk.doctor.heard()[-1]
    assert card.number > last.number
    assert f"\n\nPlan {label(talk)}, revision 1: " in card.text


@pytest.mark.parametrize(
    "steps",
    [
        ("Decide", "Hold", "2 weeks", "results missing"),
        ("More", "Share with a team"),
        ("More", "Hand over"),
        ("Papers",),
        ("More", "Severe disease", "What is severe", "1"),
        ("More", "Why?", "What was entered"),
    ],
)
async def test_after_a_decision_a_share_or_a_look_there_is_a_key_to_the_card(
    talk: Talk, steps: tuple[str, ...]
) -> None:
    await talk.taps(*steps)
    last = talk.doctor.heard()[-1]
    keys = {key.text for key in last.buttons()}
    assert keys & {"Back to the card", "Plan", "Back to the plan"}


async def test_the_chart_says_in_words_what_it_shows(talk: Talk) -> None:
    await talk.taps("Papers", "Chart")
    (sent,) = files(talk)
    assert sent.text == f"{label(talk)}, revision 1: Chart"
    await talk.taps("The chart in words")
    said = "\n".join(message.text for message in talk.doctor.heard()[-2:])
    assert "45 mg from 21-Dec-2026" in said or "45 mg from 20-Dec-2026" in said
    assert len(files(talk)) == 1


FOUND = ("Decide", "Enter findings", "Better", "Falling", "No warning sign")


async def test_once_something_was_found_there_is_a_trend_with_its_words_and_a_table(
    talk: Talk,
) -> None:
    await talk.taps("Papers")
    assert not {"Trend", "Visits"} & {key.text for key in talk.doctor.heard()[-1].buttons()}
    await talk.says("/plans")
    await talk.taps(label(talk), *FOUND)
    await talk.says("/plans")
    await talk.taps(label(talk), "Papers", "Trend")
    (sent,) = files(talk)
    assert sent.file[0] == f"taper_{label(talk)}_rev1_trend.png"
    assert sent.file[1].startswith(b"\x89PNG")
    keys = [key.text for key in talk.doctor.heard()[-1].buttons()]
    assert keys == ["The trend in words", "Back to the card"]
    await talk.taps("The trend in words")
    assert (
        "strength better; creatine kinase falling; no warning sign" in talk.doctor.heard()[-1].text
    )
    await talk.taps("Back to the card", "Papers", "Visits")
    _, table = files(talk)
    assert table.file[0] == f"taper_{label(talk)}_rev1_visits.pdf"
    assert table.text == f"{label(talk)}, revision 1: Visits"
    assert talk.telegram.refusals == []


async def test_a_prescription_is_messages_to_copy(talk: Talk) -> None:
    await talk.taps("Papers", "Prescription text")
    assert files(talk) == []
    texts = [message.text for message in talk.doctor.heard()[-3:]]
    assert any(text.startswith("predniSONE by mouth once a day") for text in texts)


async def test_tablets_are_counted_from_what_is_said_to_be_in_stock(talk: Talk) -> None:
    await talk.taps("Papers", "Prescription text")
    assert "1 mg" not in (usual := prescribed(talk))
    await talk.taps("Back to the card", "Papers", "Tablets in stock")
    await talk.taps("50 mg: in stock", "20 mg: in stock")
    await talk.taps("Papers with these tablets", "Prescription text")
    assert (small := prescribed(talk)) != usual
    assert "50 mg" not in small.replace("50 mg (", "")
    assert "20 mg tablet" not in small
    assert "five 10 mg tablets and one 5 mg tablet" in small
    await talk.taps("Back to the card", "Papers", "Prescription text")
    assert prescribed(talk) == usual


async def test_what_the_stock_cannot_make_is_said_with_a_way_on(talk: Talk) -> None:
    await talk.taps("Papers", "Tablets in stock")
    await talk.taps(*(f"{mg} mg: in stock" for mg in ("1", "2.5", "5", "10", "50")))
    assert "20 mg: in stock" in {key.text for key in talk.doctor.heard()[-1].buttons()}
    await talk.taps("20 mg: in stock")  # the last one stays
    assert "20 mg: in stock" in {key.text for key in talk.doctor.heard()[-1].buttons()}
    await talk.taps("Papers with these tablets", "For the patient")
    said = talk.doctor.heard()[-1]
    assert said.text.startswith(
        "This stock cannot make this dose, or only with too many tablets: "
    )
    assert [key.text for key in said.buttons()] == ["Back to the card"]
    await talk.taps("Tablets in stock", "Back to the usual tablets", "Papers with these tablets")
    await talk.taps("For the patient")
    assert files(talk)


async def test_nobody_counts_the_tablets_of_a_plan_that_they_may_not_open(talk: Talk) -> None:
    await talk.taps("Papers", "Tablets in stock")
    menu = talk.doctor.heard()[-1]
    await talk.taps("Papers with these tablets")
    await talk.says("/plans")
    await talk.taps(label(talk), "Decide", "Hold", "2 weeks", "results missing")
    press = talk.doctor.presses(menu, menu.buttons()[0].data)
    await talk.settled()
    assert "revision" in (talk.doctor.toast(press) or "")


def prescribed(talk: Talk) -> str:
    """The messages of the last prescription, whenever it was made."""
    said = [message.text for message in talk.doctor.heard()]
    first = max(at for at, text in enumerate(said) if text.startswith("predniSONE by mouth"))
    return re.sub(r"\d\d:\d\d", "", "\n".join(said[first:]))


async def test_the_code_on_a_paper_opens_the_plan_and_says_whether_it_holds(talk: Talk) -> None:
    link = payload(label(talk), 1, talk.desk.clock())
    await talk.says(f"/start {link}")
    said, card = talk.doctor.heard()[-2:]
    assert "which is in force" in said.text
    assert "Nothing of the plan has changed since then." in said.text
    assert f"\n\nPlan {label(talk)}, revision 1: " in card.text
    await talk.taps("Decide", "Hold", "2 weeks", "results missing")
    await talk.says(f"/start {link}")
    said, card = talk.doctor.heard()[-2:]
    assert "SUPERSEDED" in said.text
    assert "Changed since then:\nDecided " in said.text
    assert "revision 2" in card.text


async def test_the_code_opens_nothing_for_who_may_not_see_the_plan(talk: Talk) -> None:
    talk.colleague.says(f"/start {payload(label(talk), 1, talk.desk.clock())}")
    await talk.settled()
    assert talk.colleague.heard()[-1].text == "There is no such plan."
    assert talk.session(COLLEAGUE).draft is None


async def test_a_paper_of_an_older_revision_is_not_handed_out(talk: Talk) -> None:
    await talk.taps("Papers")
    menu = talk.doctor.heard()[-1]
    await talk.says("/plans")
    await talk.taps(label(talk), "Decide", "Hold", "2 weeks", "results missing")
    (chart,) = (key for key in menu.buttons() if key.text == "Chart")
    press = talk.doctor.presses(menu, chart.data)
    await talk.settled()
    assert "revision" in (talk.doctor.toast(press) or "")
    assert files(talk) == []
