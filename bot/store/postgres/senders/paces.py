"""When messages have left, of all processes together, by the clock of the database.

The server may forget all of it when it falls: Telegram's limits are kept a little worse then.
"""

from collections.abc import Iterable, Sequence

from bot.store.peers import ALL, SOON_SECONDS, Booked, Free, Held, Left
from bot.store.postgres.link import BEGIN, Link

KEPT = 32  # times of each chat; no limit looks at more
LONGEST_SECONDS = 5.0  # after which what has not ended is taken to have arrived
NOW = "extract(epoch FROM clock_timestamp())::double precision"
THERE = (
    "INSERT INTO paces (chat, kind) SELECT chat, kind FROM unnest($1::bigint[]) chat,"  # noqa: S608
    " unnest($2::text[]) kind ORDER BY chat, kind ON CONFLICT (chat, kind) DO UPDATE"
    f" SET kind = excluded.kind RETURNING chat, kind, held, times, {NOW}"
)
COUNT = (
    f"UPDATE paces SET times = CASE chat WHEN {ALL} THEN"  # noqa: S608  fixed words
    f" array(SELECT at FROM unnest(times) at WHERE at > {NOW} - 1) || $4::double precision"
    f" ELSE (times || $3::double precision)[greatest(1, cardinality(times) + {2 - KEPT}):] END"
    f" WHERE chat IN ({ALL}, $1) AND kind = $2"
)
END = (
    f"UPDATE paces SET times[cardinality(times)] = greatest(times[cardinality(times)], {NOW})"  # noqa: S608
    " WHERE chat = $1 AND kind = $2 AND cardinality(times) > 0"
)
END_OF_ALL = (
    f"UPDATE paces SET times[array_position(times, $3::double precision)] = {NOW}"  # noqa: S608
    " WHERE chat = $1 AND kind = $2 AND $3::double precision = ANY(times)"
)
HOLD = (
    "INSERT INTO paces (chat, kind, held)"  # noqa: S608  fixed words
    f" SELECT $1::bigint, kind, {NOW} + $3::double precision FROM unnest($2::text[]) kind"
    " ORDER BY kind ON CONFLICT (chat, kind) DO UPDATE"
    " SET held = greatest(paces.held, excluded.held)"
)
HELD = f"SELECT chat, kind, held - {NOW} FROM paces WHERE held > {NOW}"  # noqa: S608


class Paces:
    """Counted together with those of every other process; each call raises Unanswered."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def booked(self, chat: int, kind: str, kinds: Iterable[str], free: Free) -> Booked:
        """When the next message may leave there; it is counted if that is soon."""
        with self._link.transaction(None):
            left, now = self._left(chat, kinds)
            at = max(now, free(left, now))
            counted, until = at - now <= SOON_SECONDS, at + LONGEST_SECONDS
            counts = [(COUNT, (chat, kind, at, until))] if counted else []
            self._link.run_last(counts)
        return Booked(wait=at - now, counted=counted, until=until)

    def ended(self, chat: int, kind: str, booked: Booked) -> None:
        """This message of this kind has arrived there now."""
        of_all = (END_OF_ALL, (ALL, kind, booked.until))
        ends = [(END, (chat, kind)), of_all] if chat < ALL else [of_all, (END, (chat, kind))]
        self._link.run_all(ends)  # in the order in which whoever books has the rows

    def hold(self, chat: int, kinds: Iterable[str], seconds: float) -> None:
        """Nothing of these kinds leaves there for so long."""
        self._link.run(HOLD, (chat, list(kinds), seconds))

    def held(self) -> Sequence[Held]:
        """What is held now."""
        return [Held(chat=chat, kind=kind, seconds=s) for chat, kind, s in self._link.run(HELD)]

    def _left(self, chat: int, kinds: Iterable[str]) -> tuple[Sequence[Left], float]:
        asked = THERE, ([ALL, chat], sorted(kinds))
        rows = self._link.run_all([BEGIN, asked])[1].fetchall()
        left = [
            Left(chat=of, kind=kind, held_until=held, times=tuple(times))
            for of, kind, held, times, _ in rows
        ]
        return left, max(now for *_, now in rows)
