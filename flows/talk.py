"""What is heard, what is answered, and what a turn leaves behind: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from core.evidence import Section, Value
from core.guideline.schema import Guideline
from core.plan import Plan
from core.tablets import Tablets
from flows.kept import Answer, Invite, Kept, Person, Place, PlanRecord, Reminder, Team

__all__ = ["Answer", "PlanRecord"]


class Kind(StrEnum):
    """Messages that are never an answer, each with its own reason."""

    EDITED = "edited"
    FORWARDED = "forwarded"
    VIA_BOT = "via_bot"
    STICKER = "sticker"
    VOICE = "voice"
    PICTURE = "picture"
    DOCUMENT = "document"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text message."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button of this bot's own making, whose seal was right.

    `number` is the number of the prompt, or the revision of the plan, it was made for.
    """

    label: str
    number: int
    press: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded:
    """A slash command, its name in lower case, with what followed it."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A message that cannot be an answer."""

    kind: Kind


Heard = Typed | Pressed | Commanded | Unusable


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan in the making: its answers under the planner's input keys, and where it stands."""

    label: str
    state: str
    trail: tuple[str, ...]  # the states that Back returns to, last one nearest
    answers: Mapping[str, Answer]
    serial: int  # number of the prompt now open; a button of another number is stale
    asked_at: datetime  # when the open prompt was made
    entered: str = ""  # how the weight was typed, where it was converted ("154 lb")
    entered_on: date | None = None
    held: Mapping[str, Answer] = field(default_factory=dict)  # an answer that waits for its check
    revises: int = 0  # the revision of the plan that it changes; 0 where it begins one
    parked: bool = False  # left alone, or answered too late: waits for Resume or Discard


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question outside of a draft that waits for a typed answer, in a private chat."""

    asks: str  # names the reader of the answer
    label: str
    serial: int  # of the plan when it was asked; where the plan has moved on, it is not taken
    asked_at: datetime  # aware
    held: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is kept of one chat: at most one unfinished draft."""

    draft: Draft | None = None
    prompt: int | None = None  # id of the message that shows the open prompt, set by the shell
    last_update: int = 0  # the transport's number of the last update taken in
    question: Question | None = None  # open beside no draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What the audit keeps of a turn: codes only, never text."""

    action: str
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the delivery of reminders stands."""

    pending: int  # reminders that are not over
    next_due: datetime | None
    late: int  # due for longer than they should be
    stuck: tuple[Reminder, ...]  # they need a human
    last_sent: datetime | None
    clock_stopped: bool  # nothing is sent, because the clock jumped
    version: str


NOBODY = Person(who=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the desk read for this turn: about the person, the place, and the plan concerned.

    In a group `team` is the one that is bound to it, or None; in private that of the plan.
    """

    place: Place = Place.PRIVATE
    chat: int = 0
    thread: int = 0
    name: str = ""  # of the person, as the transport shows it
    person: Person = NOBODY  # with the roles that the settings give
    team: Team | None = None
    people: tuple[Person, ...] = ()  # who belongs to `team`
    administrators: tuple[int, ...] = ()
    teams: tuple[Team, ...] = ()  # those the person belongs to
    last_team: int = 0  # the highest team number that was ever given
    older: PlanRecord | None = None  # the revision that was pressed, where it is not the current
    reminders: tuple[Reminder, ...] = ()  # of the plan, those that are over with them
    plans: tuple[PlanRecord, ...] = ()  # the person's, or in a group the team's; current revisions
    ahead: tuple[Reminder, ...] = ()  # the reminders of those plans that are not over
    invite: Invite | None = None  # under the code that was typed or linked
    fresh_code: str = ""  # for an invitation that may be made now; 128 bits
    fresh_hash: str = ""  # of it, as it is kept
    health: Health | None = None


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a turn may know beside the session; time is an argument."""

    guideline: Guideline
    now: datetime  # aware
    sent: datetime  # when the user sent it, by the transport's clock
    arrived: datetime  # when it reached this machine
    zone: tzinfo
    zone_name: str
    who: int
    region: str
    fresh_label: str  # never given before
    plan: PlanRecord | None = None  # the plan that was pressed or named, where `who` may see it
    known: Known = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant to be written as a place reads its clock."""

    at: datetime  # aware
    zone: str  # IANA name


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The tablets of one dose, to be written in words."""

    tablets: Tablets


Words = Value | Moment | MadeOf  # what a sentence can have written into it


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: what it presses, and the words it shows.

    Where a message has buttons of several plans, each names its own label and number.
    """

    press: str
    says: str
    values: Mapping[str, Words] = field(default_factory=dict)
    label: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the catalogue; a strong one stands out."""

    says: str
    values: Mapping[str, Words] = field(default_factory=dict)
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message of sentences in blocks, with buttons that belong to no open prompt.

    `anew` posts it below; otherwise it replaces the message whose button was pressed. With a
    `chat` it goes there instead, in place of `message` where one is named: what is shown
    elsewhere is made true again as far as Telegram lets us.
    """

    label: str
    number: int  # the revision of the plan, or the number of the team
    blocks: tuple[tuple[Sentence, ...], ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    anew: bool = False
    chat: int | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The open prompt of a draft: question, progress, answers so far, choices.

    `anew` posts it below; otherwise it replaces the prompt on the screen. `refused` is the
    reason why the last answer was not taken. With no label it belongs to no draft: the way in.
    """

    label: str
    number: int
    says: str
    values: Mapping[str, Value] = field(default_factory=dict)
    why: str | None = None  # words key of why it is asked, shown below the question
    answers: tuple[tuple[str, Value], ...] = ()  # (words key of the answer's name, value)
    choices: tuple[tuple[Choice, ...], ...] = ()
    step: tuple[int, int] | None = None  # 2 of 4
    revises: int = 0  # the revision of the plan that is changed; 0 for a new one
    refused: str | None = None
    refused_values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False


class Signs(StrEnum):
    """Where the question for emergency signs stands."""

    NOT_ASKED = "not_asked"
    OPEN = "open"  # asked, and nothing is made before it is answered
    ABSENT = "absent"
    PRESENT = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Every answer read back with what would be made of it; takes the place of the prompt.

    `points` are the codes that one press confirms, numbered from 1. Where `made` is filled it
    is the last look of the review: nothing to press, above the plan that came of it.
    """

    label: str
    number: int
    plan: Plan
    answers: tuple[tuple[str, Value], ...]
    entered: str
    entered_on: date
    points: tuple[str, ...]
    signs: Signs
    revises: int = 0
    choices: tuple[tuple[Choice, ...], ...] = ()
    why: str | None = None
    refused: str | None = None
    refused_values: Mapping[str, Value] = field(default_factory=dict)
    anew: bool = False
    made: PlanRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """The explained no of a subtype without a plan, in place of the prompt; the draft is gone."""

    label: str
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message with no buttons."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The prompt on the screen becomes this text, without buttons."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """A short answer to a press that changes nothing on the screen."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlan:
    """The plan's card (no section), one of its sections, or the reasons of a section.

    `anew` posts it below; otherwise it replaces the message whose button was pressed.
    """

    record: PlanRecord
    section: Section | None = None
    why: bool = False
    part: int = 0  # of a section that needs more than one screen
    anew: bool = False


Reply = Ask | Review | NoPlan | Say | Close | Toast | ShowPlan | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The whole outcome of one thing heard; the shell commits it, then sends the replies."""

    session: Session
    replies: tuple[Reply, ...]
    made: PlanRecord | None = None
    deeds: tuple[Deed, ...] = ()
    keeps: tuple[Kept, ...] = ()  # each with the serial after the one that was read
