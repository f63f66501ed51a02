"""The days of a plan before the second person's check, on which nothing of it was in force."""

from flows.plan.live import Live
from flows.talk.records import PlanRecord
from flows.talk.screens import Block, button, say, screen
from flows.talk.turn import Session, Turn

NOT_TAKEN = "days"  # the reason of a no
TAKEN = "taken_since"  # kept with the plan: a second person said so of these days


def days_before(live: Live) -> Block:
    """What the plan gives before this day, which nobody was told to take: the steroid and each
    drug with its first day; nothing where all begins now."""
    first, today = live.plan.case.start_date, live.today
    steroid = (say("check.steroid_since", day=first),) if first < today else ()
    begun = (each for each in live.plan.regimens if each.begun < today)
    return (*steroid, *(say("check.drug_since", drug=each.drug, day=each.begun) for each in begun))


def was_it_taken(session: Session, record: PlanRecord, days: Block, reader: str) -> Turn:
    """What was not in force is not assumed to be taken: whoever makes it live says so, or it goes
    back to its owner."""
    return screen(
        session,
        (say("check.days_head", strong=True, label=record.label),),
        days,
        (say("check.days_ask"),),
        rows=(
            (button(f"check.taken.{reader}", "pick.check_taken"),),
            (button(f"check.no.{NOT_TAKEN}", "pick.check_not_taken"),),
            (button("check", "pick.back"),),
        ),
        label=record.label,
        number=record.revision,
    )
