"""What may not be decided about a drug, and what only after a second confirmation."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.amounts import Weekday, plain
from core.course.decisions import (
    FOR_LESS,
    FOR_MORE,
    OF_A_DRUG,
    REASONS,
    Decision,
    Drug,
    Move,
    Reason,
)
from core.course.regimen.amounts import Refusal, amount_of, amount_refusals, limits
from core.course.regimen.refusals import never_resumed
from core.course.regimen.rules import Confirm, confirms, refusals
from core.patient import Route
from tests.core.deciding import on
from tests.core.regimens import (
    METHOTREXATE,
    WOMAN,
    Lived,
    begin,
    decision,
    end,
    plan,
    resume,
    rise,
    suspend,
)

MMF, AZA, TACROLIMUS = Drug.MYCOPHENOLATE, Drug.AZATHIOPRINE, Drug.CALCINEURIN_INHIBITOR


def at(day: int, *decisions: Decision, begins: bool = True, **answers: Any) -> Lived:
    lived = plan(begins=begins, **answers)
    for each in decisions:
        lived = lived.at((each.on - on(0)).days).then(each)
    return lived.at(day)


def amount(day: int, mg: str, reason: Reason = Reason.INTOLERANCE, **more: Any) -> Decision:
    return decision(Move.AMOUNT, day, reason, mg=mg, **more)


def more(day: int, mg: str, reason: Reason = Reason.SPECIALIST, **told: Any) -> Decision:
    """An own amount above the present one, on blood tests of its day."""
    return amount(day, mg, reason, **{"tested": day, **told})


def weekday(day: int, to: Weekday | None) -> Decision:
    return decision(Move.WEEKDAY, day, Reason.SUITS_BETTER, weekday=to)


BEFORE, TRIED = (
    plan(begins=False, immunosuppressants={drug: how}).at(9)
    for drug, how in (("methotrexate", "taking"), ("azathioprine", "failed"))
)
CASES: list[tuple[str, Lived, Decision, Refusal | None]] = [
    ("begin", at(35, begins=False), begin(35), None),
    ("begin another day", at(0, begins=False), begin(100), None),
    ("begin twice", at(35), begin(35), Refusal.ALREADY_BEGUN),
    ("begin again", at(60, end(40), begins=True), begin(60), Refusal.NOT_READY),
    ("begin what is not named", at(0, begins=False), begin(0, drug=AZA), Refusal.NOT_READY),
    ("begin unready", at(0, hbv=None), begin(0), Refusal.NOT_READY),
    ("begin yesterday", at(8, begins=False), begin(7), Refusal.IN_THE_PAST),
    ("begin before", at(-9, begins=False), begin(-7), Refusal.BEFORE_COURSE),
    ("begin in two years", at(0, begins=False), begin(730), None),
    ("begin in years", at(0, begins=False), begin(731), Refusal.TOO_FAR_AHEAD),
    ("no weekday", at(0, begins=False), begin(0, weekday=None), Refusal.WEEKDAY_MISSING),
    ("other first amount", at(0, begins=False), begin(0, mg="20"), Refusal.MG_NOT_THE_FIRST),
    ("taken before", at(0, begins=False), begin(-70, Reason.ALREADY_TAKEN, mg="10"), None),
    ("taken, no mg", at(0, egfr=90, begins=False, hbv=None), begin(-70, Reason.ALREADY_TAKEN),
     Refusal.MG_MISSING),
    ("closed", at(0, egfr=40), begin(-7, Reason.ALREADY_TAKEN, mg="10"), Refusal.CLOSED),
    ("closed, specialist", at(0, egfr=40), begin(0, Reason.SPECIALIST, mg="10"), None),
    ("closed for good", at(0, egfr=29), begin(0, Reason.SPECIALIST, mg="10"),
     Refusal.NO_OVERRIDE),
    ("liver", at(0, liver_disease=True), begin(0, Reason.SPECIALIST, mg="10"),
     Refusal.NO_OVERRIDE),
    ("infection", at(0, active_infection=True), begin(0, Reason.SPECIALIST, mg="10"),
     Refusal.NO_OVERRIDE),
    ("taken although closed", at(0, egfr=29), begin(-7, Reason.SPECIALIST, mg="10"), None),
    ("lungs, specialist", at(0, ild="yes"), begin(0, Reason.SPECIALIST, mg="10"), None),
    ("aza without TPMT", at(0, tpmt=None, begins=False),
     begin(0, Reason.SPECIALIST, drug=AZA, weekday=None, mg="50"), Refusal.NO_OVERRIDE),
    ("resume closed for good", at(30).told(egfr=29).at(40),
     resume(40, reason=Reason.SPECIALIST), Refusal.NO_OVERRIDE),
    ("resume in an infection", at(30).told(active_infection=True).at(40),
     resume(40, reason=Reason.SPECIALIST), None),
    ("pregnant", at(0, **{**WOMAN, "pregnancy": "yes"}), begin(0, Reason.SPECIALIST, mg="10"),
     Refusal.PREGNANCY),
    ("beside", at(100), begin(100, Reason.BESIDE, drug=TACROLIMUS, weekday=None), None),
    ("never together", at(100, ild="yes"),
     begin(100, Reason.BESIDE, drug=AZA, weekday=None, mg="50"), Refusal.NEVER_TOGETHER),
    ("rise", at(28), rise(28), None),
    ("rise early", at(27), rise(27), Refusal.RISE_BEFORE_DUE),
    ("rise tested before", at(28), rise(28, tested=0), Refusal.TESTS_TOO_OLD),
    ("rise tested tomorrow", at(28), rise(28, tested=29), Refusal.TESTS_IN_FUTURE),
    ("rise without route", at(28), rise(28, route=None), Refusal.ROUTE_MISSING),
    ("rise at the top", at(90, rise(28), rise(64)), rise(90), Refusal.AT_THE_TOP),
    ("rise held", at(40, suspend(30)), rise(40), Refusal.IS_HELD),
    ("rise backdated", at(30), rise(28), Refusal.IN_THE_PAST),
    ("rise closed", at(28).told(egfr=40), rise(28), Refusal.IS_HELD),
    ("rise in uk", at(64, rise(28), region="uk"), rise(64), Refusal.UNDER_THE_SKIN),
    ("rise in uk, skin", at(64, rise(28), region="uk"), rise(64, route=Route.SKIN), None),
    ("stay", at(28), decision(Move.STAY, 28, Reason.ENOUGH, weeks=4), None),
    ("stay long", at(28), decision(Move.STAY, 28, Reason.ENOUGH, weeks=5), Refusal.STAY_WEEKS),
    ("hold", at(3), suspend(3), None),
    ("hold before", at(30, rise(28)), suspend(27), Refusal.BEFORE_LAST_DECISION),
    ("hold twice", at(40, suspend(30)), suspend(40), Refusal.IS_HELD),
    ("hold until then", at(3), suspend(3, until=3), Refusal.UNTIL_TOO_EARLY),
    ("hold far", at(3), suspend(400), Refusal.TOO_FAR_AHEAD),
    ("hold of nothing", at(3, begins=False), suspend(3), Refusal.NOT_BEGUN),
    ("hold for a stop's reason", at(3), suspend(3, Reason.PREGNANCY), Refusal.REASON),
    ("resume", at(40, suspend(30)), resume(40), None),
    ("resume what is taken", at(40), resume(40), Refusal.NOT_HELD),
    ("resume tested before", at(40, suspend(30)), resume(40, tested=30), Refusal.TESTS_TOO_OLD),
    ("resume more", at(40, suspend(30)), resume(40, mg="17.5"), Refusal.MG_ABOVE_THE_LAST),
    ("resume closed", at(30).told(egfr=40).at(40), resume(40), Refusal.CLOSED),
    ("resume closed, specialist", at(30).told(egfr=40).at(40),
     resume(40, reason=Reason.SPECIALIST), None),
    *(
        (f"resume {drug}, closed {why or reason}", at(9, begin(9, Reason.RESCUE, drug=drug,
         weekday=None)).told(**{key: value}).at(12), resume(12, drug=drug, reason=reason), why)
        for drug, key, value in (
            (Drug.RITUXIMAB, "active_infection", True), (TACROLIMUS, "egfr", 20),
            (Drug.CYCLOPHOSPHAMIDE, "cytopenia", True),
        )
        for reason, why in (
            (Reason.RECOVERED, Refusal.CLOSED), (Reason.SPECIALIST, None),
        )
    ),
    ("resume pregnant", at(30, **WOMAN).told(pregnancy="planning").at(40),
     resume(40, reason=Reason.SPECIALIST), Refusal.PREGNANCY),
    ("own amount", at(20), amount(20, "10"), None),
    ("own amount over", at(20), more(20, "27.5", route=Route.SKIN), Refusal.MG_OVER_LIMIT),
    ("own amount at most", at(20), more(20, "25", route=Route.SKIN), None),
    ("more untested", at(20), amount(20, "20", Reason.SPECIALIST, route=Route.MOUTH),
     Refusal.TESTS_MISSING),
    ("more, tested before", at(20), more(20, "20", tested=0, route=Route.MOUTH),
     Refusal.TESTS_TOO_OLD),
    ("more, tested long ago", at(40), more(40, "20", tested=20, route=Route.MOUTH),
     Refusal.TESTS_TOO_OLD),
    ("more, tested tomorrow", at(20), more(20, "20", tested=21, route=Route.MOUTH),
     Refusal.TESTS_IN_FUTURE),
    ("more, pregnant", at(30, **WOMAN).told(pregnancy="yes").at(30),
     more(30, "20", route=Route.MOUTH), Refusal.IS_HELD),
    ("more, closed", at(1, begin(0, Reason.SPECIALIST, mg="5"), egfr=40, begins=False).at(20),
     more(20, "7.5", Reason.ACTIVE_DISEASE), Refusal.CLOSED),
    ("more, closed, specialist",
     at(1, begin(0, Reason.SPECIALIST, mg="5"), egfr=40, begins=False).at(20),
     more(20, "7.5"), None),
    ("own amount none", at(20), amount(20, "0"), Refusal.MG_NOT_ABOVE_ZERO),
    ("own amount odd", at(20), amount(20, "11"), Refusal.MG_WITHOUT_TABLETS),
    ("weekday", at(14), weekday(14, Weekday.FRIDAY), None),
    ("weekday early", at(5), weekday(5, Weekday.FRIDAY), Refusal.TOO_CLOSE),
    ("weekday same", at(14), weekday(14, Weekday.MONDAY), Refusal.SAME_WEEKDAY),
    (
        "weekday of a daily drug", plan(liver_disease=True).at(14),
        decision(Move.WEEKDAY, 14, Reason.SUITS_BETTER, Drug.AZATHIOPRINE,
                 weekday=Weekday.FRIDAY),
        Refusal.NOT_WEEKLY,
    ),
    ("weekday none", at(14), weekday(14, None), Refusal.WEEKDAY_MISSING),
    ("recover nothing", at(40),
     decision(Move.RECOVER, 40, Reason.RECOVERED, tested=40), Refusal.NOTHING_TO_RECOVER),
    ("stop", at(40), end(40), None),
    ("stop held", at(40, suspend(30)), end(40), None),
    ("stop without effect", at(84), end(84, Reason.NO_EFFECT), None),
    ("stop soon without effect", at(83), end(83, Reason.NO_EFFECT), Refusal.TOO_EARLY_TO_FAIL),
    ("stop what was never begun", plan(begins=False).at(9), end(9), Refusal.NOT_BEGUN),
    ("stop what is answered to be taken", BEFORE, end(9), None),
    ("stop what is not", BEFORE, end(9, drug=AZA), Refusal.NOT_BEGUN),
    ("stop what was tried", TRIED, end(9, drug=AZA), Refusal.NOT_BEGUN),
    ("stop what may be taken", plan(recorded=False).at(9), end(9), None),
    ("stop what was not named", plan(recorded=False).at(9), end(9, drug=AZA), Refusal.NOT_BEGUN),
    ("rescue", at(9), begin(9, Reason.RESCUE, drug=Drug.RITUXIMAB, weekday=None, mg="1000"), None),
    ("rescue over", at(9),
     begin(9, Reason.RESCUE, drug=Drug.RITUXIMAB, weekday=None, mg="1001"),
     Refusal.MG_OVER_LIMIT),
    ("globulin", at(9), begin(9, Reason.RESCUE, drug=Drug.IMMUNOGLOBULIN, weekday=None), None),
    ("mmf over", at(9, ild="yes"), more(9, "3500", drug=MMF), Refusal.MG_OVER_LIMIT),
    ("mmf low egfr", at(9, ild="yes", egfr=20), more(9, "2500", drug=MMF),
     Refusal.MG_OVER_LIMIT),
    ("mmf at most", at(9, ild="yes"), more(9, "3000", drug=MMF), None),
    ("aza at most", at(9, alcohol_excess=True), more(9, "175", drug=AZA), None),
    ("aza over", at(9, alcohol_excess=True), more(9, "200", drug=AZA), Refusal.MG_OVER_LIMIT),
    ("aza half", at(9, alcohol_excess=True), more(9, "60", drug=AZA),
     Refusal.MG_WITHOUT_TABLETS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lived", "wanted", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_decision_is_refused_for_its_reason(
    lived: Lived, wanted: Decision, expected: Refusal | None
) -> None:
    assert lived.refusal(wanted) == expected


@pytest.mark.parametrize("reason", REASONS[Move.AMOUNT])
@pytest.mark.parametrize(
    ("lived", "drug", "mg"),
    [
        *((at(20), METHOTREXATE, mg) for mg in ("12.5", "15", "17.5", "25")),
        *((at(20, alcohol_excess=True), AZA, mg) for mg in ("25", "50", "75")),
        *((at(20, ild="yes"), MMF, mg) for mg in ("500", "1000", "1500")),
    ],
    ids=str,
)
def test_more_is_only_taken_for_what_can_speak_for_more_and_on_blood_tests(
    lived: Lived, drug: Drug, mg: str, reason: Reason
) -> None:
    present = lived.of(drug).last.mg
    assert present is not None
    higher = Decimal(mg) > present
    wanted = amount(20, mg, reason, drug=drug, route=Route.SKIN)
    tested = replace(wanted, tested=on(20))
    fits = reason not in (FOR_LESS if higher else FOR_MORE) and reason is not Reason.RECOVERED
    assert (lived.refusal(tested) is None) == fits
    assert (lived.refusal(wanted) is None) == (fits and not higher)


def test_a_rise_rests_on_blood_tests() -> None:
    untested = decision(Move.RISE, 28, Reason.RESULTS_GOOD, route=Route.MOUTH)
    assert at(28).refusal(untested) is Refusal.TESTS_MISSING


def test_every_refusal_is_reached() -> None:
    reached = {case[3] for case in CASES} | {Refusal.TESTS_MISSING}
    assert reached >= set(Refusal)


@pytest.mark.parametrize(
    ("lived", "wanted", "expected"),
    [
        (at(28), rise(28), None),
        (at(28, **WOMAN), rise(28), Confirm.PREGNANCY_AGAIN),
        (at(28, **WOMAN, begins=False), begin(28), Confirm.PREGNANCY_AGAIN),
        (at(28, **{**WOMAN, "age": 61}), rise(28), None),
        (at(40, suspend(30), **WOMAN), resume(40), Confirm.PREGNANCY_AGAIN),
        (at(20), amount(20, "10"), Confirm.OWN_AMOUNT),
        (at(20, **WOMAN), amount(20, "10"), Confirm.OWN_AMOUNT),
        (at(20, **WOMAN), more(20, "25"), Confirm.PREGNANCY_AGAIN),
        (at(0, egfr=40), begin(0, Reason.SPECIALIST, mg="10"), Confirm.AGAINST_AN_ANSWER),
        (at(9), suspend(9, Reason.INFLUENZA_VACCINE), Confirm.VACCINE),
        (at(100), begin(100, Reason.BESIDE, drug=AZA, weekday=None, mg="50"), Confirm.BESIDE),
        (at(9), suspend(9), None),
        (at(9), end(9, Reason.PREGNANCY), None),
        (at(9, alcohol_excess=True), end(9, Reason.PREGNANCY, drug=AZA), Confirm.GOES_ON),
        (at(9, alcohol_excess=True), end(9, Reason.LIVER, drug=AZA), None),
    ],
    ids=str,
)
def test_a_decision_is_confirmed_a_second_time(
    lived: Lived, wanted: Decision, expected: Confirm | None
) -> None:
    assert lived.confirm(wanted) == expected


@pytest.mark.parametrize(
    ("lived", "wanted", "expected"),
    [
        (at(0, begins=False), begin(0), 15),
        (at(28), rise(28), 20),
        (at(40, suspend(30)), resume(40), 15),
        (at(40, suspend(30)), resume(40, mg="10"), 10),
        (at(9), begin(9, Reason.RESCUE, drug=Drug.RITUXIMAB, weekday=None), None),
    ],
    ids=str,
)
def test_the_amount_that_a_decision_comes_to(
    lived: Lived, wanted: Decision, expected: int | None
) -> None:
    assert amount_of(lived.standing, wanted) == expected


@pytest.mark.parametrize(
    ("lived", "wanted", "expected"),
    [
        (at(28).told(egfr=40), rise(28), [Refusal.IS_HELD, Refusal.RISE_BEFORE_DUE,
                                          Refusal.TESTS_TOO_OLD, Refusal.CLOSED]),
        (at(100), begin(100, drug=AZA, weekday=None), [Refusal.NOT_READY,
                                                       Refusal.ALREADY_BEGUN]),
        (at(20), decision(Move.STEP, 20, Reason.RESULTS_GOOD), [Refusal.NOT_BEGUN]),
        (at(20), replace(suspend(20), drug=None), [Refusal.NOT_BEGUN]),
        (at(26).then(suspend(27)).at(26), decision(Move.RECOVER, 26, Reason.RECOVERED),
         [Refusal.NOTHING_TO_RECOVER]),
    ],
    ids=["a rise of what is closed", "another agent as planned", "a move of the steroid",
         "of no drug", "of a hold that is to come"],
)  # fmt: skip
def test_every_reason_against_a_decision_is_known(
    lived: Lived, wanted: Decision, expected: list[Refusal]
) -> None:
    assert list(refusals(lived.standing, wanted)) == expected


def test_of_an_amount_that_is_none_nothing_else_is_said() -> None:
    none = amount(20, "0")
    assert list(amount_refusals(at(20).standing, none, METHOTREXATE)) == [
        Refusal.MG_NOT_ABOVE_ZERO
    ]


def test_what_names_no_drug_comes_to_no_amount_and_needs_no_second_confirmation() -> None:
    of_none = replace(resume(20), drug=None)
    assert amount_of(at(20, **WOMAN).standing, of_none) is None
    assert list(confirms(at(20, **WOMAN).standing, of_none)) == []
    assert amount_of(at(20).standing, resume(20, drug=TACROLIMUS)) is None  # never begun


@pytest.mark.parametrize("drug", [AZA, Drug.METHYLPREDNISOLONE, MMF, METHOTREXATE])
@pytest.mark.parametrize("weight", ["70.30681818181818181818181818", "54.4310844", "88.9"])
def test_the_highest_amount_is_one_that_can_be_given(drug: Drug, weight: str) -> None:
    there = plan().standing
    case = replace(there.case, weight_kg=Decimal(weight), height_cm=Decimal("166.37"))
    most, grid = limits(replace(there, case=case), drug)
    assert most is not None
    assert most % (grid or 1) == 0
    assert len(f"{plain(most):f}") <= len("1000")


def test_each_move_of_a_drug_has_reasons_and_none_of_the_steroid_is_among_them() -> None:
    assert set(REASONS) == set(Move)
    assert all(REASONS[move] for move in OF_A_DRUG)


@pytest.mark.parametrize(
    ("answers", "drug", "why"),
    [
        ({}, METHOTREXATE, None),
        ({"pregnancy": "yes"}, METHOTREXATE, Refusal.PREGNANCY),
        ({"pregnancy": "breastfeeding"}, MMF, Refusal.PREGNANCY),
        ({"pregnancy": "yes"}, AZA, None),
        ({"egfr": 29}, METHOTREXATE, Refusal.NO_OVERRIDE),
        ({"egfr": 30}, METHOTREXATE, None),
        ({"liver_disease": True}, METHOTREXATE, Refusal.NO_OVERRIDE),
        ({"tpmt": None}, AZA, Refusal.NO_OVERRIDE),
        ({"active_infection": True}, METHOTREXATE, None),
        ({"hbv": "pos", "cytopenia": True, "ild": "yes"}, METHOTREXATE, None),
        ({"pregnancy": "yes"}, TACROLIMUS, None),
    ],
    ids=str,
)
def test_what_nobody_can_resume_as_it_is_answered(
    answers: dict[str, Any], drug: Drug, why: Refusal | None
) -> None:
    """Pregnancy for what harms a child, and what no specialist's decision goes against; the rest
    can be set aside."""
    assert never_resumed(plan(begins=False, **{**WOMAN, **answers}).standing, drug) is why
