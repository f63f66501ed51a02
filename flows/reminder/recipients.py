"""Who a plan's reminders may reach, and in which order; there is no way to anybody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flows.talk.records import Matter, Membership, Person, PlanRecord, Role, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who a plan's reminders may reach, as it stands now; nobody else ever."""

    group: int = 0  # chat of the team's group, where it is bound and alive
    thread: int = 0
    owner: int = 0  # 0 where the owner may no longer prescribe, or cannot be reached
    prescribers: tuple[int, ...] = ()  # the team's others
    administrators: tuple[int, ...] = ()


class Recipient(StrEnum):
    """A place of the chain."""

    GROUP = "group"
    OWNER = "owner"
    PRESCRIBERS = "prescribers"
    ADMINISTRATORS = "administrators"


Chain = tuple[tuple[Recipient, ...], ...]

CHAIN: Chain = (
    (Recipient.GROUP,),
    (Recipient.OWNER,),
    (Recipient.PRESCRIBERS,),
    (Recipient.ADMINISTRATORS,),
)
DECIDED: Chain = ((Recipient.GROUP, Recipient.OWNER), *CHAIN[2:])  # what a prescriber decides
CHAINS: Mapping[Matter, Chain] = MappingProxyType(
    {
        Matter.HEADS_UP: DECIDED,
        Matter.GATE: DECIDED,
        Matter.INTERIM: DECIDED,
        Matter.REASSESS: DECIDED,
        Matter.ASKED: CHAIN[1:],  # the question came from the group
        Matter.UNDELIVERED: (
            (Recipient.OWNER, Recipient.ADMINISTRATORS),
            (Recipient.PRESCRIBERS,),
        ),
    }
)


def circle(
    record: PlanRecord, team: Team | None, people: Sequence[Person], administrators: Sequence[int]
) -> Circle:
    """Everybody the plan's reminders may reach: `people` are those of the team, and the owner."""
    if team is not None and team.number != record.team:
        team = None
    there = [person for person in people if person.reachable]
    lost = {person.who for person in people if not person.reachable}
    alive = team is not None and bool(team.chat) and not team.dead
    return Circle(
        group=team.chat if team and alive else 0,
        thread=team.thread if team and alive else 0,
        owner=next(
            (each.who for each in there if each.who == record.owner and _prescribes(each)), 0
        ),
        prescribers=tuple(
            each.who
            for each in there
            if team
            and each.who != record.owner
            and Membership(role=Role.PRESCRIBER, team=team.number) in each.memberships
        ),
        administrators=tuple(who for who in administrators if who not in lost),
    )


def reach(matter: Matter, around: Circle, raised: int) -> tuple[int, ...]:
    """The chats of the first place of the matter's chain, and of so many places after it."""
    chats = (
        chat
        for places in CHAINS.get(matter, CHAIN)[: raised + 1]
        for place in places
        for chat in _chats(place, around)
    )
    return tuple(dict.fromkeys(chats))


def places(matter: Matter) -> int:
    """How many places the matter's chain has."""
    return len(CHAINS.get(matter, CHAIN))


def _chats(place: Recipient, around: Circle) -> Iterable[int]:
    chats = {
        Recipient.GROUP: (around.group,),
        Recipient.OWNER: (around.owner,),
        Recipient.PRESCRIBERS: around.prescribers,
        Recipient.ADMINISTRATORS: around.administrators,
    }
    return filter(None, chats[place])


def _prescribes(person: Person) -> bool:
    return any(each.role is Role.PRESCRIBER for each in person.memberships)
