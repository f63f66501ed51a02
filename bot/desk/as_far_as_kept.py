"""Reads one record after the other; for one that is unreadable stands what else is known."""

from dataclasses import dataclass
from itertools import chain

from bot.desk.arrival import Arrival
from bot.store import NotRead, Store
from flows.talk.erasure import Tombstone
from flows.talk.records import Invite, Kept, Person, Place, PlanRecord, Reminder, Team
from flows.talk.retention import DEFAULT, Retention
from flows.talk.rights import Action, may
from flows.talk.turn import Heard, Pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class AsFarAsKept:
    """Reads for one installation; raises NotRead only where the file as a whole fails."""

    store: Store
    zone_name: str = "UTC"  # of the installation
    retention: Retention = DEFAULT

    def team(self, number: int) -> Team | None:
        """The team; for one that cannot be read stands what else is known of it, of serial 0."""
        if not number:
            return None
        try:
            found = self.store.team(number)
        except NotRead:
            return self._stand_in(number)
        return found or (self._stand_in(number) if self.store.group_of(number) else None)

    def team_of_chat(self, chat: int) -> Team | None:
        """The team that this group is bound to, likewise."""
        try:
            return self.store.team_of_chat(chat)
        except NotRead:
            team = self.team(self.store.bound_to(chat))
            return team if team and team.chat == chat else None

    def _stand_in(self, number: int) -> Team:
        """Its group, the zone that its reminders have, and the careful branch of the rest."""
        reminders = (
            each
            for label in self.store.labels_of_team(number)
            for each in self.store.reminders(label)
        )
        latest = max(reminders, key=lambda each: each.day, default=None)
        return Team(
            number=number,
            zone=latest.zone if latest else self.zone_name,
            serial=0,
            chat=self.store.group_of(number),
            second_check=True,
        )

    def kept_person(self, who: int) -> Person | None:
        """The person as they are kept; one that cannot be read is nobody."""
        try:
            return self.store.person(who)
        except NotRead:
            return None

    def is_lost(self, who: int) -> bool:
        """Whether the person is kept and cannot be read."""
        try:
            self.store.person(who)
        except NotRead:
            return True
        return False

    def kept_invite(self, hashed: str) -> Invite | None:
        """One that cannot be read invites nobody."""
        try:
            return self.store.invite(hashed)
        except NotRead:
            return None

    def kept_plan(self, label: str, revision: int | None = None) -> PlanRecord | None:
        """The plan; one that cannot be read is none."""
        try:
            return self.store.plan(label, revision)
        except NotRead:
            return None

    def tombstone(self, heard: Heard) -> Tombstone | None:
        """Told to whoever presses what was sealed for them, and to nobody who types a label."""
        pressed = isinstance(heard, Pressed) and heard.label
        return self.store.erased(pressed) if pressed else None

    def labels(self, arrival: Arrival, person: Person, team: Team | None) -> tuple[str, ...]:
        """Those of every plan that is told of here, by what leads to it alone."""
        if arrival.place is Place.GROUP:
            return self.store.labels_of_team(team.number) if team else ()
        teams = {each.team for each in person.memberships if each.team}
        theirs = (each for each in sorted(teams) if may(Action.SHARE, person, team=each))
        own = self.store.labels_of(person.who)
        of_teams = map(self.store.labels_of_team, theirs)
        return tuple(dict.fromkeys(chain(own, *of_teams)))

    def cannot_read(self, label: str) -> bool:
        """Whether this plan is gone, or cannot be read."""
        return self.kept_plan(label) is None

    def hides(self, kept: Kept, lost: set[str]) -> bool:
        """Whether it would take the place of an unreadable row without being what mends it."""
        match kept:
            case Reminder(serial=1):
                return kept.id in lost
            case Person(serial=1, memberships=()):
                return self.is_lost(kept.who)
            case _:
                return False
