"""The sentences of a plan and what may be printed of it, against a life: no amount but those that
were confirmed, and what is held or stopped told so."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.evidence import Line, Section
from core.plan import Plan
from core.sayable import Medicine
from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, Life

WASHOUT = ("methotrexate", "mycophenolate")
OF_A_DOSE = {
    "methotrexate_week": "methotrexate",
    "methotrexate_week_routed": "methotrexate",
    "methotrexate_skin": "methotrexate",
    "methotrexate_child": "methotrexate",
    "azathioprine_once": "azathioprine",
    "azathioprine_twice": "azathioprine",
    "mycophenolate_week": "mycophenolate",
}
NO_DOSE = ("folic_acid_", "azathioprine_target", "methotrexate_child_sum")
TAKEN = ("drug_weekly", "drug_daily", "drug_recorded")
GIVEN = "drug_given_"  # how the lines begin that say a dose as it was given
STATES = {
    "drug_held": "held", "drug_held_until": "held", "drug_held_up_to": "held",
    "drug_ended": "ended", "drug_left": "ended",
}  # fmt: skip
NEXT = ("drug_next", "drug_next_weekly")
TRIED = ("drug_failed", "drug_not_tolerated", "drug_stopped")


def told(life: Life, plan: Plan) -> Iterator[str]:
    """Every sentence and every dose that may be printed."""
    yield from _lines(life, plan)
    yield from _said(life, plan)


def _lines(life: Life, plan: Plan) -> Iterator[str]:
    today = life.today
    seen: dict[str, list[tuple[Any, ...]]] = {}
    for line in plan.lines:
        yield from _line(life, line)
        if line.section is Section.START and "drug" in line.values:
            told = (line.says, line.values.get("mg"))
            seen.setdefault(str(line.values["drug"]), []).append(told)
    says = {line.says for line in plan.lines}
    for drug, diary in {each.drug: each for each in life.diaries}.items():
        mark, told = diary.on(today) or diary.on(min(diary.days)), seen.get(drug, [])
        assert mark is not None
        stands = mark.mg is not None and drug in AGENTS and diary.given(today)
        if stands and not any(mg == mark.mg for _, mg in told):
            yield f"(a) the amount of {drug} is not told: {told}"
        if mark.state == "held" and not any(each.startswith("drug_held") for each, _ in told):
            yield f"(c) {drug} is held and not told so: {told}"
        if diary.ended and not {("drug_ended", None), ("drug_left", None)} & {*told}:
            yield f"(c) {drug} was stopped and is not told so: {told}"
        if diary.ended and drug in WASHOUT and f"agents.life.washout.{drug}" not in says:
            yield f"(d) washout of {drug} is lost"


def _line(life: Life, line: Line) -> Iterator[str]:
    """One sentence: an amount in it is confirmed, or told as one to be decided."""
    values, says = line.values, line.says
    if says in OF_A_DOSE:
        yield from _dose(life, OF_A_DOSE[says], says, values)
    elif says in TRIED:
        yield from _tried(life, says, values)
    elif says.startswith("drug_"):
        yield from _of_a_drug(life, says, values)
    elif line.section is Section.AGENT and _amounts(values) and not says.startswith(NO_DOSE):
        yield f"(a) a number about an agent: {says} {dict(values)}"


def _tried(life: Life, says: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Of a drug that was stopped here the reason that was given, of another what was answered."""
    drug, today = str(values["drug"]), life.today
    ended = [each.last.why for each in life.diaries if each.drug == drug and each.over(today)]
    if (says == "drug_stopped") != bool(ended):
        yield f"(e) {says} of {drug}, which was stopped for {ended}"
    elif ended and values["reason"] != ended[-1]:
        yield f"(e) {drug} was stopped for {ended[-1]}, not {values['reason']}"


