"""A call of the prescriber: what it is about, what is to be done at once, and whom to call."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from core.course.decisions import Drug, Reason
from core.course.regimen.regimen import latest
from core.guideline.schema import Guideline
from flows.plan.live import Live
from flows.reminder.classes import class_of
from flows.talk.records import Matter, Reminder, Stage
from flows.talk.replies import Moment, Sentence
from flows.talk.screens import Block, say

CALLS = frozenset({Matter.URGENT, Matter.ASKED})  # an overdose was a question, once
OVERDOSE, EMERGENCY = "overdose", "emergency"  # what is urgent beside a question
NOT_THIS = "not_this_dose"  # a question: the team has left a weekly dose out
VALUES = "values"  # values of a visit speak against a drug that is taken
THE_DRUG: Mapping[str, Drug] = MappingProxyType({NOT_THIS: Drug.METHOTREXATE})


def overdose_head(label: str) -> Sentence:
    """The first line where a weekly dose was perhaps taken twice."""
    return say("overdose.head", strong=True, label=label)


def overdose(guideline: Guideline, days: tuple[date, ...]) -> Block:
    """On which days it was taken, as it was answered; what is to be asked and done at once: the
    antidote waits for no result."""
    return (_answered(guideline, days), say("overdose.do"), say("overdose.rescue"))


def _answered(guideline: Guideline, days: tuple[date, ...]) -> Sentence:
    match days:
        case (first, again):
            return say("overdose.close", first=first, again=again)
        case (day,):
            return say("overdose.doubled", day=day)
        case _:
            return say("overdose.taken", days=guideline.agents.methotrexate.apart_days.value)


def is_overdose(reminder: Reminder) -> bool:
    """Whether the prescriber is called because a weekly dose was perhaps taken twice."""
    return reminder.matter in CALLS and subject(reminder) == OVERDOSE


def one_dose_only(reminder: Reminder, live: Live, others: Iterable[Reminder]) -> Block:
    """Who said, and when, that the overdose which the drug is held for was one dose only."""
    regimen = latest(live.plan.regimens, Drug.METHOTREXATE)
    held = regimen.held if regimen else None
    if held is None or held.reason is not Reason.OVERDOSE or not _speaks_of_it(reminder):
        return ()
    return tuple(
        say("overdose.once_said", name=each.name, at=Moment(each.at, each.zone))
        for each in others
        if is_overdose(each) and each.by and each.at and each.day == held.first
        if each.stage is Stage.WITHDRAWN
    )


def _speaks_of_it(reminder: Reminder) -> bool:
    return reminder.matter is Matter.REVISED or drug_of(reminder) is Drug.METHOTREXATE


def is_emergency(reminder: Reminder) -> bool:
    """Whether a prescriber is called because an emergency sign was answered."""
    return reminder.matter is Matter.URGENT and subject(reminder) == EMERGENCY


def subject(reminder: Reminder) -> str:
    """What a question is about: the first word of its detail."""
    return reminder.detail.partition(".")[0]


def subject_drug(reminder: Reminder) -> Drug | None:
    """The drug that a question is about, its second word; old ones name none."""
    return named_drug((*reminder.detail.split("."), "")[1])


def drug_of(reminder: Reminder) -> Drug | None:
    """The drug that a reminder is about; what is not said with it is the weekly one."""
    weekly = Drug.METHOTREXATE if reminder.matter is Matter.METHOTREXATE else None
    return named_drug(subject(reminder)) or weekly


def named_drug(name: str) -> Drug | None:
    """The drug of this name; None where it is that of none."""
    return Drug(name) if name in {each.value for each in Drug} else None


def whom_to_call(reminder: Reminder, live: Live) -> Block:
    """The team's number beside what is urgent; nothing beside anything else."""
    return (say_whom_to_call(live),) if class_of(reminder.matter).at_any_hour else ()


def say_whom_to_call(live: Live) -> Sentence:
    """The number of whoever is on call, or that nobody watches this chat."""
    if live.team and live.team.on_call:
        return say("urgent.on_call", strong=True, number=live.team.on_call)
    return say("urgent.no_service")
