"""Which process has which reminder and which chat: rows that end with the process that has them.

They are taken in the order in which they are due. One that cannot be, since another process has
it or a chat of it, keeps its chats from those after it: nothing overtakes anything in a chat.
"""

from collections.abc import Callable, Collection, Sequence

from bot.store.peers import NOBODY, Wanted
from bot.store.postgres.link import OF_THIS_MOMENT, Link
from bot.store.record.keys import second

FIRST_TO_LEAD_SECONDS = 2.0  # what the leader has not taken up after these is taken by another one
DUE = "SELECT key FROM kept WHERE key = ANY($1) ORDER BY key FOR NO KEY UPDATE SKIP LOCKED"
HAD = "SELECT id, number FROM claims WHERE id = ANY($1)"
BUSY = "SELECT chat, number FROM chats WHERE chat = ANY($1)"
CLAIM = "INSERT INTO claims (id, number) SELECT unnest($1::text[]), $2 ON CONFLICT (id) DO NOTHING"
OCCUPY = (
    "INSERT INTO chats (chat, number) SELECT unnest($1::bigint[]), $2"
    " ON CONFLICT (chat) DO NOTHING"
)
LET_GO = "DELETE FROM claims WHERE number = $1", "DELETE FROM chats WHERE number = $1"
THEIRS = "SELECT id FROM claims WHERE number <> $1"


class Claims:
    """Those of this process, by its number."""

    def __init__(
        self, link: Link, number: int, *, helps: bool, clock: Callable[[], float]
    ) -> None:
        self._link, self._number, self._helps, self._clock = link, number, helps, clock
        self._since: dict[str, float] = {}  # when each that is due was first seen, by its row
        self._any = True  # whether this process may have some

    def taken(self, wanted: Sequence[Wanted]) -> Collection[str]:
        """The ids of those that are this process's now, with their chats; raises Unanswered."""
        if not wanted:
            return NOBODY
        with self._link.transaction(OF_THIS_MOMENT):  # the commit of what is sent waits for it too
            ours = self._free(wanted)
            if ours and not self._written([each for each in wanted if each.id in ours]):
                ours = set()
            if not ours:
                self._link.undo()
        self._any = self._any or bool(ours)
        return ours

    def let_go(self) -> None:
        """This process has none any more; raises Unanswered."""
        if self._any:
            self._link.run_all([(each, (self._number,)) for each in LET_GO])
            self._any = False

    def theirs(self) -> Collection[str]:
        """The ids of those that another process has; raises Unanswered."""
        return frozenset(id_ for (id_,) in self._link.run(THEIRS, (self._number,)))

    def _free(self, wanted: Sequence[Wanted]) -> set[str]:
        """The ids of those that this process may have, none of which overtakes another one."""
        chats = sorted(set().union(*(each.chats for each in wanted)))
        due, had, busy = self._link.run_all(
            [
                (DUE, ([_row(each) for each in wanted],)),
                (HAD, ([each.id for each in wanted],)),
                (BUSY, (chats,)),
            ]
        )
        still = {row for (row,) in due}
        others = {id_ for id_, number in had if number != self._number}
        closed = {chat for chat, number in busy if number != self._number}
        early, ours = self._early(wanted), set[str]()
        for each in wanted:
            if _row(each) in still - early and each.id not in others and not each.chats & closed:
                ours.add(each.id)
            else:
                closed |= each.chats
        return ours

    def _early(self, wanted: Sequence[Wanted]) -> set[str]:
        """The rows among them that the leader may be about to take."""
        if not self._helps:
            return set()
        now = self._clock()
        self._since = {_row(each): self._since.get(_row(each), now) for each in wanted}
        return {row for row, at in self._since.items() if now - at < FIRST_TO_LEAD_SECONDS}

    def _written(self, ours: Sequence[Wanted]) -> bool:
        """Whether all of them are written down as this process's."""
        ids = sorted(each.id for each in ours)
        chats = sorted(set().union(*(each.chats for each in ours)))
        _, _, had, busy = self._link.run_all(
            [
                (CLAIM, (ids, self._number)),
                (OCCUPY, (chats, self._number)),
                (HAD, (ids,)),
                (BUSY, (chats,)),
            ]
        )
        mine = {what for what, number in (*had, *busy) if number == self._number}
        return mine >= {*ids, *chats}


def _row(wanted: Wanted) -> str:
    """The index row that leads to it as long as it is due."""
    return f"due/{second(wanted.due)}/{wanted.id}"
