"""A whole course by frames: the same each time, and told by what tells a real one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.guideline import shipped
from core.course.decisions import OF_A_DRUG, Move, Reason
from core.course.regimen.regimen import State
from flows.talk.label import check
from flows.talk.records import Landing, Matter, Stage
from flows.talk.turn import Session
from flows.training.scenes import SCENES, _after, frame
from flows.training.stage_world import FIRST, GROUP, LABEL, PRESCRIBER, World, rung
from tests.campaigns import size, some
from tests.flows.chat import Chat
from tests.flows.training.learning import course

NAMES = [name for name, _ in SCENES]
BERLIN = "Europe/Berlin"


def seen(name: str, zone: str = BERLIN):
    return frame(shipped(), zone, "us", NAMES.index(name))


def world(name: str) -> World:
    return _after(shipped(), BERLIN, "us", NAMES.index(name))[0]


def said(name: str) -> list[str]:
    return [each.says for block in seen(name).blocks for each in block]


def test_it_is_a_course_of_thirty_weeks_in_about_35_frames():
    assert 30 <= len(SCENES) <= 37
    weeks = (seen("over").now.date() - FIRST).days / 7
    assert 29 <= weeks <= 31


ZONES = (BERLIN, "UTC", "America/New_York", "Asia/Kathmandu")
PLACES = [(zone, region) for region in ("us", "uk", "eu") for zone in ZONES]
ONE_OF_EACH = {(zone, ("us", "uk", "eu")[place % 3]) for place, zone in enumerate(ZONES)}


@pytest.mark.parametrize(
    ("zone", "region"), some(PLACES, size("scenes"), lambda each: each in ONE_OF_EACH)
)
def test_time_only_goes_on_wherever_it_is_played(zone, region):
    times = [frame(shipped(), zone, region, number).now for number in range(len(SCENES))]
    assert times == sorted(times)


def test_a_frame_follows_from_its_number_alone():
    last = len(SCENES) - 1
    forwards = [frame(shipped(), BERLIN, "us", number) for number in range(last + 1)]
    _after.cache_clear()
    assert frame(shipped(), BERLIN, "us", last) == forwards[last]
    assert frame(shipped(), BERLIN, "us", 3) == forwards[3]


def test_its_label_can_never_be_that_of_a_real_plan():
    assert not check(LABEL)


def test_it_has_reminders_confirmations_a_hold_a_flare_an_outage_and_an_escalation():
    over = world("over")
    moves = [each.decision.move for each in over.record.decisions]
    steroid = [move for move in moves if move not in OF_A_DRUG]
    assert steroid.count(Move.HOLD) == steroid.count(Move.FLARE) == 1
    assert steroid.count(Move.STEP) == len(steroid) - 2 >= 10
    ended = {Stage.ACKNOWLEDGED, Stage.ANSWERED}
    matters = {each.matter for each in over.reminders if each.stage in ended}
    assert {Matter.GATE, Matter.DOSE, Matter.ADRENAL, Matter.PNEUMOCYSTIS} <= matters
    assert "reminder.digest.head" in said("outage")
    assert over.live.course.ends == over.now.date()


def test_an_agent_is_begun_late_raised_held_taken_again_and_stopped():
    (regimen,) = world("over").live.plan.regimens
    assert (regimen.begun - FIRST).days >= 7
    assert [(each.state, each.mg and int(each.mg)) for each in regimen.stretches] == [
        (State.TAKEN, 15),
        (State.TAKEN, 20),
        (State.HELD, 20),
        (State.TAKEN, 20),
        (State.ENDED, 20),
    ]
    assert regimen.stretches[2].reason is Reason.LOW_COUNTS
    assert world("over").live.plan.agent.first != "methotrexate"


def test_before_it_begins_no_amount_is_named_and_none_while_it_is_held():
    for name in ("agent_waits", "held_week", "held_asked"):
        for sentence in (each for block in seen(name).blocks for each in block):
            assert "mg" not in sentence.values or sentence.says.startswith("reminder.dose"), name
    assert "reminder.agent.weekly" in said("weekly")
    assert "reminder.agent.is_held" in said("held_week")


def test_a_hold_moves_every_later_date():
    assert "changes.later" in said("hold")
    before, after = world("rising").live.course, world("hold").live.course
    assert after.due - before.due == timedelta(weeks=2)


def test_silence_keeps_the_dose_and_moves_the_date():
    before, after = world("after_hold"), world("unanswered")
    assert after.live.course.present.mg == before.live.course.present.mg
    assert after.live.course.gate > before.live.course.gate
    assert after.record == before.record


def test_what_silence_has_moved_is_not_told_on_its_old_day():
    there = world("after_hold")
    review = there.of(Matter.PNEUMOCYSTIS)
    after = rung(replace(there, reminders=(review,)))
    old, *new = [each for each in after.reminders if each.matter is Matter.PNEUMOCYSTIS]
    assert old.stage is Stage.WITHDRAWN
    assert [each.day > review.day for each in new] == [True]


def test_what_nobody_acknowledges_goes_up_to_the_prescriber():
    doses = {name: world(name).of(Matter.DOSE) for name in ("unseen", "repeated", "escalated")}
    reached = {
        name: [each.chat for each in reminder.deliveries if each.landing is Landing.SENT]
        for name, reminder in doses.items()
    }
    assert reached["unseen"] == reached["repeated"] == [GROUP]
    assert reached["escalated"] == [GROUP, PRESCRIBER]
    assert world("seen").of(Matter.DOSE).stage is Stage.ACKNOWLEDGED


def test_an_outage_ends_in_one_message_and_no_dose_began_meanwhile():
    before, after = world("prophylaxis"), world("outage")
    assert after.live.course.present.mg == before.live.course.present.mg
    late = next(each for each in seen("outage").blocks[0])
    assert late.values["count"] >= 2
    decided = world("after_outage").record.decisions[-1]
    assert decided.decision.on > after.now.date()


def test_a_flare_goes_back_up_and_the_end_is_told():
    assert "change.dose" in said("flare")
    assert world("flare").live.course.present.mg > world("adrenal").live.course.present.mg
    assert "reminder.dose.ends" in said("over")


def test_it_is_played_by_next_to_its_end_and_stop_leads_to_the_list():
    chat = Chat()
    *_, last = course(chat)
    assert [each.press for row in last.choices for each in row] == ["learn.playing.cases"]
    chat.press_home("learn.playing.cases")
    assert chat.turns[-1].replies[0].blocks[1][0].says == "learn.list"
    assert chat.session == Session()
