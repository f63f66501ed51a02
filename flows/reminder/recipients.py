"""Who a plan's reminders may reach, and in which order; there is no way to anybody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.reminder.classes import Recipient, class_of
from flows.talk.records import Matter, Membership, Person, PlanRecord, Role, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Who a plan's reminders may reach, as it stands now; nobody else ever."""

    group: int = 0  # chat of the team's group, where it is bound and alive
    thread: int = 0
    neutral: bool = False  # as the team wants to be told on locked screens
    owner: int = 0  # 0 where the owner may no longer prescribe, or cannot be reached
    prescribers: tuple[int, ...] = ()  # the team's others
    administrators: tuple[int, ...] = ()


def recipients_of(
    record: PlanRecord, team: Team | None, people: Sequence[Person], administrators: Sequence[int]
) -> Recipients:
    """Everybody the plan's reminders may reach: `people` are those of the team, and the owner."""
    if team is not None and team.number != record.team:
        team = None
    there = [person for person in people if person.reachable]
    lost = {person.who for person in people if not person.reachable}
    alive = team is not None and bool(team.chat) and not team.dead
    return Recipients(
        group=team.chat if team and alive else 0,
        thread=team.thread if team and alive else 0,
        neutral=team is not None and team.neutral,
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


def reach(matter: Matter, recipients: Recipients, level: int) -> tuple[int, ...]:
    """The chats of the matter's escalation from its first level up to this one."""
    chats = (
        chat
        for told in class_of(matter).chain[: level + 1]
        for each in told
        for chat in _chats(each, recipients)
    )
    return tuple(dict.fromkeys(chats))


def deciders(recipients: Recipients) -> frozenset[int]:
    """Whose acknowledgement counts as a prescriber's."""
    return frozenset({recipients.owner, *recipients.prescribers} - {0})


def treating(recipients: Recipients) -> frozenset[int]:
    """The chats of whoever treats: of those who decide, and the team's group."""
    return deciders(recipients) | ({recipients.group} - {0})


def watchers(recipients: Recipients) -> frozenset[int]:
    """The administrators who treat nobody here."""
    return frozenset(recipients.administrators) - treating(recipients)


def readers(recipients: Recipients) -> frozenset[int]:
    """Every chat that may still be told of the plan."""
    return treating(recipients) | watchers(recipients)


def levels(matter: Matter) -> int:
    """How many levels the matter's escalation has."""
    return len(class_of(matter).chain)


def _chats(recipient: Recipient, recipients: Recipients) -> Iterable[int]:
    chats = {
        Recipient.GROUP: (recipients.group,),
        Recipient.OWNER: (recipients.owner,),
        Recipient.PRESCRIBERS: recipients.prescribers,
        Recipient.ADMINISTRATORS: recipients.administrators,
    }
    return filter(None, chats[recipient])


def _prescribes(person: Person) -> bool:
    return any(each.role is Role.PRESCRIBER for each in person.memberships)
