"""Every message of a reminder, for many plans, matters and chats: as display rules want it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from bot.alarm.job import TOGETHER_MOST
from bot.guideline import shipped
from bot.page import Page
from bot.page.parts import TELEGRAM_LIMIT, seen, units
from bot.page.render import Pages, Seat
from bot.words import catalogue
from core.course import shown
from core.course.decisions import Decision, Drug, Move, Reason
from core.plan import Outcome, Plan, plan_for, recalled
from flows.intake.anew import with_answers
from flows.plan.live import Live, live
from flows.reminder.call import CALLS
from flows.reminder.classes import TOGETHER
from flows.reminder.hours import at_wall
from flows.reminder.message.buttons import TESTS
from flows.reminder.message.note import ask_abnormal, ask_day, ask_when, digest, put_off, told
from flows.reminder.message.together import together
from flows.reminder.message.told import NOTHING
from flows.reminder.wanted.wanted import BY_PEOPLE, raised, wanted
from flows.talk.records import Intake, Matter, Reminder, Stage
from flows.talk.replies import Note, Sentence, Wording
from tests.bot.page.screens import PAGES
from tests.campaigns import seed, size
from tests.flows.reminder.lives import record
from tests.flows.reminder.reminding import ADMIN, AROUND, BERLIN, GROUP, OWNER, TEAM
from tests.lint.display import hits
from tests.oracle.chance import random_cases
from tests.oracle.strata import stratified
from tests.oracle.worked import KNOWN

READY_CHILD = KNOWN | {
    "weight_kg": 25, "subtype": "juvenile", "severity": "moderate", "ild": "no", "age": 8,
    "height_cm": 125, "sex": "F",
}  # fmt: skip
WIDEST = {1: 40, 2: 22, 3: 13}  # characters of a button, by the buttons in its row
BUTTON_BYTES = 64
DIGEST = 12
IN_EVERY_FORM = 12
SAYS_MOST = frozenset({0, 7, 8, 9, 10, 20, 29})  # whatever is said is said in one of these
EACH = 10
AT_THE_END = 470
A_GLANCE, TWO_GLANCES = 350, 700  # characters: of a reminder, of all that is told together
LONGEST = {
    Matter.HEADS_UP: 420,  # where a dose takes tablets of four kinds
    Matter.DOSE: 420,
    Matter.METHOTREXATE: 470,  # the rule for a forgotten dose is never behind a key
    Matter.TITRATION: 450,
    Matter.HELD: 390,
    Matter.STEROID_OVER: 450,
}
CAUTIONS = ("reminder.beside", "lines.")
SHARES = size("reminders") // EACH  # so that the work spreads over the processors
OF_PEOPLE = {
    Matter.REVISED: ("1",),
    Matter.ASKED: (
        "8",
        "overdose.2",
        "not_this_dose",
        "held.methotrexate",
        *sorted(set(Matter) - CALLS),
    ),
    Matter.URGENT: ("overdose", "emergency", *sorted(set(Matter) - CALLS)),
    Matter.CHECK: ("1",),
    Matter.UNDELIVERED: ("group_gone_3", "owner_3", "gate"),
}


def cases(count: int, share: int = 0) -> Iterator[dict[str, Any]]:
    """Answered cases of every kind; those without a plan are passed over later."""
    yield READY_CHILD
    strata = islice(stratified(seed(20261123)), share, None, 11)
    yield from islice(strata, count // 2)
    yield from random_cases(count // 2, seed(20261221 + share))


def lives(case: dict[str, Any]) -> Iterator[Live]:
    """The plan on its first day, on the day of its question, after each decision, at its end."""
    plan = plan_for(shipped(), case)
    if not isinstance(plan, Plan) or plan.provisional or plan.outcome is Outcome.DECLINED:
        return
    plan = recalled(shipped(), case)
    assert isinstance(plan, Plan)
    first = plan.case.start_date
    yield _at(case, first - timedelta(days=1))
    yield _at(case, first)
    if plan.course is None or plan.course.due is None:
        return
    due = plan.course.due
    mg = plan.course.present.mg
    for made in (
        (),
        (_step(due),),
        (Decision(move=Move.HOLD, on=due, reason=Reason.ENZYME_RISING, weeks=2),),
        (Decision(move=Move.HOLD, on=due, reason=Reason.NOT_BETTER, weeks=2),),
        (_step(due), Decision(move=Move.FLARE, on=due + timedelta(days=9),
                              reason=Reason.ACTIVE_DISEASE, mg=mg, weeks=4)),
        (Decision(move=Move.STOP, on=due, reason=Reason.REMISSION),),
    ):  # fmt: skip
        yield _at(case, due + timedelta(days=10 if len(made) > 1 else 0), *made)
    steps = [_step(row.first) for row in plan.periods[1:]]
    yield _at(case, plan.periods[-1].first, *steps)
    end = plan.periods[-1].last + timedelta(days=1)
    yield _at(case, end, *steps, _step(end))


def drug_lives(case: dict[str, Any]) -> Iterator[Live]:
    """The agent along its course, and what else is given; nothing of a case without an agent."""
    plan = plan_for(shipped(), case)
    if not isinstance(plan, Plan) or plan.provisional or plan.outcome is Outcome.DECLINED:
        return
    first = plan.case.start_date
    for given in (Drug.RITUXIMAB, Drug.CYCLOPHOSPHAMIDE, Drug.IMMUNOGLOBULIN,
                  Drug.CALCINEURIN_INHIBITOR):  # fmt: skip
        rescue = Decision(move=Move.BEGIN, on=first, reason=Reason.RESCUE, drug=given)
        yield _at(case, first, rescue)
        yield _at(case, first, replace(rescue, mg=Decimal(500), days=1))
    plan = recalled(shipped(), case)
    assert isinstance(plan, Plan)
    if not plan.regimens:
        return
    begun, agent = plan.regimens[0].begun, plan.regimens[0].drug
    untested = begun + timedelta(weeks=4)
    yield _at(case, untested)
    yield _at(case, untested + timedelta(weeks=3))
    hold = Decision(move=Move.SUSPEND, on=begun, reason=Reason.LIVER, drug=agent)
    held = _at(case, begun + timedelta(days=9), hold)
    yield held
    closed = {"alcohol_excess": True, "allopurinol": True, "pregnancy": "planning"}
    yield with_answers(held, {**held.record.answers, **closed})  # no resume, whoever decides
    if plan.course is not None:
        over = begun + timedelta(days=8)
        stop = Decision(move=Move.STOP, on=over, reason=Reason.REMISSION)
        yield _at(case, begun + timedelta(days=9), stop, rescue)
    yield _recorded(_at(case, untested), [])
    yield _recorded(_at(case, untested), None)


def _recorded(now_is: Live, regimens: list[Any] | None) -> Live:
    """The same where nothing was begun, or nobody has said whether."""
    parts = shown.parts(now_is.record.shown) | {"regimens": regimens}
    kept = replace(now_is.record, shown=shown.written(parts))
    found = live(shipped(), kept, TEAM, BERLIN, now_is.now)
    assert found is not None
    return found


def _step(on: date) -> Decision:
    return Decision(move=Move.STEP, on=on, reason=Reason.RESPONSE)


def _at(case: dict[str, Any], day: date, *made: Decision) -> Live:
    kept = record(case, *made)
    found = live(shipped(), kept, TEAM, BERLIN, at_wall(day, datetime.min.time(), BERLIN)[1])
    assert found is not None
    return replace(found, now=found.now + timedelta(hours=8))


def rows(now_is: Live) -> Iterator[Reminder]:
    """One of each matter and detail; what hangs on the same words is told once."""
    seen = set[tuple[Matter, str]]()
    for each in wanted(now_is):
        if (each.matter, each.detail) not in seen:
            seen.add((each.matter, each.detail))
            yield each
    for matter in sorted(BY_PEOPLE):
        yield from (raised(now_is, matter, detail) for detail in OF_PEOPLE[matter])


def notes(now_is: Live) -> Iterator[Note]:
    """In time, late, repeated, put off, over; in the group, to the owner, to one who watches."""
    late, all_rows = now_is.now + timedelta(days=2, hours=4), list(rows(now_is))
    for row in all_rows:
        assert row.due
        yield tell(row, now_is, GROUP, row.due)
        yield put_off(tell(row, now_is, GROUP, row.due), row, now_is, row.due)
        yield ask_when(tell(row, now_is, GROUP, row.due), row, now_is, row.due)
        yield tell(row, now_is, ADMIN, late)
        for nobody in (all_rows[:1], all_rows[:3]):
            yield tell(row, now_is, OWNER, row.due, unheeded=nobody)
        yield tell(replace(row, rounds=1), now_is, OWNER, row.due + timedelta(hours=4))
        yield tell(replace(row, stage=Stage.SNOOZED), now_is, GROUP, late)
        if row.matter is Matter.METHOTREXATE or row.matter in TESTS:
            yield ask_day(tell(row, now_is, GROUP, row.due), row, late)
            yield from answered(row, now_is, late)
        if row.matter in TESTS:
            asked = tell(row, now_is, GROUP, row.due)
            yield ask_abnormal(asked, row, (Drug.METHOTREXATE,), now_is.today)
        for stage in (Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.WITHDRAWN, Stage.NEEDS_HUMAN):
            over = replace(row, stage=stage, name="Ana", by=3, at=late)
            yield tell(over, now_is, GROUP, late)
    gathered = [row for row in all_rows if row.matter in TOGETHER][:TOGETHER_MOST]
    for rounds in (0, 1):
        again = [replace(row, rounds=rounds) for row in gathered]
        yield together(again, now_is.record, now_is, AROUND, chat=GROUP, now=late)
    some = all_rows[:DIGEST]
    for chat in (GROUP, ADMIN):
        yield digest([(row, now_is.record, now_is) for row in some], chat, late, {})


def answered(row: Reminder, now_is: Live, late: datetime) -> Iterator[Note]:
    """What was said of a weekly dose, or of a blood test."""
    over = replace(row, stage=Stage.ACKNOWLEDGED, name="Ana", by=3, at=late, taken_on=row.day)
    intakes = Intake if row.matter is Matter.METHOTREXATE else (None,)
    for intake in intakes:
        yield tell(replace(over, intake=intake), now_is, GROUP, late)
    yield tell(replace(row, intake=Intake.TOO_SOON, taken_on=row.day), now_is, GROUP, late)
    days_after = late + timedelta(days=4)
    yield tell(row, replace(now_is, now=days_after), GROUP, days_after)


def in_time(now_is: Live) -> Iterator[Note]:
    """Each when it is due, in the group."""
    yield from (tell(row, now_is, GROUP, row.due or now_is.now) for row in rows(now_is))


def tell(
    row: Reminder, now_is: Live, chat: int, now: datetime, unheeded: Sequence[Reminder] = ()
) -> Note:
    return told(row, now_is.record, now_is, AROUND, chat=chat, now=now, unheeded=unheeded)


def page_of(note: Note, region: str) -> Page:
    pages: Pages = replace(PAGES, region=region)
    (page,) = pages.pages(note, Seat(chat=GROUP, who=0))
    return page


def check(count: int, share: int = 0) -> int:
    """How many messages were read; none of them breaks a rule."""
    read = 0
    for case in cases(count, share):
        region = case.get("region") or "us"
        for now_is in (*lives(case), *drug_lives(case)):
            for note in notes(now_is):
                page = page_of(note, region)
                assert not hits(page.text, region=region), page.text
                assert units(page.text) <= TELEGRAM_LIMIT
                check_buttons(page, region)
                read += 1
    return read


def check_buttons(page: Page, region: str) -> None:
    for row in page.buttons:
        for button in row:
            assert not hits(button.text, region=region, fragment=True), button.text
            assert len(button.text) <= WIDEST[len(row)], button.text
            assert len(button.data.encode()) <= BUTTON_BYTES


@pytest.mark.wide
@pytest.mark.parametrize("share", range(1, SHARES + 1))
def test_no_message_of_a_reminder_breaks_a_display_rule(share: int) -> None:
    assert check(EACH, share) > 3_000


def test_a_reminder_is_read_at_a_glance() -> None:
    """What every paper and message has beside the dose is not counted: it is as long as it is."""
    for number, case in enumerate(cases(60)):
        region = case.get("region") or "us"
        for now_is in (*lives(case), *drug_lives(case)) if number % 3 == 0 else ():
            by_day = defaultdict[date, list[Reminder]](list)
            for row in wanted(now_is):
                due = row.due or now_is.now
                note = tell(row, now_is, GROUP, due)
                assert length(note, region) <= longest(row), note
                if row.matter in TOGETHER:
                    by_day[row.day].append(row)
            for rows_of_a_day in by_day.values():
                some = rows_of_a_day[:TOGETHER_MOST]
                due = some[0].due or now_is.now
                note = together(some, now_is.record, now_is, AROUND, chat=GROUP, now=due)
                assert length(note, region) <= TWO_GLANCES, note


def longest(row: Reminder) -> int:
    """The question of the last step says what holds after the last dose too."""
    return AT_THE_END if row.detail == NOTHING else LONGEST.get(row.matter, A_GLANCE)


def length(note: Note, region: str) -> int:
    """Characters as Telegram counts them, without the cautions."""
    blocks = (tuple(e for e in block if not e.says.startswith(CAUTIONS)) for block in note.blocks)
    shown = tuple(block for block in blocks if block)
    return seen(page_of(replace(note, blocks=shown), region).text)


@pytest.mark.wide
def test_every_sentence_of_a_reminder_is_said() -> None:
    """In every form of some plans, and in the plain one of many more."""
    left = {
        key
        for key in catalogue().texts
        if key.startswith("reminder.") and not key.startswith(SAID_ELSEWHERE)
    }
    for number, case in sorted(enumerate(cases(50)), key=lambda each: each[0] not in SAYS_MOST):
        for now_is in (*lives(case), *drug_lives(case)) if left else ():
            some = notes(now_is) if number < IN_EVERY_FORM else in_time(now_is)
            for note in (*some, *once_left(case)) if number < IN_EVERY_FORM else some:
                left -= {each for block in note.blocks for each in said_in(block)}
                left -= {choice.says for row in note.choices for choice in row}
    assert left == set()


def once_left(case: dict[str, Any]) -> Iterator[Note]:
    """What was told of a plan says, once another team plans, that nothing is planned here."""
    plan = recalled(shipped(), case)
    if not isinstance(plan, Plan) or plan.course is None or plan.course.due is None:
        return
    due = plan.course.due
    gone = _at(case, due, Decision(move=Move.STOP, on=due, reason=Reason.MOVED))
    over = [
        replace(row, stage=Stage.WITHDRAWN, name="Ana", by=3, at=gone.now)
        for row in rows(_at(case, due))
    ]
    yield from (tell(row, gone, GROUP, gone.now) for row in over)
    yield tell(replace(over[0], stage=Stage.PENDING, matter=Matter.REVISED), gone, GROUP, gone.now)
    yield digest([(row, gone.record, gone) for row in over[:DIGEST]], GROUP, gone.now, {})


def said_in(words: object) -> Iterator[str]:
    """The keys of sentences, those within others too."""
    match words:
        case Sentence() | Wording():
            yield words.says
            yield from said_in(tuple(words.values.values()))
        case tuple():
            for each in words:
                yield from said_in(each)


# Each of these is said in a test of its own; a high amount whose route is open cannot be decided,
# and is only read from what an earlier program has kept.
SAID_ELSEWHERE = (
    "reminder.above",  # where a team has its reminders covered
    "reminder.agent.weekly_open",
    "reminder.figures.own_withhold_below",
    "reminder.agent.is_open",
    "reminder.of_plan.is",
    "reminder.of_plan.not_live",
    "reminder.dose.not_live",
    "reminder.dose.instead",
    "reminder.dose.void",
    "reminder.button.more",
    "reminder.next.end_late",
    "reminder.agent.not_recorded",
    "reminder.agent.as_given",
    "reminder.agent.has_ended",
    "reminder.follow_up.antiviral",
    "reminder.late.",
    "reminder.decided.",
    "reminder.over.anew",
    "reminder.over.undone",
    "reminder.agent.tests_of_each",
    "reminder.mark.repeat",
    "reminder.mark.remade",
    "reminder.button.open_",
    "reminder.over.told_below",
)
