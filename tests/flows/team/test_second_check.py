"""Before a second person makes a plan live: every answer, every date and the agent are shown."""

import re
from dataclasses import replace

import pytest

from bot.page.render import Seat
from bot.page.seal import press_of
from bot.page.write import Writer, sentence
from core.reading import OPTIONAL_KEYS
from core.sayable import Medicine, each_once, of
from flows.plan.answered import SAID_APART
from flows.reminder.message.note import told as message
from flows.reminder.recipients import Recipients
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Matter, Membership, Person, Role
from flows.talk.turn import Pressed
from flows.team.days_before import TAKEN
from tests.flows.following import (
    CHILD,
    FIRST,
    GROUP,
    LABEL,
    MODERATE,
    OTHER,
    OWNER,
    READY,
    Ward,
    at,
    planned,
    ward,
)
from tests.flows.reminder import drug_lives as lives
from tests.flows.reminder.wanted.question_scenes import WEEKLY

PHONE = 1500  # characters of one part
EVERYTHING = MODERATE | READY | {
    "sulfa_allergy": "mild", "earlier_steroid": [{"mg": "60", "days": 35}], "antibodies": [],
    "diabetes": False, "fragility_fracture": True, "cyp3a4": "none", "g6pd": "normal",
    "statin": True, "rituximab": False,
}  # fmt: skip


def parts(there: Ward) -> list[str]:
    """Every screen of the check, the last one with the yes under it."""
    found = list[str]()
    press = "check"
    while True:
        there.press(press, who=OTHER)
        seat = Seat(chat=OTHER, who=OTHER, now=there.now, zone=there.zone_name)
        (page,) = there.desk.pages.pages(there.note, seat)
        found.append(re.sub(r"<[^>]+>", "", page.text))
        assert len(found[-1]) <= PHONE
        if f"check.yes.{OTHER}" in there.presses:
            return found
        press = f"check.{len(found)}.{OTHER}"
        assert press in there.presses


def waiting(answers) -> Ward:
    there = ward(planned(answers=answers, live=False))
    mine = Membership(role=Role.PRESCRIBER, team=1)
    return there.put(Person(who=OTHER, name="Other", memberships=(mine,)))


@pytest.mark.parametrize("answers", [MODERATE, EVERYTHING, CHILD])
def test_it_is_right_only_under_the_last_part_and_each_says_that_nothing_is_in_force(answers):
    found = parts(waiting(answers))
    assert len(found) >= 3
    assert all("Not live: until it is checked nothing of it is in force" in each for each in found)
    assert ["Is it right?" in each for each in found] == [*[False] * (len(found) - 1), True]


def test_every_dose_of_the_schedule_stands_with_its_days():
    there = waiting(EVERYTHING)
    text = "\n".join(parts(there))
    for each in there.live().plan.periods:
        assert f"{each.mg:f} mg from {each.first:%A %d-%b-%Y} up to and including" in text


@pytest.mark.parametrize(
    "key", [*READY, "sulfa_allergy", "earlier_steroid", "antibodies", "statin"]
)
def test_every_answer_is_read_back_and_what_was_not_answered_is_said(key):
    names = waiting(MODERATE).desk.pages.words
    given = "\n".join(parts(waiting(EVERYTHING)))
    assert f"\n{names[f'answers.{key}']}: " in given
    assert f"\n{names[f'answers.{key}']}: not answered" not in given


def test_every_key_that_can_be_answered_has_a_name_there():
    words = waiting(MODERATE).desk.pages.words
    for key in OPTIONAL_KEYS:
        assert key in SAID_APART or f"answers.{key}" in words.texts, key


def test_allergies_stand_first_answered_or_not():
    for answers, says in ((EVERYTHING, "mild"), (MODERATE, "not answered")):
        assert f"doses.\n\nSulfonamide allergy: {says}\n" in parts(waiting(answers))[1]


@pytest.mark.parametrize(
    "extra", [{"cytopenia": True}, {"hbv": "pos"}, {"dysphagia": True}, {"ssc_overlap": True}]
)
def test_what_an_answer_says_of_a_drug_stands_on_every_part_that_shows_an_amount_of_it(extra):
    there = waiting(MODERATE | READY | extra)
    plan, found = there.live().plan, parts(there)
    writer = Writer(there.desk.pages.words, "us")
    agent = each_once(of(plan.said, Medicine(plan.agent.first), Medicine.FOLIC_ACID))
    steroid = each_once(of(plan.said, Medicine.STEROID))
    assert agent or steroid
    for lines, places in ((agent, found[-1:]), (steroid, (found[0], found[2]))):
        for line in lines:
            said = re.sub(r"<[^>]+>", "", sentence(writer, line))
            assert all(said in place for place in places), said


