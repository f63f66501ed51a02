"""Any life of a plan: steroid, drugs and answers, one after the other, each as it is allowed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.guideline import shipped
from core.amounts import Weekday
from core.course import decision_rules
from core.course.decisions import REASONS, Decision, Drug, Move
from core.course.regimen.amounts import Background
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import running
from core.course.regimen.rules import refused
from core.edition.answered import answered
from core.edition.kept_plan import Kept, as_it_stands, decided, made, rules_of
from core.patient import Route
from core.reading import as_kept
from tests.core.deciding import FIRST, READY

FIRST_EDITION = "1"
BASE: dict[str, Any] = {
    "weight_kg": "70", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no",
    "start_date": FIRST.isoformat(), "hold_weeks": 4, "tail": "standard", "region": "us",
    **READY,
}  # fmt: skip
CHILD: dict[str, Any] = {
    **BASE, "subtype": "juvenile", "weight_kg": "25", "height_cm": 125, "age": 8,
}  # fmt: skip
YES_NO = st.sampled_from([True, False, None])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "weight_kg": st.sampled_from(["42", "58.5", "70", "88", "120"]),
    "severity": st.sampled_from(["mild", "moderate", "severe"]),
    "ild": st.sampled_from(["no", "yes", "unknown"]),
    "sex": st.sampled_from(["F", "M", None]),
    "pregnancy": st.sampled_from(["no", "yes", "planning", "breastfeeding", None]),
    "egfr": st.sampled_from([5, 20, 45, 70, 90, None]),
    "hbv": st.sampled_from(["neg", "pos", None]),
    "tpmt": st.sampled_from(["normal", "intermediate", "poor", None]),
    "sulfa_allergy": st.sampled_from(["none", "severe", None]),
    "antibodies": st.sampled_from([[], ["mda5"], ["hmgcr", "srp"], None]),
    "immunosuppressants": st.sampled_from(
        [{}, {"methotrexate": "failed"}, {"azathioprine": "taking"}, None]
    ),
    **dict.fromkeys(
        (
            "liver_disease", "cytopenia", "active_infection", "allopurinol", "dysphagia",
            "alcohol_excess", "statin", "diabetes", "rapidly_progressive", "myocarditis",
            "respiratory_weakness",
        ),
        YES_NO,
    ),
}  # fmt: skip
CHANGES = st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: VALUES[key] for key in keys})
)
MOVES = tuple(move for move in Move if move is not Move.CARRY_OVER)
WISHES = st.tuples(
    st.sampled_from(MOVES), st.sampled_from(Drug), st.integers(0, 9), st.integers(0, 9),
    st.sampled_from([None, "2.5", "10", "15", "50", "1000"]),
)  # fmt: skip
EVENTS = st.lists(st.tuples(st.integers(0, 30), st.one_of(WISHES, CHANGES)), max_size=8)
PLANS = st.fixed_dictionaries(
    {
        "base": st.sampled_from([BASE, CHILD]),
        "told": st.one_of(st.just({}), CHANGES),
        "first_edition": st.booleans(),
        "begins": st.booleans(),
        "agent_start": st.sampled_from([None, 20]),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """A plan on a day."""

    answers: dict[str, Any]
    text: str
    day: date

    @property
    def kept(self) -> Kept:
        rules = shipped()
        return as_it_stands(
            rules, self.answers, self.text, not_before=self.day, today=self.day, tested=self.day
        )

    def later(self, days: int) -> "Alive":
        return replace(self, day=self.day + timedelta(days=days))

    def told(self, changes: dict[str, Any]) -> "Alive":
        now = merged(self.answers, changes)
        return replace(self, answers=now, text=answered(self.kept, now, self.day))

    def then(self, wish: Any) -> "Alive":
        """After the decision, where it may be taken."""
        decision = self._decision(wish)
        return replace(self, text=decided(self.kept, decision)) if decision else self

    def _decision(self, wish: Any) -> Decision | None:
        move, drug, ahead, reason, mg = wish
        kept = self.kept
        course = kept.plan.course
        on = self.day + timedelta(days=ahead)
        common = {"move": move, "on": on, "reason": REASONS[move][reason % len(REASONS[move])]}
        if move in decision_rules.Move and move in STEROID:
            if course is None:
                return None
            wanted = Decision(**common, mg=Decimal(mg) if mg else None, weeks=2)
            case = as_kept(self.answers, kept.rules)
            no = decision_rules.refused(kept.rules, case, course, wanted)
            return None if no else wanted
        going = running(kept.plan.regimens, drug)
        weekly = drug is Drug.METHOTREXATE
        wanted = Decision(
            **common,
            drug=drug,
            mg=Decimal(mg) if mg and move in (Move.BEGIN, Move.AMOUNT, Move.RESUME) else None,
            weeks=4 if move is Move.STAY else 0,
            weekday=Weekday.THURSDAY if weekly and move in (Move.BEGIN, Move.WEEKDAY) else None,
            route=Route.SKIN if weekly else None,
            tested=self.day if going else None,
        )
        stands = Background(
            guideline=kept.rules,
            case=as_kept(self.answers, kept.rules),
            agent=kept.plan.agent,
            regimens=kept.plan.regimens,
            today=self.day,
        )
        return None if refused(stands, wanted) else wanted


STEROID = frozenset({Move.STEP, Move.HOLD, Move.FLARE, Move.OFF_PLAN, Move.STOP})


def merged(answers: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The answers with these instead; None takes one away, where it may be left out."""
    found = {**answers, **changes}
    return {key: each for key, each in found.items() if each is not None}


def first(plan: dict[str, Any]) -> Alive:
    """A plan on its first day: of today's edition, or as the first edition has left it."""
    answers = merged(plan["base"], plan["told"])
    if plan["agent_start"]:
        answers["agent_start"] = (FIRST + timedelta(days=plan["agent_start"])).isoformat()
    rules = rules_of(shipped(), FIRST_EDITION) if plan["first_edition"] else shipped()
    text = made(rules, answers, begins=plan["begins"])
    if plan["first_edition"]:
        text = text.replace('"regimens":', '"regimens_then":')
        text = _unrecorded(text)
    return Alive(answers=answers, text=text, day=FIRST)


def _unrecorded(text: str) -> str:
    found = json.loads(text)
    found.pop("regimens_then")
    return json.dumps({**found, "form": 1}, separators=(",", ":"))


def lived(
    plan: dict[str, Any], events: list[Any]
) -> Iterator[tuple[Alive, dict[str, Any] | None]]:
    """Each state of the plan with the answers that are changed next; None: something else is."""
    now = first(plan)
    for days, event in events:
        now = now.later(days)
        if isinstance(event, dict):
            yield now, event
            now = now.told(event)
        else:
            now = now.then(event)


__all__ = ["AGENTS", "EVENTS", "PLANS", "Alive", "lived", "merged"]
