"""What Telegram cannot tell: a program of the machine's own is run with it.

It is told where Telegram itself refuses the bot, where the disk is nearly full, and where the
process ends for a reason; of each thing once a day, also by a process that is started again.
"""

import asyncio
import json
import logging
import os
import re
import subprocess
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bot.page.write import Writer
from bot.settings import PREFIX, Settings
from flows.lists.upkeep import wanting
from flows.talk.known import Upkeep
from flows.talk.outage import Outage, sentence
from flows.talk.replies import Sentence

NAME = "alarmed.json"  # in the data folder: when each thing was told
ENDED, DIGITS = "ended", 16
A_DAY = timedelta(days=1)
LASTS = timedelta(minutes=1)  # what is over sooner is worth no alarm
NUMBERS = re.compile(r"\d+")  # the same reason may count something else the next time
LOOKS_SECONDS, LONGEST_SECONDS = 10.0, 30.0
AGAIN = timedelta(minutes=1)  # after which a program that failed is run again

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Bell:
    """Runs the program, if one is set, with one sentence of what is wrong."""

    program: Path | None
    kept: Path
    clock: Callable[[], datetime]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _told: dict[str, datetime] = field(init=False)
    _stood: set[str] = field(default_factory=set)
    _failed: datetime | None = None  # when the program last did

    def __post_init__(self) -> None:
        self._told = _read(self.kept)

    async def run(self, wrong: Callable[[], Mapping[str, str]]) -> None:
        """Looks every few seconds; what is over and comes again is told again."""
        while True:
            found = wrong()
            for name in self._stood - found.keys():
                self._told.pop(name, None)
            self._stood = {*found}
            for name, says in found.items():
                if self._failed and self.clock() - self._failed < AGAIN:
                    break
                await asyncio.to_thread(self.ring, name, says)
            await self.pause(LOOKS_SECONDS)

    def ended(self, why: str) -> None:
        """The program has run with why the process ends, unless it has within a day with that."""
        reason = sha256(NUMBERS.sub("", why).encode()).hexdigest()[:DIGITS]
        self.ring(f"{ENDED}/{reason}", why)

    def ring(self, name: str, says: str) -> None:
        """The program has run with this sentence, unless it has within a day."""
        at = self.clock()
        before = self._told.get(name)
        if self.program is None or (before and abs(at - before) < A_DAY):
            return
        self._failed = None if self._ran(self.program, says) else at
        if self._failed is None:
            lately = {each: when for each, when in self._told.items() if abs(at - when) < A_DAY}
            self._told = {**lately, name: at}
            _write(self.kept, self._told)

    def _ran(self, program: Path, says: str) -> bool:
        """Whether it ended well; it is given none of the settings, among which the token is."""
        rest = {key: value for key, value in self.environment.items() if PREFIX not in key}
        try:
            subprocess.run(  # noqa: S603  whoever runs the bot has named the program
                [program, says],
                env=rest,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            log.exception("the alarm program failed")
            return False
        return True


def bell(settings: Settings, clock: Callable[[], datetime]) -> Bell:
    """That of this installation."""
    return Bell(program=settings.alarm, kept=settings.data / NAME, clock=clock)


def wrong_now(
    outages: tuple[Outage, ...], upkeep: Upkeep, writer: Writer, zone: str, now: datetime
) -> Mapping[str, str]:
    """What holds reminders back, and what the machine lacks, by a name of each."""
    return {
        said.says: writer.say(said.says, said.values) for said in _each(outages, upkeep, zone, now)
    }


def _each(
    outages: tuple[Outage, ...], upkeep: Upkeep, zone: str, now: datetime
) -> Iterator[Sentence]:
    for each in outages:
        if now - each.since >= LASTS:
            yield sentence(each, zone, here=True)
    yield from wanting(upkeep, zone)


def _read(kept: Path) -> dict[str, datetime]:
    """As the process before has left it; nothing where that cannot be read."""
    try:
        said = json.loads(kept.read_text("utf-8"))
        return {name: datetime.fromisoformat(at) for name, at in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(kept: Path, told: Mapping[str, datetime]) -> None:
    """Kept where the disk takes it: it may be what is full."""
    try:
        kept.write_text(json.dumps({name: at.isoformat() for name, at in told.items()}), "utf-8")
    except OSError:
        log.exception("when the alarm was told is not kept")