def _dose(life: Life, drug: str, says: str, values: Mapping[str, Any]) -> Iterator[str]:
    mg = _a_day_or_week(drug, values)
    day, diary = (values["date"] - life.first).days, _diary(life, drug)
    mark = diary.on(day) if diary else None
    if mark is None or mark.state != "taken" or not mark.dose or mark.mg != mg:
        yield f"(a) {says} {mg} from day {day}, not {mark}"


def _a_day_or_week(drug: str, values: Mapping[str, Any]) -> Decimal:
    """The whole amount: two equal doses a day, or two that are named, or one."""
    amounts = values["intakes"] if "intakes" in values else _amounts(values)
    total: Decimal = sum(amounts, Decimal(0))
    return total * 2 if drug == "mycophenolate" else total


def _amounts(values: Mapping[str, Any]) -> tuple[Decimal, ...]:
    if "mg" in values:
        return (values["mg"],)
    return tuple(value for value in values.values() if isinstance(value, Decimal))


def _diary(life: Life, drug: str) -> Diary | None:
    return next((each for each in reversed(life.diaries) if each.drug == drug), None)


def _of_a_drug(life: Life, says: str, values: Mapping[str, Any]) -> Iterator[str]:
    if says in {"drug_above", "drug_above_weekly"}:
        amounts = {mg for each in life.diaries for mg in each.ladder if not each.over(life.today)}
        if not amounts >= {*values["amounts"]}:
            yield f"(a) amounts above: {values}"
        return
    if says == "drug_next_not_asked":
        mine = _diary(life, str(values["drug"]))
        if mine is None or not mine.harmed or mine.due is not None or mine.following() is None:
            yield f"(d) no rise is asked for of {values['drug']}: {mine and mine.harms}"
        return
    if "date" not in values:
        yield f"(a) a sentence about a drug that is not known here: {says} {dict(values)}"
        return
    drug, day = str(values["drug"]), (values["date"] - life.first).days
    diary = _diary(life, drug)
    if diary is None:
        yield f"(b) {says} of {drug}, which was never begun"
        return
    mark = diary.on(day)
    if says in TAKEN or says.startswith(GIVEN):
        yield from _taken(diary, says, values, day)
    elif says in STATES and (mark is None or mark.state != STATES[says]):
        yield f"(c) {says} of {drug} from day {day}: {mark}"
    elif says in NEXT and (diary.due, diary.following()) != (day, values["mg"]):
        yield f"(a) next of {drug}: {values['mg']} on day {day}, not {diary.due}"


def _taken(diary: Diary, says: str, values: Mapping[str, Any], day: int) -> Iterator[str]:
    mark, weekly = diary.on(day), (says == "drug_weekly") == (diary.weekday is not None)
    if mark is None or mark.state != "taken" or not mark.dose:
        yield f"(a) {says} of {diary.drug} from day {day}: {mark}"
    elif not says.startswith(("drug_recorded", GIVEN)) and (mark.mg != values["mg"] or not weekly):
        yield f"(a) {says} of {diary.drug}: {values['mg']} from day {day}, not {mark}"


def _said(life: Life, plan: Plan) -> Iterator[str]:
    """Of a drug that is held, stopped or not begun no dose may be printed."""
    for each in plan.said:
        if each.medicine not in AGENTS:
            continue
        going = (d for d in life.diaries if d.drug == each.medicine and not d.over(life.today))
        diary = next(going, None)
        to_come = diary.days.items() if diary else ()
        given = any(mark.state == "taken" and day >= life.today for day, mark in to_come)
        if each.doses and not given:
            yield f"(c) {each.medicine} is printed: {[line.says for line in each.doses]}"
        for line in each.doses:
            yield from _line(life, line)
    taken = life.running("methotrexate")
    folic = any(each.medicine is Medicine.FOLIC_ACID for each in plan.said)
    named = taken and not taken.held and taken.stands.mg is not None
    if taken and named and taken.given(life.today) and not folic:
        yield "(a) methotrexate without folic acid"
