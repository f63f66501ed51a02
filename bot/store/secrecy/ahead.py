"""The key of a plan that is still being entered, made while nobody waits for it."""

import asyncio
from contextlib import suppress

from bot.store.disk.file import UNREADABLE
from bot.store.secrecy import Encryption

MOST = 2**12  # labels that are remembered


class Ahead:
    """Makes keys beside whatever else goes on; the plan itself asks again, for certain."""

    def __init__(self, keys: Encryption) -> None:
        self._keys = keys
        self._begun = set[str]()

    def make(self, label: str) -> None:
        """The plan's key will be on disk soon, unless something keeps it from that."""
        if label in self._begun:
            return
        if len(self._begun) == MOST:
            self._begun.clear()
        self._begun.add(label)
        asyncio.get_running_loop().run_in_executor(None, self._made, label)

    def _made(self, label: str) -> None:
        with suppress(*UNREADABLE):
            self._keys.ready([label])
