"""Which process has which reminder and which chat: rows that end with the process that has them.

They are taken in the order in which they are due. One that cannot be, since another process has
it or a chat of it, keeps its chats from those after it: nothing overtakes anything in a chat.
"""

from collections.abc import Callable, Collection, Sequence

from bot.store.peers import NOBODY, NONE, Sent, Wanted
from bot.store.postgres.link import BEGIN, Link
from bot.store.record.keys import second

FIRST_TO_LEAD_SECONDS = 2.0  # what the leader has not taken up after these is taken by another one
DUE = "SELECT key FROM kept WHERE key = ANY($1) ORDER BY key FOR NO KEY UPDATE SKIP LOCKED"
HAD = "SELECT id, number FROM claims WHERE id = ANY($1)"
BUSY = "SELECT chat, number FROM chats WHERE chat = ANY($1)"
CLAIM = (  # whose each one is then
    "INSERT INTO claims (id, number) SELECT unnest($1::text[]), $2"
    " ON CONFLICT (id) DO UPDATE SET number = claims.number RETURNING id, number"
)
OCCUPY = (
    "INSERT INTO chats (chat, number) SELECT unnest($1::bigint[]), $2"
    " ON CONFLICT (chat) DO UPDATE SET number = chats.number RETURNING chat, number"
)
FREE = (
    "WITH free AS (DELETE FROM claims WHERE id = ANY($2) AND number = $1)"
    " DELETE FROM chats WHERE chat = ANY($3) AND number = $1"
)
LET_GO = "WITH free AS (DELETE FROM claims WHERE number = $1) DELETE FROM chats WHERE number = $1"


class Claims:
    """Those of this process, by its number."""

    def __init__(
        self, link: Link, number: int, *, helps: bool, clock: Callable[[], float]
    ) -> None:
        self._link, self._number, self._helps, self._clock = link, number, helps, clock
        self._since: dict[str, float] = {}  # when each that is due was first seen, by its row
        self._ours = set[str | int]()  # ids and chats, as far as this process knows
        self._connection = 0  # over which it had none: what a server that fell undid may be there

    def taken(self, wanted: Sequence[Wanted], sent: Sent = NONE) -> Collection[str]:
        """The ids of those that are this process's now, with their chats; raises Unanswered."""
        if not wanted:
            return NOBODY
        with self._link.transaction(None):
            ours = self._free(wanted, sent)
            if not ours:
                self._link.undo()
                return NOBODY
            asked = [each for each in wanted if each.id in ours]
            chats = set().union(*(each.chats for each in asked))
            mine = self._written(sorted(ours), sorted(chats))
        fresh = mine - self._ours
        self._ours |= mine
        if mine >= ours | chats:
            return ours
        self.free(fresh)  # another process was faster
        return NOBODY

    def free(self, what: Collection[str | int]) -> None:
        """This process has these ids and chats no more; raises Unanswered."""
        ids = sorted(each for each in what if isinstance(each, str))
        chats = sorted(each for each in what if isinstance(each, int))
        self._link.run(FREE, (self._number, ids, chats))
        self._ours -= set(what)

    def let_go(self) -> None:
        """This process has none any more; raises Unanswered."""
        if self._ours or self._connection != self._link.number:
            self._link.run(LET_GO, (self._number,))
            self._ours.clear()
            self._connection = self._link.number

    def _free(self, wanted: Sequence[Wanted], sent: Sent) -> set[str]:
        """The ids of those that this process may have, none of which overtakes another one."""
        chats = sorted(set().union(*(each.chats for each in wanted)))
        # Chats before ids: where an end of a process falls between the two, neither is missed.
        _, due, busy, had = self._link.run_all(
            [
                BEGIN,
                (DUE, ([_row(each) for each in wanted],)),
                (BUSY, (chats,)),
                (HAD, ([*sent, *(each.id for each in wanted)],)),
            ]
        )
        still = {row for (row,) in due}
        whose = dict(had)
        others = {id_ for id_, number in whose.items() if number != self._number}
        shut = {chat for chat, number in busy if number != self._number}
        shut |= set().union(*(of for id_, of in sent.items() if id_ not in whose))
        early, ours = self._early(wanted), set[str]()
        for each in wanted:
            if _row(each) in still - early and each.id not in others and not each.chats & shut:
                ours.add(each.id)
            else:
                shut |= each.chats
        return ours

    def _early(self, wanted: Sequence[Wanted]) -> set[str]:
        """The rows among them that the leader may be about to take."""
        if not self._helps:
            return set()
        now = self._clock()
        self._since = {_row(each): self._since.get(_row(each), now) for each in wanted}
        return {row for row, at in self._since.items() if now - at < FIRST_TO_LEAD_SECONDS}

    def _written(self, ids: Sequence[str], chats: Sequence[int]) -> set[str | int]:
        """Which of them are this process's once the transaction has ended."""
        had, busy = self._link.run_last(
            [(CLAIM, (ids, self._number)), (OCCUPY, (chats, self._number))]
        )
        return {what for what, number in (*had, *busy) if number == self._number}


def _row(wanted: Wanted) -> str:
    """The index row that leads to it as long as it is due."""
    return f"due/{second(wanted.due)}/{wanted.id}"
