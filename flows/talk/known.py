"""What the desk read for a turn beside the session: the person, the place, the plan concerned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from flows.talk.erasure import Tombstone
from flows.talk.outage import Outage
from flows.talk.records import Invite, Person, Place, PlanRecord, Reminder, Team
from flows.talk.retention import DEFAULT, Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something that is kept and cannot be read back."""

    kind: str  # of the row: plan, team, person
    name: str  # the label of a plan, the number of the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Who reads in a group, as far as Telegram says."""

    public: bool = False  # whoever likes can find it, and read what was ever sent there
    members: int = 0  # 0: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How Telegram answers the bot, since the process began; nothing of it is kept."""

    refused_since: datetime | None = None  # while it refuses the token: nothing is sent
    refused_last: datetime | None = None  # when it last did so
    rival_since: datetime | None = None  # while another process polls with the same token
    unheard_since: datetime | None = None  # while nothing that is written to the bot gets here
    unshown: int = 0  # answers that nobody saw, because Telegram did not take them


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What the machine lacks; reminders leave all the same."""

    no_backup_since: datetime | None = None  # while the nightly one fails
    no_head_since: datetime | None = None  # while the end of the audit cannot be written down
    room_mb: int | None = None  # that is left on the disk, where it is too little
    in_clear: bool = False  # what is kept is not encrypted: no key is set up


MOST_COUNTED = 10_000  # reminders; nobody waits until more are


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the delivery of reminders stands."""

    pending: int  # reminders of which something is to come, as far as they are counted
    next_due: datetime | None
    late: int  # due for longer than they should be
    stuck: tuple[Reminder, ...]  # they need a human
    last_sent: datetime | None
    unread: int = 0  # that are due and cannot be read from the file
    failed: int = 0  # that were due at the last look, and could not be judged
    unreadable: tuple[Unread, ...] = ()  # whatever cannot be read back
    version: str
    line: Line = Line()
    upkeep: Upkeep = Upkeep()
    restored: datetime | None = None  # of when the backup is that this goes on from, since lately


@dataclass(frozen=True, slots=True)
class OfPlan:
    """The reminders of one plan, which come by their ids: all; the open ones as they fall due; how
    the first of those is sorted among others; and what was said of its weekly doses."""

    all: tuple[Reminder, ...] = ()
    ahead: tuple[Reminder, ...] = ()
    soonest: tuple[bool, datetime] | None = None
    intakes: tuple[Reminder, ...] = ()

    @classmethod
    def among(cls, every: tuple[Reminder, ...]) -> Self:
        """Each of them where it belongs."""
        ahead = sorted((x for x in every if x.stage.is_open), key=lambda each: each.in_time)
        soonest = ahead[0].in_time if ahead else None
        return cls(every, tuple(ahead), soonest, tuple(each for each in every if each.intake))


NOTHING_OF_IT = OfPlan()
NOBODY = Person(who=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the desk read for this turn: about the person, the place, and the plan concerned.

    In a group `team` is the one that is bound to it, or None; in private that of the plan.
    """

    place: Place = Place.PRIVATE
    chat: int = 0
    thread: int = 0
    message: int = 0  # the one whose button was pressed
    said: int = 0  # the one that was sent
    name: str = ""  # of the person, as the transport shows it
    person: Person = NOBODY  # with the roles that the settings give
    team: Team | None = None
    people: tuple[Person, ...] = ()  # who belongs to `team`
    administrators: tuple[int, ...] = ()
    teams: tuple[Team, ...] = ()  # those of the person, and of `plans`; any, to invite into
    live_plans: int = 0  # that the person owns, where one more may be made
    last_team: int = 0  # the highest team number that was ever given
    older: PlanRecord | None = None  # the revision that was pressed, where it is not the current
    reminders: tuple[Reminder, ...] = ()  # of the plan, those that are over with them
    plans: tuple[PlanRecord, ...] = ()  # the person's, or in a group the team's; current revisions
    unread: tuple[str, ...] = ()  # labels that belong among `plans`, and cannot be read
    unread_plan: str = ""  # the label of the plan that was pressed or named, where it cannot be
    erased: Tombstone | None = None  # of the plan whose button was pressed
    theirs: Mapping[str, OfPlan] = field(default_factory=dict)  # their reminders, by label
    unheeded: tuple[Reminder, ...] = ()  # of the person's own plans, what nobody has taken up
    held: tuple[Reminder, ...] = ()  # of a chat that was lost and is heard again: what it may get
    invite: Invite | None = None  # under the code that was typed or linked
    issuer: Person = NOBODY  # who made it, with the roles of now
    bot: str = ""  # the bot's name at Telegram, where it is known
    fresh_code: str = ""  # for an invitation that may be made now; 128 bits
    fresh_hash: str = ""  # of it, as it is kept
    health: Health | None = None
    outages: tuple[Outage, ...] = ()  # what holds every reminder back now
    room: Room = Room()  # the group that a plan is, or may be, followed in from now on
    retention: Retention = DEFAULT

    def of(self, label: str) -> OfPlan:
        """The reminders of the plan of this label, where it is among `plans`."""
        return self.theirs.get(label, NOTHING_OF_IT)

    @property
    def open(self) -> Iterator[Reminder]:
        """The open reminders of all those plans."""
        every = (each for theirs in self.theirs.values() for each in theirs.all)
        return (each for each in every if each.stage.is_open)


NOTHING_KNOWN = Known()
