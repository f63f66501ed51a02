"""Values to keep, with everything filled in."""

from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.guideline import edition, shipped
from bot.store import Change, Store
from core.course.decisions import Decision, Move, Reason
from core.edition import kept_plan
from core.response.visit import EnteredBy, Sign, Strength, Trend, Visit
from flows.talk.history import Visited
from flows.talk.records import (
    Decided,
    Delivery,
    Invite,
    Kept,
    Landing,
    Matter,
    Membership,
    Person,
    PlanRecord,
    Reminder,
    Role,
    Stage,
    Team,
)
from flows.talk.turn import Deed, Draft, Session
from tests.world.plan_record import plan_record

NOON = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
CHAT = 7_000_000_001
LABEL = "K7Q-2M3"
ANSWERS = {
    "weight_kg": "69.9",
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "no",
    "start_date": "2026-11-23",
    "hold_weeks": 4,
    "tail": "standard",
}
FOUND = Visit(
    number=1,
    day=date(2026, 12, 21),
    role=EnteredBy.CARE_TEAM,
    strength=Strength.WORSE,
    ck_trend=Trend.RISING,
    signs=(Sign.RASH,),
)
MADE = plan_record(
    ANSWERS,
    rules=edition("1"),
    at=NOON,
    entered="154 lb",
    confirmed=("over_usual_weight",),
    guideline="iim 1 sha256:0123",
)


def session(*, label: str = LABEL, step: int = 1, asked_at: datetime = NOON) -> Session:
    draft = Draft(
        label=label,
        state="severity",
        trail=("weight", "subtype"),
        answers={"weight_kg": "69.9", "subtype": "dermatomyositis", "tablets": 5, "half": True},
        serial=step,
        asked_at=asked_at,
        entered="154 lb",
        entered_on=date(2026, 11, 22),
        held={"weight_kg": "69.9"},
        parked=True,
    )
    return Session(draft=draft, prompt=4_711, last_update=step)


def record(*, label: str = LABEL, revision: int = 1, owner: int = 42) -> PlanRecord:
    return replace(
        MADE,
        label=label,
        revision=revision,
        owner=owner,
        made_at=NOON + timedelta(minutes=revision),
        before=MADE.shown if revision > 1 else "",
        serial=revision,
    )


def revised(before: PlanRecord, decision: Decision) -> PlanRecord:
    """The next revision, by one decision."""
    kept = kept_plan.as_it_stands(shipped(), before.answers, before.shown)
    decided = Decided(
        decision=decision, by=42, name="Dr. Who", at=NOON, revision=before.revision + 1
    )
    return replace(
        before,
        revision=before.revision + 1,
        serial=before.serial + 1,
        decisions=(*before.decisions, decided),
        shown=kept_plan.decided(kept, decision),
        before=before.shown,
    )


def hold(day: int, weeks: int = 1) -> Decision:
    """A hold on a day counted from the first dose."""
    on = date(2026, 11, 23) + timedelta(days=day)
    return Decision(move=Move.HOLD, on=on, reason=Reason.ENZYME_RISING, weeks=weeks)


def followed(*, label: str = LABEL) -> PlanRecord:
    """A plan with everything that can have happened since."""
    held = Decision(
        move=Move.FLARE,
        on=date(2026, 12, 21),
        reason=Reason.ACTIVE_DISEASE,
        mg=Decimal("17.50"),
        weeks=4,
    )
    return replace(
        record(label=label),
        made_by=41,
        decisions=(Decided(decision=held, by=42, name="Dr. Who", at=NOON, visit=1),),
        visited=(Visited(visit=FOUND, by=44, name="Ann", at=NOON, revision=1),),
        team=3,
        live=False,
        checked_by=43,
        checked_name="Ann",
        checked_at=NOON,
        closed_at=NOON + timedelta(days=9),
    )


def reminder(
    *,
    label: str = LABEL,
    day: int = 1,
    detail: str = "55",
    due: datetime | None = NOON,
    stage: Stage = Stage.PENDING,
    serial: int = 1,
    at: datetime | None = None,
    deliveries: tuple[Delivery, ...] = (),
) -> Reminder:
    return Reminder(
        label=label,
        matter=Matter.DOSE,
        day=date(2026, 12, day),
        detail=detail,
        revision=1,
        serial=serial,
        zone="Europe/Prague",
        wall=datetime(2026, 12, day, 7, 30),  # noqa: DTZ001  a wall time has no zone
        due=due,
        stage=stage,
        deliveries=deliveries,
        at=at,
    )


def delivery(*, chat: int = CHAT, sent_at: datetime = NOON) -> Delivery:
    return Delivery(chat=chat, landing=Landing.SENT, unknowns=1, message=77, sent_at=sent_at)


def team(*, number: int = 1, chat: int = 0, serial: int = 1) -> Team:
    return Team(
        number=number, zone="Asia/Kathmandu", chat=chat, serial=serial, day_from=time(7, 30)
    )


def person(*, who: int = 42, teams: Iterable[int] = (1,), serial: int = 1) -> Person:
    memberships = tuple(Membership(role=Role.CARE_TEAM, team=each) for each in teams)
    return Person(who=who, serial=serial, name="Ann", memberships=memberships, reachable=False)


def invite(*, hashed: str = "ab12", serial: int = 1) -> Invite:
    return Invite(
        hashed=hashed, issuer=42, expires=NOON, serial=serial, role=Role.PRESCRIBER, team=1
    )


def keeping(*keeps: Kept, at: datetime = NOON, seen: datetime | None = None) -> Change:
    """A step of the alarm: no chat moves on."""
    return Change(keeps=keeps, at=at, seen=seen)


def change(
    *,
    chat: int = CHAT,
    based_on: int = 0,
    then: Session | None = None,
    made: PlanRecord | None = None,
    deeds: tuple[Deed, ...] = (),
) -> Change:
    after = session(step=based_on + 1) if then is None else then
    return Change(
        chat=chat, based_on=based_on, session=after, made=made, deeds=deeds, who=42, at=NOON
    )


def labelled(chat: int) -> str:
    return f"K7Q-{chat:03d}"


async def steps(store: Store, *, chat: int, count: int) -> None:
    """The chat takes so many more steps, each on top of what was kept of the one before."""
    for _ in range(count):
        loaded = store.load(chat)
        then = session(label=labelled(chat), step=loaded.version + 1)
        await store.commit(change(chat=chat, based_on=loaded.version, then=then))


async def outcomes(commits: Iterable[Awaitable[None]]) -> list[str]:
    """What became of each: "kept", or the name of what was raised."""
    found = []
    for commit in commits:
        try:
            await commit
        except Exception as error:  # any refusal is an outcome here
            found.append(type(error).__name__)
        else:
            found.append("kept")
    return found
