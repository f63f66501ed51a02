"""Plans with drugs, as tests write them: days counted from the first dose of the steroid."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.guideline import shipped
from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.amounts import Background
from core.course.regimen.regimen import Regimen, latest
from core.course.regimen.rules import refused, to_confirm
from core.edition.answered import answered
from core.edition.kept_plan import Kept, as_it_stands, decided, made
from core.patient import Route
from core.reading import as_kept
from tests.core.deciding import ANSWERS, READY, on

DONE = -1  # blood is tested as it should be
METHOTREXATE = Drug.METHOTREXATE
PLAIN: Mapping[str, Any] = {**ANSWERS, "severity": "moderate", **READY}  # begins methotrexate
WOMAN: Mapping[str, Any] = {**PLAIN, "sex": "F", "age": 30, "pregnancy": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A kept plan on a day, with what its rules say of a decision."""

    answers: Mapping[str, Any]
    text: str
    day: int = 0
    tested: int | None = DONE

    @property
    def kept(self) -> Kept:
        today = on(self.day)
        tested = today if self.tested == DONE else self.tested and on(self.tested)
        return as_it_stands(
            shipped(), self.answers, self.text, not_before=today, today=today, tested=tested
        )

    @property
    def standing(self) -> Background:
        kept = self.kept
        return Background(
            guideline=kept.rules,
            case=as_kept(self.answers, kept.rules),
            agent=kept.plan.agent,
            regimens=kept.plan.regimens,
            today=on(self.day),
            recorded=kept.plan.drugs.recorded,
        )

    def at(self, day: int) -> "Lived":
        return replace(self, day=day)

    def then(self, decision: Decision) -> "Lived":
        """After this decision, which must be allowed."""
        assert self.refusal(decision) is None
        return replace(self, text=decided(self.kept, decision))

    def of_the_steroid(self, decision: Decision) -> "Lived":
        """After this decision about the dose of the steroid."""
        return replace(self, text=decided(self.kept, decision))

    def told(self, **answers: Any) -> "Lived":
        """After these answers, given anew."""
        now = {**self.answers, **answers}
        return replace(self, answers=now, text=answered(self.kept, now, on(self.day)))

    def refusal(self, decision: Decision) -> str | None:
        return refused(self.standing, decision)

    def confirm(self, decision: Decision) -> str | None:
        return to_confirm(self.standing, decision)

    def of(self, drug: Drug = METHOTREXATE) -> Regimen:
        found = latest(self.kept.plan.regimens, drug)
        assert found is not None
        return found


def plan(*, begins: bool = True, recorded: bool = True, **answers: Any) -> Lived:
    given = {**PLAIN, **answers}
    text = made(shipped(), given, begins=begins, recorded=recorded)
    return Lived(answers=given, text=text)


def decision(
    move: Move, day: int, reason: Reason, drug: Drug = METHOTREXATE, **more: Any
) -> Decision:
    if "mg" in more:
        more["mg"] = Decimal(more["mg"])
    for name in ("tested", "until"):
        if name in more:
            more[name] = on(more[name])
    return Decision(move=move, on=on(day), reason=reason, drug=drug, **more)


def begin(day: int, reason: Reason = Reason.AS_PLANNED, **more: Any) -> Decision:
    return decision(Move.BEGIN, day, reason, **{"weekday": Weekday.MONDAY, **more})


def rise(day: int, **more: Any) -> Decision:
    told = {"tested": day, "route": Route.MOUTH, **more}
    return decision(Move.RISE, day, Reason.RESULTS_GOOD, **told)


def suspend(day: int, reason: Reason = Reason.LOW_COUNTS, **more: Any) -> Decision:
    return decision(Move.SUSPEND, day, reason, **more)


def resume(day: int, **more: Any) -> Decision:
    return decision(
        Move.RESUME, day, more.pop("reason", Reason.RECOVERED), **{"tested": day, **more}
    )


def end(day: int, reason: Reason = Reason.INTOLERANCE, **more: Any) -> Decision:
    return decision(Move.END, day, reason, **more)


def stretches(regimen: Regimen) -> str:
    """taken 15@0 held 15@30: what is done with the drug from which day on."""
    first = on(0)
    return " ".join(
        f"{each.state} {each.mg}@{(each.first - first).days}" for each in regimen.stretches
    )


def day_of(day: date | None) -> int | None:
    return None if day is None else (day - on(0)).days
