"""A draft with what its questions and guards may know beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.answers import at_least
from core.emergencies import needs_admission
from core.evidence import Value
from core.guideline.schema import Guideline
from core.patient import DECLINED, Ild, Severity, Subtype
from core.plan import Plan, recalled
from core.reading import KEYS, Refused, Written
from flows.intake import anew
from flows.intake.details import WAITED_FOR, asked, waited_for
from flows.plan.live import Live
from flows.talk.records import Answer, PlanRecord, Reminder, changed
from flows.talk.replies import Signs
from flows.talk.turn import Draft

ASKED = ("weight_kg", "subtype", "height_cm", "severity", "ild")
DAYS_BACK = 14  # a first day further back is a start in mid-course
SPARED = ("diabetes", "fragility_fracture", "ssc_overlap")  # harmed more by a high start dose
SIGNS = ("rapidly_progressive", "respiratory_weakness", "severe_dysphagia", "myocarditis")
URGENT = (*SIGNS, "mda5")  # an antibody is no sign, but it too needs admission first


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The draft, the guideline, and the clinician's local time of the turn."""

    draft: Draft
    guideline: Guideline
    local: datetime
    plan: Plan | None = None  # what would be made, once it was worked out for these answers
    missing: int | None = None  # which need comes next, once that was worked out
    kept: PlanRecord | None = None  # the plan whose answers are given anew
    before: Live | None = None  # the same, where it is live; None: it is made here
    reminders: tuple[Reminder, ...] = ()  # of that plan

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The draft's answers under the planner's keys."""
        return self.draft.answers

    @property
    def today(self) -> date:
        """The calendar day of the turn where the clinician is."""
        return self.local.date()

    @property
    def subtype(self) -> Subtype | None:
        """The subtype, where it was answered."""
        given = self.answers.get("subtype")
        return None if given is None else Subtype(str(given))

    @property
    def juvenile(self) -> bool:
        """Whether the juvenile rule holds."""
        return self.subtype is Subtype.JUVENILE

    @property
    def declined(self) -> bool:
        """Whether the subtype gets no automatic plan."""
        return self.subtype in DECLINED

    @property
    def begins(self) -> bool:
        """Whether nothing of the plan is taken yet: it is new, or waits for its check."""
        return self.before is None

    @property
    def after(self) -> Live | None:
        """The live plan as it would stand with these answers."""
        return None if self.before is None else anew.with_answers(self.before, self.answers)

    @property
    def changed(self) -> tuple[str, ...]:
        """The keys that are answered otherwise than by the plan that there is."""
        return changed(self.kept.answers, self.answers) if self.kept else ()

    def comes_to(self, **instead: Answer) -> Plan | Refused:
        """What the answers come to, with some of them replaced."""
        answers = {**self.answers, **instead}
        if self.before is not None:
            return anew.with_answers(self.before, answers).plan
        return recalled(self.guideline, answers)


def lower_dose(subject: Subject) -> Decimal | None:
    """The next lower of the rule's doses, where age or illness speaks for one; else none."""
    plan = subject.plan or subject.comes_to()
    if not isinstance(plan, Plan) or plan.start is None or plan.start.override:
        return None
    lower = [option.mg for option in plan.start.options if option.mg < plan.start.mg]
    return max(lower) if lower and lower_reasons(subject, plan) else None


def lower_reasons(subject: Subject, plan: Plan) -> tuple[str, ...]:
    """The keys of the answers that speak for a lower start dose."""
    case, years = plan.case, subject.guideline.agents.methotrexate.older_years.value
    holds = {
        "age": at_least(case.age, years),
        **{key: getattr(case, key) is True for key in SPARED},
    }
    return tuple(key for key, held in holds.items() if held)


def page(subject: Subject, group: str) -> tuple[str, ...]:
    """The keys that a group's page asks for."""
    if group != WAITED_FOR:
        return asked(group, subject.answers)
    plan = subject.plan or subject.comes_to()
    return waited_for(plan) if isinstance(plan, Plan) else ()


def mda5_is_answered_twice(answers: Mapping[str, Answer]) -> bool:
    """Whether these antibodies are found and not found: among the others, and by themselves."""
    found, alone = answers.get("antibodies"), answers.get("mda5")
    if not isinstance(found, list) or alone is None:
        return False
    return alone is False if "mda5" in found else alone is True and not found


def signs(subject: Subject, plan: Plan) -> Signs:
    """Where the question for emergency signs stands: asked of severe disease and of lung disease.

    A sign that was given counts as present whether it was asked for or not.
    """
    answers = subject.answers
    if needs_admission(plan.case):
        return Signs.PRESENT
    if answers["severity"] != Severity.SEVERE and answers["ild"] != Ild.YES:
        return Signs.NOT_ASKED
    if all(answers.get(sign) is False for sign in SIGNS):
        return Signs.ABSENT
    return Signs.OPEN


def shown(key: str, answer: Answer, guideline: Guideline) -> Value:
    """An answer as the value it stands for: a number, a date, a term, yes or no, several."""
    if KEYS[key].kind is Written.NUMBER:
        return Decimal(str(answer))
    value: Value = KEYS[key].read(answer, {}, guideline)
    return value
