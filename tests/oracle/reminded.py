"""The reminders of a life as they are told, against it: no amount but the confirmed one of that
day, the next one in its question alone, and what is held or stopped told so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.guideline import shipped
from flows.plan.live import Live, live
from flows.reminder.message.note import told
from flows.reminder.wanted.wanted import wanted
from flows.talk.replies import Sentence
from tests.flows.reminder.reminding import AROUND, BERLIN, OWNER, TEAM
from tests.oracle.life import AGENTS, Life
from tests.oracle.witness import Witness
from tests.world.plan_record import plan_record

SOON = 8  # days in which a message may leave
TAKEN = "reminder.agent.is"
WEEKLY = "reminder.agent.weekly"
LINES = ("lines.drug_weekly", "lines.drug_daily")
STATES = {
    "reminder.agent.is_held": "held",
    "reminder.agent.has_ended": "ended",
    **{f"lines.drug_held{how}": "held" for how in ("", "_until", "_up_to")},
    "lines.drug_ended": "ended",
    "lines.drug_left": "ended",
}
QUESTION = {
    "reminder.agent.asked_then": "next_mg",
    "lines.drug_next": "mg",
    "lines.drug_next_weekly": "mg",
}


def reminded(witness: Witness) -> Iterator[str]:
    """Every message of the days to come, as its owner would read it this morning."""
    life = witness.life
    now = datetime.combine(life.day(life.today), time(9), ZoneInfo(BERLIN)).astimezone(UTC)
    plan = _live(witness, now)
    until = life.day(life.today + SOON)
    for reminder in wanted(plan):
        if reminder.day > until:
            continue
        note = told(reminder, plan.record, plan, AROUND, chat=OWNER, now=now)
        for sentence in (each for block in note.blocks for each in block):
            for differs in _sentence(life, sentence):
                yield f"{differs}, in {reminder.matter} of {reminder.day}"


def _live(witness: Witness, now: datetime) -> Live:
    tested = witness.life.tested
    made = plan_record(witness.answers, at=now, owner=OWNER, team=TEAM.number)
    record = replace(
        made,
        shown=witness.text,
        tested=None if tested is None else witness.life.day(tested),
        provisional=False,
    )
    return live(shipped(), record, TEAM, BERLIN, now)


def _sentence(life: Life, sentence: Sentence) -> Iterator[str]:
    says, values = sentence.says, sentence.values
    drug = str(values.get("drug", "methotrexate"))
    if says in STATES:
        yield from _rests(life, drug, sentence)
    elif says.startswith((TAKEN, WEEKLY, *LINES)) and "mg" in values:
        yield from _amount(life, drug, sentence)
    elif says in QUESTION:
        following = {each.following() for each in life.diaries if each.due is not None}
        mg = values.get(QUESTION[says])
        if mg is not None and mg not in following:
            yield f"(a) {says} asks for {mg}, not {following}"
    elif "drug" in values and drug in AGENTS and {*values} & {"mg", "intakes", "amounts"}:
        yield f"(a) an amount in a sentence that is not known here: {says}"


def _rests(life: Life, drug: str, sentence: Sentence) -> Iterator[str]:
    day = sentence.values.get("day", sentence.values.get("date"))
    mine = [each for each in life.diaries if each.drug == drug]
    marks = [each.days.get((day - life.first).days) for each in mine]  # type: ignore[operator, union-attr]
    if not any(mark and mark.state == STATES[sentence.says] for mark in marks):
        yield f"(c) {sentence.says} of {drug} from {day}: {marks}"


def _amount(life: Life, drug: str, sentence: Sentence) -> Iterator[str]:
    """That of the day it speaks of, or of this one; of a drug to come that of its first day."""
    going = (each for each in life.diaries if each.drug == drug and not each.over(life.today))
    diary, values = next(going, None), sentence.values
    if diary is None:
        yield f"(b) {sentence.says} of {drug}, which is not taken"
        return
    day = (values["day"] - life.first).days if "day" in values else life.today  # type: ignore[operator, union-attr]
    if "date" in values:  # since when it stands, or will
        day = max(day, (values["date"] - life.first).days)  # type: ignore[operator, union-attr]
    mark = diary.days.get(max(day, min(diary.days)))
    if mark is None or mark.state != "taken" or mark.mg != values["mg"]:
        yield f"(a) {sentence.says} {values['mg']} of {drug} on day {day}: {mark}"
