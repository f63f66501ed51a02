"""What answers that are given anew change of a live plan, in sentences, most urgent first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from core.amounts import down_to
from core.course.decisions import Drug
from core.course.regimen.amounts import limits
from core.course.regimen.drugs import AGENTS, speaks_against
from core.course.regimen.refusals import never_resumed
from core.course.regimen.regimen import running
from core.difference import SaidOtherwise, said_otherwise, weighed_otherwise
from core.emergencies import emergencies
from core.interlocks import Level
from core.rescue.lines import behind
from core.rescue.weighed import Status
from flows.plan.changes import moved_by
from flows.plan.drugs import named
from flows.plan.live import Live, live
from flows.plan.spoken import spoken
from flows.talk.records import Reminder
from flows.talk.replies import Sentence, Wording
from flows.talk.screens import Block, say


def answer_changes(
    before: Live, after: Live, reminders: Iterable[Reminder] = ()
) -> tuple[Block, ...]:
    """Who is to be admitted, what is held, which limits and dates move, and what the plan says
    otherwise; one sentence where nothing of it is."""
    moved = moved_by(before, after, reminders)
    blocks = (
        tuple(_emergency(before, after)),
        (*moved, *_held(before, after), *_limits(before, after)),
        tuple(_points(before, after)),
        tuple(_rescue(before, after)),
        *(_said(each) for each in said_otherwise(before.plan, after.plan)),
    )
    said = tuple(block for block in blocks if block)
    return said or ((say("changes.nothing"),),)


def _emergency(before: Live, after: Live) -> Iterator[Sentence]:
    new = {*emergencies(after.plan.case)} - {*emergencies(before.plan.case)}
    if not new:
        return
    yield say("changes.admit", strong=True)
    if after.course and after.course.reassess:
        yield say("changes.no_step")
    if after.reminds:
        yield say("changes.called")


def _held(before: Live, after: Live) -> Iterator[Sentence]:
    """Each drug that is asked about from now on, and each that does not begin after all."""
    there = {(each.drug, each.begun) for each in before.plan.regimens if each.held}
    for each in after.plan.regimens:
        if each.held and (each.drug, each.begun) not in there:
            never = never_resumed(after.standing, each.drug)
            says = "changes.stop_it" if never else "changes.stop_or_resume"
            yield say(says, strong=True, drug=each.drug)
        elif each.held and _speaks_less(before, after, each.drug):
            yield say("changes.stays_held", strong=True, drug=each.drug)
    going = {(each.drug, each.begun) for each in after.plan.regimens}
    for each in before.plan.regimens:
        if (each.drug, each.begun) not in going:
            yield say("changes.not_begun", strong=True, drug=each.drug, day=each.begun)


def _speaks_less(before: Live, after: Live, drug: Drug) -> bool:
    """Whether an answer that spoke against the drug does so no longer."""
    was, now = (speaks_against(each.guideline, each.plan.case, drug) for each in (before, after))
    return bool({*was} - {*now})


def _limits(before: Live, after: Live) -> Iterator[Sentence]:
    """The highest amounts that can be decided from now on, where they are others."""
    was, now = _highest(before), _highest(after)
    for drug, mg in now.items():
        if drug in was and was[drug] != mg:
            says = "changes.limit" if drug else "changes.limit_of_the_steroid"
            named_drug = {"drug": drug} if drug else {}
            yield Sentence(says=says, values={**named_drug, "mg": mg, "was": was[drug]})


def _highest(live: Live) -> Mapping[Drug | None, Decimal]:
    """Of the steroid, and of each agent that is named, taken or held."""
    rule, case = live.guideline.steroid.start, live.plan.case
    finest = live.guideline.taper.change.finest_mg.value
    found: dict[Drug | None, Decimal] = {
        None: down_to(min(rule.cap_mg.value, rule.range.value[-1] * case.weight_kg), finest)
    }
    for drug in AGENTS:
        most, _ = limits(live.standing, drug)
        if most and (drug is named(live) or running(live.plan.regimens, drug, live.today)):
            found[drug] = most
    return found


def _rescue(before: Live, after: Live) -> Iterator[Sentence]:
    """That treatments of severe disease are shown now, and each that fits otherwise, with the
    answers that make it so."""
    if after.plan.rescue and not before.plan.rescue:
        yield say("changes.rescue_shown", strong=True)
    for each in weighed_otherwise(before.plan, after.plan):
        shown = "changes.rescue_open"
        says = shown if each.status is Status.SHOWN else f"lines.rescue_{each.status}"
        yield say(says, treatment=each.treatment)
        yield from map(spoken, behind(after.guideline, each))


def _points(before: Live, after: Live) -> Iterator[Sentence]:
    """The points that hold no longer; those that are new are confirmed with the press."""
    was, now = (
        [each.code for each in live.plan.notices if each.level is not Level.TELL]
        for live in (before, after)
    )
    for code in was:
        if code not in now:
            yield say("changes.no_point", point=Wording(f"notices.{code}"))


def _said(found: SaidOtherwise) -> Block:
    return (
        say(f"changes.section_{found.section}", strong=True),
        *map(spoken, found.new),
        *(say("changes.gone", line=Wording(e.says, e.values)) for e in map(spoken, found.gone)),
    )


def last_answers(latest: Live) -> tuple[Block, ...]:
    """The same of the answers that led to this revision, as of when they were given; of any other
    revision nothing."""
    record = latest.record
    last = record.answered[-1] if record.answered else None
    if last is None or last.revision != record.revision or not record.before:
        return ()
    others = {key: each for key, each in record.answers.items() if key not in last.keys}
    undone = replace(record, shown=record.before, answers={**others, **last.before})
    before, after = (
        live(latest.kept.newest, each, latest.team, latest.zone, last.at)
        for each in (undone, record)
    )
    return answer_changes(before, after)
