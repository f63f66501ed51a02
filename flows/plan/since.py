"""What has changed of a plan since a paper of it was made."""

from collections.abc import Iterator
from datetime import datetime

from flows.plan.changes import moved_by
from flows.plan.live import live
from flows.plan.status import decided_by, said_anew, zone_of
from flows.plan.visit.found import said
from flows.talk.paper_link import PaperLink
from flows.talk.records import PlanRecord
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.screens import Block, say
from flows.talk.turn import Context


def since(record: PlanRecord, paper: PaperLink, context: Context) -> Note:
    """Whether the paper holds, and everything that was decided, answered or moved after it."""
    zone = zone_of(context)
    later = (*_revised(record, paper, zone), *_moved(record, paper, context))
    head = say(
        f"paper.{_standing(record, paper)}",
        strong=True,
        label=record.label,
        revision=paper.revision,
        current=record.revision,
    )
    shows = (say("paper.shows", moment=Moment(paper.at, zone)),) if paper.at else ()
    return Note(
        label=record.label,
        number=record.revision,
        blocks=((head, *shows), (say("paper.since"), *later) if later else (_nothing(paper),)),
        anew=True,
    )


def _standing(record: PlanRecord, paper: PaperLink) -> str:
    """What the paper is. Of a revision that is not known, or was made after the paper, it is one
    that was lost with what a backup did not have: it may be what holds, and is never void."""
    made = {
        1: record.made_at,
        **{each.revision: each.at for each in record.decisions},
        **{each.revision: each.at for each in record.answered},
    }.get(paper.revision)
    later = made and paper.at and made.replace(second=0, microsecond=0) > paper.at
    if paper.revision > record.revision or later:
        return "not_known"
    return "holds" if paper.revision == record.revision else "superseded"


def _nothing(paper: PaperLink) -> Sentence:
    """An unstamped paper does not say what it was made after."""
    return say("paper.unchanged" if paper.at else "paper.unstamped")


def _revised(record: PlanRecord, paper: PaperLink, zone: str) -> Iterator[Sentence]:
    """Who decided and answered what, the earliest first."""
    of_both = (
        *((each.at, decided_by(each, zone)) for each in record.decisions
          if each.revision > paper.revision),
        *((each.at, said_anew("reminder.over.anew", each, zone)) for each in record.answered
          if each.revision > paper.revision),
    )  # fmt: skip
    yield from (said for _, said in sorted(of_both, key=lambda each: each[0]))


def _moved(record: PlanRecord, paper: PaperLink, context: Context) -> Block:
    """What was found, and has moved within one revision; that it was checked, or closed."""
    if paper.at is None:
        return ()
    zone, at = zone_of(context), min(paper.at, context.now)
    found = {each.visit.number: each.visit for each in record.visited if each.at > at}
    known = (
        *(said(record, visit) for visit in found.values()),
        *_if_later("paper.checked_since", record.checked_at, at, zone),
        *_if_later("stands.closed", record.closed_at, at, zone),
    )
    if paper.revision != record.revision or record.closed_at is not None:
        return known
    then, now = (
        live(context.guideline, record, context.known.team, context.zone_name, each)
        for each in (at, context.now)
    )
    return (*known, *moved_by(then, now, ()))


def _if_later(says: str, when: datetime | None, at: datetime, zone: str) -> Block:
    return (say(says, moment=Moment(when, zone)),) if when is not None and when > at else ()
