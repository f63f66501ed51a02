"""The card and the papers of a life, against it: no amount of a drug but those that were confirmed
for this day or a later one, and what is held or was stopped told so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from bot.page.plan.view import View
from bot.page.write import Writer
from bot.words import catalogue
from core.course.decisions import Drug
from tests.bot.papers.outputs import (
    amounts_in,
    amounts_of,
    card,
    number,
    papers,
    requests,
    spoken,
)
from tests.oracle.diary import Diary
from tests.oracle.life import AGENTS, Life
from tests.oracle.witness import Witness
from tests.world.plan_record import plan_record

OWNER = 7
SAYS = {"held": re.compile(r"\bheld\b|ON HOLD|on-hold"), "ended": re.compile(r"[Ss]topped")}
NOT_OF_DRUGS = frozenset({"calendar", "chart", "prescription"})  # only of what is taken


def printed(witness: Witness) -> Iterator[str]:
    """Every difference on the card and on a paper that is made this morning."""
    life, view = witness.life, seen(witness)
    for kind, output in (("card", card(view)), *papers(view)):
        for drug in AGENTS:
            named, may = (
                view.writer.term(Drug(drug)),
                confirmed(life, drug, past=kind == "calendar"),
            )
            if kind == "record":
                found = [amounts_of(each) for each in requests(output, named)]
                amounts = set[str]().union(*found)
            else:
                amounts = amounts_in(spoken(output), named)
            if wrong := amounts - may:
                yield f"(a) {drug} {sorted(wrong)} on the {kind}, not {sorted(may)}"
        if kind not in NOT_OF_DRUGS:
            yield from rests(life, view, kind, spoken(output))


def seen(witness: Witness) -> View:
    """The plan of the life as it is read today."""
    kept, life = witness.kept(), witness.life
    today = life.day(life.today)
    made = plan_record(witness.answers, at=datetime.combine(today, time(7), UTC), owner=OWNER)
    tested = None if life.tested is None else life.day(life.tested)
    record = replace(made, shown=witness.text, tested=tested, provisional=False)
    return View(
        writer=Writer(catalogue(), kept.plan.case.region),
        guideline=kept.rules,
        plan=kept.plan,
        kept=kept,
        record=record,
        today=today,
        zone="Europe/Berlin",
    )


def confirmed(life: Life, drug: str, *, past: bool) -> set[str]:
    """The amounts that were confirmed for today or later; with the past also for days before."""
    since = min(0, *(min(each.days) for each in life.diaries), 0) if past else life.today
    return {
        number(mark.mg)
        for diary in life.diaries
        if diary.drug == drug
        for day, mark in diary.days.items()
        if day >= since and mark.mg is not None
    }


def rests(life: Life, view: View, kind: str, output: str) -> Iterator[str]:
    """Of a drug that is held or was stopped the line that says so."""
    for drug in {each.drug for each in life.diaries} & set(AGENTS):
        diary: Diary = next(each for each in reversed(life.diaries) if each.drug == drug)
        mark, named = diary.on(life.today), view.writer.term(Drug(drug))
        if mark is None or mark.state not in SAYS:
            continue
        about = [line for line in output.split("\n") if named in line]
        if not any(SAYS[mark.state].search(line) for line in about):
            yield f"(c) {drug} is {mark.state}, and the {kind} says: {about}"
