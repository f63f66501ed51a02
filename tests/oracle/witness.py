"""The product asked about the same life, and every place where it says otherwise.

What it may not say, by letter: (a) an amount nobody confirmed, (b) a drug begun by itself, (c) one
that goes on after a hold, a stop or an answer that closes it, (d) a date lost or moved, (e) what
was taken told otherwise, (f) a decision refused or taken against the prose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.guideline import shipped
from core.agenda import agenda
from core.amounts import Weekday
from core.course import decision_rules, undone
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.amounts import Background
from core.course.regimen.regimen import Regimen
from core.course.regimen.rules import refused
from core.edition.answered import answered
from core.edition.kept_plan import Kept, as_it_stands, decided, made
from core.patient import Route
from core.plan import Plan
from tests.oracle.diary import Diary
from tests.oracle.falls_due import AHEAD, due_days
from tests.oracle.life import Life, Wish
from tests.oracle.told import told


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
        stands = Background(
            guideline=kept.rules,
            case=plan.case,
            agent=plan.agent,
            regimens=plan.regimens,
            today=self.life.day(self.life.today),
        )
        return refused(stands, decision)

    def take(self, wish: Wish) -> None:
        self.text = decided(self.kept(), self.decision(wish))

    def begun(self, before: str) -> bool:
        """Whether anything else is taken by today than was by this text."""
        today = self.life.day(self.life.today)
        texts = (replace(self, text=before), self)
        plans = [each.kept().plan for each in texts]
        was, now = ((each.course, each.regimens) for each in plans)
        return undone.begun(was, now, today)

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
        today, until = life.day(life.today), life.day(life.today + AHEAD)
        yield from self._drugs(plan)
        yield from self._named(plan)
        yield from self._steroid(plan)
        yield from told(life, plan)
        yield from due_days(life, plan, agenda(shipped(), plan, today=today, until=until))

    def _drugs(self, plan: Plan) -> Iterator[str]:
        """Day by day: taken in which amount, held, ended; past days too."""
        theirs, ours = [str(each.drug) for each in plan.regimens], self.life.diaries
        if theirs != [each.drug for each in ours]:
            yield f"(b) drugs: {theirs}, not {[each.drug for each in ours]}"
            return
        for regimen, diary in zip(plan.regimens, ours, strict=True):
            yield from self._drug(regimen, diary)

    def _drug(self, regimen: Regimen, diary: Diary) -> Iterator[str]:
        first = min(*diary.days, (regimen.stretches[0].first - self.life.first).days)
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
