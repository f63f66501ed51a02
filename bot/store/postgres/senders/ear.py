"""Hears of what another process has made due; a connection that is cut is made anew."""

from collections.abc import Callable
from threading import Event, Thread

from bot.store.engine import Unanswered
from bot.store.peers import Heard
from bot.store.postgres.lease import CHANNEL
from bot.store.postgres.link import Link

LISTEN = f"SELECT quote_ident({CHANNEL})"  # the name of a channel is no value of a statement
LOOKS_SECONDS = 1.0  # between two looks whether it should end
AGAIN_SECONDS = 1.0


class Ear:
    """Listens on a connection of its own, in a thread of its own, until it is closed."""

    def __init__(self, another: Callable[[], Link], heard: Heard) -> None:
        self._link, self._heard = another(), heard
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
                (channel,) = self._link.run(LISTEN).fetchone() or ("",)
                self._link.run(f"LISTEN {channel}")
                self._heard("")  # what was said before this is not heard
                listens = True
                while not self._stopped.is_set():
                    for said in self._link.told(LOOKS_SECONDS):
                        self._heard(said)
            except Unanswered:
                self._link.close()
                if listens:
                    self._heard("")  # what is kept may not be reached: whoever hears looks
                listens = False
                self._stopped.wait(AGAIN_SECONDS)
