"""`myotaper health`: whether reminders leave, in a line and a status, for whoever watches it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bot.alarm.beating import SILENT_SECONDS
from bot.alarm.health import NAME
from bot.clock import now
from bot.commands.ending import WRONG_SETTINGS, ended
from bot.commands.running import standing_by
from bot.commands.words_after import takes_nothing
from bot.settings import Unset, read_settings

DOES = """\
Whether reminders leave, in one line, from what the running bot writes; status 1 where they do not,
where some are late or have failed, or where the bot is silent."""
WELL, NOT_WELL = 0, 1
BESIDE_SECONDS = 30.0  # one that stands by writes every second, or waits for a database so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the file of the running bot says."""

    well: bool
    says: str
    ran: bool = True
    silent: bool = False

    @classmethod
    def at(cls, data: Path, at: datetime) -> Self:
        """As it stands in this folder now; of one that stands by where none that leads is heard
        of there, for two may share the folder."""
        leads = cls._leading(data, at)
        if leads.ran and not leads.silent:
            return leads
        return cls._standing_by(data, at) or leads

    @classmethod
    def _standing_by(cls, data: Path, at: datetime) -> Self | None:
        """None where no process does, or has been silent."""
        try:
            path = data / standing_by.NAME
            age = at.timestamp() - path.stat().st_mtime
            said = json.loads(path.read_text("utf-8"))[standing_by.SAYS]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not -BESIDE_SECONDS <= age <= BESIDE_SECONDS:
            return None
        return cls(well=True, says=f"written {age:.0f} s ago; stands by: {said}")

    @classmethod
    def _leading(cls, data: Path, at: datetime) -> Self:
        path = data / NAME
        try:
            age = at.timestamp() - path.stat().st_mtime  # by the clock of the machine, as `at` is
            said = json.loads(path.read_text("utf-8"))
            return cls._of(said, age)
        except FileNotFoundError:
            says = f"{path} is not there: no bot has run on this folder yet"
            return cls(well=False, says=says, ran=False)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(well=False, says=f"{path} cannot be read; look at the rights and the disk")

    @classmethod
    def _of(cls, said: dict[str, Any], age: float) -> Self:
        silent = not -SILENT_SECONDS <= age <= SILENT_SECONDS
        counts = {name: said[name] for name in ("late", "failed", "unread")}
        lacks = any(counts.values()) or bool(said["upkeep"])
        well = said["reminders_leave"] and not silent and not lacks
        parts = [
            f"written {age:.0f} s ago",
            *(("the bot hangs or is gone; look at its log",) if silent else ()),
            "reminders leave" if said["reminders_leave"] else "PAUSED",
            *(f"{name} {_counted(number)}" for name, number in counts.items()),
            *(each["says"] for each in said["outages"]),
            *said["upkeep"],
        ]
        known = None not in counts.values()
        return cls(well=well and known, says="; ".join(parts), silent=silent)


def _counted(number: int | None) -> str:
    return "not known" if number is None else str(number)


def main(arguments: list[str]) -> int:
    """The line is printed; 0 where all is well, else 1."""
    takes_nothing("health", DOES, arguments)
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    seen = Seen.at(settings.data, now())
    print(f"{'ok' if seen.well else 'NOT OK'}: {seen.says}")
    return WELL if seen.well else NOT_WELL
