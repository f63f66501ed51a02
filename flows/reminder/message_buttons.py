"""What can be pressed under a reminder; every press names the reminder it was made for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from core.course.decisions import Drug
from flows.plan.drugs import LETTERS
from flows.plan.live import Live
from flows.reminder.hours import next_at
from flows.reminder.recipients import Recipients
from flows.reminder.stages import MORNING, handle, snooze_choices, snooze_code
from flows.reminder.told import NOTHING
from flows.talk.records import Matter, Reminder
from flows.talk.replies import Choice, Moment
from flows.talk.screens import Rows, button

HOLD_WEEKS = 2
TO_DO = frozenset(
    {
        Matter.INTERIM,
        Matter.PNEUMOCYSTIS,
        Matter.VACCINES,
        Matter.BONE,
        Matter.LABORATORY,
        Matter.GLUCOSE,
        Matter.EYES,
        Matter.REVIEW,
        Matter.ADRENAL,
    }
)
# What ends it: by its word a press finds its handler. Two end by a decision, one by the check.
ENDS: Mapping[Matter, str] = MappingProxyType(
    {
        Matter.REASSESS: "decide",
        Matter.CHECK: "check",
        Matter.METHOTREXATE: "taken",
        Matter.URGENT: "see_to_it",
        **dict.fromkeys(TO_DO, "done"),
    }
)
# What can be decided about a drug; the first word of each press, with the words it shows.
OF_A_DRUG: Mapping[Matter, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        Matter.BEGIN: (("begin",), ("spec",)),
        Matter.TITRATION: (("rise", "stay"), ("halt", "end")),
        Matter.HELD: (("retake", "end"),),
    }
)
OWN_WORD = frozenset({"decide", "taken"})
BY_ITSELF = frozenset({"check"})  # it is about the plan, not the reminder


def buttons(
    reminder: Reminder, live: Live, recipients: Recipients, *, chat: int, now: datetime
) -> Rows:
    """The rows for this chat; only where the care team is can somebody ask the prescriber."""
    held = handle(reminder)
    ask = (button(f"ask.{held}", "reminder.button.ask"),) if chat == recipients.group else ()
    if reminder.matter in {Matter.ASKED, Matter.URGENT}:
        ask = ()
    put_off = snooze_choices(reminder, live.team, now)
    later = (button(f"later.{held}", "reminder.button.later"),) if put_off else ()
    return tuple(row for row in (*_ending(reminder, held, ask), later) if row)


def times(reminder: Reminder, live: Live, now: datetime) -> Rows:
    """One row for each time it can be put off to, the soonest first, and the way back."""
    held, zone = handle(reminder), reminder.zone
    choices = (
        button(
            f"at.{snooze_code(until, zone)}.{held}",
            "reminder.button.at",
            moment=Moment(until, zone),
        )
        for until in snooze_choices(reminder, live.team, now)
    )
    return (
        *((choice,) for choice in choices),
        (button(f"back_to.{held}", "reminder.button.back"),),
    )


def times_to_ask(reminder: Reminder, live: Live, now: datetime) -> Rows:
    """The prescriber is called now, or asked in the morning; or not at all."""
    held, zone = handle(reminder), reminder.zone
    morning = next_at(MORNING, now, zone, live.team)
    return (
        (button(f"now.{held}", "reminder.button.now"),),
        (button(f"morning.{held}", "reminder.button.at", moment=Moment(morning, zone)),),
        (button(f"back_to.{held}", "reminder.button.back"),),
    )


def doubted(urgent: Reminder) -> Rows:
    """What is said of a second tick: both were taken, or one of them only."""
    held = handle(urgent)
    return (
        (button(f"twice.{held}", "overdose.button.twice"),),
        (button(f"once.{held}", "overdose.button.once"),),
    )


def _ending(
    reminder: Reminder, held: str, ask: tuple[Choice, ...]
) -> Iterator[tuple[Choice, ...]]:
    """What ends the reminder, with the way to the prescriber beside it."""
    if reminder.matter is Matter.GATE:
        mg = reminder.detail
        step = button(
            f"step.{held}",
            "reminder.button.end" if mg == NOTHING else "reminder.button.step",
            mg=mg,
        )
        yield (step, button(f"hold.{HOLD_WEEKS}.{held}", "reminder.button.hold", weeks=HOLD_WEEKS))
        yield (button(f"flare.{held}", "reminder.button.flare"), *ask)
        return
    if reminder.matter in OF_A_DRUG:
        yield from (*_of_a_drug(reminder, held), ask)
        return
    says = ENDS.get(reminder.matter, "seen")
    press = says if says in BY_ITSELF else f"{says if says in OWN_WORD else 'ack'}.{held}"
    yield (button(press, f"reminder.button.{says}"), *ask)


def _of_a_drug(reminder: Reminder, held: str) -> Iterator[tuple[Choice, ...]]:
    """The decisions that answer it; each leads to what it would change before it is taken."""
    drug, _, mg = reminder.detail.partition(".")
    letter, amount = LETTERS[Drug(drug)], {"mg": Decimal(mg)} if mg else {}
    for row in OF_A_DRUG[reminder.matter]:
        yield tuple(
            Choice(
                press=f"{verb}.{letter}.{held}",
                says=f"reminder.button.drug_{verb}",
                values=amount,
            )
            for verb in row
        )
