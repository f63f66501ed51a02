"""The rows in the database, over a connection that is made again where that loses nothing.

Where the answer to a COMMIT is lost, what came of it is looked up before anything else is done.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from bot.store.audit import chain as audit
from bot.store.engine import Arguments, Unanswered
from bot.store.postgres.ahead import Ahead
from bot.store.postgres.audit import LAID_OUT
from bot.store.postgres.lease import DEPOSED, Lease
from bot.store.postgres.link import COMMIT, Answer, Link
from bot.store.postgres.reader import Reader, standing_still
from bot.store.postgres.senders.beside import Beside
from bot.store.postgres.senders.ear import NOTIFY
from bot.store.postgres.statements import EACH, kept, spelt, told
from bot.store.postgres.vacuum import Vacuum
from bot.store.postgres.waiting import Asked, Waiting, sent
from bot.store.rows import ADD

DUE = "due/"
COUNTED = "SELECT counted FROM installation"
SCHEMA_IS = "UPDATE installation SET schema = $1"
TRIES, A_MOMENT = 20, 0.1  # seconds between them, while the whole bot waits
KEPT = "the answer to a change was lost, and the change is kept: what came of it is read anew"


class Writer(Reader):
    """Writes them, as long as this process leads.

    Inside a transaction what is written goes to the server with the next that is read, or with
    the commit: so many writes are one wait.
    """

    def __init__(self, link: Link, lease: Lease) -> None:
        super().__init__(link)
        self._lease = lease
        self._waiting = Waiting()
        self._ahead = Ahead()
        self._own = 0  # transactions that were begun
        self._written = 0  # statements
        self._number = 0  # of the transaction, as the database counts those of all
        self._own_number = 0  # the same, of those of this process
        self._due = ""  # what became due in the transaction: the index row of the first
        self._unknown = False  # what came of it

    def begin(self) -> None:
        """What follows is kept together, and nobody else writes meanwhile."""
        self.anew()
        if self._unknown:
            self._look_up()
        if self._lease.over:
            raise Unanswered(self._lease.over)
        counted = self._again(lambda: self.link.run(self._lease.begins)).fetchone()
        if counted is None:
            self._lease.end(DEPOSED)
            raise Unanswered(DEPOSED)
        self.link.inside, self._number, self._own_number = True, *map(int, counted)
        self._own += 1

    def foresees(self, keys: Collection[str]) -> None:
        """What is under these keys, and the end of the audit, is asked for at once."""
        asked = (EACH, (sorted(keys),)), (audit.LAST, ())
        answers = self.link.run_all([(spelt(each), arguments) for each, arguments in asked])
        rows, last = (each.fetchall() for each in answers)
        self._ahead.read(keys, tuple(told(EACH, (), rows, self.keys)), last)

    def commit(self) -> None:
        """It is on disk, also where the server was lost before it could say so.

        What still waits goes with it: where the server refuses any of that, nothing is kept.
        """
        if self._due:
            self._wait(NOTIFY, (self._due,))
        try:
            words = [each for each, _ in sent(self._waiting.taken())]
            *_, last = self.link.run_all([*words, COMMIT])
            done = last.statusmessage
        except Unanswered:
            self.link.inside = False
            if not self.link.lost:
                raise
            self._unknown = True
            if not self._looked_up_soon():
                raise
        else:
            self.link.inside = False
            if done != "COMMIT":
                raise Unanswered(f"the server answers {done} to a commit")

    def anew(self) -> None:
        """Nothing is open, and nothing waits to be written."""
        self.link.inside, self._due = False, ""
        self._waiting.clear()
        self._ahead.forget()

    def execute(self, statement: str, arguments: Arguments = ()) -> Asked:
        """The statement is done."""
        self._ahead.done(statement, arguments)
        asked = self._wait(statement, arguments)
        self._written += 1
        if statement == ADD and arguments[0].startswith(DUE):
            self._due = min(self._due or arguments[0], arguments[0])
        if not self.link.inside:
            self.flush()
        return asked

    def executemany(self, statement: str, rows: Iterable[Arguments]) -> None:
        """The statement is done for every row."""
        for row in rows:
            self.execute(statement, row)

    def counted(self) -> object:
        """Another value whenever anybody has written, over this connection or another."""
        if self.link.inside:  # nobody else can
            counted = self._number
        else:
            (counted,) = self.select_one(COUNTED) or (0,)
        return self.link.number, counted - self._own, self._written

    def empty_log(self) -> None:
        """The log is the server's, which writes over it in time."""

    def says_schema(self, schema: int) -> None:
        """The database is of this schema."""
        self.execute(SCHEMA_IS, (schema,))

    def select_one(self, statement: str, arguments: Arguments = ()) -> Arguments | None:
        """The first row, or None."""
        known = self._ahead.found(statement, arguments) if self.link.inside else None
        if known is None:
            return super().select_one(statement, arguments)
        return next(iter(known), None)

    def _asked(self, statement: str, arguments: Arguments) -> Answer:
        if not self._waiting:
            return super()._asked(statement, arguments)
        self._wait(statement, arguments)
        return self.flush()[-1]

    def _wait(self, statement: str, arguments: Arguments) -> Asked:
        asked = Asked(statement, kept(statement, arguments, self.keys), self.flush)
        self._waiting.add(asked)
        return asked

    def flush(self) -> Sequence[Answer]:
        """Whatever waits is done, and what it answers is given."""
        waiting = list(sent(self._waiting.taken()))
        answers = self.link.run_all([words for words, _ in waiting]) if waiting else ()
        for (_, asked), answer in zip(waiting, answers, strict=True):
            if asked:
                asked.answer = answer
        return answers

    def lays_out_audit(self) -> None:
        """The tables of the audit are there, empty, and refuse whatever does not add to them."""
        self.flush()
        self.link.run(LAID_OUT)

    def _looked_up_soon(self) -> bool:
        """Whether the transaction is kept; raises Unanswered where nobody can say by then."""
        for _ in range(TRIES):
            try:
                return self._is_kept()
            except Unanswered:
                if self._lease.stopped.wait(A_MOMENT):
                    break
        return False

    def _look_up(self) -> None:
        """What came of it is known; where it is kept and was told not to be, this process ends."""
        if self._is_kept():
            self._lease.end(KEPT)

    def _is_kept(self) -> bool:
        counted = self.link.run(self._lease.came_of_it).fetchone()
        if counted is None:
            self._lease.end(DEPOSED)
            raise Unanswered(DEPOSED)
        self._unknown = False
        return bool(counted[0] >= self._own_number)


