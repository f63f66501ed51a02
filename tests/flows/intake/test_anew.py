"""Any answer of a live plan, given anew: the preview, the revision, who may, who is told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.guideline import shipped
from bot.page.render import Seat
from core.course.decisions import Drug, Reason
from core.course.regimen.against import AGAINST, Against
from core.course.regimen.lines import with_reasons
from core.course.regimen.regimen import State, latest
from core.edition.kept_plan import made, rules_of
from core.evidence import Section, stated
from flows.reminder.message.note import told as written
from flows.reminder.recipients import Recipients
from flows.reminder.stages import handle
from flows.reminder.wanted.wanted import replanned
from flows.talk.records import Matter, Membership, PlanRecord, Role
from flows.talk.replies import Review
from flows.talk.turn import Commanded, Pressed, Typed
from tests.flows.following import READY
from tests.flows.world import (
    ADULT,
    CHILD,
    COLLEAGUE,
    MORNING,
    NURSE,
    OURS,
    OUTSIDER,
    OWNER,
    STRANGER,
    THEIRS,
    World,
    record,
    world,
)
from tests.world.plan_record import LABEL

WOMAN = {
    **ADULT,
    **READY,
    "sex": "F",
    "age": 30,
    "pregnancy": "no",
    "methotrexate_weekday": "monday",
}


@dataclass(slots=True)
class Anew:
    """A prescriber at the answers of the plan, some weeks into it."""

    there: World
    who: int = OWNER

    def open(self) -> "Anew":
        self.there.press(self.who, "anew", label=LABEL)
        return self

    def press(self, *presses: str) -> "Anew":
        for each in presses:
            draft = self.there.session_of(self.who).draft
            assert draft, each
            heard = Pressed(label=draft.label, number=draft.serial, press=each)
            self.there.hear(self.who, heard)
        return self

    def type(self, text: str) -> "Anew":
        self.there.hear(self.who, Typed(text=text))
        return self

    def detail(self, group: str, key: str, value: str) -> "Anew":
        self.press("open.details", f"group.{group}", f"key.{key}")
        self.type(value[1:]) if value.startswith("=") else self.press(f"set.{value}")
        return self.press("back", "back")

    @property
    def review(self) -> Review:
        return next(each for each in self.there.turn.replies if isinstance(each, Review))

    @property
    def said(self) -> list[str]:
        assert self.review.change is not None
        return [each.says for block in self.review.change.blocks for each in block]

    @property
    def makes(self) -> str | None:
        rows = (choice.press for row in self.review.choices for choice in row)
        return next((press for press in rows if press.startswith("make.")), None)

    def confirm(self) -> "Anew":
        assert self.makes
        return self.press(self.makes)

    @property
    def plan(self) -> PlanRecord:
        return self.there.plans[LABEL]

    def drug(self, drug: Drug = Drug.METHOTREXATE) -> Any:
        return latest(self.there.live().plan.regimens, drug)


def at(day: int = 15, **answers: Any) -> Anew:
    base = answers.pop("base", WOMAN)
    about = answers.pop("about", {})
    given = {key: each for key, each in {**base, **answers}.items() if each is not None}
    there = world(record(answers=given, **about))
    there.now = MORNING + timedelta(days=day)
    return Anew(there)


def pregnant(day: int = 15, **about: Any) -> Anew:
    return at(day, **about).open().detail("person", "pregnancy", "planning")


def told(there: World, matter: Matter) -> list[Any]:
    return [each for each in there.of(LABEL) if each.matter is matter and each.stage.is_open]


# ------------------------------------------------------------------ preview, then the press


def test_the_preview_says_what_is_held_before_anything_is_kept():
    anew = pregnant()
    assert anew.said[:2] == ["lines.drug_held", "changes.withdrawn"]
    assert "changes.stop_it" in anew.said  # nobody can resume it while that is so
    assert "Nothing has changed yet" in anew.there.text
    assert (anew.plan.revision, anew.drug().held) == (1, None)


def test_the_button_says_how_many_points_it_confirms():
    anew = at().open()
    for details, says, count in (
        (("person", "age", "=31"), "choice.change", 0),
        (("organs", "active_infection", "true"), "choice.confirm_change", 1),
        (("organs", "egfr", "=40"), "choice.confirm_changes", 2),
    ):
        anew.detail(*details)
        (button,) = (e for row in anew.review.choices for e in row if e.press == anew.makes)
        assert (button.says, button.values) == (says, {"count": count})


def test_a_pregnancy_that_is_told_holds_methotrexate_at_once_and_tells_the_team():
    anew = pregnant().confirm()
    held = anew.drug().held
    assert held is not None
    assert (held.first, held.reason) == (anew.there.live().today, Reason.CLOSED)
    assert anew.plan.revision == 2
    (revised,) = told(anew.there, Matter.REVISED)
    assert revised.due == anew.there.utc()
    weekly = [each for each in told(anew.there, Matter.METHOTREXATE) if each.day >= held.first]
    assert {each.detail for each in weekly} == {"held"}
    (asked,) = told(anew.there, Matter.HELD)
    assert asked.day == held.first


LATE = {
    "hepatitis B": ("blood", "hbv", "pos", True),
    "pregnancy": ("person", "pregnancy", "yes", False),
    "a wish for it": ("person", "pregnancy", "planning", False),
    "low counts": ("blood", "cytopenia", "true", True),
}
BEFORE_A_FIRST_DOSE = {"steroid_hbv", "agents.choice.hepatitis_b"}


@pytest.mark.parametrize(("group", "key", "value", "resumes"), LATE.values(), ids=LATE)
def test_what_is_told_late_says_what_becomes_of_what_is_begun(group, key, value, resumes):
    anew = at().open().detail(group, key, value)
    decide = "changes.stop_or_resume" if resumes else "changes.stop_it"
    preview = {*anew.said}
    assert decide in preview
    anew.confirm()
    there = anew.there
    card = {line.says for line in there.live().plan.lines}
    there.tick()
    texts = "".join(_texts(there, "revised", "held"))
    for said in (preview, card):
        assert not said & {
            *BEFORE_A_FIRST_DOSE,
            *(f"lines.{each}" for each in BEFORE_A_FIRST_DOSE),
        }
    assert ({"steroid_hbv_begun", "agent_hbv_held"} <= card) is (key == "hbv")
    assert "drug_held" in card
    assert "antiviral before" not in texts
    assert "is held" in texts
    assert ("Resume methotrexate, or stop it?" in texts) is resumes
    assert ("cannot be resumed. Stop it?" in texts) is not resumes
    (asked,) = told(there, Matter.HELD)
    assert offered(there, asked) >= {"end"}
    assert "retake" not in offered(there, asked)  # no blood test is newer than the hold yet
    there.passes(there.now + timedelta(days=1))
    assert ("retake" in offered(there, asked)) is resumes


def test_a_change_that_is_set_aside_says_that_the_plan_goes_on_as_it_was():
    there = at().open().detail("blood", "hbv", "pos").there
    (asked,) = there.hear(OWNER, Commanded(name="new", argument="")).replies
    assert asked.says == "parked.begin_change"
    assert asked.values == {"label": LABEL}
    assert "weight_kg" not in dict(asked.answers)  # of the plan, which is not what is unfinished
    there.hear(OWNER, Commanded(name="cancel", argument=""))
    (asked,) = there.hear(OWNER, Commanded(name="cancel", argument="")).replies
    assert (asked.says, asked.revises) == ("parked.leave_change", 1)  # no new plan


def offered(there, asked):
    """What can be pressed under this reminder."""
    there.press(OWNER, f"rem.{handle(asked)}", label=asked.label)
    return {each.partition(".")[0] for each in there.presses}


def test_hepatitis_b_that_is_known_from_the_first_day_comes_before_the_first_dose():
    there = at(0, hbv="pos").there
    card = {line.says for line in there.live().plan.lines}
    assert card >= BEFORE_A_FIRST_DOSE
    there.now += timedelta(days=3)
    later = {line.says for line in there.live().plan.lines}
    assert "steroid_hbv_begun" in later
    assert "agents.choice.hepatitis_b" in later  # no agent was begun


def test_an_agent_that_is_taken_beside_hepatitis_b_is_told_as_taken():
    regimens = at().there.live().plan.regimens
    line = stated(Section.START, shipped().agents.choice.hepatitis_b)
    day = regimens[0].begun
    (now,) = with_reasons(shipped(), (line,), regimens, day, day + timedelta(days=8))
    assert (now.says, now.values["drugs"]) == ("agent_hbv_taken", (Drug.METHOTREXATE,))
    for on in (None, day - timedelta(days=1)):
        assert with_reasons(shipped(), (line,), regimens, day, on) == (line,)


def test_a_hold_by_an_answer_names_the_answer_on_card_and_in_messages():
    anew = pregnant().confirm()
    live = anew.there.live()
    (held,) = [each for each in live.plan.lines if each.says == "drug_held"]
    assert held.values["reason"] == (Against.PREGNANCY,)
    anew.there.tick()
    assert "(pregnancy or the wish for it)" in "".join(_texts(anew.there))
    anew.open().detail("person", "pregnancy", "no").confirm()
    (held,) = [each for each in anew.there.live().plan.lines if each.says == "drug_held"]
    assert held.values["reason"] is Reason.CLOSED  # an answer that has changed since


def test_every_answer_that_closes_a_drug_is_named():
    blocks = shipped().agents.blocks
    of_each = (blocks.methotrexate, blocks.azathioprine, blocks.mycophenolate)
    assert {each.name for one in of_each for each in fields(one)} <= {*AGAINST}


def test_once_nothing_speaks_against_it_the_preview_says_that_it_stays_held():
    anew = pregnant().confirm()
    anew.open().detail("person", "pregnancy", "no")
    assert "changes.stays_held" in anew.said
    assert "changes.stop_or_resume" not in anew.said


def test_who_changed_which_answers_and_when_is_kept_and_shown_in_the_history():
    anew = pregnant().confirm()
    (given,) = anew.plan.answered
    assert (given.revision, given.keys, given.by, given.name) == (
        2, ("pregnancy",), OWNER, "Dr Owner",
    )  # fmt: skip
    assert given.before == {"pregnancy": "no"}
    deeds = [(each.action, each.reason) for each in anew.there.turn.deeds]
    assert deeds == [("made", ""), ("answered", "pregnancy")]
    anew.there.press(OWNER, "decide.history", label=LABEL)
    assert "2: pregnancy; 08-Dec-2026" in anew.there.text
    assert "by Dr Owner" in anew.there.text


def test_the_message_names_the_change_and_every_drug_as_it_stands():
    anew = pregnant().confirm()
    anew.open().press("open.weight").type("71").confirm()
    anew.there.tick()
    text = "\n".join(_texts(anew.there))
    assert "methotrexate is held" in text  # by the revision before
    assert "weight" in text
    assert "15 mg" not in text


def _texts(there: World, *matters: str) -> Iterator[str]:
    writer = there.desk.pages
    heads = {f"reminder.head.{each}" for each in matters or ("revised",)}
    for (chat, _), reply in there.screens.items():
        if getattr(reply, "blocks", None) and reply.blocks[0][0].says in heads:
            for page in writer.pages(reply, Seat(chat=chat, who=0, now=there.now)):
                yield page.text


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize(("who", "may"), [
    (OWNER, True), (COLLEAGUE, True), (NURSE, False), (OUTSIDER, False), (STRANGER, False),
])  # fmt: skip
def test_prescribers_of_the_plan_and_nobody_else(who, may):
    anew = at()
    anew.there.press(who, "anew", label=LABEL)
    assert (anew.there.session_of(who).draft is not None) is may


def test_a_colleague_who_has_left_the_team_changes_nothing():
    anew = pregnant()
    anew.there.press(OWNER, "cancel")
    other = Anew(anew.there, COLLEAGUE)
    other.open().detail("person", "pregnancy", "yes")
    press = other.makes
    there = other.there
    there.people[COLLEAGUE] = replace(there.people[OUTSIDER], who=COLLEAGUE)
    other.press(press)
    assert (other.plan.revision, there.session_of(COLLEAGUE).draft) == (1, None)
    assert there.reply.says == "ended.not_yours"


def test_a_colleague_who_only_cares_for_it_now_answers_nothing_any_more():
    other = Anew(at().there, COLLEAGUE).open().press("open.weight")
    there = other.there
    roles = (
        Membership(role=Role.CARE_TEAM, team=OURS),
        Membership(role=Role.PRESCRIBER, team=THEIRS),
    )
    there.people[COLLEAGUE] = replace(there.people[COLLEAGUE], memberships=roles)
    other.type("71")
    assert there.session_of(COLLEAGUE).draft is None
    assert there.reply.says == "ended.not_yours"


def test_a_plan_that_was_closed_meanwhile_changes_nothing():
    anew = pregnant()
    press = anew.makes
    closed = replace(anew.plan, closed_at=anew.there.utc(), serial=anew.plan.serial + 1)
    anew.there.put(closed)
    anew.press(press)
    assert anew.plan == closed
    assert anew.there.reply.says == "ended.closed"


# ------------------------------------------------------------------ stale, twice, nothing


def test_a_plan_that_moved_on_is_looked_at_anew_and_keeps_both_changes():
    anew = pregnant()
    press = anew.makes
    other = Anew(anew.there, COLLEAGUE)
    other.open().press("open.weight").type("71").confirm()
    assert other.plan.revision == 2
    anew.press(press)
    assert (anew.plan.revision, anew.review.refused) == (2, "changed")
    assert [each.key for each in anew.review.change.told] == ["pregnancy"]
    anew.confirm()
    assert (anew.plan.revision, anew.plan.answers["weight_kg"]) == (3, "71")
    assert anew.drug().held is not None


def test_a_decision_meanwhile_is_kept_and_the_preview_is_made_anew():
    anew = pregnant()
    press = anew.makes
    there = anew.there
    there.press(COLLEAGUE, "hold.2.not_better", label=LABEL)
    assert anew.plan.revision == 2
    anew.press(press)
    assert anew.review.refused == "changed"
    anew.confirm()
    assert len(anew.plan.decisions) == 1


def test_a_second_press_makes_nothing():
    anew = pregnant()
    draft = anew.there.session_of(OWNER).draft
    heard = Pressed(label=LABEL, number=draft.serial, press=anew.makes)
    anew.there.hear(OWNER, heard)
    anew.there.hear(OWNER, heard)
    assert anew.plan.revision == 2
    assert anew.there.says == "toast.made"


def test_what_changes_nothing_cannot_be_confirmed():
    anew = at().open().detail("person", "pregnancy", "no")
    assert anew.makes is None
    assert "No answer has changed yet" in anew.there.text
    anew.press("make.00000000")
    assert anew.plan.revision == 1


# ------------------------------------------------------------------ emergency


def emergency(day: int = 15, **about: Any) -> Anew:
    return at(day, **about).open().press("open.signs", "toggle.respiratory_weakness", "back")


def test_an_emergency_says_admit_now_holds_every_step_and_calls_the_prescribers():
    anew = emergency()
    assert anew.said[:3] == ["changes.admit", "changes.no_step", "changes.called"]
    anew.confirm()
    live = anew.there.live()
    assert (live.plan.course.reassess, live.plan.provisional, live.reminds) == (True, False, True)
    assert anew.plan.live
    assert not anew.plan.provisional
    assert not told(anew.there, Matter.GATE)
    (called,) = told(anew.there, Matter.URGENT)
    assert (called.detail, called.due) == ("emergency", anew.there.utc())
    assert "DRAFT" not in anew.there.text


def test_no_step_is_offered_before_its_day_after_an_emergency_and_then_it_is_named():
    anew = emergency().confirm()
    there = anew.there
    there.press(OWNER, "decide", label=LABEL)
    assert "EMERGENCY" not in there.text
    assert "Emergency answered, and still so by the answers: weak breathing muscles" in there.text
    assert "no step comes before the day it was planned for: Monday 21-Dec" in there.text
    assert not [each for each in there.presses if each.startswith("step")]
    assert there.press(OWNER, "step", label=LABEL).made is None


def test_the_call_names_the_signs_that_were_answered_and_no_other():
    anew = emergency().confirm()
    live, (call,) = anew.there.live(), told(anew.there, Matter.URGENT)
    note = written(
        call, live.record, live, Recipients(group=0, owner=OWNER), chat=OWNER, now=live.now
    )
    said = [each.says for block in note.blocks for each in block]
    assert said.count("lines.respiratory_weakness") == 1
    assert not {"lines.myocarditis", "urgent.emergency"} & {*said}


def test_an_emergency_at_night_is_told_at_night():
    anew = emergency()
    anew.there.now = anew.there.now.replace(hour=23)
    anew = Anew(anew.there)
    anew.press("resume") if anew.there.session_of(OWNER).draft.parked else None
    anew.press("cancel")
    anew.press("discard")
    anew.open().press("open.signs", "toggle.myocarditis", "back").confirm()
    (called,) = told(anew.there, Matter.URGENT)
    (revised,) = told(anew.there, Matter.REVISED)
    assert called.due == anew.there.utc()
    assert revised.due > called.due


def test_a_prescriber_decides_and_the_steps_have_dates_again():
    anew = emergency().confirm()
    anew.there.press(OWNER, "hold.2.red_flag", label=LABEL)
    assert not anew.there.live().plan.course.reassess
    anew.open().press("open.weight").type("70").confirm()
    assert not anew.there.live().plan.course.reassess  # nothing about it is new


def test_an_emergency_of_a_plan_that_waits_for_its_check_keeps_it_from_going_live():
    anew = emergency(0, about={"live": False})
    anew.confirm()
    assert (anew.plan.revision, anew.plan.live, anew.plan.provisional) == (2, False, False)
    assert not told(anew.there, Matter.URGENT)
    anew.there.press(COLLEAGUE, "check.yes", label=LABEL)
    assert (anew.there.says, anew.plan.live) == ("toast.emergency_first", False)


def test_the_weight_of_a_plan_that_waits_for_its_check_makes_the_start_dose_anew():
    anew = (
        at(0, about={"live": False}).open().press("open.weight").type("50").press("use").confirm()
    )
    assert anew.there.live().plan.periods[0].mg == 35
    assert not anew.plan.live


# ------------------------------------------------------------------ weight, infection, counts


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("71", None), ("74", None), ("76.8", None), ("63", None), ("76.9", "changed"),
        ("95", "changed"), ("62.9", "changed"), ("38", "changed"), ("155 lb", "converted"),
        ("200 lb", "converted_changed"), ("160", "pounds_changed"), ("160 kg", "changed"),
    ],
)  # fmt: skip
def test_a_weight_far_from_the_one_before_is_asked_a_second_time(typed, asked):
    anew = at(11).open().press("open.weight").type(typed)
    draft = anew.there.session_of(OWNER).draft
    assert draft is not None
    assert (draft.state == "weight_check") == (asked is not None)
    if asked:
        (ask,) = anew.there.turn.replies
        assert ask.says == f"intake.weight_check.{asked}"
        anew.press("use")
    assert anew.makes


def test_a_new_weight_moves_limits_and_no_dose():
    anew = at()
    there = anew.there
    there.put(*replanned(there.of(LABEL), there.live(), there.utc()))
    before = anew.there.live().plan
    anew.open().press("open.weight").type("48").press("use")
    assert anew.said == ["changes.limit_of_the_steroid"]
    anew.confirm()
    after = anew.there.live().plan
    assert after.start == before.start
    assert [each.mg for each in after.periods] == [each.mg for each in before.periods]
    assert after.course.progress == before.course.progress
    assert anew.plan.entered_on == anew.there.live().today
    assert not anew.there.live().kept.differs


@pytest.mark.parametrize(
    ("group", "key"), [("organs", "active_infection"), ("blood", "cytopenia")]
)
def test_an_infection_or_low_counts_hold_and_end_with_one_press_which_resumes_nothing(group, key):
    anew = at().open().detail(group, key, "true").confirm()
    assert anew.drug().held is not None
    anew.open().press(f"recovered.{key}").confirm()
    assert anew.plan.answers[key] is False
    assert anew.drug().held is not None


@pytest.mark.parametrize("key", ["active_infection", "cytopenia"])
def test_nothing_is_recovered_from_that_was_not_there(key):
    anew = at().open().press(f"recovered.{key}")
    assert anew.there.says == "toast.not_now"


def test_an_agent_that_was_to_begin_later_does_not_begin():
    anew = at(15, agent_start="2026-12-14").open().detail("person", "pregnancy", "yes")
    assert "changes.not_begun" in anew.said
    anew.confirm()
    assert anew.drug() is None


def test_the_subtype_and_the_course_are_not_asked_again():
    anew = at().open()
    for press in ("open.subtype", "open.start_dose", "open.first_day"):
        anew.press(press)
        assert anew.there.says == "toast.not_now"


# ------------------------------------------------------------------ children, first edition


def test_a_child_s_methotrexate_is_held_too():
    child = {**CHILD, **READY, "height_cm": 125, "age": 8, "sex": "M"}
    anew = at(base=child).open().detail("blood", "cytopenia", "true").confirm()
    assert anew.drug().held is not None
    assert anew.there.live().plan.course is None


def test_a_child_s_emergency_calls_and_is_no_draft():
    child = {**CHILD, **READY, "height_cm": 125, "age": 8, "sex": "M"}
    anew = emergency(base=child)
    assert anew.said[:2] == ["changes.admit", "changes.called"]
    anew.confirm()
    assert told(anew.there, Matter.URGENT)
    assert not anew.there.live().plan.provisional


def _of_the_first_edition(record_: PlanRecord) -> PlanRecord:
    found = json.loads(made(rules_of(shipped(), "1"), record_.answers))
    found.pop("regimens")
    text = json.dumps({**found, "form": 1}, separators=(",", ":"))
    return replace(record_, shown=text)


def first_edition() -> Anew:
    there = world(_of_the_first_edition(record(answers=WOMAN)))
    there.now = MORNING + timedelta(days=15)
    return Anew(there)


def test_a_plan_of_the_first_edition_keeps_what_may_be_taken_and_holds_what_is_closed():
    anew = first_edition()
    assert not anew.there.live().plan.drugs.recorded
    anew.open().press("open.weight").type("71").confirm()
    drugs = anew.there.live().plan.drugs
    assert (drugs.recorded, drugs.agent.first, drugs.regimens) == (False, "methotrexate", ())
    anew.open().detail("person", "pregnancy", "planning").confirm()
    held = anew.drug()
    assert [each.state for each in held.stretches] == [State.TAKEN, State.HELD]
    assert {each.mg for each in held.stretches} == {None}
    assert anew.there.live().kept.edition == "1"


def test_every_screen_of_a_change_is_short_enough_and_obeys_the_display_rules():
    """`World` writes each page and looks at it."""
    for anew in (pregnant(), emergency(), at().open().press("open.ild", "set.yes", "none")):
        assert len(anew.there.text) < 2_500
        anew.confirm()
