"""The keys under the card, and those under More."""

from collections.abc import Iterator

from bot.page.keys import Row, laid_out
from bot.page.plan.opened import TO_THE_CARD
from bot.page.plan.sections import stands
from bot.page.plan.view import View
from bot.papers import offered
from core.evidence import Section
from flows.plan.sections import CARD, MORE
from flows.talk.records import PlanRecord
from flows.talk.replies import Choice
from flows.talk.rights import had_a_hand

UNDER_MORE = (Section.SEVERE, Section.MONITORING, Section.TABLETS)


def rows_of_card(view: View, record: PlanRecord, who: int) -> tuple[Row, ...]:
    """Six at most: what is decided and read daily; the rest is under More."""
    papers = (Choice(press="papers", says="button.papers"),)
    return (
        (*_deciding(who, record), *_opening(view, Section.SCHEDULE, Section.AGENT)),
        (
            *_opening(view, Section.PREVENTION),
            *(papers if record.revision and offered(view) else ()),
            Choice(press=f"show.{CARD}.{MORE}", says="button.more"),
        ),
    )


def more_rows(view: View, record: PlanRecord, who: int) -> tuple[Row, ...]:
    """What the card has no room for, what can be done with the plan, and the way back."""
    stage = "standing" if view.begun else "start"
    later = view.kept is not None and view.kept.offered and record.live
    follows = is_followed(record)
    results = (Choice(press="value", says="pick.visit.begin"),) if follows and record.live else ()
    keys = (
        *results,
        Choice(press=f"show.{Section.START}", says=f"button.{stage}"),
        Choice(press=f"why.{CARD}", says="button.why"),
        *_opening(view, *UNDER_MORE),
    )
    carry = ((Choice(press="carry", says="button.carry"),),) if later and follows else ()
    doing = [
        Choice(press=each, says=f"button.{each}") for each in ("share", "hand", "anew", "close")
    ]
    return (
        *laid_out(view.writer, keys),
        *carry,
        *(laid_out(view.writer, doing) if follows else ()),
        (*_forgetting(who, record), TO_THE_CARD),
    )


def _forgetting(who: int, record: PlanRecord) -> tuple[Choice, ...]:
    """For its owner, once it is kept; an administrator has the command."""
    erases = who == record.owner and record.revision > 0
    return (Choice(press="forget", says="button.forget"),) if erases else ()


def is_followed(record: PlanRecord) -> bool:
    """Whether it is neither a draft nor closed: whoever may decides about it."""
    return not record.provisional and record.closed_at is None


def _opening(view: View, *sections: Section) -> Iterator[Choice]:
    """The keys of the sections that have something to show."""
    return (
        Choice(press=f"show.{each}", says=f"button.{each}")
        for each in sections
        if stands(view, each)
    )


def _deciding(who: int, record: PlanRecord) -> tuple[Choice, ...]:
    """The check of a plan that waits for it; else what is decided about one that is followed."""
    if _is_to_check(who, record):
        return (Choice(press="check", says="reminder.button.check"),)
    return (Choice(press="decide", says="button.decide"),) if is_followed(record) else ()


def _is_to_check(who: int, record: PlanRecord) -> bool:
    """Whether the plan waits for somebody who has no part in it, as whoever reads has none."""
    waits = not (record.live or record.provisional or record.closed_at)
    return waits and bool(record.revision) and not had_a_hand(who, record)