class Database:
    """The engine of a store that leads, or sends beside the one that does."""

    def __init__(
        self,
        link: Link,
        lease: Lease,
        another: Callable[[], Link],
        schema: int,
        clock: Callable[[], float],
    ) -> None:
        self.conn = Writer(link, lease)
        self.peers = Beside(link, another, lease, clock)
        self.lease, self._another = lease, another
        self.schema = schema  # that it was of when it was opened

    path = None  # nothing lies in a file

    def begins(self) -> None:
        """A transaction that waits for others, and counts itself."""
        self.conn.begin()

    def commits(self) -> None:
        """It is on disk, and what came of it is known."""
        self.conn.commit()

    def compacting(self) -> Vacuum:
        """What gives room back within the tables."""
        ring = ("VACUUM FULL keyring",) if self.conn.keys else ()  # of keys that were destroyed
        return Vacuum(self._another(), ("VACUUM kept", *ring))

    def reopen(self) -> None:
        """The connection is made anew; whatever the old one had not committed is undone."""
        self.conn.link.close()
        self.conn.anew()
        self.conn.select_one(COUNTED)

    @contextmanager
    def beside(self) -> Iterator[Reader]:
        """Another connection, for any thread, to which the rows stand still."""
        with standing_still(self._another()) as reader:
            reader.keys = self.conn.keys
            yield reader

    def close(self) -> None:
        """The connection is gone, and another process may take over at once."""
        if self.conn.link.inside:  # what was begun is undone first, or the lease would stay
            self.conn.link.close()
            self.conn.anew()
        self.lease.let_go(self.conn.link)
        self.peers.close()
        self.conn.link.close()

    def release(self) -> None:
        """The same, where no store does the one after the other."""
        self.close()
        self.lease.release()

    def another(self) -> Link:
        """A connection that nobody has yet."""
        return self._another()

    def rewritten(self) -> None:
        """Nothing that was removed is left in the files of the tables; raises NotSaved."""
        Vacuum(self._another(), ("VACUUM FULL kept",)).run()
