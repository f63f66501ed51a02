"""What the program thinks: where each table stands, and the plan with its reminders."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.desk import Desk
from bot.page.render import Seat
from bot.page.seal import of_revision, press_of
from bot.page.write import Writer, full_day, moment
from bot.practice.team import PRACTICE
from bot.site.board import Board
from bot.site.layout import drawing
from bot.site.markup import pieces
from bot.transport.played import GROUP, ME
from core.course.course import in_force
from core.evidence import Section
from flows.decision.button_code import ASKED, wish
from flows.decision.table import DECISION_STEPS
from flows.intake.life import LIFE, life
from flows.intake.table import INTAKE
from flows.plan.drugs import drugs
from flows.plan.live import Live
from flows.plan.status import decided_ahead
from flows.reminder.stages import LIFE_OF_A_REMINDER
from flows.talk.records import PlanRecord, Reminder
from flows.talk.replies import ShowPlan, Words

TABLES = (LIFE, INTAKE, DECISION_STEPS, LIFE_OF_A_REMINDER)
MOST_REMINDERS = 60
AGENT = "agent_"  # how the lines begin that say which agent there is


def drawings() -> list[dict[str, Any]]:
    """Every table that the dialogue and the alarm run on, laid out."""
    return [drawing(table) for table in TABLES]


def inspected(desk: Desk, board: Board) -> dict[str, Any]:
    """Where each table stands for this visitor, and the plan that was changed last."""
    draft = desk.store.load(ME).session.draft
    record = latest(desk)
    reminders = desk.store.reminders(record.label) if record else ()
    return {
        "states": {
            LIFE.name: {life(draft): 1},
            INTAKE.name: {draft.state: 1} if draft and not draft.parked else {},
            DECISION_STEPS.name: dict.fromkeys(_deciding(board, record), 1),
            LIFE_OF_A_REMINDER.name: dict(Counter(each.stage.value for each in reminders)),
        },
        "plan": _plan(desk, record, reminders) if record else None,
    }


def latest(desk: Desk) -> PlanRecord | None:
    """The plan that something was decided about last, before all of those that are closed."""
    plans = desk.store.plans_of(ME) or desk.store.plans_of_team(PRACTICE)

    def newest(record: PlanRecord) -> tuple[bool, datetime]:
        at = record.decisions[-1].at if record.decisions else record.made_at
        return record.closed_at is None, at

    return max(plans, key=newest, default=None)


def _deciding(board: Board, record: PlanRecord | None) -> Iterator[str]:
    """The step of the decision that stands lowest in the prescriber's chat, or else in the group:
    nothing of a decision is kept but what its buttons carry."""
    which = (record.label, record.revision) if record else ("", 0)
    for chat in (ME, GROUP):
        for bubble in board.rows(chat):
            pressed = (data for row in bubble.rows for _, data in row)
            current = (press_of(each) for each in pressed if of_revision(each) == which)
            asked = [wish(each) for each in current if each.split(".")[0] in ASKED]
            if asked:
                under_a_reminder = any(each.reminder for each in asked)
                furthest = max(asked, key=lambda each: len(each.chosen))
                yield "menu" if under_a_reminder else furthest.state
                return


def _plan(desk: Desk, record: PlanRecord, reminders: tuple[Reminder, ...]) -> dict[str, Any]:
    live = desk.as_of_now(record)
    zone = live.zone
    seat = Seat(chat=ME, who=ME, now=desk.clock(), zone=zone)
    (card,) = desk.pages.pages(ShowPlan(record=record, anew=True), seat)
    writer = Writer(desk.pages.words, desk.region)
    ahead = sorted((each for each in reminders if each.due), key=lambda each: (each.due, each.id))
    stands = [each for each in reminders if each.stage.is_open and not each.due]
    over = [each for each in reminders if not each.stage.is_open]
    return {
        "label": record.label,
        "revision": record.revision,
        "card": pieces(card.text),
        "facts": _facts(writer, live, ahead, zone),
        "reminders": [
            _reminder(writer, each) for each in (*stands, *ahead, *reversed(over))[:MOST_REMINDERS]
        ],
    }


def _facts(writer: Writer, live: Live, ahead: list[Reminder], zone: str) -> list[tuple[str, str]]:
    """The dose in force, the step that waits, the drugs beside it, and what is due next."""
    course, facts = live.course, list[tuple[str, str]]()
    if course and (dose := in_force(course, live.today)):
        ahead_of_it = (
            writer.say(each.says, each.values) for each in decided_ahead(course, live.today)
        )
        now = (writer.say("demo.dose", {"mg": dose.mg}), *ahead_of_it)
        facts.append(("demo.in_force", ". ".join(now)))
    if course and course.gate and course.following_mg is not None:
        waits = "demo.step_waits" if course.following_mg else "demo.end_waits"
        values: dict[str, Words] = {"mg": course.following_mg, "day": course.gate}
        facts.append(("demo.step", writer.say(waits, values)))
    if said := ". ".join(_drugs(writer, live)):
        facts.append(("demo.drugs", said))
    if ahead and ahead[0].due:
        due = moment(ahead[0].due, ZoneInfo(zone), zone)
        facts.append(("demo.due", f"{due}: {writer.term(ahead[0].matter)}"))
    return [(writer.say(name), text) for name, text in facts]


def _drugs(writer: Writer, live: Live) -> Iterator[str]:
    """Each drug as it stands, and the agent that waits or is not begun."""
    yield from (writer.say(each.says, each.values) for each in drugs(live))
    for line in live.plan.lines:
        if line.section is Section.START and line.says.startswith(AGENT):
            yield writer.say(f"lines.{line.says}", line.values)


def _reminder(writer: Writer, reminder: Reminder) -> dict[str, Any]:
    zone = ZoneInfo(reminder.zone)
    return {
        "matter": writer.term(reminder.matter),
        "day": full_day(reminder.day),
        "stage": reminder.stage.value,
        "says": writer.term(reminder.stage),
        "due": moment(reminder.due, zone, reminder.zone) if reminder.due else "",
        "over": not reminder.stage.is_open,
    }