def test_the_agent_stands_with_its_amounts_or_the_reason_why_none_is_named():
    named = parts(waiting(EVERYTHING))[-1]
    assert "Steroid-sparing agent: methotrexate" in named
    assert "15 mg once a week on Thursday, never daily" in named
    assert "No agent yet: pregnancy not answered" in parts(waiting(MODERATE))[-1]


@pytest.mark.parametrize("heard", ["decide", "step", "hold.1.results_missing", "drug.m", "carry"])
def test_why_nothing_can_be_decided_of_a_plan_that_is_not_live_stays_on_the_screen(heard):
    there = waiting(EVERYTHING)
    there.press(heard)
    assert there.toast == "not_live"
    assert there.said[:2] == ["stands.plan_not_live", "stands.not_live"]


def test_whoever_is_told_a_dose_of_a_plan_that_is_not_live_reads_so_first():
    there = waiting(EVERYTHING)
    asked = raised(there.live(), Matter.CHECK, "1")
    around = Recipients(group=GROUP, owner=OWNER)
    check = message(asked, there.plan(), there.live(), around, chat=GROUP, now=there.utc())
    for command in ("today", "dose"):
        there.command(command)
        for said in (lives.text(there.note), lives.text(check)):
            assert "NOT LIVE" in said.splitlines()[0]
            assert "55 mg" in said
            assert "in force" not in said
            assert "confirmed" not in said


# ---------------------------------------------------------------- made live after its first day


def read_through(answers, on: int) -> Ward:
    """Every part is read on this day of the plan, which has decided nothing yet."""
    there = waiting(answers)
    there.passes(at(on, "10:00"))
    parts(there)
    there.press(f"check.yes.{OTHER}", who=OTHER)
    return there


BEFORE = [
    (MODERATE, 1, [("steroid", 0)]),
    (CHILD, 3, [("steroid", 0)]),
    (WEEKLY, 1, [("steroid", 0)]),
    (WEEKLY, 2, [("steroid", 0), ("drug", 1)]),
]


@pytest.mark.parametrize(("answers", "on", "given"), BEFORE)
def test_made_live_later_it_asks_first_whether_the_days_before_were_taken(answers, on, given):
    there = read_through(answers, on)
    assert not there.plan().live
    said = [each for block in there.note.blocks for each in block if each.says.endswith("_since")]
    found = [(e.says.removeprefix("check.")[:-6], (e.values["day"] - FIRST).days) for e in said]
    assert found == given
    there.press(f"check.taken.{OTHER}", who=OTHER)
    assert (there.plan().live, there.plan().confirmed) == (True, (TAKEN,))
    assert "check.days_done" in there.said
    assert [each.reason for each in there.turn.deeds] == [TAKEN]


@pytest.mark.parametrize("answers", [MODERATE, CHILD, WEEKLY])
def test_on_its_first_day_nothing_of_it_is_over_and_nothing_is_asked(answers):
    there = read_through(answers, 0)
    assert there.plan().live
    assert not there.plan().confirmed
    assert "check.days_done" not in there.said


def test_where_it_was_not_taken_it_goes_back_to_its_owner():
    there = read_through(MODERATE, 4)
    there.press("check.no.days", who=OTHER)
    assert not there.plan().live
    assert there.plan().sent_back.reason == "days"
    assert "check.no_days" in there.said
    there.press(f"check.taken.{OTHER}", who=OTHER)  # of the screen before the no
    assert not there.plan().live
    there.press("anew")
    for press in ("back", "set.none", "open.first_day", "set.2026-11-27"):
        draft = there.session_of(OWNER).draft
        there.take(Pressed(label=LABEL, number=draft.serial, press=press), who=OWNER)
    assert there.session_of(OWNER).draft.answers["start_date"] == "2026-11-27"


def test_nobody_says_so_without_having_read_it():
    there = waiting(MODERATE)
    there.passes(at(4, "10:00"))
    there.press("check.taken", who=OTHER)
    assert not there.plan().live
    assert "check.part" in there.said


def card(there: Ward, who: int) -> list[str]:
    """What can be pressed under the card that this person opens."""
    there.press("show", who=who)
    seat = Seat(chat=who, who=who, now=there.now, zone=there.zone_name)
    (page,) = there.desk.pages.pages(there.turn.replies[-1], seat)
    return [press_of(each.data) for row in page.buttons for each in row]


def test_whoever_was_asked_checks_it_from_the_card_too_and_whoever_made_it_never():
    there = waiting(MODERATE)
    there.teams[1] = replace(there.teams[1], chat=0)  # of no group: asked in private
    assert "check" in card(there, OTHER)
    assert "check" not in card(there, OWNER)
    there.press("check", who=OTHER)
    read = parts(there)
    there.press(f"check.yes.{OTHER}", who=OTHER)
    assert read
    assert there.plan().live
    assert "check" not in card(there, OTHER)
