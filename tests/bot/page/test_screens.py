"""What stands on a screen: the card, its sections and reasons, reviews and refusals."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.guideline import shipped
from bot.page.parts import seen
from bot.page.plain import plain
from bot.page.plan.card import ROOM
from bot.page.plan.matters import matters
from bot.page.text import readable
from bot.page.write import Writer, written
from bot.words import catalogue
from core.evidence import Fact, Section
from core.guideline.facts import facts
from core.interlocks import EARLIER, PULSE, PULSE_CAUTIONS, STEROID_CAUTIONS
from core.plan import Outcome, Plan, plan_for, recalled
from core.reading import Refused
from flows.plan.sections import plan_pressed
from flows.plan.spoken import standing
from flows.talk.records import Decided
from flows.talk.replies import Ask, Close, Note, Review, Say, Sentence, ShowPlan, Signs
from flows.talk.turn import Pressed, Session
from tests.bot.page.screens import PAGES, SEAT, page_of, reachable, record_of
from tests.bot.papers.cases import step
from tests.editions.changed import LATER, by_later_edition, changed
from tests.lint.display import dose_line_ok
from tests.oracle.chance import random_cases
from tests.oracle.grid import KNOWN as EVERYTHING

CASE: dict[str, Any] = {
    "weight_kg": "72",
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "unknown",
    "start_date": "2026-11-23",
}
NOW = shipped().edition
TAKEN = datetime(2026, 11, 24, 12, tzinfo=UTC)
KNOWN = {"age": 45, "egfr": 90, "hbv": "neg", "immunosuppressants": {}} | dict.fromkeys(
    ("liver_disease", "alcohol_excess", "cytopenia", "active_infection"), False
)
READY = CASE | {"ild": "no", "sex": "M"} | KNOWN
LUNGS = READY | {"ild": "yes", "severity": "mild"}
CHILD = CASE | {"subtype": "juvenile", "weight_kg": "25", "height_cm": 125, "age": 8}


def planned(case: dict[str, Any]) -> Plan:
    plan = recalled(shipped(), case)
    assert isinstance(plan, Plan)
    return plan


def shown(case: dict[str, Any], section: Section | None = None, *, why: bool = False) -> str:
    record = record_of(case, planned(case))
    reply = ShowPlan(record=record, section=section, why=why)
    (page,) = PAGES.pages(reply, SEAT)
    return page.text


def test_the_card_fits_one_look_and_says_what_comes_first() -> None:
    card = shown(CASE)
    assert card.startswith(
        "<b>predniSONE</b> DOSE <b>70 mg</b> by mouth once a day in the morning"
    )
    dose, tablets, dates, check, *_ = card.split("\n")
    assert dose == "<b>predniSONE</b> DOSE <b>70 mg</b> by mouth once a day in the morning"
    assert tablets == "(one 50 mg tablet and one 20 mg tablet)"
    assert check == "Next: response check, Monday 07-Dec-2026"
    assert dose_line_ok(f"{dose}\n{dates}")
    assert "\nAlso: bone, Pneumocystis, methotrexate and start dose (see More)\n" in card
    assert card.endswith(
        "<i>Plan K7Q-2M3, revision 1: Dermatomyositis, severe, lungs not known, 72 kg</i>"
    )


def test_where_the_card_has_room_it_names_the_dose_after_a_check_and_the_whole_patient() -> None:
    card = shown(CASE | {"severity": "mild", "ild": "no"})
    assert "\nThen 30 mg a day, once confirmed\n" in card
    assert card.endswith(
        "<i>Plan K7Q-2M3, revision 1: Dermatomyositis, mild, no lung disease, 72 kg</i>"
    )


def test_of_a_dose_that_is_taken_the_card_says_until_when() -> None:
    record = record_of(CASE, planned(CASE))
    (page,) = PAGES.pages(ShowPlan(record=record), replace(SEAT, now=TAKEN))
    assert "\nup to and including Sunday 20-Dec-2026\n" in page.text
    assert page.text.count("\n! ") == 2
    assert "bone, Pneumocystis, methotrexate and start dose (see More)" in page.text


@pytest.mark.parametrize("code", [*STEROID_CAUTIONS, *PULSE_CAUTIONS, *PULSE, *EARLIER])
def test_whatever_stands_beside_the_steroid_has_a_name_where_there_is_no_room(code: str) -> None:
    assert f"named.{code}" in catalogue()


def test_of_every_plan_the_card_says_names_or_counts_each_matter() -> None:
    counted = set[int]()
    for case in random_cases(150, seed=93):
        plan = plan_for(PAGES.guideline, case)
        if isinstance(plan, Refused) or plan.outcome is Outcome.DECLINED:
            continue
        record = record_of(case, plan)
        card = page_of(ShowPlan(record=record), SEAT).text
        also = "".join(re.findall("^(?:Also|\\d+ more): .*", card, re.MULTILINE))
        unsaid = {
            each.named
            for each in matters(PAGES.seen(record, SEAT))
            if not any(f"! {said}" in card for said in (each.lines[0], each.brief or None))
            and each.named not in also
        }
        more = re.search(r"(\d+) more", also)
        assert len(unsaid) == (int(more[1]) if more else 0), (card, unsaid)
        counted.add(len(unsaid))
    assert 0 in counted
    assert max(counted) > 1


def test_in_an_emergency_with_everything_else_the_card_fits_and_names_each_caution() -> None:
    case = CASE | {
        "mda5": True, "myocarditis": True, "severe_dysphagia": True, "ssc_overlap": True,
        "hbv": "pos", "cyp3a4": "inhibitor", "active_infection": True, "egfr": 20,
        "sex": "F", "pregnancy": "yes", "age": 30, "dysphagia": True, "pulse_days": 3,
        "earlier_steroid": [{"mg": "60", "days": 35}],
    }  # fmt: skip
    text = plain(shown(case)).replace("\n", " ")
    assert seen(text) <= ROOM
    assert "EMERGENCY: admit now: " in text
    assert "nothing by mouth" in text
    for named in (
        "sclerosis", "hepatitis B", "infection", "CYP3A4", "pregnancy", "swallowing", "pulse",
        "earlier steroid", "anti-MDA5 antibodies", "heart involved",
    ):  # fmt: skip
        assert named in text, named


def test_with_a_short_hold_the_next_check_is_the_first_step() -> None:
    assert "Next: response check, Monday 07-Dec-2026" in shown(CASE | {"hold_weeks": 2})
    assert "Next: response check, Monday 14-Dec-2026" not in shown(CASE | {"hold_weeks": 3})


def test_a_plan_that_would_now_come_out_differently_is_shown_as_it_was() -> None:
    record = record_of(CASE, planned(CASE))
    (page,) = replace(PAGES, guideline=changed()).pages(ShowPlan(record=record), SEAT)
    assert f"Made under edition {NOW}; edition {LATER} would differ: see More" in page.text
    assert "predniSONE</b> DOSE <b>70 mg</b>" in page.text
    (more,) = replace(PAGES, guideline=changed()).pages(
        ShowPlan(record=record, topic="more"), SEAT
    )
    assert (
        f"Made under edition {NOW} of the rules, and goes on by it. "
        f"Edition {LATER} would differ in: "
        "doses to come, start dose"
    ) in more.text
    assert "What the new edition changes" in [each.text for row in more.buttons for each in row]


def test_a_plan_of_an_edition_that_is_later_than_the_program_goes_on_and_is_not_carried_back() -> (
    None
):
    record = by_later_edition(record_of(CASE, planned(CASE)))
    (page,) = PAGES.pages(ShowPlan(record=record), SEAT)
    assert f"Made under edition {LATER}; edition {NOW} would differ: see More" in page.text
    assert "predniSONE</b> DOSE <b>62.5 mg</b>" in page.text
    (more,) = PAGES.pages(ShowPlan(record=record, topic="more"), SEAT)
    assert f"edition {LATER} of the rules, which is later than this program" in more.text
    assert f"it knows edition {NOW}" in more.text
    assert "What the new edition changes" not in [e.text for row in more.buttons for e in row]


def test_what_the_rules_of_today_refuse_is_shown_as_it_was_and_cannot_be_carried_over() -> None:
    heavy = CASE | {"weight_kg": "210"}
    record = record_of(heavy, planned(heavy))
    (page,) = replace(PAGES, guideline=changed()).pages(ShowPlan(record=record), SEAT)
    assert f"Edition {LATER} would not plan this case any more." in page.text
    (more,) = replace(PAGES, guideline=changed()).pages(
        ShowPlan(record=record, topic="more"), SEAT
    )
    assert "What the new edition changes" not in [e.text for row in more.buttons for e in row]


def test_what_was_entered_is_read_under_the_reasons() -> None:
    record = record_of(CASE, planned(CASE))
    entered = page_of(ShowPlan(record=record, why=True, topic="entered"), SEAT).text
    assert "Made 22-Nov-2026 12:00 UTC by prescriber 7" in entered
    assert "Weight: 72 kg" in entered
    assert "Not asked, or answered with not known: age, height" in entered
    assert "Software: myotaper" in entered


def test_why_opens_for_the_dose_with_its_sum_its_rule_and_its_source() -> None:
    title, dose, sums, rule, *_ = shown(CASE, why=True).split("\n\n")
    assert title.endswith("<b>Why this dose</b>")
    assert dose.startswith("<b><b>70 mg</b> (one 50 mg, one 20 mg)")
    assert sums == "72 kg × 1 mg per kg = 72 mg\nRounded to the nearest 5 mg: 70 mg"
    assert rule.startswith("The daily start dose lies between 0.5 and 1 mg per kg")
    assert "\nStated: Initial Treatment Approach" in rule


def test_why_opens_for_one_step_of_the_taper() -> None:
    record = record_of(CASE, planned(CASE))
    opened = ShowPlan(record=record, section=Section.SCHEDULE, why=True, topic="doses_0", line=2)
    step = page_of(opened, SEAT).text
    assert "70 mg less 10 mg is 60 mg" in step
    assert shipped().taper.fast.statement in step
    assert [b.text for row in page_of(opened, SEAT).buttons for b in row] == [
        "Back: From 23-Nov-2026", "Back to the card",
    ]  # fmt: skip


TRACES = [fact for fact in facts(shipped()) if "droracle" in fact.source.title]


@pytest.mark.parametrize("fact", TRACES, ids=lambda fact: fact.key)
def test_a_machine_written_page_is_never_named_as_the_source(fact: Fact[Any]) -> None:
    said = written(Writer(catalogue(), "us"), standing(fact))
    assert said.startswith(f"Our reading: {fact.place}.")
    assert fact.source.title not in said


def test_each_source_that_is_a_trace_says_so_and_no_other_is_taken_for_one() -> None:
    sources = {fact.source for fact in facts(shipped())}
    traces = {each for each in sources if each.is_trace}
    assert traces == {fact.source for fact in TRACES}
    assert len(traces) == 3


def test_the_schedule_opens_with_the_dose_of_the_day_and_counts_those_that_come_later() -> None:
    decided = Decided(decision=step(date(2026, 12, 21)), by=7, name="Dr Example", at=TAKEN)
    record = record_of(CASE, planned(CASE), decided)
    now = datetime(2026, 12, 23, 12, tzinfo=UTC)
    page = page_of(ShowPlan(record=record, section=Section.SCHEDULE), replace(SEAT, now=now))
    doses = re.findall(r"<b>([\d.]+) mg</b>", page.text)
    assert doses[0] == "60"
    (later,) = re.findall(r"Later doses behind the keys: (\d+)\.", page.text)
    assert len(doses) + int(later) == len(PAGES.seen(record, SEAT).plan.periods) - 1


def test_a_button_of_a_line_that_is_gone_opens_its_topic() -> None:
    record = record_of(CASE, planned(CASE))
    gone = ShowPlan(record=record, section=Section.SEVERE, why=True, topic="pulse", line=99)
    there = page_of(replace(gone, line=0), SEAT)
    assert page_of(gone, SEAT) == there
    assert page_of(replace(gone, topic="nowhere", line=0, why=False), SEAT) == page_of(
        ShowPlan(record=record, section=Section.SEVERE), SEAT
    )


def test_what_every_plan_must_show_is_on_its_card_or_under_it() -> None:
    """Inputs with who and when, arithmetic, options, what was not asked, conflicts and gaps of the
    source, versions, the day to read the rules again."""
    case = READY | {"weight_kg": "65"}
    everything = "\n".join(
        page.text for page in reachable(record_of(case, planned(case)), SEAT).values()
    )
    for needed in (
        "65 kg (entered 22-Nov-2026)",
        "Made 22-Nov-2026 12:00 UTC by prescriber 7",
        "65 kg × 1 mg per kg = 65 mg",
        "Not chosen: 35 mg, at 0.5 mg per kg",
        "Not chosen: 50 mg, at 0.75 mg per kg",
        "held for 2, 3 or 4 weeks",
        "Not asked, or answered with not known: ",
        "60 to 80 mg a day typical",
        "32.5 mg is followed by 30 mg",
        "or 1 mg every 2 to 4 weeks",
        "Corticosteroid Regimen, line 1",
        "decide with the patient's own data",
        "22-Nov-2027",
        f"iim {NOW} sha256:",
        "myotaper 0.1.0",
        shipped().taper.landing.statement,
    ):
        assert needed in everything, needed


def test_methotrexate_is_weekly_on_a_named_day_wherever_it_has_a_dose() -> None:
    agent = shown(READY, Section.AGENT)
    assert "once a week" in agent
    assert "Monday" in agent
    assert "never daily" in agent
    assert "Folic acid" in agent or "folic acid" in agent


def test_every_section_that_is_offered_has_something_to_show() -> None:
    record = record_of(CASE, planned(CASE))
    (card,) = PAGES.pages(ShowPlan(record=record), SEAT)
    labels = [button.text for row in card.buttons for button in row]
    assert labels == ["Decide", "Schedule", "Medicines", "Prevention", "Papers", "More"]
    (more,) = PAGES.pages(ShowPlan(record=record, topic="more"), SEAT)
    labels = [button.text for row in more.buttons for button in row]
    assert labels == [
        "Enter results", "Before you start", "Why?", "Severe disease", "Monitoring", "Tablets",
        "Share with a team", "Hand over", "Change an answer", "Close", "Erase",
        "Back to the card",
    ]  # fmt: skip


def test_the_whole_of_the_card_is_one_key_deeper() -> None:
    case = CASE | {"hbv": "pos"}
    first = shown(case, Section.START)
    assert "Dermatomyositis, severe" in first
    assert "72 kg (entered 22-Nov-2026)" in first
    assert "! Hepatitis B: antiviral before predniSONE or with it" in first
    record = record_of(case, planned(case))
    plan, steroid = (
        page_of(ShowPlan(record=record, section=Section.START, topic=each), SEAT).text
        for each in ("plan", "steroid")
    )
    assert "14 dose levels, the last day Sunday 20-Jun-2027" in plan
    assert "Hepatitis B positive: antiviral before predniSONE, or with it at the latest" in steroid
    assert "decide with the patient's own data" in steroid


def test_an_agent_stands_on_the_card_with_its_cautions_or_only_by_its_name() -> None:
    there = shown(READY)
    assert "methotrexate 15 mg once a week on Monday, never daily" in there
    assert "Folic acid" in there
    crowded = shown(READY | {"ssc_overlap": True, "cyp3a4": "inhibitor", "pulse_days": 3})
    assert "Agent: methotrexate, see Medicines" in crowded
    assert "15 mg once" not in crowded


def test_the_prevention_opens_with_what_to_do_and_has_a_key_for_the_rest() -> None:
    record = record_of(CASE, planned(CASE))
    (page,) = PAGES.pages(ShowPlan(record=record, section=Section.PREVENTION), SEAT)
    starts = [line.partition(" ")[0] for line in page.text.split("\n")[3:]]
    assert starts == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert "Review not before Monday 15-Mar-2027." in page.text
    assert "European" not in page.text
    assert [button.text for row in page.buttons for button in row] == [
        "Pneumocystis", "Bone", "Sick days", "Vaccines", "Screening", "Also ask", "Sources",
        "Back to the card",
    ]  # fmt: skip


def test_a_key_of_a_part_that_an_earlier_program_sent_opens_the_section() -> None:
    record = record_of(CASE, planned(CASE))
    for press, why in (("show.monitoring.1", False), ("why.agent.2", True), ("why.card.1", True)):
        heard = Pressed(label=record.label, number=1, press=press)
        section = None if "card" in press else Section(press.split(".")[1])
        asked = ShowPlan(record=record, section=section, why=why)
        assert plan_pressed(Session(), heard, record).replies == (asked,)


def test_the_drug_against_pneumocystis_has_its_dose_only_with_its_cautions() -> None:
    known = LUNGS | {"sulfa_allergy": "none", "pregnancy": "no"}
    there = shown(known, Section.PREVENTION)
    assert "80 mg with 400 mg once a day" in there
    crowded = shown(known | {"egfr": None}, Section.PREVENTION)
    assert not re.search(r"\d mg with", crowded)
    assert "Drug and dose: see Pneumocystis." in crowded


def test_the_tablets_of_each_region_add_up() -> None:
    case = CASE | {"weight_kg": "38", "severity": "mild", "hold_weeks": 2}
    assert "17.5 mg</b> (one 10 mg, one 5 mg, one 2.5 mg)" in shown(case, Section.SCHEDULE)
    uk = shown(case | {"region": "uk"}, Section.SCHEDULE)
    assert "17.5 mg</b> (one 10 mg, one and a half 5 mg)" in uk
    assert "2.5 mg</b> (half a 5 mg)" in uk
    assert "prednisoLONE" in uk


def test_a_prompt_posted_below_takes_the_buttons_above_away() -> None:
    ask = Ask(label="K7Q-2M3", number=2, says="intake.weight.question", anew=True)
    bare, prompt = PAGES.pages(ask, SEAT)
    assert (bare.text, bare.edits, bare.buttons) == ("", SEAT.prompt, ())
    assert (prompt.edits, prompt.prompt) == (None, True)


def test_a_message_and_a_closed_prompt_go_where_they_belong() -> None:
    (said,) = PAGES.pages(Say(says="say.may_not_make"), SEAT)
    (closed,) = PAGES.pages(Close(says="ended.expired", values={"label": "K7Q-2M3"}), SEAT)
    assert (said.edits, closed.edits) == (None, SEAT.prompt)


def review(case: dict[str, Any], signs: Signs, lower_for: tuple[str, ...] = ()) -> str:
    plan = planned(case)
    reply = Review(
        label="K7Q-2M3",
        number=3,
        plan=plan,
        answers=(("weight_kg", plan.case.weight_kg), ("liver_disease", False)),
        entered="",
        entered_on=record_of(case, plan).entered_on,
        points=("severe_hospital",),
        signs=signs,
        lower_for=lower_for,
        why="why_asked.review",
    )
    (page,) = PAGES.pages(reply, SEAT)
    return page.text


def test_a_block_with_nothing_to_say_leaves_no_gap() -> None:
    said = (Sentence(says="decision.check"),)
    note = Note(label="K7Q-2M3", number=1, blocks=(said, (), (), said))
    (page,) = PAGES.pages(note, SEAT)
    first, second = page.text.split("\n\n")
    assert first == second


def test_a_lower_start_dose_is_offered_with_its_reasons() -> None:
    text = review(CASE, Signs.ABSENT, ("age", "diabetes"))
    assert "A lower start dose is offered for: age and diabetes" in text
    assert "A lower start dose" not in review(CASE, Signs.ABSENT)


def test_in_an_emergency_the_review_begins_with_it_and_confirms_nothing() -> None:
    text = review(CASE | {"myocarditis": True}, Signs.PRESENT)
    assert text.index("EMERGENCY") < text.index("72 kg")
    assert "To confirm" not in text


def test_a_review_reads_back_asks_for_signs_and_lists_what_is_confirmed() -> None:
    text = review(CASE, Signs.OPEN)
    assert "72 kg (entered 22-Nov-2026)" in text
    assert "Emergency signs" in text
    assert "1. severe disease, treated in hospital" in text
    assert "<i>72 kg × 1 mg per kg = 72 mg, rounded to the nearest 5 mg: 70 mg</i>" in text


def test_where_all_was_answered_nothing_is_listed_as_not_asked() -> None:
    everything = CASE | {**EVERYTHING, "weight_kg": "72"}
    assert "Not known" not in review(everything, Signs.ABSENT)
    assert "Not known: 1, see Add details" in review({**everything, "age": None}, Signs.ABSENT)
    man = {**everything, "sex": "M", "pregnancy": None}
    assert "Not known" not in review(man, Signs.ABSENT)


NAMED_BESIDE = {
    "cyp3a4": "Not asked: drugs that change steroid exposure",
    "diabetes": "Not asked: diabetes",
    "fragility_fracture": "Not asked: an earlier fragility fracture",
    "immunosuppressants": "cycloSPORINE, tacrolimus, non-steroidal",
}


def test_what_a_plan_calls_not_asked_was_not_answered() -> None:
    for answers in (CASE, CASE | {**EVERYTHING, "weight_kg": "72"}):
        plan = plan_for(shipped(), answers)
        assert isinstance(plan, Plan)
        said = " ".join(fact.statement for line in plan.lines for fact in line.because)
        for key, words in NAMED_BESIDE.items():
            assert (words in said) is (key == "cyp3a4" and answers.get(key) is None), key


def test_a_refused_and_a_declined_case_are_explained_as_text() -> None:
    refused = readable(shipped(), plan_for(shipped(), CASE | {"weight_kg": "500"}))
    declined = readable(shipped(), plan_for(shipped(), CASE | {"subtype": "inclusion_body"}))
    assert "weight" in refused
    assert "no steroid taper" in declined


def test_a_provisional_case_is_headed_as_a_draft() -> None:
    text = readable(shipped(), plan_for(shipped(), CASE | {"mda5": True}))
    assert text.startswith("DRAFT for this case")
    assert "Next: response check" not in text


def test_a_child_has_milestones_and_no_tablets() -> None:
    child = CASE | {"subtype": "juvenile", "weight_kg": "25", "height_cm": 125, "age": 8}
    text = readable(shipped(), plan_for(shipped(), child))
    assert "Day 61" in text
    assert "off steroid" in text
    assert "tablets (" not in text


def test_lists_are_written_with_and() -> None:
    assert Writer(catalogue(), "us").listed(["a", "b", "c"]) == "a, b and c"
    assert Writer(catalogue(), "us").listed(["a"]) == "a"
