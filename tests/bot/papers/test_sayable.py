"""One truth for what may be printed: whatever an answer says of a medicine stands beside it.

Every caution of the code's own tables, each with a case in which it holds, against every paper,
screen and reminder in every region: the caution is there, or the medicine is not printed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from bot.guideline import shipped
from bot.page.plan import opened
from bot.page.plan.card import whole
from bot.page.plan.contents import opened as topics
from bot.page.plan.first import every
from bot.page.plan.sections import blocks, stands
from bot.page.plan.view import View
from bot.page.write import sentence
from core.agents import lines as agents
from core.agents.choice import Withheld
from core.course.decisions import Drug
from core.evidence import Line, Section
from core.interlocks import EARLIER, PULSE_CAUTIONS, STEROID_CAUTIONS
from core.interlocks import PULSE as PULSE_LINES
from core.prevention.bone import Closed
from core.prevention.prophylaxis import CAUTIONED
from core.rescue.weighed import Reason, Status
from core.sayable import Medicine, Sayable
from flows.reminder.message.body import body
from flows.reminder.message.told import Told
from flows.reminder.wanted.wanted import wanted
from flows.talk.replies import Sentence, ShowPlan
from tests.bot.page.screens import PAGES, SEAT, record_of
from tests.bot.papers.cases import FIRST, KNOWN, suspend, view_of
from tests.bot.papers.outputs import papers, plain, spoken
from tests.flows.reminder.lives import at

pytestmark = pytest.mark.wide
ASIDE = {Section.AGENT, Section.SEVERE, Section.PREVENTION, Section.MONITORING}
UNDER_REASONS = {Section.START, Section.DOSE, Section.RULES}  # no screens of their own
REGIONS = ("us", "uk", "eu")
ADULT = KNOWN | {
    "weight_kg": 60, "subtype": "dermatomyositis", "severity": "severe", "ild": "no", "age": 49,
    "height_cm": 175, "g6pd": "normal",
}  # fmt: skip
LUNGS = {"ild": "yes"}  # the agent is mycophenolate mofetil then
AZA = {"alcohol_excess": True}
WOMAN = {"sex": "F", "pregnancy": "no"}
PULSE = {"pulse_days": 5, "pulse_mg": "1000"}
CHILD = ADULT | {"subtype": "juvenile", "age": 8, "weight_kg": 25, "height_cm": 125, "sex": "F"}

# A case for each caution of each table; a new caution without one fails the test below.
ALONG_A_COURSE = {
    "tmp_smx_low_counts", "agents.life.recovery", "steroid_hbv_begun", "agent_hbv_held",
    "agent_hbv_taken",
}  # not of an answer  # fmt: skip
PNEUMOCYSTIS: Mapping[str, Mapping[str, Any]] = {
    "tmp_smx_plus_methotrexate": {},
    "tmp_smx_plus_antimetabolite_cbc": LUNGS,
    "allergy_unknown": LUNGS | {"sulfa_allergy": None},
    "sulfa_allergy": LUNGS | {"sulfa_allergy": "mild"},
    "dapsone_cross_reaction": LUNGS | {"sulfa_allergy": "mild"},
    "egfr_unknown": LUNGS | {"egfr": None},
    "tmp_smx_half_dose": {"egfr": 20},
    "tmp_smx_egfr_below_15": {"egfr": 14},
    "pregnancy_unknown": LUNGS | {"sex": "F", "age": 30, "pregnancy": None},
    "tmp_smx_pregnancy_advice": AZA | WOMAN | {"pregnancy": "planning"},
    "g6pd_deficient": LUNGS | {"g6pd": "deficient"},
    "potassium": LUNGS | {"raas_or_k_sparing": True},
    "under_40_kg_pharmacist": {"weight_kg": 36},
}
STEROID: Mapping[str, Mapping[str, Any]] = {
    "ssc_renal_crisis": {"ssc_overlap": True},
    "infection_high_start": {"active_infection": True},
    "cyp3a4_inhibitor": {"cyp3a4": "inhibitor"},
    "cyp3a4_inducer": {"cyp3a4": "inducer"},
    "severe_dysphagia": {"severe_dysphagia": True},
    "steroid_hbv": {"hbv": "pos"},
    "steroid_yes": WOMAN | {"pregnancy": "yes", "age": 30},
    "steroid_planning": WOMAN | {"pregnancy": "planning", "age": 30},
    "steroid_breastfeeding": WOMAN | {"pregnancy": "breastfeeding", "age": 30},
    "ssc_kidney": {"ssc_overlap": True, "egfr": 20},
    "steroid.start.swallowing": {"dysphagia": True},
}
BEFORE: Mapping[str, Mapping[str, Any]] = {
    "earlier_steroid": {"earlier_steroid": [{"mg": "80", "days": 35}]},
    "earlier_steroid_rise": {"earlier_steroid": [{"mg": "40", "days": 35}]},
    "earlier_steroid_pause": {"earlier_steroid": [{"mg": "40", "days": 9}, {"mg": 0, "days": 5}]},
    "pulse_given": PULSE,
    "pulse_given_open": PULSE | {"pulse_mg": None},
}
PULSED: Mapping[str, Mapping[str, Any]] = {"pulse_below_250": PULSE | {"pulse_mg": "1"}}
AGENT: Mapping[str, Mapping[str, Any]] = {
    "agent_not_answered": {"liver_disease": None},
    "agents.life.not_confirmed": {},  # only where nothing was recorded: see the drugs' states
    "agents.choice.hepatitis_b": LUNGS | {"hbv": "pos"},
    "agents.choice.admission": LUNGS | {"myocarditis": True},
    "agents.azathioprine.caution.pregnancy": AZA | WOMAN | {"pregnancy": "yes", "age": 30},
    "agents.azathioprine.kidney_share": AZA | {"egfr": 45},
    "agents.azathioprine.one_intermediate": AZA | {"tpmt": "intermediate"},
    "agents.mycophenolate.low_egfr": LUNGS | {"egfr": 20},
    "agents.mycophenolate.cytopenia": LUNGS | {"cytopenia": True},
}
WITHHELD: Mapping[str, Mapping[str, Any]] = {
    **{
        key: {key: None}
        for key in ("age", "egfr", "liver_disease", "alcohol_excess", "cytopenia", "hbv")
    },
    "active_infection": {"active_infection": True},
    "immunosuppressants": {"immunosuppressants": None},
    "ild": {"ild": "unknown"},
    "height_cm": AZA | {"height_cm": None},
    "sex": AZA | {"sex": None, "pregnancy": "no"},
    "allopurinol": AZA | {"allopurinol": None},
    "febuxostat": AZA | {"febuxostat": None},
    "pregnancy": {"sex": "F", "pregnancy": None},
    "tpmt": AZA | WOMAN | {"pregnancy": "yes", "tpmt": None},
    "nudt15": AZA | WOMAN | {"pregnancy": "yes", "nudt15": None},
    "hbv_advice": LUNGS | {"hbv": "pos"},
    "below_one_tablet": AZA | {"weight_kg": 31, "egfr": 20, "tpmt": "intermediate"},
    "over_25_mg": CHILD | {"weight_kg": 110, "height_cm": 185, "age": 17, "sex": "M"},
    "admission": LUNGS | {"myocarditis": True},
    "already_treated": {"immunosuppressants": {"azathioprine": "taking"}},
}
RESCUE: Mapping[str, Mapping[str, Any]] = {
    "active_infection": {"active_infection": True},
    "egfr_below_30": {"egfr": 20},
    "cytopenia": {"cytopenia": True},
    "ssc_overlap": {"ssc_overlap": True},
    "pregnancy": WOMAN | {"pregnancy": "yes", "age": 30},
    "pregnancy_unknown": {"sex": "F", "pregnancy": None, "age": 30},
    "hbv_pos": {"hbv": "pos"},
    "hbv_unknown": {"hbv": None},
    "cyp3a4": {"cyp3a4": "inducer"},
    "hmgcr": {"antibodies": ["hmgcr"]},
    "srp": {"antibodies": ["srp"]},
    "failed": {"immunosuppressants": {"rituximab": "failed", "immunoglobulin": "failed"}},
    "not_tolerated": {"immunosuppressants": {"cyclophosphamide": "not_tolerated"}},
}
CLOSED: Mapping[str, Mapping[str, Any]] = {
    "pregnancy": WOMAN | {"pregnancy": "breastfeeding", "age": 30},
    "kidney": {"egfr": 34},
    "swallowing": {"dysphagia": True},
}
CASES = [
    *(dict(each) for table in (PNEUMOCYSTIS, STEROID, PULSED, AGENT, WITHHELD, RESCUE, CLOSED)
      for each in table.values()),
    PULSE,
    PULSE | {"pulse_mg": None},
    CHILD,
    CHILD | {"egfr": 20},
]  # fmt: skip
TREATMENT = {  # by an amount that only its own card has
    "methylprednisolone": r"methylPREDNISolone [^\n]*\d mg a day intravenously",
    "immunoglobulin": r"Immunoglobulin: [\d.]+ g",
    "rituximab": r"riTUXimab 1,000 mg",
    "cyclophosphamide": r"cyclophosphamide: 0\.5 to 1 g",
    "calcineurin_inhibitor": r"(?:cycloSPORINE|ciclosporin): 3 to 5 mg",
}


VIEWS: dict[str, View] = {}  # by the answers: each is made once
SHOWN: dict[int, tuple[View, tuple[tuple[str, str], ...]]] = {}  # and what shows it


def plan_and_view(answers: Mapping[str, Any], region: str) -> View:
    case = {key: value for key, value in (ADULT | dict(answers)).items() if value is not None}
    key = repr(sorted((case | {"region": region}).items()))
    if key not in VIEWS:
        VIEWS[key] = view_of(case | {"region": region})
    return VIEWS[key]


def outputs(view: View) -> tuple[tuple[str, str], ...]:
    """Every screen, paper and reminder of the plan, by its name, as plain text."""
    if id(view) not in SHOWN:
        SHOWN[id(view)] = view, tuple(_outputs(view))
    return SHOWN[id(view)][1]


def _outputs(view: View) -> Iterator[tuple[str, str]]:
    record = view.record or record_of(dict(ADULT), view.plan)
    (card,) = PAGES.pages(ShowPlan(record=record), SEAT)[:1]
    yield "card", plain(card.text)
    yield "start", plain(whole(view))
    for section in (each for each in every.FIRST if stands(view, each)):
        yield f"{section} first", plain(every.FIRST[section](view))
        for each in topics(view, section):
            yield f"{section} {each.name}", plain(opened.topic(view, section, each.name).text)
    for section in Section:
        if section not in UNDER_REASONS and stands(view, section):
            yield section, plain("\n".join(blocks(view, section)))
    yield from papers(view)
    if view.record is not None and not view.plan.provisional:
        live = at(view.record, f"{view.plan.case.start_date - timedelta(days=1)} 12:00")
        for reminder in wanted(live):
            told = Told(reminder=reminder, record=view.record, live=live)
            yield reminder.matter, "\n".join(said(view, each) for each in body(told))


def said(view: View, each: Sentence) -> str:
    return view.writer.say(each.says, each.values)


def rendered(view: View, line: Line) -> str:
    return unescape(sentence(view.writer, line))


def stands_in(view: View, line: Line, name: str, output: str) -> bool:
    """Whether the output says the line; the card and what a section opens with may say it shorter,
    or name it where they end with what is left out."""
    words, (_, _, also) = view.writer.words, spoken(output).partition("Also: ")
    if rendered(view, line) in spoken(output):
        return True
    if name != "card" and not name.endswith(" first"):
        return False
    short, named = f"short.{line.says}", f"named.{line.says}"
    brief = short in words and view.writer.say(short, line.values) in spoken(output)
    urgent = named in words and words[named] in spoken(output).partition("\n")[0]
    return brief or urgent or (named in words and words[named] in also)


def is_printed(view: View, each: Sayable, name: str, output: str) -> bool:
    """Whether an amount of the medicine, or an offer of it, stands in this output."""
    if each.medicine is Medicine.STEROID:
        # what names it beside an amount that is not one of its doses prints none
        aside = name.split(maxsplit=1)[0] in ASIDE
        return not aside and view.steroid in output and bool(re.search(r"\d mg", output))
    if any(rendered(view, line) in output for line in each.doses):
        return True
    if each.medicine is Medicine.EARLIER_STEROID:
        return False
    drug = view.writer.drug(each.medicine) if each.medicine != Medicine.FOLIC_ACID else "Folic"
    amount = re.search(rf"{re.escape(drug)}:? \d[\d,.]* mg", output)
    offered = amount or re.search(rf"Offer in this order: [^\n]*{re.escape(drug)}", output)
    return bool(offered) or f'"text": "{drug}"' in output


@pytest.mark.parametrize("region", REGIONS)
def test_each_caution_stands_wherever_its_medicine_is_printed(region: str) -> None:
    cells = printed = 0
    missing = []
    for answers in CASES:
        view = plan_and_view(answers, region)
        for name, output in outputs(view):
            for each in view.plan.said:
                beside = is_printed(view, each, name, output)
                for line in each.cautions:
                    cells += 1
                    printed += beside
                    if beside and not stands_in(view, line, name, output):
                        missing.append((answers, name, each.medicine, line.says))
    assert missing == []
    assert (cells > 6_000, printed > 400) == (True, True), (cells, printed)


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_withheld_is_printed_nowhere(region: str) -> None:
    shown = []
    for answers in (*PNEUMOCYSTIS.values(), *WITHHELD.values(), *AGENT.values()):
        view = plan_and_view(answers, region)
        withheld = [each for each in view.plan.said if not each.doses]
        rule = shipped().prevention.pneumocystis
        for name, output in outputs(view):
            for each in withheld:
                usual = rule.adult.get(each.medicine)
                if usual and view.writer.statement(usual.statement) in output:
                    shown.append((answers, name, each.medicine))
            if view.plan.agent.status != "ready":
                shown += [
                    (answers, name, drug)
                    for drug in (
                        view.writer.drug("methotrexate"),
                        view.writer.drug("azathioprine"),
                    )
                    if re.search(rf"{drug} \d+(?:\.\d+)? mg", output)
                ]
    assert shown == []


@pytest.mark.parametrize("region", REGIONS)
def test_a_closed_treatment_has_a_reason_and_no_amount(region: str) -> None:
    seen = set()
    for answers in RESCUE.values():
        view = plan_and_view(answers, region)
        texts = dict(outputs(view))
        for each in view.plan.rescue:
            seen |= {(why, each.status) for why in each.because}
            for why in each.because:
                reason = shipped().rescue.reasons[each.treatment].get(why)
                drug = view.writer.term(each.treatment)
                words = reason.statement if reason else f"{drug} was given before and"
                assert view.writer.statement(words) in texts[Section.SEVERE]
            if each.status is Status.CLOSED:
                for name, output in texts.items():
                    assert not re.search(TREATMENT[each.treatment], output), (name, each)
    assert {why for why, _ in seen} == set(Reason)


@pytest.mark.parametrize("region", REGIONS)
def test_a_headline_goes_on_with_what_closes_the_usual_drugs(region: str) -> None:
    for why, answers in CLOSED.items():
        view = plan_and_view(answers, region)
        goes_on = f"but {view.writer.term(Closed(why))}"
        heads = [
            line
            for _, output in outputs(view)
            for line in spoken(output).split("\n")
            if "ery high fracture risk" in line
        ]
        assert len(heads) > 4
        assert [line for line in heads if goes_on not in line] == []


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("says", BEFORE)
def test_what_came_before_stands_on_the_card_the_schedule_and_every_paper(
    region: str, says: str
) -> None:
    view = plan_and_view(BEFORE[says], region)
    before = {Medicine.METHYLPREDNISOLONE, Medicine.EARLIER_STEROID}
    ((line,),) = [each.doses for each in view.plan.said if each.medicine in before]
    for name, output in outputs(view):
        if name in {"card", "schedule", "tablets", "patient's page", "clinician's page", "chart",
                    "calendar", "record", "prescription", "table"}:  # fmt: skip
            assert stands_in(view, line, name, output), name


@pytest.mark.parametrize("mg", ["1000", None])
def test_a_pulse_counts_in_the_days_at_a_dose(mg: str | None) -> None:
    view = plan_and_view(PULSE | {"pulse_mg": mg}, "us")
    assert view.plan.exposure is not None
    assert (view.plan.exposure.days_ge_30, view.plan.exposure.days_ge_20) == (75, 103)


@pytest.mark.parametrize("region", REGIONS)
def test_one_name_for_one_drug(region: str) -> None:
    for answers in (*CASES, {"immunosuppressants": {"mycophenolate": "taking"}}):
        for name, output in outputs(plan_and_view(answers, region)):
            assert not re.search(r"[Mm]ycophenolate(?! mofetil)", output), name


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("route", ["mouth", "skin", None])
def test_every_output_has_the_same_route_of_methotrexate(region: str, route: str | None) -> None:
    printed = 0
    for name, output in outputs(plan_and_view({"methotrexate_route": route}, region)):
        for line in spoken(output).split("\n"):
            if not (found := re.search(r"methotrexate (\d+) mg .*once a week", line)):
                continue
            printed += 1
            high, most = int(found[1]) > 15, region == "uk" and int(found[1]) > 20
            skin = route == "skin" or most
            open_ = route is None and high and not skin
            assert ("under the skin" in line) is (skin or open_), (name, line)
            assert ("ask which" in line) is open_, (name, line)
            if name not in {"record", "calendar"}:
                assert ("2.5 mg tablets" in line) is not (skin or open_), (name, line)
            else:
                assert not (skin or open_) or "tablets" not in line, (name, line)
    assert printed > 8


@pytest.mark.parametrize("region", ["uk", "eu"])
def test_weekly_folic_acid_never_has_the_words_of_methotrexate(region: str) -> None:
    for name, output in outputs(plan_and_view({}, region)):
        for line in spoken(output).split("\n"):
            if re.search(r"[Ff]olic acid \d", line):
                assert "never daily" not in line.partition("olic acid")[2], name


def test_every_caution_of_the_tables_has_its_case() -> None:
    assert set(PNEUMOCYSTIS) == set(CAUTIONED) - ALONG_A_COURSE
    assert set(STEROID) == set(STEROID_CAUTIONS) - ALONG_A_COURSE
    assert set(PULSED) == set(PULSE_CAUTIONS)
    assert set(BEFORE) == {*PULSE_LINES, *EARLIER}
    assert set(AGENT) == agents.CAUTIONS - ALONG_A_COURSE
    assert set(WITHHELD) == set(Withheld) - {Withheld.RECOVERY}  # of a kept plan
    assert set(RESCUE) == set(Reason)
    assert set(CLOSED) == set(Closed)


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (PNEUMOCYSTIS, lambda plan: plan.pneumocystis.cautions),
        (STEROID, lambda plan: [line.says for each in plan.said for line in each.cautions]),
        (BEFORE, lambda plan: [line.says for each in plan.said for line in each.doses]),
        (PULSED, lambda plan: [line.says for each in plan.said for line in each.cautions]),
        (
            {key: each for key, each in AGENT.items() if key != "agents.life.not_confirmed"},
            lambda plan: [line.says for line in plan.lines],
        ),
        (WITHHELD, lambda plan: plan.agent.withheld_for),
    ],
)
def test_each_case_is_one_in_which_its_caution_holds(table: Any, names: Any) -> None:
    held = {name: names(plan_and_view(answers, "us").plan) for name, answers in table.items()}
    assert [name for name, found in held.items() if name not in found] == []


# ------------------------------------------------------------------ cases with their right answers

FULL = ("80 mg with 400 mg once a day", "160 mg with 800 mg")
HALVED = "80 mg with 400 mg three times a week"
NOT_ANSWERED = dict.fromkeys(
    key for key in ADULT if key not in {"weight_kg", "subtype", "severity", "ild", "start_date"}
)


def everything(answers: Mapping[str, Any], region: str = "us") -> dict[str, str]:
    return {name: spoken(output) for name, output in outputs(plan_and_view(answers, region))}


@pytest.mark.parametrize("region", REGIONS)
def test_failing_kidneys_get_the_halved_prophylaxis_and_never_the_full_one(region: str) -> None:
    found = everything({"egfr": 20}, region)
    assert HALVED in found["prescription"]
    assert not [name for name, each in found.items() if any(dose in each for dose in FULL)]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("answers", [NOT_ANSWERED, {"weight_kg": 36}, {"egfr": 14}], ids=str)
def test_where_the_dose_is_not_known_none_is_written(
    answers: Mapping[str, Any], region: str
) -> None:
    for name, each in everything(answers, region).items():
        assert not any(dose in each for dose in (*FULL, HALVED)), name


def test_a_child_with_failing_kidneys_gets_half_of_the_child_s_figure() -> None:
    found = everything(CHILD | {"egfr": 20, "immunosuppressants": {"methotrexate": "failed"}})
    assert "2.5 mg per kg a day of the trimethoprim part" in found[Section.PREVENTION]
    assert "5 mg per kg a day of the trimethoprim part (150" not in found[Section.PREVENTION]


def test_what_was_taken_before_counts_for_prophylaxis() -> None:
    answers = {
        "start_mg": "20", "hold_weeks": 2, "severity": "mild",
        "earlier_steroid": [{"mg": "60", "days": 35}],
    }  # fmt: skip
    lungs = plan_and_view(answers, "us").plan.pneumocystis
    assert lungs is not None
    assert (lungs.needed, lungs.start_offset, lungs.review_offset) == (True, 0, 14)


def test_a_drug_that_was_not_tolerated_is_never_ready() -> None:
    tried = {"immunosuppressants": {"methotrexate": "not_tolerated"}, "ssc_overlap": True}
    plan = plan_and_view(tried | {"subtype": "overlap"}, "us").plan
    assert plan.agent.first != "methotrexate"
    assert "not_tolerated" in plan.agent.blocked["methotrexate"]  # type: ignore[index]


def test_severe_disease_with_an_infection_is_weighed_and_confirmed() -> None:
    plan = plan_and_view({"active_infection": True}, "us").plan
    status = {each.treatment.value: each.status.value for each in plan.rescue}
    assert status == {
        "methylprednisolone": "not_preferred", "immunoglobulin": "preferred",
        "rituximab": "closed", "cyclophosphamide": "closed",
        "calcineurin_inhibitor": "not_preferred",
    }  # fmt: skip
    assert "infection_high_start" in [notice.code for notice in plan.notices]


def test_failing_kidneys_are_shown_no_ciclosporin() -> None:
    for name, each in everything({"egfr": 20}).items():
        assert "3 to 5 mg per kg" not in each, name


def test_no_grams_follow_from_a_weight_that_no_dose_may_follow() -> None:
    for name, each in everything({"weight_kg": 160, "height_cm": 175}).items():
        assert "320 g" not in each, name
        assert not re.search(r"Immunoglobulin: [\d.]+ g in all", each), name


def test_a_pulse_of_one_mg_is_a_point_to_confirm() -> None:
    plan = plan_and_view({"pulse_days": 3, "pulse_mg": "1"}, "us").plan
    assert "pulse_below_250" in [notice.code for notice in plan.notices]


def test_a_heavy_child_starts_at_the_cap_and_reads_no_larger_milestone() -> None:
    heavy = CHILD | {"weight_kg": 110, "height_cm": 170, "age": 16, "sex": "M"}
    found = everything(heavy)
    assert "60 mg" in found["card"]
    for each in (found[Section.SCHEDULE], found["clinician's page"]):
        for line in each.split("\n"):
            if "2 mg per kg" in line and "Day 0" in line:
                assert "at most 60 mg a day" in line


@pytest.mark.parametrize(
    ("answers", "further"),
    [
        ({"rapidly_progressive": True}, "one or two further treatments from the start"),
        ({"mda5": True}, "two further treatments from the start"),
    ],
)
def test_lungs_that_fail_are_never_offered_one_of_them(
    answers: Mapping[str, Any], further: str
) -> None:
    found = everything(answers | LUNGS)
    assert further in found[Section.SEVERE]
    for name, each in found.items():
        assert "Then one of" not in each, name
        assert "mycophenolate mofetil first" not in each, name
        assert "if well with clear lungs" not in each, name


def test_severe_trouble_swallowing_says_not_by_mouth() -> None:
    assert "nothing by mouth" in everything({"severe_dysphagia": True})["card"]


@pytest.mark.parametrize("egfr", [45, 22])
def test_kidneys_warn_on_the_card_at_any_stage(egfr: int) -> None:
    assert "idneys" in everything({"egfr": egfr})["card"]


def test_weekly_methotrexate_of_the_record_is_bounded_from_its_weekday() -> None:
    found = everything({"methotrexate_weekday": "tuesday"})["record"]
    assert '"start": "2026-11-24"' in found
    for each in re.findall(r"methotrexate [^\"]*", found):
        assert "23-Nov-2026" not in each


def test_necrotizing_myopathy_has_its_early_treatment_on_the_card() -> None:
    card = everything({"subtype": "necrotizing", "statin": True, "severity": "moderate"})["card"]
    assert "immunoglobulin and riTUXimab early" in card


@pytest.mark.parametrize("region", REGIONS)
def test_after_a_hold_for_low_counts_no_paper_offers_what_would_lower_them(region: str) -> None:
    """Before the hold the trimethoprim is what is offered first to whom it is."""
    day = FIRST + timedelta(days=30)
    case = ADULT | LUNGS | {"region": region}
    begun = suspend(day, drug=Drug.MYCOPHENOLATE)
    drug = view_of(case).writer.drug(Medicine.TMP_SMX)
    before, after = (dict(papers(view_of(case, *each, today=day))) for each in ((), (begun,)))
    assert drug in spoken(before["prescription"])
    (item,) = (
        each for each in spoken(after["prescription"]).split("\n\n") if "rophylaxis" in each
    )
    assert drug not in item.split("no trimethoprim")[0].replace("no dose", "")
