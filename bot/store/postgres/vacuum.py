"""Gives room back within the tables of a database, on a connection of its own."""

from collections.abc import Iterable

from bot.store import NotSaved
from bot.store.engine import Unanswered
from bot.store.postgres.link import Link


class Vacuum:
    """The room of what was removed is used anew; others read and write meanwhile."""

    def __init__(self, link: Link, does: Iterable[str]) -> None:
        self._link, self._does = link, does

    def run(self) -> None:
        """It is done, however long that takes; raises NotSaved."""
        try:
            with self._link.at_leisure():
                for each in self._does:
                    self._link.run(each)
        except Unanswered as error:
            raise NotSaved(str(error)) from error
        finally:
            self._link.close()

    def stop(self) -> None:
        """It goes on by itself, and is in nobody's way."""
