"""Everything a decision can say has its words, fits a phone and a button, and is written right."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.page.seal import seal
from bot.page.write import Writer
from bot.words import catalogue
from core.course.decision_rules import Confirm, Refusal
from core.course.decisions import GONE, REASONS, Drug, Move, Reason
from core.course.regimen import amounts as regimen_amounts
from core.course.regimen import rules as regimen_rules
from core.course.regimen.as_given import Form
from core.course.regimen.drugs import AGENTS
from core.difference import SECTIONS
from core.edition.difference import Part
from core.response.suggested import Suggested
from core.response.visit import Sign, Strength, Trend
from flows.decision.button_code import ASKED, OF_A_DRUG, PATHS, Wish, kind_of, wish
from flows.decision.drug.of_drug import RESCUES
from flows.decision.drug.options import BY_KIND
from flows.decision.drug.screens import ITS_OWN
from flows.decision.of_steroid import OPTIONS
from flows.decision.screens import BODIES, OFFERS, WRITES
from flows.decision.table import DECISION_STEPS, Choosing
from flows.plan.changes import DATES
from flows.plan.overrides import REASONS as WHY
from flows.plan.overrides import Override
from flows.plan.undone import WhyNot
from flows.plan.visit.found import OPEN
from flows.talk.machine import NoWay
from flows.talk.records import Intake
from tests.flows.following import ward
from tests.lint.display import hits

ROOT = Path(__file__).parents[3]
WRITER = Writer(catalogue(), "us")
OURS = [
    tomllib.loads((ROOT / f"bot/words/en/{name}.toml").read_text("utf-8"))
    for name in ("decisions", "drug_decisions", "findings")
]
CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "flows").rglob("*.py"))
BUILT = {
    *(f"decision.{state}" for state in OPTIONS if state not in {*BODIES, "found_today"}),
    *(f"found.strength.{each}" for each in (*Strength, "unknown", "same_since")),
    *(f"found.ck.{each}" for each in (*Trend, "unknown")),
    *(f"found.signs.{each}" for each in (*Sign, "none", "unknown")),
    *(f"found.suggests.{each}" for each in Suggested),
    *(f"found.{each}" for each in OPEN),
    *(f"terms.sign.{each}" for each in Sign),
    *(f"pick.found.strength.{each}" for each in "bsw"),
    *(f"pick.found.ck.{each}" for each in "flr"),
    *(f"pick.found.{mark}.{each}" for mark in ("sign", "marked") for each in Sign),
    *(f"toast.no_undo_{each}" for each in WhyNot),
    *(f"decision.{state}" for state in ITS_OWN),
    *(f"decision.drug_{kind}" for kind in ("weekday", "mg", "route", "days", "until")),
    *(f"declined.drug_{each}" for each in regimen_amounts.Refusal),
    *(f"caution.drug_{each}" for each in regimen_rules.Confirm),
    *(f"pick.drug.{verb}" for verb in OF_A_DRUG if verb != "drug"),
    *(f"history.drug_decided{mg}" for mg in ("", "_mg", "_alone")),
    "declined.drug_mg_in_two_doses",
    *(f"decision.amount.{each}" for each in (*Form, "a_day")),
    *(f"decision.rescue_mg{each}" for each in ("_each_day", "_a_day")),
    *(f"changes.agent_{each}" for each in ("ready", "candidate", "none")),
    *(f"refused.{each}" for each in ("day_ahead", "day_far", "day_over")),
    *(f"terms.drug.{each}" for each in Drug),
    *(f"changes.section_{each}" for each in ("start", "agent", "prevention", "monitoring")),
    "history.anew_by_one",
    *(f"declined.{each}" for each in Refusal),
    *(f"caution.{each}" for each in Confirm),
    *(f"after.{each}" for each in REASONS[Move.HOLD]),
    *(f"change.{each}" for each in GONE),
    *(f"ahead.{each}{of}" for each in ("dose", "end", "left") for of in ("", "_of_plan")),
    *(f"terms.move.{each}" for each in Move),
    *(f"terms.part.{each}" for each in Part),
    *(f"carry.{each}" for each in (Part.START, Part.DOSES, Part.AGENT)),
    *(f"terms.reason.{each}" for each in Reason),
    *(f"changes.section_{each}" for each in SECTIONS),
    *(f"{table}.anew{by}" for table in ("history", "reminder.over") for by in ("", "_by_one")),
    *(f"changes.{no}{each}" for each in DATES for no in ("", "no_")),
    *(f"history.{each}" for each in ("decided", "stepped")),
    *(f"terms.intake.{each}" for each in Intake),
    *(f"override.{says}.{each}" for says in ("what", "ask", "check") for each in Override),
    *(f"override.reason.{each}" for codes in WHY.values() for each in codes),
    *(f"decision.given_as.{each}" for each in RESCUES),
    *(f"decision.typed_as.{each}" for each in AGENTS),
    *(f"changes.not_fragile{alone}" for alone in ("", "_alone")),
    *(f"toast.may_not_{each}" for each in ("decide", "acknowledge", "see_to_it")),
}


def keys(table, path=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def test_every_name_that_is_built_has_its_words():
    assert {key for key in BUILT if key not in WRITER.words} == set()


def test_no_words_are_left_over():
    left = [
        key
        for ours in OURS
        for key in keys(ours)
        if key not in BUILT and f'{key.partition(".")[2]}"' not in CODE
    ]
    assert left == []


@pytest.mark.parametrize("path", OF_A_DRUG.values())
def test_every_state_of_a_drug_offers_something_in_words(path):
    for state in path:
        kind = kind_of(state)
        asked = state in ITS_OWN or kind == "check" or f"decision.drug_{kind}" in WRITER.words
        assert kind in {*BY_KIND, "day"}
        assert asked


@pytest.mark.parametrize("path", PATHS.values())
def test_every_state_of_a_path_offers_something_and_writes_its_buttons(path):
    for state in path:
        assert state in OPTIONS
        assert state in {"off_dose", "found_today", *OFFERS} or state.partition("_")[2] in WRITES


def test_the_longest_press_of_a_decision_fits_a_button():
    press = Wish("off", ("17_5", "261221", "12", "other_treatment", "y")).press
    assert wish(press).press == press
    data = seal(b"key", -1001234567890, 0, label="K7Q-2M3", number=199, press=press)
    assert len(data.encode()) <= 64


LONGEST = (
    Wish("halt", ("influenza_vaccine", "14", "261221"), drug=Drug.METHOTREXATE),
    Wish("own", ("17_5", "s", "already_taken", "261221"), drug=Drug.METHOTREXATE),
    Wish("end", ("interacting_drug", "261221"), drug=Drug.METHOTREXATE),
    Wish("stay", ("results_missing", "261221"), drug=Drug.METHOTREXATE),
    Wish("since", ("261221", "3", "17_5", "s", "261221"), drug=Drug.METHOTREXATE),
    Wish("rescue", ("261221", "140000", "5", "261221"), drug=Drug.IMMUNOGLOBULIN),
)
UNDER = ("titration.20261221.9cd681", "begin.20261221.mycophenolate", "held.20261221.methotrexate")


@pytest.mark.parametrize("longest", LONGEST)
def test_the_longest_press_about_a_drug_fits_a_button(longest):
    assert wish(longest.press) == longest
    data = seal(b"key", -1001234567890, 0, label="K7Q-2M3", number=199, press=longest.press)
    assert len(data.encode()) <= 64


@pytest.mark.parametrize("verb", ["rise", "stay", "halt", "end", "begin", "spec", "retake"])
@pytest.mark.parametrize("reminder", UNDER)
def test_a_press_about_a_drug_carries_its_reminder(verb, reminder):
    press = f"{verb}.f.{reminder}"
    assert wish(press) == Wish(verb, (), reminder, Drug.MYCOPHENOLATE)
    data = seal(b"key", -1001234567890, 0, label="K7Q-2M3", number=199, press=press)
    assert len(data.encode()) <= 64


def test_a_day_and_a_dose_come_back_as_they_went_into_a_button():
    assert wish("hold.2.gate.20261221.17.5") == Wish("hold", ("2",), "gate.20261221.17.5")
    assert wish("flare") == Wish("flare")


def test_every_state_but_the_ends_has_a_way_on_and_no_other_trigger_has_one():
    there = ward().until(28, "08:00")
    live = there.live()
    for verb in ASKED:
        drug = Drug.METHOTREXATE if verb in OF_A_DRUG else None
        choosing = Choosing(wish=Wish(verb, drug=drug), live=live)
        with pytest.raises(NoWay):
            DECISION_STEPS.move("done", verb, choosing)
        with pytest.raises(NoWay):
            DECISION_STEPS.move("refused", "chosen", choosing)
    sources = {row.source for row in DECISION_STEPS.rows}
    assert set(DECISION_STEPS.states) - sources == {"refused", "kept", "done", "drugs"}


def subjects():
    """Wishes that are refused, that need a second look, and that need none."""
    there = ward().until(28, "08:00")
    live = there.live()
    ways = (
        "step", "hold.2.red_flag", "hold.4.withdrawal", "hold.4.red_flag.261221", "flare.55.2",
        "flare.55.2.261221", "off.40.261221.2.infection", "off.90.261221.2.infection",
        "off.40.261221.2.infection.y", "stop.died", "stop.remission", "stop.died.261221",
    )  # fmt: skip
    for press in ways:
        for held in (0, 28):
            course = replace(live.course, held_days=held)
            plan = replace(live.plan, course=course)
            there_is = replace(live, kept=replace(live.kept, plan=plan))
            yield Choosing(wish=wish(press), live=there_is)


def test_of_the_ways_on_exactly_one_is_open():
    for choosing in subjects():
        wanted = choosing.wish
        trigger = "chosen" if wanted.chosen else wanted.verb
        assert len(DECISION_STEPS.open_rows(wanted.state, trigger, choosing)) == 1, wanted


AN_ENTRY = re.compile("visit.[0-9]+")


def screens():
    """Every screen on the way of every decision, from the question of the first step."""
    for verb in PATHS:
        there = ward().until(28, "08:00")
        if verb == "flare":
            there.steps()
            there.until(30)
        waiting = [verb, "decide", "decide.history"]
        seen = set()
        while waiting:
            press = waiting.pop()
            kind = AN_ENTRY.sub("visit", press)
            if kind in seen or not press.startswith((verb, "decide")) or ".open." in press:
                continue
            seen.add(kind)
            revision = there.plan().revision
            there.press(press)
            yield there.turn
            if press == "off":
                there.type("40")
                yield there.turn
            if there.plan().revision == revision:
                waiting += there.presses


def test_every_screen_is_written_right_and_its_buttons_fit_a_phone():
    texts = set()
    for turn in screens():
        for note in turn.replies:
            if not hasattr(note, "blocks"):
                continue
            lines = [WRITER.say(each.says, each.values) for block in note.blocks for each in block]
            texts.add("\n".join(lines))
            for row in note.choices:
                wide = [len(WRITER.say(each.says, each.values)) for each in row]
                assert max(wide) <= {1: 40, 2: 22, 3: 13, 4: 10, 5: 8}[len(row)]
    assert len(texts) > 30
    assert {hit for text in texts for hit in hits(text, region="us", fragment=True)} == set()
