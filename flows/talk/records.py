"""What is kept beside the sessions: plans, reminders, teams, people and invitations.

Each has a `serial` that counts how often it was written. A change holds the next one; where
somebody else was faster the change is stale, nothing of it is kept, and the step is taken again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from core.course.decisions import Decision
from flows.talk.history import SentBack, Visited

# As the planner's input writes it; None: it was asked, and is not known.
Answer = str | int | bool | list[Any] | dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision with who took it, and when."""

    decision: Decision
    by: int
    name: str  # as Telegram showed it then
    at: datetime  # aware
    revision: int = 1  # of the plan that it led to
    visit: int = 0  # the number of the one that was shown when it was decided; 0: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Answers that were given anew, with who gave them, and when."""

    revision: int  # of the plan that they led to
    keys: tuple[str, ...]
    before: Mapping[str, Answer]  # what was answered until then; nothing of a key that was not
    by: int
    name: str  # as Telegram showed it then
    at: datetime  # aware


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A plan as it is kept: who made it from which answers, what was decided, what was shown.

    `revision` counts on whenever a dose or a date of the plan changes; `serial` at every change,
    through all revisions.
    """

    label: str
    revision: int
    owner: int
    answers: Mapping[str, Answer]
    entered: str
    entered_on: date
    made_at: datetime
    confirmed: tuple[str, ...]  # codes: points confirmed at `made_at` by its maker, and overrides
    provisional: bool  # admission first: a draft that nobody can activate
    guideline: str  # the stamp of the rules that it was made or carried over under
    shown: str  # what was shown of it, which holds whatever later rules say: see core.course.shown
    serial: int = 1
    made_by: int = 0  # who confirmed it, where that is not the owner of now
    made_name: str = ""  # of who gave the answers last, as Telegram showed it then
    answered: tuple[Answered, ...] = ()  # anew, the earliest first
    decisions: tuple[Decided, ...] = ()
    team: int = 0  # 0: no team, the owner alone
    live: bool = True  # False: waits for a second person's check, and reminds nobody
    checked_by: int = 0
    checked_name: str = ""
    checked_at: datetime | None = None
    sent_back: SentBack | None = None  # the last no, while the plan is not live
    closed_at: datetime | None = None  # from then on nothing is asked, reminded or changed
    before: str = ""  # what was shown of the revision before this one
    tested: date | None = None  # the day of the last blood tests of its drugs that are known
    pinned: int = 0  # the message in its team's group that shows the dose in force; 0: none
    visited: tuple[Visited, ...] = ()  # every entry, the earliest first

    @property
    def reminds(self) -> bool:
        """Whether anybody is reminded of it: no draft, not waiting for its check, not closed."""
        return self.live and not self.provisional and self.closed_at is None


def changed(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[str, ...]:
    """The keys that are answered otherwise, or on one side only."""
    keys = dict.fromkeys((*before, *after))
    return tuple(k for k in keys if (k in before, before.get(k)) != (k in after, after.get(k)))


class Place(StrEnum):
    """Where something was said."""

    PRIVATE = "private"
    GROUP = "group"


class Role(StrEnum):
    """What a person may be; one person may be several."""

    PRESCRIBER = "prescriber"
    CARE_TEAM = "care_team"
    TRAINEE = "trainee"
    ADMINISTRATOR = "administrator"  # from the settings only


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A role, in one team or (0) in none."""

    role: Role
    team: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user by number, with the roles that were given by invitation."""

    who: int
    serial: int = 1
    name: str = ""
    memberships: tuple[Membership, ...] = ()
    reachable: bool = True  # False: blocked the bot, or never began a chat with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A care team: its group chat, its zone, and how it wants to be reminded.

    One of serial 0 stands for a team that cannot be read: only what somebody sets of it is kept.
    """

    number: int
    zone: str  # IANA name
    serial: int = 1
    chat: int = 0  # the group that is bound; 0: none
    thread: int = 0  # the topic of a forum group; 0: none
    dead: bool = False  # the group cannot be reached: the bot was removed, or it is gone
    proved: bool = False  # somebody pressed the button of the test message
    repeat_hours: int = 4
    escalate_hours: int = 4
    day_from: time = time(6)
    day_to: time = time(20)
    second_check: bool = False
    on_call: str = ""  # the telephone number of whoever is on call, as it was typed
    weekly: bool = True  # False: a weekly dose is told in its first weeks and at each change only
    limits: tuple[tuple[str, str], ...] = ()  # measures with the laboratory's own upper limit
    neutral: bool = False  # True: a locked screen shows no drug, dose or label of a reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A one-time code, kept only as its hash: gives a role, or (no role) binds a group."""

    hashed: str
    issuer: int
    expires: datetime
    serial: int = 1
    role: Role | None = None
    team: int = 0
    used_by: int = 0  # the user, or the group that was bound


