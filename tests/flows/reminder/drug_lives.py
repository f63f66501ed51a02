"""Plans along the life of a drug: decided about in the middle, read as text in every chat."""

from datetime import date, timedelta
from typing import Any

from bot.page.render import Seat
from core.course.decisions import Decision, Drug, Move, Reason
from flows.plan.decided import as_decided
from flows.reminder.message.buttons import TESTS
from flows.reminder.stages import handle
from flows.reminder.wanted.wanted import replanned
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import Note
from tests.bot.page.screens import PAGES
from tests.flows.following import GROUP, MODERATE, NURSE, OWNER, READY, Ward, planned, ward


def weekly(begins: date = date(2026, 11, 24), **changes: Any) -> Ward:
    """Methotrexate from this day on, once a week on its weekday; nothing told yet."""
    answers = MODERATE | READY | {
        "methotrexate_weekday": f"{begins:%A}".lower(), "agent_start": begins.isoformat(),
    }  # fmt: skip
    return ward(planned(answers=answers | changes))


def drug(move: Move, on: date, reason: Reason, **more: Any) -> Decision:
    return Decision(
        move=move, on=on, reason=reason, drug=more.pop("drug", Drug.METHOTREXATE), **more
    )


def decide(there: Ward, decision: Decision) -> PlanRecord:
    """The decision as it is kept, with the reminders as the plan then wants them."""
    live = there.live()
    _, made = as_decided(live.record, live.kept, decision, by=OWNER, name="Owner", at=there.utc())
    tidied(there.put(made))
    return made


def tidied(there: Ward) -> Ward:
    """Every plan has the reminders it wants, as once a day."""
    return there.put(*replanned(there.of(), there.live(), there.utc()))


def lives(there: Ward, until: date, *, answers: bool = True) -> Ward:
    """Day by day up to this one, tidied each morning; every weekly dose and test is answered."""
    day = there.live().today
    while day < until:
        day += timedelta(days=1)
        there.until(day, "06:30")
        tidied(there).until(day, "10:00")
        for each in there.of() if answers else ():
            if not each.stage.is_told:
                continue
            if each.matter is Matter.METHOTREXATE and not each.detail:
                there.press(f"taken.{handle(each)}", who=NURSE, chat=GROUP)
            elif each.matter in TESTS:
                there.press(f"ack.{handle(each)}", who=NURSE, chat=GROUP)
    return there


def said(there: Ward) -> str:
    """Every message that any chat shows, as text."""
    return "\n".join(text(reply) for reply in there.screens.values() if isinstance(reply, Note))


def text(note: Note) -> str:
    return "\n".join(page.text for page in PAGES.pages(note, Seat(chat=GROUP, who=0)))


def of(there: Ward, matter: str) -> list[Reminder]:
    """In the order of their days."""
    return sorted((x for x in there.of() if x.matter == matter), key=lambda each: each.id)
