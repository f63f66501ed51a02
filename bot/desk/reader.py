"""What a turn may know beside its session: read from the store for this person, here, now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.arrival import Arrival
from bot.desk.as_far_as_kept import AsFarAsKept
from bot.desk.meant import (
    LETS_GO,
    LISTS,
    MAKES_CODES,
    MAKES_PLANS,
    OPENS_REVISION,
    TAKES_CODES,
    hashed,
    label_of,
    word_of,
)
from flows.reminder.recipients import Recipients, recipients_of
from flows.talk.known import NOBODY, Health, Known, OfPlan
from flows.talk.limits import LIVE_PLANS
from flows.talk.outage import Outage
from flows.talk.records import (
    Invite,
    Kept,
    Membership,
    Person,
    Place,
    PlanRecord,
    Reminder,
    Role,
    Team,
)
from flows.talk.rights import Action, allowed, may
from flows.talk.turn import Commanded, Heard, Moved, Pressed, Reachable, Session

GONE = Reachable(writable=False)
SEEN_BY = (Action.OPEN, Action.ACKNOWLEDGE, Action.CHECK, Action.HAND_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(AsFarAsKept):
    """Reads for every turn anew, so that a role that was taken away is gone at once."""

    prescribers: frozenset[int]
    administrators: frozenset[int]
    fresh_code: Callable[[], str]
    health: Callable[[], Health | None]
    outages: Callable[[], tuple[Outage, ...]]
    bot_name: Callable[[], str]

    def person(self, who: int, name: str = "") -> Person:
        """The person with the roles that were given by invitation and by the settings.

        Of one who cannot be read the settings alone count.
        """
        return self._set(self.kept_person(who) or Person(who=who, serial=0, name=name))

    def fit(self, keeps: Iterable[Kept]) -> tuple[Kept, ...]:
        """What is written down of these.

        A reminder that cannot be read is made anew where it is marked so, and a person who cannot
        be with a role: nothing else takes the place of what may yet be restored.
        """
        lost = set(self.store.lost())
        there = (self._unset(each) for each in keeps)
        return tuple(each for each in there if not self.hides(each, lost))

    def _unset(self, kept: Kept) -> Kept:
        """What the settings give must go when they no longer give it."""
        if not isinstance(kept, Person):
            return kept
        before = self.kept_person(kept.who)
        lent = set(self._by_settings(kept.who)) - set(before.memberships if before else ())
        own = tuple(each for each in kept.memberships if each not in lent)
        return replace(kept, memberships=own)

    def plan(self, arrival: Arrival, heard: Heard, session: Session) -> PlanRecord | None:
        """The current revision of the plan that is pressed or named, where they may see it."""
        label = label_of(heard, session)
        plan = self.kept_plan(label) if label else None
        if plan is None:
            return None
        if arrival.place is Place.GROUP:
            team = self.team_of_chat(arrival.chat)
            return plan if team and plan.team == team.number else None
        person = self.person(arrival.who)
        return plan if any(may(action, person, plan) for action in SEEN_BY) else None

    def known(
        self,
        arrival: Arrival,
        heard: Heard,
        session: Session,
        plan: PlanRecord | None,
        now: datetime,
    ) -> Known:
        """Everything else; lists are read only where the word asks for them."""
        person = self.person(arrival.who, arrival.name)
        team = self._team(arrival, heard, plan)
        word, label = word_of(heard, session, now), label_of(heard, session)
        plans = self._plans(arrival, person, team, heard, word)
        missing = self._missing(arrival, person, team, plans) if word in LISTS else ()
        beside = person.memberships if heard == GONE else ()
        code = self.fresh_code() if word in MAKES_CODES else ""
        invite = self._invite(heard)
        return Known(
            place=arrival.place,
            chat=arrival.chat,
            thread=arrival.thread,
            message=arrival.pressed_message or 0,
            said=arrival.said,
            name=arrival.name,
            person=person,
            team=team,
            people=self.people(self.team(invite.team) if invite else team, plan, beside),
            administrators=tuple(sorted(self.administrators)),
            teams=self._teams(person, plans, word),
            live_plans=self._live_plans(arrival.who) if word in MAKES_PLANS else 0,
            last_team=self.store.last_team() if word in {"team", "start"} else 0,
            older=self._older(heard, plan),
            reminders=self.store.reminders(plan.label) if plan else (),
            plans=plans,
            unread=missing,
            unread_plan="" if plan or not label else self._unread(arrival, person, team, label),
            theirs=self._theirs(plans, team, heard),
            unheeded=self._unheeded(arrival),
            held=self._held(arrival, person, team),
            invite=invite,
            bot=self.bot_name(),
            issuer=self.person(invite.issuer) if invite else NOBODY,
            fresh_code=code,
            fresh_hash=hashed(code) if code else "",
            health=self.health() if word == "status" else None,
            outages=self.outages(),
            retention=self.retention,
            erased=None if plan else self.tombstone(heard),
        )

    def people(
        self, team: Team | None, plan: PlanRecord | None, beside: Iterable[Membership] = ()
    ) -> tuple[Person, ...]:
        """Who belongs to the team, or to those beside it, and who owns the plan."""
        numbers = {each.team for each in beside} | ({team.number} if team else set())
        members = (each for number in sorted(numbers - {0}) for each in self.store.people(number))
        people = {each.who: self._set(each) for each in members}
        if plan is not None and plan.owner not in people:
            people[plan.owner] = self.person(plan.owner)
        return tuple(people.values())

    def recipients(self, plan: PlanRecord, team: Team | None) -> Recipients:
        """Everybody whom the plan's reminders may reach now."""
        administrators = tuple(sorted(self.administrators))
        return recipients_of(plan, team, self.people(team, plan), administrators)

    def is_code(self, code: str) -> bool:
        """Whether an invitation was ever made under this code."""
        return self.kept_invite(hashed(code)) is not None

    def _missing(
        self,
        arrival: Arrival,
        person: Person,
        team: Team | None,
        plans: tuple[PlanRecord, ...],
    ) -> tuple[str, ...]:
        """The labels that belong to the list and cannot be read."""
        found = {each.label for each in plans}
        labels = self.labels(arrival, person, team)
        others = [each for each in labels if each not in found]
        return tuple(each for each in others if self.cannot_read(each))

    def _unread(self, arrival: Arrival, person: Person, team: Team | None, label: str) -> str:
        """The label, where it is told of here and its plan cannot be read."""
        if not self.cannot_read(label):
            return ""
        seen = may(Action.HAND_OVER, person) or label in self.labels(arrival, person, team)
        there = self.store.given(label) and not self.store.erased(label)
        return label if seen and there else ""

    def _set(self, kept: Person) -> Person:
        given = self._by_settings(kept.who)
        others = tuple(each for each in kept.memberships if each not in given)
        return replace(kept, memberships=(*given, *others))

    def _by_settings(self, who: int) -> tuple[Membership, ...]:
        lists = ((Role.PRESCRIBER, self.prescribers), (Role.ADMINISTRATOR, self.administrators))
        return tuple(Membership(role=role) for role, people in lists if who in people)

    def _team(self, arrival: Arrival, heard: Heard, plan: PlanRecord | None) -> Team | None:
        if arrival.place is Place.GROUP:
            return self.team_of_chat(arrival.chat)
        number = plan.team if plan else 0
        if isinstance(heard, Pressed) and not heard.label:
            number = heard.number
        if isinstance(heard, Commanded) and heard.name == "team":
            number = _only_team(self.person(arrival.who))
        return self.team(number)

    def _teams(self, person: Person, plans: tuple[PlanRecord, ...], word: str) -> tuple[Team, ...]:
        """Those of the person and of the plans; an administrator invites into any."""
        numbers = {each.team for each in person.memberships} | {plan.team for plan in plans}
        if word == "invite" and may(Action.INVITE_ANYBODY, person):
            numbers |= set(range(1, self.store.last_team() + 1))
        there = (self.team(each) for each in sorted(numbers - {0}))
        return tuple(team for team in there if team)

    def _plans(
        self, arrival: Arrival, person: Person, team: Team | None, heard: Heard, word: str
    ) -> tuple[PlanRecord, ...]:
        """The group's, or the person's own with those of the teams they prescribe for.

        Where somebody is let go, or the group is another one, all of the team: what was told
        there is closed.
        """
        if isinstance(heard, Pressed) and heard.press.startswith(LETS_GO) and team:
            return self.store.plans_of_team(team.number)
        if word == "link" and (invite := self._invite(heard)) and invite.team:
            return self.store.plans_of_team(invite.team)
        if arrival.place is Place.GROUP:
            wanted = team is not None and (word in LISTS or _loses(heard, team))
            return self.store.plans_of_team(team.number) if team and wanted else ()
        if word not in LISTS and not isinstance(heard, Reachable):
            return ()
        found = {record.label: record for record in self.store.plans_of(person.who)}
        for each in person.memberships:
            if each.team:
                more = self.store.plans_of_team(each.team, beside=found)
                found |= {plan.label: plan for plan in more}
        return allowed(Action.OPEN, person, found.values())

    def _live_plans(self, who: int) -> int:
        """How many open plans the person owns; read only where there may be too many."""
        labels = self.store.labels_of(who)
        if len(labels) < LIVE_PLANS:
            return len(labels)
        return sum(each.closed_at is None for each in self.store.plans_of(who))

    def _theirs(
        self, plans: tuple[PlanRecord, ...], team: Team | None, heard: Heard
    ) -> Mapping[str, OfPlan]:
        """The reminders of these plans; those of a group that moves go along with it, also where
        their plan cannot be read."""
        labels = tuple(each.label for each in plans)
        if team is not None and isinstance(heard, Moved):
            labels = self.store.labels_of_team(team.number)
        return self.store.of_plans(labels) if labels else {}

    def _open(self, labels: Iterable[str]) -> tuple[Reminder, ...]:
        theirs = (each for label in labels for each in self.store.reminders(label))
        return tuple(each for each in theirs if each.stage.is_open)

    def _unheeded(self, arrival: Arrival) -> tuple[Reminder, ...]:
        """Told in private only: in a group others read it."""
        if arrival.place is Place.GROUP:
            return ()
        return self.store.stuck_of(arrival.who)

    def _held(self, arrival: Arrival, person: Person, team: Team | None) -> tuple[Reminder, ...]:
        """Of a chat that counted as lost: what is open of its plans, and what nobody was told; a
        plan that cannot be read has reminders all the same."""
        if arrival.place is Place.GROUP:
            return self._open(self.store.labels_of_team(team.number)) if team and team.dead else ()
        if person.reachable:
            return ()
        own = self._open(self.store.labels_of(person.who))
        found = {each.id: each for each in own}
        runs, theirs = may(Action.AUDIT, person), self.labels(arrival, person, team)
        told = (each for each in self.store.stuck() if runs or each.label in theirs)
        return tuple((found | {each.id: each for each in told}).values())

    def _older(self, heard: Heard, plan: PlanRecord | None) -> PlanRecord | None:
        if plan is None or not isinstance(heard, Pressed):
            return None
        opens = (each for each in OPENS_REVISION if heard.press.startswith(each))
        number = heard.press.removeprefix(next(opens, heard.press)).partition(".")[0]
        return self.kept_plan(plan.label, int(number)) if number.isdecimal() else None

    def _invite(self, heard: Heard) -> Invite | None:
        if not isinstance(heard, Commanded) or heard.name not in TAKES_CODES:
            return None
        return self.kept_invite(hashed(heard.argument)) if heard.argument else None


def _loses(heard: Heard, team: Team) -> bool:
    """Whether what is open of the team's plans is changed by what its group has become."""
    match heard:
        case Moved():
            return True
        case Reachable(writable=writable):
            return not (writable or team.dead)
        case _:
            return False


def _only_team(person: Person) -> int:
    """The team of somebody who belongs to one; 0 where there are several, or none."""
    numbers = {each.team for each in person.memberships if each.team}
    return numbers.pop() if len(numbers) == 1 else 0
