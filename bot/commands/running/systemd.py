"""What systemd is told of this process, in its own words (sd_notify).

A datagram of lines to the socket that NOTIFY_SOCKET names: the library for it has had no release
since 2017, and is as long as this.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Systemd:
    """Whoever started this process, and how often it wants to hear that it lives."""

    address: str = ""
    within_seconds: float | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str], process: int) -> Self:
        """As the environment of this process says."""
        meant = environment.get("WATCHDOG_PID", str(process)) == str(process)
        micro = environment.get("WATCHDOG_USEC", "") if meant else ""
        within = int(micro) / MICROSECONDS if micro.isdecimal() and int(micro) else None
        return cls(address=environment.get("NOTIFY_SOCKET", ""), within_seconds=within)

    def tell(self, *lines: str) -> None:
        """It was told, if it listens."""
        if not self.address:
            return
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.sendto("\n".join(lines).encode(), address)


def here() -> Systemd:
    """Of this process."""
    return Systemd.of(os.environ, os.getpid())
