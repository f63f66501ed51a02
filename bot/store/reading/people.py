"""Reads people, teams and invitations."""

from bot.store.reading.lookup import Lookup, number_in
from bot.store.record.forms import INVITE, PERSON, TEAM
from bot.store.record.keys import team_key, within
from bot.store.rows import last_number
from flows.talk.records import Invite, Person, Team


class People(Lookup):
    """Who there is, and in which team; several are given as far as each can be read."""

    def person(self, who: int) -> Person | None:
        """The person under this number."""
        return self._value(PERSON, f"person/{who}")

    def people(self, team: int) -> tuple[Person, ...]:
        """Everybody with a role in this team, as far as each can be read."""
        found = self._records(PERSON, within(f"member/{team}"))
        return tuple(each for each in found if each)

    def members(self, team: int) -> tuple[int, ...]:
        """The numbers of everybody with a role in this team."""
        found = map(number_in, self._keys(within(f"member/{team}")))
        return tuple(each for each in found if each is not None)

    def team(self, number: int) -> Team | None:
        """The team of this number."""
        return self._value(TEAM, team_key(number))

    def team_of_chat(self, chat: int) -> Team | None:
        """The team that this group is bound to."""
        index = next(self._keys(within(f"chat/{chat}")), None)
        return self._record(TEAM, {}, index) if index else None

    def bound_to(self, chat: int) -> int:
        """The number of the team that this group is bound to."""
        return next(filter(None, map(number_in, self._keys(within(f"chat/{chat}")))), 0)

    def group_of(self, team: int) -> int:
        """The group that is bound to this team."""
        keys = (key for key in self._keys(within("chat")) if number_in(key) == team)
        return next((number_in(key.rpartition("/")[0]) or 0 for key in keys), 0)

    def last_team(self) -> int:
        """The highest team number that was ever given; no team is ever removed."""
        return last_number(self._file.row, "team")

    def invite(self, hashed: str) -> Invite | None:
        """The invitation under this hash."""
        return self._value(INVITE, f"invite/{hashed}")
