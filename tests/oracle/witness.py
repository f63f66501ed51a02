"""The product asked about the same life, and every place where it says otherwise.

What it may not say, by letter: (a) an amount nobody confirmed, (b) a drug begun by itself, (c) one
that goes on after a hold, a stop or an answer that closes it, (d) a date lost or moved, (e) what
was taken told otherwise, (f) a decision refused or taken against the prose.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.guideline import shipped
from core.agenda import agenda
from core.amounts import Weekday
from core.course import decision_rules
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen import Regimen
from core.course.regimen_amounts import Standing
from core.course.regimen_rules import refused
from core.due import Due, Item
from core.edition.answered import answered
from core.edition.kept_plan import Kept, as_it_stands, decided, made
from core.evidence import Line, Section
from core.patient import Route
from core.plan import Plan
from core.sayable import Medicine
from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, Life, Wish
from tests.oracle.reading import WEEKDAYS

AHEAD = 84
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
BY_ITSELF = ("overdose", "tests_overdue", "closed")  # asked about at once
TRIED = ("drug_failed", "drug_not_tolerated")
NEXT = ("drug_next", "drug_next_weekly")
NO_DOSE = frozenset({"folic_acid_daily", "folic_acid_weekly"})
NAME_AN_AMOUNT = frozenset({"mg", "intakes", "amounts", "count", "target", "small", "large"})
MAY_NAME = (Item.METHOTREXATE, Item.BEFORE_RISE, Item.TITRATION)
OF_THE_STEROID = (Item.PNEUMOCYSTIS, Item.VACCINES, Item.BONE, Item.ADRENAL)


@dataclass
class Witness:
    """What the product keeps of a life."""

    life: Life
    text: str
    answers: dict[str, Any]

    @classmethod
    def made(cls, case: Mapping[str, Any], *, begins: bool) -> "Witness":
        """The plan as it is made, and the life that goes by it; a child has no daily rows."""
        text = made(shipped(), case, begins=begins)
        plan = as_it_stands(shipped(), case, text).plan
        start = int(plan.start.mg * 2) if plan.start else 0
        life = Life.made(case, start, begins=begins)
        life.steroid.ended = plan.course is None
        return cls(life, text, dict(case))

    def kept(self) -> Kept:
        """The plan as it stands today."""
        today = self.life.day(self.life.today)
        tested = None if self.life.tested is None else self.life.day(self.life.tested)
        return as_it_stands(
            shipped(), self.answers, self.text, not_before=today, today=today, tested=tested
        )

    def refusal(self, wish: Wish) -> str | None:
        """The code of why it may not be decided; None where it may."""
        kept, decision = self.kept(), self.decision(wish)
        plan = kept.plan
        if decision.drug is None:
            assert plan.course is not None
            return decision_rules.refused(kept.rules, plan.case, plan.course, decision)
        stands = Standing(
            guideline=kept.rules,
            case=plan.case,
            agent=plan.agent,
            regimens=plan.regimens,
            today=self.life.day(self.life.today),
        )
        return refused(stands, decision)

    def take(self, wish: Wish) -> None:
        self.text = decided(self.kept(), self.decision(wish))

    def answer(self, given: Mapping[str, Any]) -> None:
        kept, today = self.kept(), self.life.day(self.life.today)
        self.answers = {**self.answers, **given}
        self.text = answered(kept, self.answers, today)

    def keep_holds(self) -> None:
        """A drug that is held by itself stays so once its blood has been tested."""
        for each in self.kept().plan.regimens:
            held = each.held
            if held and held.reason is Reason.TESTS_OVERDUE:
                decision = Decision(
                    move=Move.SUSPEND, on=held.first, reason=held.reason, drug=each.drug
                )
                self.text = decided(self.kept(), decision)

    def decision(self, wish: Wish) -> Decision:
        def day(given: int | None) -> date | None:
            return None if given is None else self.life.day(given)

        return Decision(
            move=Move(wish.move),
            on=self.life.day(wish.on),
            reason=Reason(wish.reason),
            mg=wish.mg,
            weeks=wish.weeks,
            drug=Drug(wish.drug) if wish.drug else None,
            weekday=Weekday(wish.weekday) if wish.weekday else None,
            route=Route(wish.route) if wish.route else None,
            until=day(wish.until),
            tested=day(wish.tested),
        )

    def differences(self) -> Iterator[str]:
        """Every place where the product says otherwise on this day."""
        plan, life = self.kept().plan, self.life
        until = life.day(life.today + AHEAD)
        found = agenda(shipped(), plan, today=life.day(life.today), until=until)
        within = [each for each in found if each.day <= until]
        yield from self._drugs(plan)
        yield from self._named(plan)
        yield from self._steroid(plan)
        yield from self._lines(plan)
        yield from self._said(plan)
        yield from self._agenda(within)
        yield from self._fixed(plan, found)

    def _drugs(self, plan: Plan) -> Iterator[str]:
        """Day by day: taken in which amount, held, ended; past days too."""
        theirs, ours = [str(each.drug) for each in plan.regimens], self.life.diaries
        if theirs != [each.drug for each in ours]:
            yield f"(b) drugs: {theirs}, not {[each.drug for each in ours]}"
            return
        for regimen, diary in zip(plan.regimens, ours, strict=True):
            yield from self._drug(regimen, diary)

    def _drug(self, regimen: Regimen, diary: Diary) -> Iterator[str]:
        first = min(min(diary.days), (regimen.stretches[0].first - self.life.first).days)
        for day in range(first, self.life.today + AHEAD):
            stretch, mark = regimen.on(self.life.day(day)), diary.on(day)
            state = None if stretch is None else str(stretch.state)
            mg = stretch.mg if stretch and state == "taken" else None
            ours = None if mark is None else mark.state
            if state == ours and (ours != "taken" or (mark and mg == mark.mg)):
                continue
            letter = "e" if day < self.life.today else "a" if ours == state else "c"
            told = f"{state} {mg}, not {ours} {mark and mark.mg}"
            yield f"({letter}) {diary.drug} on day {day}: {told}"
            return
        follows = regimen.due is not None and regimen.following_mg is not None
        due = (regimen.due - self.life.first).days if regimen.due and follows else None
        if due != diary.due or (due is not None and regimen.following_mg != diary.following()):
            told = f"day {due} to {regimen.following_mg}"
            yield f"(d) rise of {diary.drug}: {told}, not day {diary.due} to {diary.following()}"

    def _named(self, plan: Plan) -> Iterator[str]:
        """What is named while no agent is taken."""
        if self.life.agent_running():
            return
        named, theirs = self.life.named, plan.agent
        found = (str(theirs.first), theirs.status and str(theirs.status), bool(theirs.doses))
        ours = (named["first"], named["status"], bool(named["doses"]))
        if found != ours:
            yield f"(b) named: {found}, not {ours}"

    def _steroid(self, plan: Plan) -> Iterator[str]:
        course, patient = plan.course, self.life.steroid
        if course is None:
            return
        doses = {}
        for row in course.periods[: course.confirmed]:
            for day in range(row.days):
                doses[row.offset + day] = row.mg * 2
        told = [doses.get(day) for day in range(len(patient.taken))]
        if told != patient.taken:
            yield f"(e) steroid: {told}, not {patient.taken}"
        if course.reassess != (patient.waits and not patient.ended):
            yield f"(c) the steroid waits: {course.reassess}, not {patient.waits}"

    def _lines(self, plan: Plan) -> Iterator[str]:
        today = self.life.today
        seen: dict[str, list[tuple[Any, ...]]] = {}
        for line in plan.lines:
            yield from self._line(line)
            if line.section is Section.START and "drug" in line.values:
                told = (line.says, line.values.get("mg"))
                seen.setdefault(str(line.values["drug"]), []).append(told)
        says = {line.says for line in plan.lines}
        for drug, diary in {each.drug: each for each in self.life.diaries}.items():
            mark, told = diary.on(today) or diary.on(min(diary.days)), seen.get(drug, [])
            assert mark is not None
            if mark.mg is not None and drug in AGENTS and diary.given(today):
                if not any(mg == mark.mg for _, mg in told):
                    yield f"(a) the amount of {drug} is not told: {told}"
            if mark.state == "held" and not any(each.startswith("drug_held") for each, _ in told):
                yield f"(c) {drug} is held and not told so: {told}"
            if diary.ended and ("drug_ended", None) not in told:
                yield f"(c) {drug} was stopped and is not told so: {told}"
            if diary.ended and drug in WASHOUT and f"agents.life.washout.{drug}" not in says:
                yield f"(d) washout of {drug} is lost"

    def _line(self, line: Line) -> Iterator[str]:
        """One sentence: an amount in it is confirmed, or told as one to be decided."""
        values, says = line.values, line.says
        if says in OF_A_DOSE:
            yield from self._dose(OF_A_DOSE[says], says, values)
        elif says.startswith("drug_") and says not in TRIED:
            yield from self._of_a_drug(says, values)
        elif line.section is Section.AGENT and says not in NO_DOSE:
            if any(isinstance(value, Decimal) for value in values.values()):
                if not says.startswith(("azathioprine_", "methotrexate_child_")):
                    yield f"(a) a number about an agent: {says} {dict(values)}"

    def _dose(self, drug: str, says: str, values: Mapping[str, Any]) -> Iterator[str]:
        mg = values["mg"] if "mg" in values else None
        if "intakes" in values:
            mg = sum(values["intakes"], Decimal(0))
        if mg is None:
            parts = [value for value in values.values() if isinstance(value, Decimal)]
            mg = sum(parts, Decimal(0))
        if drug == "mycophenolate":
            mg *= 2
        day = (values["date"] - self.life.first).days
        diary = next((each for each in reversed(self.life.diaries) if each.drug == drug), None)
        mark = diary.on(day) if diary else None
        if mark is None or mark.state != "taken" or not mark.dose or mark.mg != mg:
            yield f"(a) {says} {mg} from day {day}, not {mark}"

    def _of_a_drug(self, says: str, values: Mapping[str, Any]) -> Iterator[str]:
        if says == "drug_above":
            amounts = {mg for each in self.life.diaries for mg in each.ladder if not each.ended}
            if not amounts >= {*values["amounts"]}:
                yield f"(a) amounts above: {values}"
            return
        if "date" not in values:
            yield f"(a) a sentence about a drug that is not known here: {says} {dict(values)}"
            return
        drug, day = str(values["drug"]), (values["date"] - self.life.first).days
        diary = next((each for each in reversed(self.life.diaries) if each.drug == drug), None)
        if diary is None:
            yield f"(b) {says} of {drug}, which was never begun"
            return
        mark = diary.on(day)
        if says in ("drug_weekly", "drug_daily", "drug_recorded"):
            weekly = (says == "drug_weekly") == (diary.weekday is not None)
            if mark is None or mark.state != "taken" or not mark.dose:
                yield f"(a) {says} of {drug} from day {day}: {mark}"
            elif says != "drug_recorded" and (mark.mg != values["mg"] or not weekly):
                yield f"(a) {says} of {drug}: {values['mg']} from day {day}, not {mark}"
        elif (
            says in ("drug_held", "drug_held_until") and (mark is None or mark.state != "held")
        ) or (says == "drug_ended" and (mark is None or mark.state != "ended")):
            yield f"(c) {says} of {drug} from day {day}: {mark}"
        elif says in NEXT and (diary.due, diary.following()) != (day, values["mg"]):
            yield f"(a) next of {drug}: {values['mg']} on day {day}, not {diary.due}"

    def _said(self, plan: Plan) -> Iterator[str]:
        """Of a drug that is held, stopped or not begun no dose may be printed."""
        for each in plan.said:
            if each.medicine not in AGENTS:
                continue
            diary = self.life.running(str(each.medicine))
            to_come = diary.days.items() if diary else ()
            given = any(mark.state == "taken" and day >= self.life.today for day, mark in to_come)
            if each.doses and not given:
                yield f"(c) {each.medicine} is printed: {[line.says for line in each.doses]}"
            for line in each.doses:
                yield from self._line(line)
        taken = self.life.running("methotrexate")
        folic = any(each.medicine is Medicine.FOLIC_ACID for each in plan.said)
        if taken and not taken.held and taken.last.mg is not None and not folic:
            yield "(a) methotrexate without folic acid"

    def _agenda(self, found: list[Due]) -> Iterator[str]:
        life = self.life
        until = life.today + AHEAD
        theirs = Counter(filter(None, map(self._told, found)))
        ours: Counter[tuple[Any, ...]] = Counter()
        for each in life.diaries:
            if each.drug in AGENTS:
                ours.update(self._of_an_agent(each, until))
        named, known = life.named, {each.drug for each in life.diaries}
        if named["status"] == "ready" and named["first"] not in known and not life.agent_running():
            start = life.case.get("agent_start") or life.case["start_date"]
            first = (date.fromisoformat(start) - life.first).days + 7
            if _weekly(first, life.today) <= until:
                ours["begin", named["first"], _weekly(first, life.today), None] += 1
        for each in sorted({*theirs} | {*ours}, key=str):
            if each[0] == "weekly day, held" and not theirs[each]:
                continue
            if theirs[each] != ours[each]:
                letter = "a" if each[0] == "methotrexate" and theirs[each] else "d"
                yield f"({letter}) due {each}: {theirs[each]} times, not {ours[each]}"
        for due in found:
            if "drug" in due.values or due.item in OF_THE_STEROID:
                named_amount = [key for key in due.values if key in ("mg", "intakes", "amounts")]
                drugs = due.item not in (*MAY_NAME, *OF_THE_STEROID)
                if drugs and named_amount:
                    yield f"(a) {due.item} names an amount"
        yield from self._follow_up(found)

    def _told(self, due: Due) -> tuple[Any, ...] | None:
        """What is compared of one thing that falls due; None for what is not of an agent."""
        day, values = (due.day - self.life.first).days, due.values
        match due.item:
            case Item.METHOTREXATE if due.detail == "held":
                return "weekly day, held", str(values["drug"]), day, None
            case Item.METHOTREXATE:
                weekday = WEEKDAYS.index(str(values["weekday"]))
                right = weekday == self.life.weekday(day)
                return "methotrexate", "methotrexate", day, values["mg"] if right else "weekday"
            case Item.LABORATORY:
                return "laboratory", str(values["agent"]), day, None
            case Item.BEFORE_RISE | Item.TITRATION:
                return str(due.item), str(values["drug"]), day, values["mg"]
            case Item.HELD if values["reason"] in BY_ITSELF:
                diary = self.life.running(str(values["drug"]))
                named = max(diary.since, diary.until or 0) if diary else 0
                soon = day <= max(self.life.today, named) + 7
                return None if soon else ("held", "by itself, asked late", day, None)
            case Item.HELD | Item.BEGIN:
                return str(due.item), str(values["drug"]), day, None
        return None

    def _of_an_agent(self, diary: Diary, until: int) -> Iterator[tuple[Any, ...]]:
        drug, today = diary.drug, self.life.today
        for day in diary.tests(until):
            yield "laboratory", drug, day, None
        if diary.weekday is not None:
            for day, mark in diary.days.items():
                if mark.dose and day <= until and mark.mg is not None:
                    yield "methotrexate", drug, day, mark.mg
                if mark.rests and day <= until:
                    yield "weekly day, held", drug, day, None
        if diary.due is not None:
            if diary.due - 3 <= until:
                yield "before_rise", drug, diary.due - 3, diary.following()
            if diary.due <= until:
                yield "titration", drug, _weekly(diary.due, today), diary.following()
        if diary.held:
            since = diary.since
            first = max(since + 7 if diary.until is None else diary.until, since + 1)
            if diary.last.why not in BY_ITSELF and _weekly(first, today) <= until:
                yield "held", drug, _weekly(first, today), None

    def _follow_up(self, found: list[Due]) -> Iterator[str]:
        """Of each treatment that was recorded what follows from its first day."""
        told = [
            (
                str(due.values["drug"]),
                (due.values["first"] - self.life.first).days,  # type: ignore[operator]
                due.detail,
                (due.day - self.life.first).days,
            )
            for due in found
            if due.item is Item.FOLLOW_UP
        ]
        for each in self.life.diaries:
            if each.drug in AGENTS:
                continue
            mine = (each.drug, min(each.days))
            days = [(detail, day) for drug, first, detail, day in told if (drug, first) == mine]
            yield from _followed(each, self.life, days)

    def _fixed(self, plan: Plan, found: tuple[Due, ...]) -> Iterator[str]:
        """Reviews at 3 and 6 months; what is asked once the steroid has ended."""
        if plan.course is None or plan.course.ends is not None:
            return
        reviews = [(due.day - self.life.first).days for due in found if due.item is Item.REVIEW]
        if reviews != [91, 182]:
            yield f"(d) reviews on {reviews}"


GIVES = ("second_infusion", "next_course", "before_pulse")


def _followed(diary: Diary, life: Life, told: list[tuple[str, int]]) -> Iterator[str]:
    begun, until = min(diary.days), life.today + AHEAD
    for detail, day in told:
        mark = diary.on(day)
        if detail in GIVES and mark and mark.state != "taken":
            yield f"(c) {detail} of {diary.drug} on day {day}, which is {mark.state}"
    if diary.ended or diary.held:
        return
    windows = {
        "rituximab": [("second_infusion", 14, 14), ("levels", 84, 92), ("levels", 168, 184)],
        "immunoglobulin": [("next_course", 28, 31), ("next_course", 56, 62)],
        "cyclophosphamide": [("nadir", 10, 14), ("before_pulse", 28, 31)],
        "calcineurin_inhibitor": [
            ("calcineurin_tests", day, day) for day in range(14, until - begun + 1, 14)
        ],
    }
    for detail, first, last in windows.get(diary.drug, []):
        fits = (name.startswith(detail) and first <= day - begun <= last for name, day in told)
        given = all(diary.days[begun + day].state == "taken" for day in range(first, last + 1))
        if begun + last <= until and given and not any(fits):
            yield f"(d) {detail} of {diary.drug} at {first} to {last} days is lost: {told}"


def _weekly(first: int, today: int) -> int:
    """A question comes again every week."""
    return first if today < first else first + (today - first) // 7 * 7
