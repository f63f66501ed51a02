"""Hears of what another process has written; a connection that is cut, or leads nowhere, is made
anew."""

from collections.abc import Callable
from threading import Event, Thread

from bot.store.engine import Unanswered
from bot.store.peers import Heard
from bot.store.postgres.lease import CHANNEL
from bot.store.postgres.link import Link

LISTEN = f"SELECT quote_ident({CHANNEL})"  # the name of a channel is no value of a statement
NOTIFY = f"SELECT pg_notify({CHANNEL}, $1)"
LOOKS_SECONDS = 1.0  # between two looks whether it should end
AGAIN_SECONDS = 1.0
ASKS_SECONDS = 10.0  # between two questions: silence alone does not say that somebody is there
PATIENCE_SECONDS = 5.0  # for the answer


class Ear:
    """Listens on a connection of its own, in a thread of its own, until it is closed."""

    def __init__(
        self,
        link: Link,
        heard: Heard,
        clock: Callable[[], float],
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._link, self._heard, self._clock = link.less_patient(patience), heard, clock
        self._stopped = Event()
        self._thread = Thread(target=self._listen, name="ear", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Nothing is heard any more."""
        self._stopped.set()
        self._thread.join()
        self._link.close()

    def _listen(self) -> None:
        listens = False
        while not self._stopped.is_set():
            try:
                channel = self._answers()
                self._link.run(f"LISTEN {channel}")
                self._heard("")  # what was said before this is not heard
                listens = True
                self._hears()
            except Unanswered:
                self._link.close()
                if listens:
                    self._heard("")  # what is kept may not be reached: whoever hears looks
                listens = False
                self._stopped.wait(AGAIN_SECONDS)

    def _hears(self) -> None:
        """Until it is to end; raises Unanswered where the server does not answer any more."""
        asked = self._clock()
        while not self._stopped.is_set():
            for said in self._link.told(LOOKS_SECONDS):
                self._heard(said)
            if self._clock() - asked >= ASKS_SECONDS:
                self._answers()
                asked = self._clock()

    def _answers(self) -> str:
        """The name of the channel; raises Unanswered."""
        (channel,) = self._link.run(LISTEN).fetchone() or ("",)
        return str(channel)
