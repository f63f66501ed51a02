"""Plans that are under way, each on a day: what was decided of the steroid and of the drugs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.amounts import Weekday
from core.course.decisions import Drug, Move, Reason
from core.patient import Route
from tests.core.deciding import flare, hold, off_plan, step, stop
from tests.core.regimens import (
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

AZATHIOPRINE, MYCOPHENOLATE = Drug.AZATHIOPRINE, Drug.MYCOPHENOLATE
OTHER_DAY = decision(Move.WEEKDAY, 16, Reason.SUITS_BETTER, weekday=Weekday.FRIDAY)
IN_HOSPITAL = {"reason": Reason.RESCUE, "weekday": None}

Stories = Sequence[tuple[str, Lived]]


def _drugs() -> Stories:
    first = plan()
    raised = first.at(28).then(rise(28))
    before = plan(immunosuppressants={"methotrexate": "taking", "other": "taking"}, begins=False)
    return (
        ("methotrexate on its first day", first),
        ("raised on day 28, the day after", raised.at(29)),
        ("raised twice, the highest amount", raised.at(63).then(rise(63)).at(64)),
        ("to stay on it", first.at(28).then(
            decision(Move.STAY, 28, Reason.ENOUGH, weeks=4)).at(30)),
        ("another weekday from day 16", first.at(16).then(OTHER_DAY).at(17)),
        ("the same, once the day before it is past", first.at(16).then(OTHER_DAY).at(24)),
        ("10 mg for low counts", first.at(30).then(
            decision(Move.AMOUNT, 30, Reason.LOW_COUNTS, mg="10")).at(31)),
        ("17.5 mg by mouth, decided ahead", first.at(40).then(
            decision(Move.AMOUNT, 44, Reason.ACTIVE_DISEASE, mg="17.5", tested=40,
                     route=Route.MOUTH)).at(41)),
        ("held for low counts", first.at(30).then(suspend(30)).at(32)),
        ("held from tomorrow on", first.at(26).then(suspend(27))),
        ("held until day 44", first.at(30).then(suspend(30, Reason.NEW_COUGH, until=44)).at(32)),
        ("held, resumed lower", first.at(30).then(suspend(30)).at(45).then(
            resume(45, mg="10")).at(46)),
        ("held, resume decided ahead", first.at(26).then(
            suspend(26, Reason.INFLUENZA_VACCINE, until=40)).at(35).then(
                resume(40, tested=35)).at(36)),
        ("stopped after no effect", first.at(100).then(end(100, Reason.NO_EFFECT)).at(101)),
        ("ready since day 10, immunoglobulin after it", plan(begins=False, hbv=None).at(10).told(
            hbv="neg").at(12).then(
                begin(12, drug=Drug.IMMUNOGLOBULIN, mg="140000", **IN_HOSPITAL)).at(13)),
        ("stopped for the liver", first.at(40).then(end(40, Reason.LIVER)).at(41)),
        ("stopped for the liver, which has recovered", first.at(40).then(
            end(40, Reason.LIVER)).at(60).then(
                decision(Move.RECOVER, 60, Reason.RECOVERED, tested=60)).at(61)),
        ("its blood was last tested on day 28", replace(raised.at(72), tested=28)),
        ("hepatitis B found while it is taken", first.at(20).told(hbv="pos").at(21)),
        ("an eGFR of 20 while it is taken", first.at(20).told(egfr=20).at(21)),
        ("anti-MDA5 found while it is taken", first.at(20).told(mda5=True).at(21)),
        ("lungs that worsen fast while it is taken", first.at(20).told(
            rapidly_progressive=True).at(21)),
        ("ready, and not begun", plan(begins=False).at(10)),
        ("begun on day 35", plan(begins=False).at(35).then(begin(35)).at(36)),
        ("taken before the plan, nothing recorded", before),
        ("17.5 mg under the skin, taken before", before.then(
            begin(-60, Reason.ALREADY_TAKEN, mg="17.5", route=Route.SKIN))),
        ("stopped, taken before and never recorded", before.at(9).then(end(9)).at(10)),
        ("may be taken, nobody has recorded it", plan(recorded=False).at(9)),
        ("the same, stopped", plan(recorded=False).at(9).then(end(9)).at(10)),
        ("the same, an eGFR of 20 found", plan(recorded=False).at(9).told(egfr=20).at(10)),
        ("the same, found on the first day", plan(recorded=False).told(egfr=20).at(10)),
        ("azathioprine", plan(alcohol_excess=True)),
        ("azathioprine, raised", plan(alcohol_excess=True).at(14).then(
            rise(14, drug=AZATHIOPRINE, route=None)).at(15)),
        ("azathioprine at the target of a lower weight", plan(alcohol_excess=True).at(14).then(
            rise(14, drug=AZATHIOPRINE, route=None)).at(20).told(weight_kg="42").at(21)),
        ("mycophenolate, held for an infection", plan(ild="yes").at(14).then(
            suspend(14, Reason.INFECTION, drug=MYCOPHENOLATE)).at(16)),
        ("a pregnancy while mycophenolate is taken", plan(**{**WOMAN, "ild": "yes"}).at(20).told(
            pregnancy="yes").at(21)),
        ("a child", plan(subtype="juvenile", weight_kg="25", height_cm=125, age=8)),
    )  # fmt: skip


def _rescue() -> Stories:
    severe = plan(severity="severe")
    return (
        ("severe, nothing given", severe.at(9)),
        ("methotrexate held for low counts from tomorrow on", severe.at(8).then(suspend(9))),
        ("held for low counts since yesterday", severe.at(8).then(suspend(8)).at(9)),
        ("rituximab", severe.at(9).then(
            begin(9, drug=Drug.RITUXIMAB, mg="1000", **IN_HOSPITAL)).at(10)),
        ("rituximab, its dose not recorded", severe.at(9).then(
            begin(9, drug=Drug.RITUXIMAB, **IN_HOSPITAL)).at(10)),
        ("rituximab a second time", severe.at(9).then(
            begin(9, drug=Drug.RITUXIMAB, mg="1000", **IN_HOSPITAL)).at(24).then(
                decision(Move.GIVEN, 23, Reason.RESCUE, Drug.RITUXIMAB, mg="1000"))),
        ("immunoglobulin", severe.at(9).then(
            begin(9, drug=Drug.IMMUNOGLOBULIN, mg="140000", days=5, **IN_HOSPITAL)).at(10)),
        ("immunoglobulin a second time", severe.at(9).then(
            begin(9, drug=Drug.IMMUNOGLOBULIN, mg="140000", days=5, **IN_HOSPITAL)).at(38).then(
                decision(Move.GIVEN, 37, Reason.RESCUE, Drug.IMMUNOGLOBULIN, mg="140000",
                         days=5))),
        ("cyclophosphamide a second time", severe.at(9).then(
            begin(9, drug=Drug.CYCLOPHOSPHAMIDE, mg="750", **IN_HOSPITAL)).at(20).then(
                decision(Move.GIVEN, 20, Reason.RESCUE, Drug.CYCLOPHOSPHAMIDE, mg="750"))),
        ("cyclophosphamide", severe.at(9).then(
            begin(9, drug=Drug.CYCLOPHOSPHAMIDE, mg="750", **IN_HOSPITAL)).at(10)),
        ("tacrolimus", severe.at(9).then(
            begin(9, drug=Drug.CALCINEURIN_INHIBITOR, mg="5", **IN_HOSPITAL)).at(10)),
        ("a pulse along the course", severe.at(9).then(
            begin(9, drug=Drug.METHYLPREDNISOLONE, mg="1000", days=3, **IN_HOSPITAL)).at(13)),
        ("a pulse of unknown dose", severe.at(120).then(
            begin(120, drug=Drug.METHYLPREDNISOLONE, days=3, **IN_HOSPITAL)).at(124)),
    )  # fmt: skip


def _course() -> Stories:
    severe, low = plan(severity="severe"), plan(start_mg="7.5")
    return (
        ("a severe course from 70 mg on its first day", severe),
        ("40 mg already taken for 2 weeks more", severe.of_the_steroid(
            off_plan(0, "40", reason=Reason.ALREADY_TAKEN)).at(3)),
        ("the first step", severe.of_the_steroid(step(28)).at(30)),
        ("nobody has confirmed it on day 33", severe.at(33)),
        ("held for 2 weeks", severe.of_the_steroid(hold(28)).at(30)),
        ("held for 6 weeks in all", severe.of_the_steroid(hold(28)).of_the_steroid(
            hold(42)).of_the_steroid(hold(56)).at(57)),
        ("a flare on day 50", severe.of_the_steroid(step(28)).of_the_steroid(
            step(42)).of_the_steroid(flare(50, "70")).at(51)),
        ("15 mg of their own on day 100", severe.of_the_steroid(step(28)).of_the_steroid(
            off_plan(100, "15")).at(101)),
        ("stopped on day 30", severe.of_the_steroid(stop(30)).at(31)),
        ("breathing found weak on day 20", severe.at(20).told(respiratory_weakness=True).at(21)),
        ("at 5 mg", low.of_the_steroid(step(28)).at(29)),
        ("at its end", low.of_the_steroid(step(28)).of_the_steroid(step(42)).of_the_steroid(
            step(56)).at(57)),
        ("80 mg of 165 kg, which are 100 on day 20", plan(
            severity="severe", weight_kg="165").at(20).told(weight_kg="100").at(21)),
        ("answered to be mild and of 58 kg on day 20", severe.at(20).told(
            weight_kg="58", severity="mild").at(21)),
        ("after a pulse, stopped on day 30", plan(severity="severe", pulse_days=3).of_the_steroid(
            stop(30)).at(31)),
    )  # fmt: skip


STORIES: Mapping[str, Callable[[], Stories]] = {
    "drugs": _drugs,
    "rescue": _rescue,
    "course": _course,
}