class Matter(StrEnum):
    """What a reminder is about."""

    HEADS_UP = "heads_up"  # two days before a step is due: results are needed
    GATE = "gate"  # may the step be taken
    INTERIM = "interim"  # the response is asked once within a longer hold
    REASSESS = "reassess"  # no date follows by itself any more
    DOSE = "dose"  # the first day of a confirmed dose
    REVISED = "revised"  # the plan was changed: what is different
    ASKED = "asked"  # the care team asks the prescriber
    URGENT = "urgent"  # a prescriber is called at any hour: overdose, emergency, a question now
    CHECK = "check"  # a second person checks the plan before it is live
    PNEUMOCYSTIS = "pneumocystis"
    VACCINES = "vaccines"
    BONE = "bone"
    LABORATORY = "laboratory"
    OVERDUE = "overdue"  # blood tests are late: goes to a prescriber
    GLUCOSE = "glucose"
    EYES = "eyes"
    REVIEW = "review"  # after 3 and 6 months
    ADRENAL = "adrenal"  # the cortisol gate
    METHOTREXATE = "methotrexate"  # the weekday of the weekly dose
    BEGIN = "begin"  # a drug is ready and was not begun
    BEFORE_RISE = "before_rise"  # some days before a rise is due: blood tests are needed
    TITRATION = "titration"  # may the amount of a drug rise
    HELD = "held"  # a drug is held: resume or stop
    FOLLOW_UP = "follow_up"  # what follows from a rescue treatment
    STEROID_OVER = "steroid_over"  # the steroid has ended and a drug goes on
    UNDELIVERED = "undelivered"  # a reminder reached nobody: tells the next in the chain


class Stage(StrEnum):
    """Where a reminder stands."""

    PENDING = "pending"  # its time has not come
    SENDING = "sending"  # claimed: the outcome is not recorded yet
    SENT = "sent"  # shown, and not acknowledged; `due` is the next repeat or escalation
    SNOOZED = "snoozed"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"  # a gate: decided
    WITHDRAWN = "withdrawn"  # the plan has changed under it
    NEEDS_HUMAN = "needs_human"  # told to everybody it may be told to; open until somebody acts

    @property
    def is_open(self) -> bool:
        """Whether it is still to come, or somebody still has to take it up."""
        return self not in {Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.WITHDRAWN}

    @property
    def is_told(self) -> bool:
        """Whether it is told or on its way, and nobody has taken it up."""
        return self.is_open and self is not Stage.PENDING


class Intake(StrEnum):
    """What was said of a weekly dose."""

    TAKEN = "taken"  # on its own day
    LATE = "late"
    MISSED = "missed"
    WITHHELD = "withheld"  # the team has left it out, and a prescriber is asked
    TOO_SOON = "too_soon"  # left out by itself: the one before it was taken too late


class Landing(StrEnum):
    """What became of one message."""

    WAITS = "waits"  # not sent, certainly
    UNKNOWN = "unknown"  # perhaps sent: the next try is marked as a possible repeat
    SENT = "sent"
    REFUSED = "refused"  # Telegram will not deliver it


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One chat that a reminder goes to."""

    chat: int
    landing: Landing = Landing.WAITS
    unknowns: int = 0  # tries whose outcome was never learnt
    message: int = 0  # the message that shows it, once sent
    sent_at: datetime | None = None
    named_mg: str = ""  # the daily dose of the steroid that it named, and from which day on
    named_from: date | None = None
    of_several: bool = False  # the message lists several that are late: no one of them replaces it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One matter of a plan on one day, with its whole life; one acknowledgement ends all of it.

    Its id is plan, matter, day and detail: the same matter is never kept twice, and another dose
    is another matter. Reminders of one plan revision carry that revision.
    """

    label: str
    matter: Matter
    day: date  # the calendar day it is about
    detail: str = ""  # the dose in mg, the amount of the agent, or another code; part of the id
    revision: int
    serial: int = 1
    zone: str  # IANA name
    wall: datetime  # naive local time it is first due, in `zone`
    due: datetime | None  # aware, UTC: when something must happen next; None: nothing must
    stage: Stage = Stage.PENDING
    deliveries: tuple[Delivery, ...] = ()  # in the order they were added
    tries: int = 0  # of the present round
    rounds: int = 0  # complete rounds: the first message is round 0, then repeats
    raised: int = 0  # levels of the escalation added after the first
    snoozes: int = 0
    by: int = 0  # who acknowledged or answered
    name: str = ""
    at: datetime | None = None
    intake: Intake | None = None  # of a weekly dose
    taken_on: date | None = None  # the day it was taken; too soon: that of the one before it
    remade: bool = False  # only its id was left: what was told and answered of it is not known

    @property
    def id(self) -> str:
        """Unique for all time: K7Q-2M3/dose/2026-12-21/55."""
        return f"{self.label}/{self.matter}/{self.day.isoformat()}/{self.detail}"

    @property
    def in_time(self) -> tuple[bool, datetime]:
        """How it is sorted among others: the first due first, last what is due no more."""
        return self.due is None, self.due or self.wall


Kept = PlanRecord | Reminder | Team | Person | Invite
